"""Heuristic for the p-median problem: greedy adding, then interchange (vertex substitution).

Fast interchange: Whitaker (1983), A fast algorithm for the greedy interchange of large-scale clustering and
median location problems; the profit of an exchange from gains, losses and their overlap: Resende and Werneck
(2007), A fast swap-based local search procedure for location problems.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from ...common.arrays import Bools, Floats, Int32s, Ints
from ...common.compiled import compiled, compiled_part
from ..core.effort import NO_DEADLINE, Deadline
from .problem import MedianProblem

_PASSED: Final = 20_000_000
"""Pairs, of cell and candidate or of two candidates, passed over between two looks at the deadline."""


def improved(
    problem: MedianProblem,
    opened: Bools,
    *,
    max_exchanges: int = 1_000_000,
    deadline: Deadline = NO_DEADLINE,
) -> Bools:
    """Improve a solution by greedy adding within number and budget, and by interchange.

    Parameters
    ----------
    problem
        The problem.
    opened
        By candidate whether it is open in the start solution, which is within number and budget.
    max_exchanges
        Maximum number of exchanges.
    deadline
        When to stop with the best solution by then.
    """
    better = opened.copy()
    # A candidate opened, or an exchange, takes a pass over the pairs, and one over the pairs of candidates.
    passes = max(1, _PASSED // (len(problem.saving) + problem.candidates**2 + 1))
    exchanges, left = 0, True
    while left and not deadline.over:
        made, left = _improve(
            (problem.indptr, problem.candidate, problem.saving),
            (problem.column_indptr, problem.column_row, problem.column_saving),
            problem.opening_cost,
            problem.max_new,
            problem.budget,
            better,
            (passes, max_exchanges - exchanges),
        )
        exchanges += made
    return better


Sparse = tuple[Ints, Int32s, Floats]
"""A sparse matrix: indptr, indices and savings."""


@compiled_part
def _two_best(rows: Sparse, opened: Bools, site: Ints, first: Floats, second: Floats) -> None:
    """Write by row the best open candidate, its saving, and the second best saving."""
    indptr, candidate, saving = rows
    for row in range(len(indptr) - 1):
        site[row], first[row], second[row] = -1, 0.0, 0.0
        for k in range(indptr[row], indptr[row + 1]):
            if opened[candidate[k]]:
                if site[row] < 0:
                    site[row], first[row] = candidate[k], saving[k]
                else:
                    second[row] = saving[k]
                    break


@compiled_part
def _fill(
    columns: Sparse,
    opening_cost: Floats,
    limits: tuple[int, float],
    most: int,
    opened: Bools,
    first: Floats,
) -> int:
    """Greedy adding by gain, or by gain per cost if there is a budget; return how many of `most` were opened.

    Unlike `greedy_adding` it is compiled, for use within the interchange, and updates each row's best saving.
    """
    indptr, row, saving = columns
    max_new, budget = limits
    added = 0
    count, spent = 0, 0.0
    for j in range(len(opening_cost)):
        if opened[j]:
            count += 1
            spent += opening_cost[j]
    while count < max_new and added < most:
        best, best_score = -1, 0.0
        for j in range(len(opening_cost)):
            if opened[j] or spent + opening_cost[j] > budget:
                continue
            gain = 0.0
            for k in range(indptr[j], indptr[j + 1]):
                gain += max(0.0, saving[k] - first[row[k]])
            score = gain / max(opening_cost[j], 1e-9) if budget < np.inf else gain
            if score > best_score:
                best, best_score = j, score
        if best < 0:
            break
        opened[best] = True
        added += 1
        count += 1
        spent += opening_cost[best]
        for k in range(indptr[best], indptr[best + 1]):
            first[row[k]] = max(first[row[k]], saving[k])
    return added


@compiled_part
def _overlap(
    columns: Sparse, j: int, site: Ints, first: Floats, second: Floats, overlap: Floats
) -> float:
    """Return the gain of opening `j`; write by open site how much that reduces the loss of closing it."""
    indptr, row, saving = columns
    overlap[:] = 0.0
    gain = 0.0
    for k in range(indptr[j], indptr[j + 1]):
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
    """Return the candidate to open and the one to close of the best exchange; -1 where none improves."""
    site, first, second = nearest
    candidates = len(opening_cost)
    loss, overlap = np.zeros(candidates), np.zeros(candidates)
    for i in range(len(site)):
        if site[i] >= 0:
            loss[site[i]] += first[i] - second[i]
    spent = opening_cost[opened].sum()
    # A profit within rounding errors is no improvement: it might lead to cycling.
    best, best_in, best_out = 1e-10 * first.sum(), -1, -1
    for j in range(candidates):
        if opened[j]:
            continue
        gain = _overlap(columns, j, site, first, second, overlap)
        for out in range(candidates):
            if opened[out] and spent - opening_cost[out] + opening_cost[j] <= budget:
                profit = gain - loss[out] + overlap[out]
                if profit > best:
                    best, best_in, best_out = profit, j, out
    return best_in, best_out


@compiled
def _improve(
    rows: Sparse,
    columns: Sparse,
    opening_cost: Floats,
    max_new: int,
    budget: float,
    opened: Bools,
    at_most: tuple[int, int],
) -> tuple[int, bool]:
    """Alternate greedy adding and the best exchange until none improves.

    `at_most` are the candidates opened and exchanges in all, and the exchanges. Return the exchanges made, and
    whether the first of the two limits ended it.
    """
    count = len(rows[0]) - 1
    site, first, second = np.empty(count, np.int64), np.empty(count), np.empty(count)
    passes, max_exchanges = at_most
    made = 0
    while made < max_exchanges:
        _two_best(rows, opened, site, first, second)
        added = _fill(columns, opening_cost, (max_new, budget), passes, opened, first)
        passes -= added
        if passes <= 0:
            return made, True
        if added:
            _two_best(rows, opened, site, first, second)
        into, out = _best_exchange(columns, opening_cost, budget, opened, (site, first, second))
        if into < 0:
            return made, False
        opened[into], opened[out] = True, False
        made += 1
        passes -= 1
        if passes <= 0:
            return made, made < max_exchanges
    return made, False
