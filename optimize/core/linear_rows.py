"""Linear constraints over 0-1 variables: the side constraints of a choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array, vstack

from ...common.arrays import Bools, Floats
from .linear_model import Numbers
from .tolerances import ROUNDING


@dataclass(frozen=True, kw_only=True, eq=False)
class Rows:
    """Constraints ``lower <= matrix @ chosen <= upper``: one side, or both equal, in each row.

    Parameters
    ----------
    matrix
        Sparse (rows, 0-1 variables).
    lower, upper
        By row; infinite where there is none.
    """

    matrix: csr_array
    lower: Floats
    upper: Floats

    def hold(self, chosen: Bools) -> bool:
        """Return whether a choice is feasible."""
        total = self.matrix @ chosen.astype(np.float64)
        slack = ROUNDING * np.maximum(1.0, np.abs(total))
        return bool(np.all((total >= self.lower - slack) & (total <= self.upper + slack)))

    def possible(self) -> bool:
        """Return whether each row on its own is feasible: a necessary condition for all together."""
        most = self.matrix.maximum(0).sum(axis=1)
        least = self.matrix.minimum(0).sum(axis=1)
        slack = ROUNDING * np.maximum(1.0, most - least)
        return bool(np.all((most >= self.lower - slack) & (least <= self.upper + slack)))


def rows_from(
    entries: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
    shape: tuple[int, int],
    *,
    lower: Numbers = -np.inf,
    upper: Numbers = np.inf,
) -> Rows:
    """Return rows from coordinates: row indices, column indices, and coefficients (or one for all)."""
    row, column = (np.asarray(part, dtype=np.int64) for part in entries[:2])
    value = np.broadcast_to(np.asarray(entries[2], dtype=np.float64), row.shape)
    return Rows(
        matrix=csr_array(coo_array((value, (row, column)), shape=shape)),
        lower=np.broadcast_to(np.asarray(lower, dtype=np.float64), shape[:1]),
        upper=np.broadcast_to(np.asarray(upper, dtype=np.float64), shape[:1]),
    )


def stack_rows(blocks: Sequence[Rows], columns: int) -> Rows:
    """Stack constraints; empty rows that hold for any choice are dropped."""
    none = rows_from(([], [], []), (0, columns))
    matrix = csr_array(vstack([none.matrix, *(block.matrix for block in blocks)], format="csr"))
    lower = np.concatenate([none.lower, *(block.lower for block in blocks)])
    upper = np.concatenate([none.upper, *(block.upper for block in blocks)])
    idle = (np.diff(matrix.indptr) == 0) & (lower <= 0) & (upper >= 0)
    return Rows(matrix=csr_array(matrix[~idle]), lower=lower[~idle], upper=upper[~idle])
