"""Maximal covering against trying every choice of sites, by the solver and by bounding and fixing alone."""

import dataclasses
import signal
from typing import Any

import numpy as np
import pytest
from coverings import Case, cases
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.linear_model import LinearModel
from halfhour.optimize.core.result import Answer
from halfhour.optimize.core.solver import Solution
from halfhour.optimize.covering import exact_solve as covering_rest
from halfhour.optimize.covering.maximal import maximal_covering, prepared_covering, solve_prepared
from halfhour.optimize.covering.params import CoveringParams
from halfhour.optimize.heuristics.params import HeuristicParams
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_array

# Small problems go to the solver at once; or through bounding and fixing until that stalls.
BOTH_WAYS = pytest.mark.parametrize(
    "params", [CoveringParams(), CoveringParams(tiny_pairs=0)], ids=["solver", "fixing"]
)
LEFT_OUT = {
    "no implied groups": CoveringParams(tiny_pairs=0, use_implied_groups=False),
    "no local search": CoveringParams(
        tiny_pairs=0, heuristics=HeuristicParams(local_search_rounds=0)
    ),
    "no search": CoveringParams(
        tiny_pairs=0,
        hard_pairs=0,
        heuristics=HeuristicParams(use_annealing=False),
    ),
}
COMMON = settings(max_examples=60, deadline=None)


def solved(case: Case, params: CoveringParams | None = None) -> Answer:
    return maximal_covering(
        csc_array(case.reach),
        case.people,
        max_new=case.max_new,
        budget=case.budget,
        opening_cost=case.opening_cost,
        must_open=case.must_open,
        effort=Effort(threads=1),
        params=params or CoveringParams(),
    )


def check(case: Case, answer: Answer) -> None:
    """Check what is opened and what is said of it."""
    opened = answer.opened
    assert (np.diff(opened) > 0).all()
    assert set(np.flatnonzero(case.must_open)) <= set(opened)
    assert case.max_new is None or len(opened) <= case.max_new
    assert case.budget is None or case.opening_cost[opened].sum() <= case.budget + 1e-9
    assert answer.objective_value == pytest.approx(case.served(opened))


@BOTH_WAYS
@COMMON
@given(case=cases())
def test_no_choice_serves_more(case: Case, params: CoveringParams) -> None:
    answer = solved(case, params)
    check(case, answer)
    assert answer.status == "optimal"
    assert answer.objective_value == pytest.approx(case.best())
    assert answer.bound == answer.objective_value
    sizes = answer.sizes
    assert (sizes.cells, sizes.candidates) == ((case.people > 0).sum(), case.reach.shape[1])
    assert sizes.groups <= sizes.cells
    assert sizes.kept <= sizes.candidates


@pytest.mark.parametrize("params", LEFT_OUT.values(), ids=LEFT_OUT)
@settings(max_examples=20, deadline=None)
@given(case=cases())
def test_what_is_left_out_of_the_search_changes_no_optimum(
    case: Case, params: CoveringParams
) -> None:
    answer = solved(case, params)
    check(case, answer)
    assert answer.status == "optimal"
    assert answer.objective_value == pytest.approx(case.best())


@BOTH_WAYS
@COMMON
@given(case=cases(opening_costs=(0.0, 1.0, 2.5)))
def test_some_candidates_may_cost_nothing(case: Case, params: CoveringParams) -> None:
    answer = solved(case, params)
    check(case, answer)
    assert answer.objective_value == pytest.approx(case.best())
    assert answer.bound == answer.objective_value


@BOTH_WAYS
@COMMON
@given(case=cases(), data=st.data())
def test_relabelling_changes_no_optimum(
    case: Case, data: st.DataObject, params: CoveringParams
) -> None:
    rows, columns = (
        np.array(data.draw(st.permutations(range(count)))) for count in case.reach.shape
    )
    other = Case(
        reach=case.reach[np.ix_(rows, columns)],
        people=case.people[rows],
        opening_cost=case.opening_cost[columns],
        must_open=case.must_open[columns],
        max_new=case.max_new,
        budget=case.budget,
    )
    assert solved(other, params).objective_value == pytest.approx(
        solved(case, params).objective_value
    )


