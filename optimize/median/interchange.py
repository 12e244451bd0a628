"""A good choice for the p-median problem: opening greedily, then exchanging.

Fast interchange: Whitaker (1983), A fast algorithm for the greedy interchange of large-scale clustering and
median location problems; what an exchange brings from gains, losses and their overlap: Resende and Werneck
(2007), A fast swap-based local search procedure for location problems.
"""

from __future__ import annotations

import numpy as np

from ...common.arrays import Bools, Floats, Int32s, Ints
from ...common.compiled import compiled, compiled_part
from .problem import MedianProblem


def improved(problem: MedianProblem, opened: Bools, *, max_exchanges: int = 1_000_000) -> Bools:
    """Open what helps most while number and budget allow, and exchange one for one while that helps.

    Parameters
    ----------
    problem
        The problem.
    opened
        By candidate whether it is open at the beginning; within number and budget.
    max_exchanges
        After how many exchanges to stop.
    """
    better = opened.copy()
    _improve(
        (problem.indptr, problem.candidate, problem.saving),
        (problem.column_indptr, problem.column_row, problem.column_saving),
        problem.opening_cost,
        problem.max_new,
        problem.budget,
        better,
        max_exchanges,
    )
    return better


Sparse = tuple[Ints, Int32s, Floats]


@compiled_part
def _two_best(rows: Sparse, opened: Bools, site: Ints, first: Floats, second: Floats) -> None:
    """By row the best open candidate, its saving and the saving of the next."""
    begin, candidate, saving = rows
    for row in range(len(begin) - 1):
        site[row], first[row], second[row] = -1, 0.0, 0.0
        for k in range(begin[row], begin[row + 1]):
            if opened[candidate[k]]:
                if site[row] < 0:
                    site[row], first[row] = candidate[k], saving[k]
                else:
                    second[row] = saving[k]
                    break


@compiled_part
def _fill(
    columns: Sparse, opening_cost: Floats, max_new: int, budget: float, opened: Bools, first: Floats
) -> bool:
    """Open the candidate that adds most (for its price, if there is a budget) again and again.

    Unlike `greedy_adding` it is compiled, as a part of the interchange, and keeps each row's best saving.
    """
    begin, row, saving = columns
    any_opened = False
    count, spent = 0, 0.0
    for j in range(len(opening_cost)):
        if opened[j]:
            count += 1
            spent += opening_cost[j]
    while count < max_new:
        best, best_worth = -1, 0.0
        for j in range(len(opening_cost)):
            if opened[j] or spent + opening_cost[j] > budget:
                continue
            gain = 0.0
            for k in range(begin[j], begin[j + 1]):
                gain += max(0.0, saving[k] - first[row[k]])
            worth = gain / max(opening_cost[j], 1e-9) if budget < np.inf else gain
            if worth > best_worth:
                best, best_worth = j, worth
        if best < 0:
            break
        opened[best] = True
        any_opened = True
        count += 1
        spent += opening_cost[best]
        for k in range(begin[best], begin[best + 1]):
            first[row[k]] = max(first[row[k]], saving[k])
    return any_opened


@compiled_part
def _overlap(
    columns: Sparse, j: int, site: Ints, first: Floats, second: Floats, overlap: Floats
) -> float:
    """Return what opening `j` adds; by open site how much less its closing loses then."""
    begin, row, saving = columns
    overlap[:] = 0.0
    gain = 0.0
    for k in range(begin[j], begin[j + 1]):
        i = row[k]
        if saving[k] > second[i]:
            gain += max(0.0, saving[k] - first[i])
            if site[i] >= 0:
                overlap[site[i]] += min(saving[k], first[i]) - second[i]
    return gain


@compiled_part
def _best_exchange(
    columns: Sparse,
    opening_cost: Floats,
    budget: float,
    opened: Bools,
    nearest: tuple[Ints, Floats, Floats],
) -> tuple[int, int]:
    """Return which to open and which to close; -1 where nothing helps."""
    site, first, second = nearest
    candidates = len(opening_cost)
    loss, overlap = np.zeros(candidates), np.zeros(candidates)
    for i in range(len(site)):
        if site[i] >= 0:
            loss[site[i]] += first[i] - second[i]
    spent = opening_cost[opened].sum()
    # What rounding could bring is no gain: exchanges must come to an end.
    best, best_in, best_out = 1e-10 * first.sum(), -1, -1
    for j in range(candidates):
        if opened[j]:
            continue
        gain = _overlap(columns, j, site, first, second, overlap)
        for out in range(candidates):
            if opened[out] and spent - opening_cost[out] + opening_cost[j] <= budget:
                brings = gain - loss[out] + overlap[out]
                if brings > best:
                    best, best_in, best_out = brings, j, out
    return best_in, best_out


@compiled
def _improve(
    rows: Sparse,
    columns: Sparse,
    opening_cost: Floats,
    max_new: int,
    budget: float,
    opened: Bools,
    max_exchanges: int,
) -> None:
    count = len(rows[0]) - 1
    site, first, second = np.empty(count, np.int64), np.empty(count), np.empty(count)
    for _ in range(max_exchanges):
        _two_best(rows, opened, site, first, second)
        if _fill(columns, opening_cost, max_new, budget, opened, first):
            _two_best(rows, opened, site, first, second)
        into, out = _best_exchange(columns, opening_cost, budget, opened, (site, first, second))
        if into < 0:
            return
        opened[into], opened[out] = True, False
