"""Capacitated covering to proven optimality: local search, Lagrangian bound, fixing of sites, exact solve."""

from __future__ import annotations

import dataclasses
from typing import Final

import numpy as np

from ...common.arrays import Bools, Floats
from ...coverage.assigned_people import AssignmentRule
from ..core.budget import budget_left
from ..core.effort import Deadline, Effort
from ..core.problem import Siting
from ..core.result import SearchResult, Status
from ..core.tolerances import ROUNDING
from .branch_and_bound import CapacitySearch
from .exact_solve import solve_exactly
from .interchange import Incumbent, improved
from .lagrangian_bound import Steps, Target, capacity_bound, closest_multipliers
from .params import CAPACITY_DEFAULTS, CapacityParams
from .problem import CapacityProblem, capacity_problem, narrowed, restricted
from .sites import CapacitySites

_LAGRANGIAN: Final = "Lagrangian relaxation"


def choose_sites(
    siting: Siting,
    sites: CapacitySites,
    start: Bools,
    *,
    assignment: AssignmentRule,
    effort: Effort,
    params: CapacityParams = CAPACITY_DEFAULTS,
) -> SearchResult:
    """Choose the candidates that serve the most people under capacities.

    Parameters
    ----------
    siting, sites
        The problem, and its sites.
    start
        A feasible solution by candidate, `must_open` included.
    assignment
        Who may go where.
    effort
        Time limit, threads and progress report.
    params
        Parameters of the search.
    """
    deadline = Deadline.of(effort)

    def report(served: float, bound: float) -> None:
        """Report the people who find a place, and the bound."""
        effort.report(f"so far {served:,.0f} people find room, at most {bound:,.0f} can")

    if len(sites.pairs) <= params.model_pairs:
        effort.enter("exact solve")
        return solve_exactly(
            siting, sites, start, assignment=assignment, effort=effort, report=report
        )
    problem = capacity_problem(sites, budget_left(siting), assignment)
    standing = np.zeros(sites.existing, dtype=bool)
    effort.enter("interchange")
    opened, served = improved(
        problem, np.concatenate([standing, start]), deadline=deadline, params=params
    )
    incumbent = Incumbent(problem, opened, served)
    search = CapacitySearch(problem, incumbent, ROUNDING, params)
    result = SearchResult(
        status="optimal",
        chosen=start,
        bound=np.inf,
        groups=len(np.unique(problem.cell)),
        kept=int(problem.free.sum()),
        solver=_LAGRANGIAN,
    )

    def done(status: Status, bound: float, solver: str = _LAGRANGIAN) -> SearchResult:
        """Return the incumbent with its bound."""
        chosen = incumbent.opened[sites.existing :]
        return dataclasses.replace(result, status=status, bound=bound, chosen=chosen, solver=solver)

    if (ended := deadline.ended) is not None:
        return done(ended, np.inf)
    effort.enter("Lagrangian bound")
    none = np.zeros(len(problem.capacity), dtype=bool)
    first = _first_multipliers(problem, served, deadline, params)
    search.examine(none, none, first, root=True, deadline=deadline, report=report)
    bound = search.bound
    if search.proven:
        return done("optimal", bound)
    if (ended := deadline.ended) is not None:
        return done(ended, bound)
    node = search.foremost()
    # The incumbent stays feasible, as a start solution: fixing excludes only what is no better.
    fixed_open, fixed_closed = (
        node.fixed_open & incumbent.opened,
        node.fixed_closed & ~incumbent.opened,
    )
    rest, _ = narrowed(problem, opened=fixed_open, closed=fixed_closed)
    result = dataclasses.replace(
        result, groups=len(np.unique(rest.cell)), kept=int(rest.free.sum())
    )
    if rest.pairs > params.model_pairs:
        effort.enter("branch and bound")
        search.run(deadline=deadline, report=report)
        return done(
            "optimal" if search.proven else deadline.ended or "stopped by time",
            min(bound, search.bound),
            solver=f"branch and bound with {_LAGRANGIAN}",
        )
    effort.enter("exact solve")
    exact = solve_exactly(
        dataclasses.replace(siting, must_open=siting.must_open | fixed_open[sites.existing :]),
        restricted(sites, opened=fixed_open, closed=fixed_closed),
        incumbent.opened[sites.existing :],
        assignment=assignment,
        effort=effort.until(deadline),
        report=lambda now, limit: report(max(now, incumbent.served), min(limit, bound)),
    )
    if exact.chosen is not None:
        opened = np.concatenate([standing, exact.chosen])
        incumbent.offer(opened, deadline=deadline, params=params)
    bound = min(bound, max(exact.bound, incumbent.served + search.slack))
    return done(exact.status, bound, solver=f"{_LAGRANGIAN} and {exact.solver}")


def _first_multipliers(
    problem: CapacityProblem, served: float, deadline: Deadline, params: CapacityParams
) -> Floats:
    """Return multipliers to start from: none, or those of system-optimal assignment for the closest one."""
    if problem.assignment == "system":
        return np.zeros(problem.rows)
    system = dataclasses.replace(problem, assignment="system")
    relaxed = capacity_bound(
        system,
        np.zeros(system.rows),
        target=Target(served, ROUNDING * max(1.0, served)),
        steps=Steps(params.first_steps // 10),
        deadline=deadline,
        params=params,
    )
    return closest_multipliers(problem, relaxed.multiplier)