@COMMON
@given(case=cases(), data=st.data())
def test_duplicate_candidates_change_no_optimum(case: Case, data: st.DataObject) -> None:
    twin = data.draw(st.integers(0, case.reach.shape[1] - 1))
    other = Case(
        reach=np.column_stack([case.reach, case.reach[:, twin]]),
        people=case.people,
        opening_cost=np.append(case.opening_cost, case.opening_cost[twin]),
        must_open=np.append(case.must_open, False),
        max_new=case.max_new,
        budget=case.budget,
    )
    assert solved(other).objective_value == pytest.approx(solved(case).objective_value)


@BOTH_WAYS
@COMMON
@given(case=cases())
def test_more_never_serves_fewer(case: Case, params: CoveringParams) -> None:
    ready = prepared_covering(csc_array(case.reach), case.people, opening_cost=case.opening_cost)
    effort, dual = Effort(threads=1), None
    fewer = -1.0
    for number in range(len(case.opening_cost) + 1):
        # What was found for one number helps for the next.
        answer, dual = solve_prepared(
            ready, max_new=number, budget=None, effort=effort, dual=dual, params=params
        )
        assert answer.objective_value >= fewer - 1e-9
        fewer = answer.objective_value
    fewer = -1.0
    for budget in range(8):
        answer, _ = solve_prepared(
            ready, max_new=None, budget=float(budget), effort=effort, params=params
        )
        assert answer.objective_value >= fewer - 1e-9
        fewer = answer.objective_value


@COMMON
@given(case=cases(), begin=st.lists(st.integers(0, 6), unique=True))
def test_where_it_begins_changes_no_optimum(case: Case, begin: list[int]) -> None:
    answer, _ = solve_prepared(
        prepared_covering(csc_array(case.reach), case.people, opening_cost=case.opening_cost),
        max_new=case.max_new,
        budget=case.budget,
        begin=np.array(begin, dtype=np.int64),
        effort=Effort(threads=1),
    )
    free = case.free()
    assert answer.objective_value == pytest.approx(free.best())


@BOTH_WAYS
@pytest.mark.parametrize("budget", [0.0, 0.1])
def test_what_costs_nothing_is_open_though_the_money_is_gone(
    budget: float, params: CoveringParams
) -> None:
    answer = maximal_covering(
        csc_array(np.eye(3, dtype=bool)),
        np.array([5.0, 3.0, 2.0]),
        max_new=None,
        budget=budget,
        opening_cost=np.array([0.1, 0.0, 0.1]),
        effort=Effort(threads=1),
        params=params,
    )
    assert answer.objective_value == (3.0 if budget == 0 else 8.0)
    assert answer.bound == answer.objective_value


