"""Quick choices that serve shares, to begin a search with."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array, csr_array

from ...common.arrays import Bools, Floats, mask_of
from ..core.budget import Budget
from ..core.greedy import greedy_adding
from .share_problem import ShareProblem


def greedy_shares(problem: ShareProblem, cost: Floats) -> Bools | None:
    """Open what adds most of the people still lacking for its cost, until every share is served.

    Then what turns out not to be needed is closed again, the dearest first.

    Returns
    -------
    numpy.ndarray or None
        The choice; None if it does not fit into number and budget.
    """

    def gains(chosen: Bools) -> Floats:
        lacking = problem.lacking(problem.reached(chosen))
        gain = problem.gains(chosen)
        return np.asarray(csc_array(gain.minimum(_same_rows(gain, lacking))).sum(axis=0))

    free = Budget(opening_cost=cost, max_new=len(cost), money=np.inf)
    order = greedy_adding(gains, free, opened=problem.nothing, per_cost=True)
    chosen = mask_of(order, len(cost))
    if problem.lacking(problem.reached(chosen)).any():
        return None
    for one in sorted(np.flatnonzero(chosen), key=lambda j: (-cost[j], j)):
        chosen[one] = False
        if problem.lacking(problem.reached(chosen)).any():
            chosen[one] = True
    return chosen if problem.limits.hold(chosen) else None


def greedy_level(problem: ShareProblem, scale: Floats) -> Bools:
    """Open, again and again, what adds most where the part of `scale` served is lowest, as far as it fits."""

    def gains(chosen: Bools) -> Floats:
        worst = int((problem.reached(chosen) / scale).argmin())
        return np.asarray(problem.gains(chosen)[[worst]].toarray().ravel())

    opened = greedy_adding(gains, problem.left, opened=problem.nothing)
    return mask_of(opened, len(problem.opening_cost))


def least_thinkable(problem: ShareProblem, cost: Floats) -> float:
    """Return a quick lower bound on the cost of serving the shares.

    As if no two candidates served the same people, and a part of one could be opened: for each share those that
    serve most for their cost are taken until it is served (Dantzig 1957).
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
