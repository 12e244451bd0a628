"""Greedy starts for shares, and a quick lower bound."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array, csr_array

from ...common.arrays import Bools, Floats, mask_of
from ..core.budget import Budget
from ..core.effort import NO_DEADLINE, Deadline
from ..core.greedy import greedy_adding
from .share_problem import ShareProblem


def greedy_shares(
    problem: ShareProblem, cost: Floats, *, deadline: Deadline = NO_DEADLINE
) -> Bools | None:
    """Add the candidate with the most people still lacking per cost, until every share is served.

    Then redundant candidates are closed, the dearest first.
    After the deadline all candidates are opened.

    Returns
    -------
    numpy.ndarray or None
        The solution; None if it exceeds number or budget.
    """

    def gains(chosen: Bools) -> Floats:
        lacking = problem.lacking(problem.reached(chosen))
        gain = problem.gains(chosen)
        return np.asarray(csc_array(gain.minimum(_same_rows(gain, lacking))).sum(axis=0))

    free = Budget(opening_cost=cost, max_new=len(cost), money=np.inf)
    order = greedy_adding(gains, free, opened=problem.nothing, per_cost=True, deadline=deadline)
    chosen = ~problem.nothing if deadline.over else mask_of(order, len(cost))
    if problem.lacking(problem.reached(chosen)).any():
        return None
    for one in sorted(np.flatnonzero(chosen), key=lambda j: (-cost[j], j)):
        if deadline.over:
            break
        chosen[one] = False
        if problem.lacking(problem.reached(chosen)).any():
            chosen[one] = True
    return chosen if problem.limits.hold(chosen) else None


def greedy_level(
    problem: ShareProblem, scale: Floats, *, deadline: Deadline = NO_DEADLINE
) -> Bools:
    """Add the candidate with the most people where the served part of `scale` is lowest, within the limits."""

    def gains(chosen: Bools) -> Floats:
        worst = int((problem.reached(chosen) / scale).argmin())
        return np.asarray(problem.gains(chosen)[[worst]].toarray().ravel())

    opened = greedy_adding(gains, problem.left, opened=problem.nothing, deadline=deadline)
    return mask_of(opened, len(problem.opening_cost))


def least_thinkable(problem: ShareProblem, cost: Floats) -> float:
    """Return a quick lower bound on the cost of serving the shares.

    The linear relaxation of a knapsack problem for each share, as if no two candidates served the same people:
    those with the most people per cost first, the last one in part (Dantzig 1957).
    """
    least = 0.0
    gains = problem.gains(problem.nothing).toarray()
    for gain, lacking in zip(gains, problem.lacking(problem.already), strict=True):
        useful = np.flatnonzero(gain)
        order = useful[np.argsort(cost[useful] / gain[useful], kind="stable")]
        taken = np.diff(np.minimum(np.cumsum(gain[order]), lacking), prepend=0.0)
        least = max(least, float((cost[order] * taken / gain[order]).sum()))
    return least


def _same_rows(pattern: csr_array, values: Floats) -> csr_array:
    """Return a matrix of the same pattern with one value in all of a row."""
    data = np.repeat(values, np.diff(pattern.indptr))
    return csr_array((data, pattern.indices, pattern.indptr), shape=pattern.shape)
