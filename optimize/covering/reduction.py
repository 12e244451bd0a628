"""Exact reduction of covering problems: aggregation of demand and dominance of candidates."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array

from ...common.arrays import Bools, Floats, Ints, Keys
from ...common.compiled import compiled, compiled_part
from ..core.covering_problem import CoveringProblem
from ..core.incidence import Incidence, columns_of, selected_rows, transposed
from .merging import merge_cells


def reduce_covering(
    reach: csc_array,
    weight: Floats,
    *,
    opening_cost: Floats | None = None,
    label: Ints | None = None,
    keep: Bools | None = None,
    threads: int = 1,
) -> CoveringProblem:
    """Reduce a covering problem exactly.

    Cells without people or without candidates are dropped; cells that the same candidates serve are merged
    (aggregation of demand); a candidate is dropped if it is dominated: another one, no more expensive, serves
    all cells that it serves; of equal candidates the first stays (Church and ReVelle 1974).
    Dropping candidates makes more cells equal, so that this is repeated until nothing changes.
    The optimal objective stays the same for every number of sites and every budget.

    Parameters
    ----------
    reach
        Coverage matrix (cells, candidates), sparse boolean; only stored entries count as served.
    weight
        Demand of each cell in people, not negative.
    opening_cost
        Fixed cost by candidate; uniform by default.
    label
        By cell: cells with different labels are not merged.
    keep
        By candidate whether it must not be dropped.
    threads
        Maximum number of threads; the result does not depend on it.
    """
    count = reach.shape[1]
    problem, _ = reduce_lists(
        columns_of(reach),
        weight,
        opening_cost=np.ones(count) if opening_cost is None else opening_cost,
        label=np.zeros(len(weight), dtype=np.int64) if label is None else label,
        keep=np.zeros(count, dtype=bool) if keep is None else keep,
        candidates=np.arange(count),
        threads=threads,
    )
    return problem


def reduce_lists(
    columns: Incidence,
    weight: Floats,
    *,
    opening_cost: Floats,
    label: Ints,
    keep: Bools,
    candidates: Ints,
    threads: int = 1,
) -> tuple[CoveringProblem, Ints]:
    """Reduce as `reduce_covering` does; return also the group of each cell, -1 for those dropped."""
    group_of: Ints = np.arange(len(weight))
    while True:
        group, first = merge_cells(columns, weight > 0, label, threads=threads)
        inside = group_of >= 0
        group_of[inside] = group[group_of[inside]]
        counted = np.bincount(group[group >= 0], weights=weight[group >= 0], minlength=len(first))
        weight = counted.astype(np.float64)
        label = label[first]
        place = np.full(len(group), -1)
        place[first] = np.arange(len(first))
        columns = selected_rows(columns, np.arange(len(candidates)), place, threads=threads)
        rows = transposed(columns, len(first))
        left = ~_dominated_candidates(columns, rows, opening_cost) | keep
        if left.all():
            problem = CoveringProblem(
                groups_of=columns,
                candidates_of=rows,
                weight=weight,
                label=label,
                candidates=candidates,
            )
            return problem, group_of
        kept = np.flatnonzero(left)
        columns = selected_rows(columns, kept, np.arange(len(first)))
        candidates, opening_cost, keep = candidates[kept], opening_cost[kept], keep[kept]


def _dominated_candidates(columns: Incidence, rows: Incidence, opening_cost: Floats) -> Bools:
    """Return by candidate whether it is dominated, or serves nobody."""
    bits = np.zeros((len(opening_cost), (len(rows.indptr) + 62) // 64), dtype=np.uint64)
    out = np.zeros(len(opening_cost), dtype=bool)
    _find_dominated(columns, rows, opening_cost, bits, out)
    return out


@compiled
def _find_dominated(
    columns: Incidence, rows: Incidence, opening_cost: Floats, bits: Keys, out: Bools
) -> None:
    """Write by candidate whether it is dominated."""
    for j in range(len(opening_cost)):
        _write_bits(columns, bits, j)
    for j in range(len(opening_cost)):
        size = columns.indptr[j + 1] - columns.indptr[j]
        if size == 0:
            out[j] = True
            continue
        # A dominating candidate serves all of them, so also the group with the fewest candidates.
        rare = _rarest(columns, rows, j)
        for b in range(rows.indptr[rare], rows.indptr[rare + 1]):
            k = rows.indices[b]
            larger = columns.indptr[k + 1] - columns.indptr[k] - size
            if k == j or out[k] or larger < 0 or opening_cost[k] > opening_cost[j]:
                continue
            if larger == 0 and opening_cost[k] == opening_cost[j] and k > j:
                continue
            if _within(columns, bits, j, k):
                out[j] = True
                break


@compiled_part
def _write_bits(columns: Incidence, bits: Keys, j: int) -> None:
    """Write the groups of a candidate as a bit set."""
    for a in range(columns.indptr[j], columns.indptr[j + 1]):
        i = columns.indices[a]
        bits[j, i >> 6] |= np.uint64(1) << (np.uint64(i) & np.uint64(63))


@compiled_part
def _rarest(columns: Incidence, rows: Incidence, j: int) -> int:
    """Return the group with the fewest candidates among those of a candidate."""
    rare, least = 0, len(columns.indptr)
    for a in range(columns.indptr[j], columns.indptr[j + 1]):
        i = columns.indices[a]
        if rows.indptr[i + 1] - rows.indptr[i] < least:
            rare, least = i, rows.indptr[i + 1] - rows.indptr[i]
    return rare


@compiled_part
def _within(columns: Incidence, bits: Keys, j: int, k: int) -> bool:
    """Return whether candidate `k` serves all groups that `j` serves."""
    for a in range(columns.indptr[j], columns.indptr[j + 1]):
        i = columns.indices[a]
        if not (bits[k, i >> 6] >> (np.uint64(i) & np.uint64(63))) & np.uint64(1):
            return False
    return True
