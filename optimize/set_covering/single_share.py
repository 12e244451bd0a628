"""Partial set covering with one share, and full set covering: faster methods than the model of all shares."""

from __future__ import annotations

import dataclasses

import numpy as np
from scipy.sparse import csc_array

from ...common.arrays import Floats
from ..core.effort import Deadline, Effort
from ..core.result import SearchResult
from ..core.solver import solve_model
from ..core.tolerances import ROUNDING
from .full_cover import cover_model, greedy_cover, reduce_cover
from .least_cost import cheapest_covering
from .params import SET_COVERING_DEFAULTS, SetCoveringParams
from .share_problem import ShareProblem
from .share_start import least_thinkable


def one_limit(problem: ShareProblem, cost: Floats) -> bool:
    """Return whether openings are limited by number or by `cost` only, not by another budget as well."""
    same = bool((cost == problem.opening_cost).all()) or _uniform(problem.opening_cost)
    return same or problem.opening_cost.sum() <= problem.left.money


def serve_one_share(
    problem: ShareProblem,
    cost: Floats,
    effort: Effort,
    *,
    params: SetCoveringParams = SET_COVERING_DEFAULTS,
) -> SearchResult:
    """Serve the only share of a problem at least cost, where `one_limit` holds."""
    left, allowed = problem.left, problem.left.max_new
    if _uniform(problem.opening_cost) and problem.opening_cost[0] > 0 and np.isfinite(left.money):
        allowed = min(allowed, int(left.money / problem.opening_cost[0]))
    wanted = problem.need - problem.already - ROUNDING * np.maximum(1.0, problem.total)
    found = cheapest_covering(
        problem.covering(), cost, float(wanted[0]), at_most=allowed, effort=effort, params=params
    )
    chosen, status = None, found.status
    if found.chosen is not None and problem.opening_cost[found.chosen].sum() <= left.money:
        chosen = found.chosen
    elif status == "optimal":
        status = "infeasible"
    return dataclasses.replace(found, status=status, chosen=chosen)


def serve_everybody(problem: ShareProblem, cost: Floats, effort: Effort) -> SearchResult:
    """Serve every group: set covering with row and column dominance (Toregas and ReVelle 1972)."""
    deadline = Deadline.of(effort)
    effort.enter("reduction")
    small, numbers = reduce_cover(csc_array(problem.reach.astype(bool)), problem.opening_cost)
    effort.enter("greedy start")
    opened = numbers[greedy_cover(small, cost[numbers], deadline=deadline)]
    start = problem.nothing
    start[opened] = True
    fits = problem.limits.hold(start)
    effort.enter("exact solve")
    found = solve_model(
        cover_model(small, problem.left.of(numbers), cost[numbers]),
        start=start[numbers].astype(np.float64) if fits else None,
        time_limit_s=deadline.solver_limit_s(),
        threads=effort.threads,
        progress=lambda best, bound: effort.report(f"costs {best:,.10g}, at least {bound:,.10g}"),
        control=effort.control(),
    )
    chosen = start if fits else None
    if found.values is not None:
        solved = problem.nothing
        solved[numbers[found.values > 0.5]] = True
        if chosen is None or cost[solved].sum() <= cost[chosen].sum():
            chosen = solved
    return SearchResult(
        status=found.status,
        chosen=chosen,
        bound=max(found.bound, least_thinkable(problem, cost)),
        groups=small.shape[0],
        kept=small.shape[1],
        solver=found.solver,
    )


def _uniform(opening_cost: Floats) -> bool:
    return bool((opening_cost == opening_cost[0]).all())
