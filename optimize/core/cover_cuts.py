"""Limits that HiGHS's rounded values break, and cover cuts that forbid these values.

HiGHS holds rows to a millionth, so that sites may cost a little more than a budget. That is much where money is
counted in large units, and a search that asks again gets the same sites again.
"""

from __future__ import annotations

import dataclasses
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, vstack

from .linear_model import LinearModel

_ROUNDING: Final = 1e-9
"""Relative difference that the order of a sum may make."""


def with_cover_cuts(model: LinearModel, values: npt.NDArray[np.float64]) -> LinearModel | None:
    """Return the model with a cut for each limit that values, rounded, break; None if they break none.

    Limits are rows of variables that are 0 or 1, with no negative coefficient. Not all that is chosen in such a
    row can be chosen together: at least one of them is not (Balas 1975).

    Parameters
    ----------
    model
        The model.
    values
        By variable what the solver says.

    References
    ----------
    Balas, E. (1975), Facets of the knapsack polytope, Mathematical Programming 8, 146-164.
    """
    chosen = np.where(model.integer, np.rint(values), 0.0)
    slack = _ROUNDING * np.maximum(1.0, np.abs(model.row_upper))
    broken = np.flatnonzero(model.matrix @ chosen > model.row_upper + slack)
    binary = model.integer & (model.lower >= 0) & (model.upper <= 1)
    cuts, most = [], []
    for row in broken:
        at = slice(model.matrix.indptr[row], model.matrix.indptr[row + 1])
        columns = model.matrix.indices[at]
        if not binary[columns].all() or (model.matrix.data[at] < 0).any():
            continue
        cover = columns[chosen[columns] > 0]
        begin = np.array([0, len(cover)])
        cuts.append(
            csr_array((np.ones(len(cover)), cover, begin), shape=(1, model.matrix.shape[1]))
        )
        most.append(len(cover) - 1.0)
    if not cuts:
        return None
    return dataclasses.replace(
        model,
        matrix=csr_array(vstack([model.matrix, *cuts], format="csr")),
        row_lower=np.concatenate([model.row_lower, np.full(len(cuts), -np.inf)]),
        row_upper=np.concatenate([model.row_upper, most]),
    )
