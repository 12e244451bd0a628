"""Cover cuts for knapsack rows that HiGHS's solution, rounded to integers, violates.

HiGHS's feasibility tolerance is a millionth, so that opened sites may cost slightly more than a budget.
That is much where money is counted in large units, and solving the same model again returns the same sites.
"""

from __future__ import annotations

import dataclasses
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, vstack

from .linear_model import LinearModel

_ROUNDING: Final = 1e-9
"""Relative rounding error of a sum in floating-point arithmetic."""


def with_cover_cuts(model: LinearModel, values: npt.NDArray[np.float64]) -> LinearModel | None:
    """Return the model with a cover cut for each violated knapsack row; None if none is violated.

    Knapsack rows have 0-1 variables and no negative coefficient.
    The variables chosen in a violated row form a cover: at least one of them must be 0 (Balas 1975).

    Parameters
    ----------
    model
        The model.
    values
        The solver's solution, by variable.

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
        indptr = np.array([0, len(cover)])
        cuts.append(
            csr_array((np.ones(len(cover)), cover, indptr), shape=(1, model.matrix.shape[1]))
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
