"""A matrix of travel times as a table of pairs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from ...common.arrays import Ints
from ...common.errors import Fault, InputError
from ...geo.tables import CELL_ID, SITE_ID

Matrix = npt.NDArray[np.floating] | sparse.sparray | sparse.spmatrix | pd.DataFrame
CostColumn = Literal["minutes", "seconds", "metres"]

_SHAPE = 2


def pairs_from_matrix(
    matrix: Matrix,
    *,
    cells: Iterable[object] | None = None,
    sites: Iterable[object] | None = None,
    cost: CostColumn = "minutes",
) -> pd.DataFrame:
    """Return a matrix of travel times or distances as a table of pairs.

    Parameters
    ----------
    matrix
        A row for each cell and a column for each site: an array, a sparse matrix, or a DataFrame whose index
        and columns are the ids. It is not changed.
    cells, sites
        The ids of its rows and columns; of a DataFrame by default its own.
    cost
        What its values are: minutes, seconds or metres.

    Returns
    -------
    pandas.DataFrame
        Columns ``cell_id``, ``site_id`` (text) and `cost`, in the order of the matrix. A pair that is NaN,
        infinite, or not stored in a sparse matrix cannot be travelled and is left out; zeros stay.

    Raises
    ------
    InputError
        If the matrix has not as many rows and columns as there are ids.

    See Also
    --------
    times_from_table : Travel times from such a table.

    Examples
    --------
    >>> import numpy as np
    >>> import halfhour as hh
    >>> hh.pairs_from_matrix(np.array([[5, np.nan], [12, 3]]), cells=["a", "b"], sites=["X", "Y"])
      cell_id site_id  minutes
    0       a       X      5.0
    1       b       X     12.0
    2       b       Y      3.0
    """
    if isinstance(matrix, pd.DataFrame):
        cells = matrix.index if cells is None else cells
        sites = matrix.columns if sites is None else sites
        matrix = matrix.to_numpy(dtype=np.float64)
    values: Any = matrix if sparse.issparse(matrix) else np.asarray(matrix, dtype=np.float64)
    shape = values.shape
    cell_ids, site_ids = (
        None if ids is None else np.array([str(one) for one in ids], dtype=object)
        for ids in (cells, sites)
    )
    for axis, (ids, name) in enumerate(((cell_ids, "cells"), (site_ids, "sites"))):
        if ids is None or len(shape) != _SHAPE or len(ids) != shape[axis]:
            raise InputError(
                Fault(
                    file="matrix",
                    column=name,
                    value=None if ids is None else len(ids),
                    cause=f"are not as many as the matrix has: its shape is {shape}",
                    fix="give the ids of its rows as cells, and those of its columns as sites",
                )
            )
    row: Ints
    column: Ints
    if sparse.issparse(matrix):
        stored = values.tocoo()
        row, column = (np.asarray(one, dtype=np.int64) for one in (stored.row, stored.col))
        value = np.asarray(stored.data, dtype=np.float64)
        order = np.lexsort((column, row))
        row, column, value = row[order], column[order], value[order]
    else:
        value = values
        row, column = (axis.ravel().astype(np.int64) for axis in np.indices(value.shape))
        value = value.ravel()
    # A negative value is a fault, which whoever reads the table tells.
    there = ~np.isnan(value) & (value != np.inf)
    assert cell_ids is not None and site_ids is not None  # noqa: PT018, S101 - narrows the types
    return pd.DataFrame(
        {
            CELL_ID: cell_ids[row[there]],
            SITE_ID: site_ids[column[there]],
            cost: value[there],
        }
    )
