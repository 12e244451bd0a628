"""Choices that serve shares best: at least cost, with most people, or with the lowest share highest.

The solver's tolerances let a share be missed by a trifle. Whoever serves more than a choice does must open some
candidate that serves somebody whom the choice does not: such rows are added until the count itself agrees.
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
"""Seconds that a solve gets at least, where the time is over."""

_UNSURE: Final = 1e-5
"""So near to 1 the solver's tolerances forbid to say that not all of a share can be served."""


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
        The shares; all candidates together serve them.
    cost
        By candidate what is to be least, dearer where the price is.
    effort
        How long it may take.
    params
        Constants of the search.
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
    start = greedy_shares(problem, cost)
    found = _held(problem, "minimise", cost=cost, start=start, effort=effort)
    return dataclasses.replace(found, bound=max(found.bound, least_thinkable(problem, cost)))


def most_people(
    problem: ShareProblem,
    start: Bools | None,
    effort: Effort,
    *,
    params: SetCoveringParams = SET_COVERING_DEFAULTS,
) -> SearchResult:
    """Serve most people, all shares held, within number and budget.

    Parameters
    ----------
    problem
        The shares, and everybody who could be served.
    start
        A choice that holds them.
    effort
        How long it may take.
    params
        Constants of the search.

    Returns
    -------
    SearchResult
        `bound` is people newly served.
    """
    limits, reach = problem.limits, csr_array(problem.reach.astype(bool))
    deadline = Deadline.of(effort)
    if start is None:
        start = greedy_shares(problem, np.ones(reach.shape[1]))
    if start is None:
        # First find out whether the shares can be held at all.
        short = problem.short()
        first = highest_level(short, short.need, effort.share(1 / 2), params=params)
        if first.bound < 1.0 - _UNSURE:
            return dataclasses.replace(first, status="infeasible", chosen=None, bound=-np.inf)
        if first.chosen is not None and not problem.lacking(problem.reached(first.chosen)).any():
            start = first.chosen
    if start is not None:
        start = fill_up(reach, problem.people, limits, start)
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
    """Serve the asks so that the lowest part of `scale` that any reaches is highest.

    Parameters
    ----------
    problem
        The asks; their shares are not held.
    scale
        By ask what the part is of, above 0; more than all of it counts no more.
    effort
        How long it may take.
    params
        Constants of the search.
    """
    groups, kept = problem.reach.shape
    deadline = Deadline.of(effort)
    bound = problem.highest(scale)
    best = greedy_level(problem, scale)
    if bound - _level(problem, best, scale) > TOLERANCE:
        best = exchanged_level(
            problem, scale, best, deadline=deadline.share(1 / 3), sharpness=params.sharpness
        )
    status: Status = "optimal"
    solver, cuts = NO_SOLVER, list[Bools]()
    while bound - _level(problem, best, scale) > TOLERANCE and status == "optimal":
        found = solve_model(
            share_model(problem, "maximise", scale=scale, cuts=cuts),
            start=None if cuts else start_values(problem, best, scale),
            time_limit_s=deadline.solver_limit_s(at_least_s=LEAST_S),
            threads=effort.threads,
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
                # Whatever has a higher lowest share than a choice serves more where that is lowest.
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
    """Optimise with all shares held, and see that they are."""
    groups, kept = problem.reach.shape
    deadline, cuts = Deadline.of(effort), list[Bools]()
    while True:
        model = share_model(problem, sense, cost=cost, worth=worth, cuts=cuts)
        found = solve_model(
            model,
            start=None if start is None else start_values(problem, start),
            time_limit_s=deadline.solver_limit_s(at_least_s=LEAST_S),
            threads=effort.threads,
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
        # Stopped early, the solver may hold less than it was given.
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
    """Add cuts that the solver's last choice breaks: were one of them known, it would be asked for ever."""
    if any((one == known).all() for one in more for known in cuts):
        raise SolverError(
            "HiGHS broke a row that it was given; no plan was made. Please report this."
        )
    cuts += more


def _beyond(problem: ShareProblem, chosen: Bools, ask: int) -> Bools:
    """Return the candidates that serve somebody of an ask whom a choice does not."""
    members = problem.members[[ask]].toarray().ravel() * ~problem.served(chosen)
    return np.asarray(problem.reach.T @ members > 0)


def _level(problem: ShareProblem, chosen: Bools, scale: Floats) -> float:
    return float((problem.reached(chosen) / scale).min())
