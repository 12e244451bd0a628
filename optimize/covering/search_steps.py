"""Steps of the maximal covering search: each takes a state and returns the next one.

Only the incumbent is changed in place, by each better solution that a step finds.
"""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

import numpy as np

from ...common.arrays import Ints
from ..core.budget import knapsack_of
from ..core.control import SolveControl
from ..core.covering_problem import Subproblem
from ..core.result import SearchResult, stopped_by
from ..heuristics.local_search import greedy_choice, improved_choice
from .exact_model import start_values
from .exact_solve import solve_subproblem
from .implied_groups import implied_groups
from .incumbent import Incumbent
from .incumbent_search import IncumbentSearch, rounds_of
from .lagrangian_bound import improve_bound
from .search_state import OWN_PROOF, SearchSetup, SearchState, shadow_prices
from .variable_fixing import fixings, narrowed

_ROUNDED: Final = 1e-6
"""Relative error by which HiGHS may count too many people: its integers are integers within a tolerance."""


def first_incumbent(subproblem: Subproblem, begin: Ints | None, wanted: float | None) -> Incumbent:
    """Return the first incumbent: `begin` if it fits the budget, else greedy, improved by interchange."""
    problem, budget = subproblem.problem, subproblem.budget
    start = greedy_choice(problem, budget)
    if begin is not None:
        own = np.flatnonzero(np.isin(problem.candidates, begin))
        if budget.fits(own):
            start = own
    incumbent = Incumbent(subproblem, wanted)
    incumbent.keep(subproblem, improved_choice(problem, budget, start))
    return incumbent


def relax(state: SearchState, incumbent: Incumbent, setup: SearchSetup) -> SearchState:
    """Improve the bound until it ends the search, the gap has closed enough for fixing, or the time is over."""
    subproblem, params = state.subproblem, setup.params
    near = incumbent.people + params.slow * (state.bound - incumbent.people)

    def enough(steps: int, bound: float) -> bool:
        """Return whether to end the round."""
        bound += subproblem.base
        return (
            incumbent.ends_search(bound)
            or (steps >= params.fewest_steps and bound < near)
            or setup.ended is not None
        )

    dual = improve_bound(
        subproblem.problem,
        knapsack_of(subproblem.budget),
        state.dual,
        steps=params.steps,
        enough=enough,
        threads=setup.threads,
        params=params,
    )
    # Fixing excluded only solutions no better than the incumbent.
    bound = min(state.bound, max(subproblem.base + dual.bound, incumbent.people))
    state = dataclasses.replace(state, dual=dual, bound=bound, solver=OWN_PROOF)
    if state.first_dual is not None:
        return state
    return dataclasses.replace(
        state, first_dual=dual, shadow_prices=shadow_prices(subproblem, dual)
    )


def fix_variables(
    state: SearchState, incumbent: Incumbent, setup: SearchSetup
) -> SearchState | None:
    """Fix variables by reduced costs, and reduce; None if no better solution remains."""
    subproblem = state.subproblem
    known = fixings(subproblem, state.dual, incumbent.goal)
    owner = np.arange(len(subproblem.problem.weight))
    if setup.params.use_implied_groups:
        spare = subproblem.base + float(subproblem.problem.weight.sum()) - incumbent.goal
        compared = setup.params.compared_groups
        owner = implied_groups(subproblem.problem, known.served, spare, compared=compared)
    left = narrowed(subproblem, state.dual, known, owner)
    return None if left is None else dataclasses.replace(state, subproblem=left[0], dual=left[1])


def improve_incumbent(
    state: SearchState, incumbent: Incumbent, setup: SearchSetup, *, seed: int
) -> None:
    """Improve the incumbent, and a rounding of the relaxation, by local search."""
    subproblem, params = state.subproblem, setup.params
    problem, budget = subproblem.problem, subproblem.budget
    fits = budget.within(np.argsort(-state.dual.opening, kind="stable"))
    incumbent.keep(subproblem, improved_choice(problem, budget, fits))
    better = improved_choice(
        problem,
        budget,
        incumbent.own(subproblem),
        rounds=rounds_of(subproblem, params.visits, params.heuristics),
        seed=seed,
        params=params.heuristics,
    )
    incumbent.keep(subproblem, better)


def solve_left(state: SearchState, incumbent: Incumbent, setup: SearchSetup) -> SearchState:
    """Solve the remaining subproblem with the solver."""
    subproblem = state.subproblem
    control = setup.control or _solver_control(subproblem, setup)
    start = _improved_start(subproblem, incumbent)
    rest = solve_subproblem(subproblem, start, setup.effort.until(setup.deadline), control=control)
    return _with_result(state, incumbent, rest)


def search_and_solve(
    state: SearchState, incumbent: Incumbent, setup: SearchSetup, search: IncumbentSearch
) -> SearchState:
    """Search heuristically for a better incumbent while the solver runs on one thread beside it.

    Which of the two a problem needs is not known in advance.
    Ctrl-C, or a lack of memory, ends both; the bound that the solver has proven by then holds.
    """
    subproblem, control = state.subproblem, _solver_control(state.subproblem, setup)
    start = _improved_start(subproblem, incumbent)
    effort = dataclasses.replace(setup.effort.until(setup.deadline), threads=1)

    def better() -> None:
        """Offer the incumbent to the solver."""
        control.offer(start_values(subproblem.problem, incumbent.own(subproblem)))

    with ThreadPoolExecutor(1) as pool:
        solving = pool.submit(solve_subproblem, subproblem, start, effort, control=control)
        searching = SolveControl(guard=setup.deadline.guard)
        solving.add_done_callback(lambda _: searching.stop())
        try:
            search.search_thoroughly(subproblem, max(1, setup.threads - 1), searching, better)
        except (KeyboardInterrupt, MemoryError) as ended:
            control.stop()
            return dataclasses.replace(
                _with_result(state, incumbent, solving.result()), status=stopped_by(ended)
            )
        except BaseException:
            control.stop()
            raise
        if incumbent.ends_search(state.bound):
            control.stop()
        state = _with_result(state, incumbent, solving.result())
    if state.bound < incumbent.goal:
        return dataclasses.replace(state.proven(incumbent.people), status="optimal")
    return state


def _improved_start(subproblem: Subproblem, incumbent: Incumbent) -> Ints:
    """Return the solver's start solution: the incumbent, improved by interchange."""
    start = improved_choice(subproblem.problem, subproblem.budget, incumbent.own(subproblem))
    incumbent.keep(subproblem, start)
    return start


def _with_result(state: SearchState, incumbent: Incumbent, rest: SearchResult) -> SearchState:
    """Update incumbent, bound and status from the solver's result."""
    if rest.chosen is not None:
        incumbent.keep(state.subproblem, np.flatnonzero(rest.chosen))
    bound = max(incumbent.people, min(state.bound, rest.bound))
    return dataclasses.replace(state, status=rest.status, solver=rest.solver, bound=bound)


def _solver_control(subproblem: Subproblem, setup: SearchSetup) -> SolveControl:
    """Return a control that stops the solver once the number of people wanted is decided."""
    enough = partial(_target_decided, subproblem.base, setup.wanted)
    return SolveControl(enough, guard=setup.deadline.guard)


def _target_decided(base: float, wanted: float | None, people: float, bound: float) -> bool:
    """Return whether the solver has reached the number of people wanted, or proven a bound below it."""
    if wanted is None:
        return False
    return base + people >= wanted + _ROUNDED * max(1.0, wanted) or base + bound < wanted
