"""Optimal solutions under share constraints: least cost, most people, or the highest lowest share.

Within the solver's tolerances a solution may miss a share slightly. Each solution that serves more opens a
candidate that serves somebody whom this one does not: such cuts are added until the recount holds.
"""

from __future__ import annotations

import dataclasses
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from ...common.arrays import Bools, Floats
from ...common.errors import SolverError
from ..core.effort import Deadline, Effort
from ..core.linear_model import Numbers, Sense
from ..core.result import NO_SOLVER, SearchResult, Status
from ..core.solver import solve_model
from ..core.tolerances import TOLERANCE
from ..covering.side_constraints import fill_up, leave_out
from .params import SET_COVERING_DEFAULTS, SetCoveringParams
from .share_exchange import exchanged_level
from .share_model import share_model, start_values
from .share_problem import ShareProblem
from .share_start import greedy_level, greedy_shares, least_thinkable
from .single_share import one_limit, serve_everybody, serve_one_share

LEAST_S: Final = 0.05
"""Least seconds of a solve, also after the time limit."""

_UNSURE: Final = 1e-5
"""A level this near to 1 is within the solver's tolerance, so infeasibility is not concluded from it."""


def least_cost(
    problem: ShareProblem,
    cost: Floats,
    effort: Effort,
    *,
    params: SetCoveringParams = SET_COVERING_DEFAULTS,
) -> SearchResult:
    """Serve all shares at least cost, within number and budget.

    Parameters
    ----------
    problem
        The shares; with all candidates open they are served.
    cost
        By candidate the objective; not lower where the opening cost is higher.
    effort
        Time limit, threads and progress report.
    params
        Tuning constants.
    """
    groups, kept = problem.reach.shape
    if not problem.lacking(problem.already).any():
        return SearchResult(
            status="optimal", chosen=problem.nothing, bound=0.0, groups=groups, kept=kept
        )
    if problem.needed.all():
        return serve_everybody(problem, cost, effort)
    short = problem.short()
    if len(short.need) == 1 and one_limit(problem, cost):
        return serve_one_share(short, cost, effort, params=params)
    deadline = Deadline.of(effort)
    effort.enter("greedy start")
    start = greedy_shares(problem, cost, deadline=deadline)
    left = effort.until(deadline, at_least_s=LEAST_S)
    found = _held(problem, "minimise", cost=cost, start=start, effort=left)
    return dataclasses.replace(found, bound=max(found.bound, least_thinkable(problem, cost)))


def most_people(
    problem: ShareProblem,
    start: Bools | None,
    effort: Effort,
    *,
    params: SetCoveringParams = SET_COVERING_DEFAULTS,
) -> SearchResult:
    """Maximise the people served under the share constraints, within number and budget.

    Parameters
    ----------
    problem
        The shares, and all people whom candidates serve.
    start
        A feasible solution.
    effort
        Time limit, threads and progress report.
    params
        Tuning constants.

    Returns
    -------
    SearchResult
        `bound` is people newly served.
    """
    limits, reach = problem.limits, csr_array(problem.reach.astype(bool))
    deadline = Deadline.of(effort)
    if start is None:
        start = greedy_shares(problem, np.ones(reach.shape[1]), deadline=deadline)
    if start is None:
        # First determine whether the shares are feasible.
        short = problem.short()
        first = highest_level(short, short.need, effort.until(deadline).share(1 / 2), params=params)
        if first.bound < 1.0 - _UNSURE:
            return dataclasses.replace(first, status="infeasible", chosen=None, bound=-np.inf)
        if first.chosen is not None and not problem.lacking(problem.reached(first.chosen)).any():
            start = first.chosen
    if start is not None:
        start = fill_up(reach, problem.people, limits, start, deadline=deadline)
    found = _held(
        problem,
        "maximise",
        worth=problem.people,
        start=start,
        effort=effort.until(deadline, at_least_s=LEAST_S),
    )
    return dataclasses.replace(
        found,
        chosen=None
        if found.chosen is None
        else leave_out(reach, problem.people, limits, found.chosen),
        bound=min(found.bound, float(problem.people.sum())),
    )


