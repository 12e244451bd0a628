"""Making a covering problem small without changing its answer."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array

from ...common.arrays import Bools, Floats, Ints, Keys
from ...common.compiled import compiled, compiled_part
from ..core.covering_problem import CoveringProblem
from ..core.incidence import Lists, columns_of, picked, turned
from .merging import merge_cells


def reduce_covering(
    reach: csc_array,
    weight: Floats,
    *,
    price: Floats | None = None,
    label: Ints | None = None,
    keep: Bools | None = None,
    threads: int = 1,
) -> CoveringProblem:
    """Reduce a covering problem exactly.

    Cells that nobody lives in or no candidate reaches are dropped; cells that the same candidates reach
    are merged into one (aggregation of demand); a candidate is dropped if another, no dearer, serves all
    that it serves; of equal ones the first stays (dominance: Church and ReVelle 1974). Since dropping
    candidates makes more cells alike, this is repeated until nothing changes. The best objective stays the
    same for every number of sites and every budget.

    Parameters
    ----------
    reach
        Sparse boolean (cells, candidates); only stored entries count as reached.
    weight
        People in each cell, not negative.
    price
        By candidate; by default all cost the same.
    label
        By cell: cells with different labels are not merged.
    keep
        By candidate: which may not be dropped.
    threads
        How many cores may be used; the result is the same.
    """
    count = reach.shape[1]
    problem, _ = reduce_lists(
        columns_of(reach),
        weight,
        price=np.ones(count) if price is None else price,
        label=np.zeros(len(weight), dtype=np.int64) if label is None else label,
        keep=np.zeros(count, dtype=bool) if keep is None else keep,
        candidates=np.arange(count),
        threads=threads,
    )
    return problem


def reduce_lists(
    columns: Lists,
    weight: Floats,
    *,
    price: Floats,
    label: Ints,
    keep: Bools,
    candidates: Ints,
    threads: int = 1,
) -> tuple[CoveringProblem, Ints]:
    """Reduce as `reduce_covering` does, and return also the group of each cell, -1 for those dropped."""
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
        columns = picked(columns, np.arange(len(candidates)), place, threads=threads)
        rows = turned(columns, len(first))
        left = ~_dominated_candidates(columns, rows, price) | keep
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
        columns = picked(columns, kept, np.arange(len(first)))
        candidates, price, keep = candidates[kept], price[kept], keep[kept]


def _dominated_candidates(columns: Lists, rows: Lists, price: Floats) -> Bools:
    """Candidates that serve nobody, or nobody but whom another serves that is no dearer."""
    bits = np.zeros((len(price), (len(rows.begin) + 62) // 64), dtype=np.uint64)
    out = np.zeros(len(price), dtype=bool)
    _find_dominated(columns, rows, price, bits, out)
    return out


@compiled
def _find_dominated(columns: Lists, rows: Lists, price: Floats, bits: Keys, out: Bools) -> None:
    for j in range(len(price)):
        _write_bits(columns, bits, j)
    for j in range(len(price)):
        size = columns.begin[j + 1] - columns.begin[j]
        if size == 0:
            out[j] = True
            continue
        # Whoever serves all of them serves the group that fewest serve.
        rare = _rarest(columns, rows, j)
        for b in range(rows.begin[rare], rows.begin[rare + 1]):
            k = rows.items[b]
            larger = columns.begin[k + 1] - columns.begin[k] - size
            if k == j or out[k] or larger < 0 or price[k] > price[j]:
                continue
            if larger == 0 and price[k] == price[j] and k > j:
                continue
            if _within(columns, bits, j, k):
                out[j] = True
                break


@compiled_part
def _write_bits(columns: Lists, bits: Keys, j: int) -> None:
    for a in range(columns.begin[j], columns.begin[j + 1]):
        i = columns.items[a]
        bits[j, i >> 6] |= np.uint64(1) << (np.uint64(i) & np.uint64(63))


@compiled_part
def _rarest(columns: Lists, rows: Lists, j: int) -> int:
    """Return the group of a candidate that fewest candidates serve."""
    rare, least = 0, len(columns.begin)
    for a in range(columns.begin[j], columns.begin[j + 1]):
        i = columns.items[a]
        if rows.begin[i + 1] - rows.begin[i] < least:
            rare, least = i, rows.begin[i + 1] - rows.begin[i]
    return rare


@compiled_part
def _within(columns: Lists, bits: Keys, j: int, k: int) -> bool:
    """Tell whether candidate `k` serves all that `j` serves."""
    for a in range(columns.begin[j], columns.begin[j + 1]):
        i = columns.items[a]
        if not (bits[k, i >> 6] >> (np.uint64(i) & np.uint64(63))) & np.uint64(1):
            return False
    return True
