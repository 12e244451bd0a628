"""Making a covering problem small without changing its answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class CoveringProblem:
    """Who can newly be served by which candidates.

    Parameters
    ----------
    reach
        Sparse boolean (groups of cells, candidates): which candidates serve which group.
    weight
        People of each group, all above 0.
    candidates
        For each column its position in the caller's list of candidates.
    """

    reach: csr_array
    weight: Floats
    candidates: Ints


def reduce_covering(reach: csr_array, weight: Floats) -> CoveringProblem:
    """Reduce a maximal covering problem exactly.

    Cells that nobody lives in or no candidate reaches are dropped; cells that the same candidates reach
    are merged into one; a candidate is dropped if another serves all that it serves (of equal ones the first
    stays). Since dropping candidates makes more cells alike, this is repeated until nothing changes. With
    candidates of equal cost the best objective stays the same for every number of sites (dominance: Church
    and ReVelle 1974; merging: Dupont and others call it aggregation of demand).

    Parameters
    ----------
    reach
        Sparse boolean (cells, candidates); only stored entries count as reached.
    weight
        People in each cell, not negative.
    """
    candidates = np.arange(reach.shape[1])
    reach = reach.astype(np.int32)
    while True:
        reach, weight = _merge_cells(reach, weight)
        kept = _undominated(reach)
        if len(kept) == reach.shape[1]:
            return CoveringProblem(reach=reach.astype(bool), weight=weight, candidates=candidates)
        reach, candidates = csr_array(reach[:, kept]), candidates[kept]


def _merge_cells(reach: csr_array, weight: Floats) -> tuple[csr_array, Floats]:
    """Rows with people and candidates, one for each distinct set of candidates, in order of appearance."""
    reach.sort_indices()
    group_of: dict[bytes, int] = {}
    first: list[int] = []
    total: list[float] = []
    rows = np.flatnonzero((np.diff(reach.indptr) > 0) & (weight > 0))
    for row in rows:
        key = reach.indices[reach.indptr[row] : reach.indptr[row + 1]].tobytes()
        group = group_of.setdefault(key, len(first))
        if group == len(first):
            first.append(int(row))
            total.append(0.0)
        total[group] += weight[row]
    return csr_array(reach[np.array(first, dtype=np.int64)]), np.array(total, dtype=np.float64)


def _undominated(reach: csr_array) -> Ints:
    """Columns that serve somebody and are not contained in another column."""
    size = np.asarray(reach.sum(axis=0)).ravel()
    # The entry (a, b) counts the groups that a and b both serve: a lies within b if it equals a's size.
    both = csr_array(reach.T @ reach).tocoo()
    inside = (both.data == size[both.row]) & (both.row != both.col)
    larger = size[both.col] > size[both.row]
    equal_and_earlier = (size[both.col] == size[both.row]) & (both.col < both.row)
    dominated = np.zeros(reach.shape[1], dtype=bool)
    dominated[both.row[inside & (larger | equal_and_earlier)]] = True
    return np.flatnonzero(~dominated & (size > 0))