@BOTH_WAYS
def test_without_money_the_best_of_those_that_cost_nothing_are_open(
    params: CoveringParams,
) -> None:
    # What costs nothing must count nothing in the bound, either: greedy and exchange find 27 of 28 people.
    reach = np.array(
        [
            [1, 0, 0, 0, 0, 1, 0, 1],
            [0, 1, 1, 1, 1, 1, 1, 1],
            [0, 1, 0, 0, 0, 0, 1, 1],
            [0, 1, 1, 1, 1, 0, 0, 1],
            [1, 1, 0, 0, 0, 0, 1, 0],
            [0, 0, 0, 1, 1, 0, 1, 0],
            [0, 1, 0, 0, 1, 1, 1, 1],
        ],
        dtype=bool,
    )
    case = Case(
        reach=reach,
        people=np.array([1.0, 2.0, 7.0, 8.0, 3.0, 4.0, 3.0]),
        opening_cost=np.array([0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
        must_open=np.zeros(8, dtype=bool),
        max_new=2,
        budget=0.0,
    )
    assert solved(case, params).objective_value == case.best() == 28


@BOTH_WAYS
@pytest.mark.parametrize("free", [0.0, 0.1])
def test_money_is_not_lost_by_rounding(free: float, params: CoveringParams) -> None:
    # 0.1 + 0.1 + 0.1 is a little more than 0.3.
    answer = maximal_covering(
        csc_array(np.eye(4, dtype=bool)),
        np.array([5.0, 4.0, 3.0, 1.0]),
        max_new=None,
        budget=0.3,
        opening_cost=np.array([0.1, 0.1, 0.1, free]),
        effort=Effort(threads=1),
        params=params,
    )
    assert answer.objective_value == (13.0 if free == 0 else 12.0)


def hard() -> tuple[csc_array, np.ndarray]:
    """A town in which nothing is proven within seconds."""
    rng = np.random.default_rng(1)
    at, sites = rng.random((3000, 2)), rng.random((2500, 2))
    near = np.hypot(*(at[:, None] - sites[None]).transpose(2, 0, 1)) <= 0.07
    return csc_array(near), rng.integers(1, 1000, 3000).astype(float)


def stopped(answer: Answer, reach: csc_array, people: np.ndarray) -> None:
    served = reach[:, answer.opened].sum(axis=1) > 0
    assert answer.objective_value == people[served].sum()
    assert len(answer.opened) == 60
    assert answer.objective_value < answer.bound <= people.sum()


@pytest.mark.parametrize("time_limit_s", [0.0, 0.5, 2.0])
def test_when_time_is_over_the_bound_holds(time_limit_s: float) -> None:
    reach, people = hard()
    effort = Effort(time_limit_s=time_limit_s, threads=1)
    answer = maximal_covering(reach, people, max_new=60, effort=effort)
    assert answer.status == "stopped by time"
    stopped(answer, reach, people)


def test_ctrl_c_keeps_the_best_choice() -> None:
    reach, people = hard()
    lines: list[str] = []

    def interrupt(line: str) -> None:
        lines.append(line)
        if len(lines) == 2:
            signal.raise_signal(signal.SIGINT)

    # Begun in the background, tests ignore the signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        effort = Effort(threads=1, report=interrupt)
        answer = maximal_covering(reach, people, max_new=60, effort=effort)
    finally:
        signal.signal(signal.SIGINT, before)
    assert answer.status == "stopped by user"
    assert "people newly served, at most" in lines[0]
    stopped(answer, reach, people)


def test_when_ctrl_c_stops_the_solver_the_bound_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    reach, people = hard()
    solve = covering_rest.solve_model

    def interrupted(model: LinearModel, **options: Any) -> Solution:
        # HiGHS seldom checks for an interrupt; test_solver.py does interrupt it.
        solution = solve(model, **{**options, "time_limit_s": 0.5})
        return dataclasses.replace(solution, status="stopped by user")

    monkeypatch.setattr(covering_rest, "solve_model", interrupted)
    at_once = CoveringParams(tiny_pairs=10**9, hard_pairs=10**9)
    answer = maximal_covering(reach, people, max_new=60, effort=Effort(threads=1), params=at_once)
    assert answer.status == "stopped by user"
    assert answer.solver.startswith("HiGHS")
    stopped(answer, reach, people)


def test_nobody_to_serve_and_nothing_to_open() -> None:
    reach = csc_array(np.ones((2, 2), dtype=bool))
    for people, number in ((np.zeros(2), 2), (np.ones(2), 0)):
        answer = maximal_covering(reach, people, max_new=number)
        assert answer.status == "optimal"
        assert (answer.opened.tolist(), answer.objective_value, answer.bound) == ([], 0, 0)


def test_one_more_site_is_worth_what_it_would_add() -> None:
    reach = csc_array(np.eye(4, dtype=bool))
    people = np.array([9.0, 5.0, 5.0, 2.0])
    ready = prepared_covering(reach, people)
    answer, dual = solve_prepared(ready, max_new=2, budget=None, effort=Effort(threads=1))
    assert answer.objective_value == 14
    if dual is not None:
        assert answer.shadow_prices["one more site"] == pytest.approx(5.0, rel=0.05)
