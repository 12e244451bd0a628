"""Each step of the search alone, against every choice of a small problem."""

from itertools import combinations
from typing import NamedTuple

import numpy as np
import pytest
from coverings import Case, cases, reduced
from halfhour.optimize.core.control import SolveControl
from halfhour.optimize.core.covering_problem import NO_CANDIDATES, Subproblem, people_served
from halfhour.optimize.core.effort import Deadline, Effort
from halfhour.optimize.covering.incumbent import Incumbent
from halfhour.optimize.covering.incumbent_search import IncumbentSearch
from halfhour.optimize.covering.lagrangian_bound import first_dual_state
from halfhour.optimize.covering.params import CoveringParams
from halfhour.optimize.covering.search_state import OWN_PROOF, SearchSetup, SearchState
from halfhour.optimize.covering.search_steps import (
    first_incumbent,
    fix_variables,
    improve_incumbent,
    relax,
    search_and_solve,
    solve_left,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st

few = settings(max_examples=60, deadline=None)


class Begun(NamedTuple):
    """A search before its first step, and the most that any choice serves."""

    state: SearchState
    incumbent: Incumbent
    setup: SearchSetup
    best: float


def choices(subproblem: Subproblem) -> list[np.ndarray]:
    """All that fits."""
    every = range(len(subproblem.problem.candidates))
    chosen = [
        np.array(one, dtype=np.int64)
        for number in range(min(subproblem.budget.max_new, len(every)) + 1)
        for one in combinations(every, number)
    ]
    return [one for one in chosen if subproblem.budget.fits(one)]


def most(subproblem: Subproblem) -> float:
    return subproblem.base + max(
        people_served(subproblem.problem, one) for one in choices(subproblem)
    )


def begun(case: Case, *, poor: bool = False, **effort: float) -> Begun:
    """Begin, with nothing open where the first choice shall be poor."""
    problem, budget = reduced(case)
    assume(len(problem.candidates) and budget.max_new)
    subproblem = Subproblem(problem=problem, budget=budget, base=0.0, opened=NO_CANDIDATES)
    incumbent = Incumbent(subproblem) if poor else first_incumbent(subproblem, None, None)
    incumbent.keep(subproblem, NO_CANDIDATES)
    work = Effort(threads=1, **effort)
    setup = SearchSetup(deadline=Deadline.of(work), effort=work)
    state = SearchState.of(subproblem, first_dual_state(problem, incumbent.own(subproblem)))
    return Begun(state, incumbent, setup, most(subproblem))


@few
@given(case=cases())
def test_the_first_state_bounds_by_all_people(case: Case) -> None:
    state, incumbent, _, best = begun(case)
    assert incumbent.people <= best + 1e-9
    assert state.bound >= best - 1e-9
    assert state.dual.bound == pytest.approx(state.bound)
    assert (state.dual.proof == 0).all()


@few
@given(case=cases(), begin=st.lists(st.integers(0, 6), unique=True).map(np.array))
def test_a_search_begins_no_worse_than_at_a_choice_that_fits(case: Case, begin: np.ndarray) -> None:
    state, *_ = begun(case)
    subproblem = state.subproblem
    own = np.flatnonzero(np.isin(subproblem.problem.candidates, begin))
    incumbent = first_incumbent(subproblem, begin, None)
    assert incumbent.people <= most(subproblem) + 1e-9
    if subproblem.budget.fits(own):
        assert incumbent.people >= people_served(subproblem.problem, own)


@few
@given(case=cases(), poor=st.booleans())
def test_relaxing_bounds_what_any_choice_serves_and_changes_no_state(
    *, case: Case, poor: bool
) -> None:
    state, incumbent, setup, best = begun(case, poor=poor)
    before = state.bound
    after = relax(state, incumbent, setup)
    assert best - 1e-6 <= max(after.bound, incumbent.people) <= max(before, incumbent.people)
    assert (state.bound, state.first_dual, state.shadow_prices) == (before, None, {})
    assert after.subproblem is state.subproblem
    assert after.solver == OWN_PROOF
    assert after.first_dual is after.dual
    assert after.shadow_prices
    again = relax(after, incumbent, setup)
    assert again.bound <= after.bound
    assert again.first_dual is after.dual


@few
@given(case=cases(), poor=st.booleans(), implied=st.booleans())
def test_fixing_keeps_every_better_choice(*, case: Case, poor: bool, implied: bool) -> None:
    state, incumbent, setup, best = begun(case, poor=poor)
    setup = SearchSetup(
        deadline=setup.deadline,
        effort=setup.effort,
        params=CoveringParams(use_implied_groups=implied),
    )
    state = relax(state, incumbent, setup)
    fixed = fix_variables(state, incumbent, setup)
    if fixed is None:
        assert incumbent.people == pytest.approx(best)
        return
    assert len(fixed.subproblem.problem.candidates) <= len(state.subproblem.problem.candidates)
    assert max(most(fixed.subproblem), incumbent.people) == pytest.approx(best)
    assert fixed.bound == state.bound


@few
@given(case=cases())
def test_improving_finds_no_more_than_there_is(case: Case) -> None:
    state, incumbent, setup, best = begun(case, poor=True)
    improve_incumbent(state, incumbent, setup, seed=1)
    alone = max(
        people_served(state.subproblem.problem, one)
        for one in choices(state.subproblem)
        if len(one) <= 1
    )
    assert alone - 1e-9 <= incumbent.people <= best + 1e-9
    own = incumbent.own(state.subproblem)
    assert state.subproblem.budget.fits(own)
    assert people_served(state.subproblem.problem, own) == pytest.approx(incumbent.people)


@few
@given(case=cases())
def test_the_solver_closes_what_is_left(case: Case) -> None:
    state, incumbent, setup, best = begun(case, poor=True)
    solved = solve_left(state.with_sizes(), incumbent, setup)
    assert solved.status == "optimal"
    assert solved.solver.startswith("HiGHS")
    assert incumbent.people == pytest.approx(best)
    assert solved.bound == pytest.approx(best)
    sizes = (len(state.subproblem.problem.weight), len(state.subproblem.problem.candidates))
    assert (solved.groups, solved.kept) == sizes


@settings(max_examples=15, deadline=None)
@given(case=cases())
def test_search_and_solver_together_come_to_the_best(case: Case) -> None:
    state, incumbent, setup, best = begun(case)
    search = IncumbentSearch(
        incumbent,
        lambda _part, start, _effort, _control: start,
        deadline=setup.deadline,
        enough=lambda: False,
    )
    together = search_and_solve(state, incumbent, setup, search)
    assert together.status == "optimal"
    assert incumbent.people == pytest.approx(best)
    assert together.bound == pytest.approx(best)


def test_why_a_search_ended() -> None:
    stopped = SolveControl()
    stopped.stop()
    ended = [
        SearchSetup(deadline=Deadline.of(effort), effort=effort, control=control).ended
        for effort, control in (
            (Effort(), None),
            (Effort(time_limit_s=60.0), SolveControl()),
            (Effort(time_limit_s=-1.0), None),
            (Effort(time_limit_s=-1.0), stopped),
        )
    ]
    assert ended == [None, None, "stopped by time", "stopped by user"]


def test_better_choices_are_searched_for_twice_within_a_time_limit() -> None:
    searches = [
        SearchSetup(deadline=Deadline.of(effort), effort=effort, control=control).most_searches
        for effort, control in (
            (Effort(), None),
            (Effort(time_limit_s=9.0), None),
            (Effort(time_limit_s=9.0), SolveControl()),
        )
    ]
    assert searches == [1, 2, 0]
