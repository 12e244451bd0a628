"""The exact model of sites with capacities, written for what is not fixed, and solved by HiGHS."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Final

import numpy as np

from ...common.arrays import Bools, Floats
from ...common.errors import SolverError
from ...coverage.assigned_people import AssignmentRule
from ..core.budget import budget_left
from ..core.effort import Deadline, Effort
from ..core.problem import Siting
from ..core.result import NO_SOLVER, SearchResult
from ..core.solver import solve_model
from .closest_assignment import closest_assignment_model
from .problem import capacity_problem, filling
from .sites import CapacityModel, CapacitySites
from .system_optimal import system_optimal_model

_START_SHARE: Final = 0.25
"""Largest share of the time limit for turning a plan into the values that the solver starts from."""


def capacity_model(
    siting: Siting, sites: CapacitySites, assignment: AssignmentRule
) -> CapacityModel:
    """Return the exact model of an assignment rule, after exact reduction."""
    write = system_optimal_model if assignment == "system" else closest_assignment_model
    return write(siting, sites)


def solve_exactly(
    siting: Siting,
    sites: CapacitySites,
    start: Bools,
    *,
    assignment: AssignmentRule,
    effort: Effort,
    report: Callable[[float, float], None],
) -> SearchResult:
    """Choose candidates by the exact model.

    Parameters
    ----------
    siting, sites
        The problem, and its sites; candidates that are fixed open are in `must_open` and standing.
    start
        A feasible solution by candidate.
    assignment
        Who may go where.
    effort
        Time limit and threads.
    report
        Called with the people served and the bound.

    Raises
    ------
    SolverError
        If HiGHS calls the problem infeasible, of which `start` is a solution.
    """
    deadline = Deadline.of(effort)
    problem = capacity_model(siting, sites, assignment)
    served = problem.served_anyway
    result = SearchResult(
        status="optimal",
        chosen=siting.must_open.copy(),
        bound=-np.inf,
        groups=problem.groups,
        kept=len(problem.candidates),
        solver=NO_SOLVER,
    )
    if not len(problem.candidates):
        # Nothing is left to choose: the people served are those of the standing sites.
        standing = capacity_problem(sites, budget_left(siting), assignment)
        return dataclasses.replace(result, bound=filling(standing, sites.standing).served)
    found = solve_model(
        problem.model,
        start=_start(problem, start, effort.until(deadline).share(_START_SHARE)),
        time_limit_s=deadline.solver_limit_s(),
        threads=effort.threads,
        control=effort.control(),
        progress=lambda best, bound: report(best + served, bound + served),
    )
    if found.status == "infeasible":
        raise SolverError("HiGHS calls a plan infeasible that is at hand. Please report this.")
    chosen: Bools | None = None
    if found.values is not None:
        chosen = siting.must_open.copy()
        chosen[problem.candidates[found.values[problem.is_open] > 0.5]] = True
    return dataclasses.replace(
        result,
        status=found.status,
        chosen=chosen,
        bound=found.bound + served,
        solver=found.solver,
        seconds=deadline.spent_s,
    )


def _start(problem: CapacityModel, opened: Bools, effort: Effort) -> Floats | None:
    """Return the values of the model's variables for these open candidates, a MIP start."""
    model = problem.model
    is_open = opened[problem.candidates].astype(np.float64)
    lower, upper = model.lower.copy(), model.upper.copy()
    lower[problem.is_open] = upper[problem.is_open] = is_open
    settled = dataclasses.replace(
        model, lower=lower, upper=upper, integer=np.zeros(len(lower), dtype=bool)
    )
    solution = solve_model(
        settled,
        time_limit_s=effort.time_limit_s,
        threads=effort.threads,
        control=effort.control(),
    )
    return solution.values