def highest_level(
    problem: ShareProblem,
    scale: Floats,
    effort: Effort,
    *,
    params: SetCoveringParams = SET_COVERING_DEFAULTS,
) -> SearchResult:
    """Maximise the lowest served part of `scale` over the asks.

    Parameters
    ----------
    problem
        The asks; their shares are no constraints here.
    scale
        By ask the people that the part refers to, above 0; parts above 1 count as 1.
    effort
        Time limit, threads and progress report.
    params
        Tuning constants.
    """
    groups, kept = problem.reach.shape
    deadline = Deadline.of(effort)
    bound = problem.highest(scale)
    effort.enter("greedy start")
    best = greedy_level(problem, scale, deadline=deadline)
    if bound - _level(problem, best, scale) > TOLERANCE:
        best = exchanged_level(
            problem, scale, best, deadline=deadline.share(1 / 3), sharpness=params.sharpness
        )
    effort.enter("exact solve")
    status: Status = "optimal"
    solver, cuts = NO_SOLVER, list[Bools]()
    while bound - _level(problem, best, scale) > TOLERANCE and status == "optimal":
        found = solve_model(
            share_model(problem, "maximise", scale=scale, cuts=cuts),
            start=None if cuts else start_values(problem, best, scale),
            time_limit_s=deadline.solver_limit_s(at_least_s=LEAST_S),
            threads=effort.threads,
            control=effort.control(),
            progress=lambda best, bound: effort.report(
                f"lowest share so far {best:.2%}, at most {bound:.2%}"
            ),
        )
        solver = found.solver
        if found.status == "infeasible":
            bound = _level(problem, best, scale)
            break
        status, bound = found.status, min(bound, found.bound)
        if found.values is not None:
            chosen = found.values[:kept] > 0.5
            if _level(problem, chosen, scale) > _level(problem, best, scale):
                best = chosen
            if bound - _level(problem, best, scale) > TOLERANCE:
                # A solution with a higher lowest share serves more where this one is lowest.
                lowest = int((problem.reached(chosen) / scale).argmin())
                _add_new(cuts, [_beyond(problem, chosen, lowest)])
    return SearchResult(
        status=status, chosen=best, bound=bound, groups=groups, kept=kept, solver=solver
    )


def _held(
    problem: ShareProblem,
    sense: Sense,
    *,
    cost: Numbers = 0.0,
    worth: Numbers = 0.0,
    start: Bools | None,
    effort: Effort,
) -> SearchResult:
    """Optimise under the share constraints, and verify them by recounting."""
    groups, kept = problem.reach.shape
    deadline, cuts = Deadline.of(effort), list[Bools]()
    effort.enter("exact solve")
    while True:
        model = share_model(problem, sense, cost=cost, worth=worth, cuts=cuts)
        found = solve_model(
            model,
            start=None if start is None else start_values(problem, start),
            time_limit_s=deadline.solver_limit_s(at_least_s=LEAST_S),
            threads=effort.threads,
            control=effort.control(),
            progress=lambda best, bound: effort.report(f"so far {best:,.0f}, bound {bound:,.0f}"),
        )
        if found.status == "infeasible" and start is not None:
            raise SolverError(
                "HiGHS calls a choice infeasible that is at hand. Please report this."
            )
        chosen = None if found.values is None else found.values[:kept] > 0.5
        if chosen is None:
            break
        missed = np.flatnonzero(problem.lacking(problem.reached(chosen)))
        if not len(missed):
            break
        if found.status != "optimal":
            chosen = None
            break
        _add_new(cuts, [_beyond(problem, chosen, int(ask)) for ask in missed])
    if start is not None:
        # Stopped early, the solver may return a worse solution than its start.
        sign = 1.0 if sense == "maximise" else -1.0
        known = [start] if chosen is None else [chosen, start]
        counted = [sign * (model.objective @ start_values(problem, one)) for one in known]
        chosen = known[int(np.argmax(counted))]
    return SearchResult(
        status=found.status,
        chosen=chosen,
        bound=found.bound,
        groups=groups,
        kept=kept,
        solver=found.solver,
    )


def _add_new(cuts: list[Bools], more: list[Bools]) -> None:
    """Add cuts that the solver's last solution violates; a known one among them would never end."""
    if any((one == known).all() for one in more for known in cuts):
        raise SolverError(
            "HiGHS broke a row that it was given; no plan was made. Please report this."
        )
    cuts += more


def _beyond(problem: ShareProblem, chosen: Bools, ask: int) -> Bools:
    """Return the candidates that serve somebody of an ask whom a solution does not."""
    members = problem.members[[ask]].toarray().ravel() * ~problem.served(chosen)
    return np.asarray(problem.reach.T @ members > 0)


def _level(problem: ShareProblem, chosen: Bools, scale: Floats) -> float:
    return float((problem.reached(chosen) / scale).min())
