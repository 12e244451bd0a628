"""The least average way against trying every choice of sites."""

import numpy as np
import pytest
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.objectives.p_median import PMedian
from hypothesis import given, settings
from hypothesis import strategies as st
from sitings import choices, least_costs, siting, sitings, with_a_way

EFFORT = Effort(threads=1)


def average(problem: Siting, opened: np.ndarray) -> float:
    """The definition, anew."""
    cells = with_a_way(problem)
    if not cells.any():
        return 0.0
    return float(np.average(least_costs(problem, opened)[cells], weights=problem.people[cells]))


def serves_all_it_could(problem: Siting, opened: np.ndarray) -> bool:
    everywhere = least_costs(problem, np.arange(len(problem.opening_cost))) <= problem.limit
    lived_in = problem.people > 0
    return bool((least_costs(problem, opened) <= problem.limit)[everywhere & lived_in].all())


@settings(deadline=None)
@given(problem=sitings(), within_limit=st.booleans())
def test_no_choice_is_shorter(*, problem: Siting, within_limit: bool) -> None:
    objective = PMedian(within_limit=within_limit)
    answer = objective.answer(problem, EFFORT)
    allowed = [
        opened
        for opened in choices(problem)
        if np.isfinite(average(problem, opened))
        and (not within_limit or serves_all_it_could(problem, opened))
    ]
    if not allowed:
        assert answer.status == "infeasible"
        assert answer.conflicts
        assert len(answer.opened) == 0
        assert np.isnan(answer.objective_value)
        return
    assert answer.status == "optimal"
    assert answer.objective_value == pytest.approx(
        min(average(problem, opened) for opened in allowed)
    )
    assert answer.objective_value == average(problem, answer.opened)
    assert answer.bound == answer.objective_value == objective.value(problem, answer.opened)
    assert any(np.array_equal(answer.opened, opened) for opened in allowed)


def random_siting(seed: int, **options: object) -> Siting:
    rng = np.random.default_rng(seed)
    cells, sites = rng.random((300, 2)), rng.random((60, 2))
    costs = 3600 * np.hypot(*(cells[:, None] - sites).transpose(2, 0, 1))
    costs[costs > 2000] = np.inf
    return siting(
        costs,
        rng.integers(0, 50, 300),
        existing=np.full((300, 1), 2000.0),
        opening_cost=rng.integers(1, 9, 60) * 1.0,
        **options,
    )


@pytest.mark.parametrize("seed", range(3))
def test_more_money_is_never_longer_and_number_and_budget_hold(seed: int) -> None:
    last = np.inf
    for budget in (0.0, 10.0, 20.0, 40.0):
        problem = random_siting(seed, max_new=9, budget=budget)
        answer = PMedian().answer(problem, EFFORT)
        assert answer.status == "optimal"
        assert answer.objective_value <= last
        assert len(answer.opened) <= 9
        assert problem.opening_cost[answer.opened].sum() <= budget
        last = answer.objective_value


def test_a_bound_holds_when_time_is_over() -> None:
    problem = random_siting(5, max_new=8, budget=35.0)
    short = PMedian().answer(problem, Effort(threads=1, time_limit_s=0.0))
    proven = PMedian().answer(problem, EFFORT)
    assert short.bound <= proven.objective_value <= short.objective_value
    assert proven.status == "optimal"


def test_a_demand_too_large_is_explained() -> None:
    near = np.where(np.eye(3) > 0, 600.0, np.inf)
    answer = PMedian(within_limit=True).answer(siting(near, np.ones(3), max_new=2), EFFORT)
    assert answer.status == "infeasible"
    assert "at least 3 new sites, and max_new allows 2" in answer.conflicts[0]


def test_a_way_for_all_that_is_too_much_is_explained() -> None:
    islands = np.array([[600.0, np.inf, np.inf], [np.inf, 600.0, 900.0], [np.inf] * 3])
    problem = siting(islands, np.ones(3), max_new=1)
    answer = PMedian().answer(problem, EFFORT)
    assert answer.status == "infeasible"
    assert "2 cells with people have a way" in answer.conflicts[0]
    assert "at least 2 new sites, and max_new allows 1" in answer.conflicts[0]
    enough = PMedian().answer(siting(islands, np.ones(3), max_new=2), EFFORT)
    assert (enough.status, enough.objective_value) == ("optimal", 600.0)
    assert enough.opened.tolist() == [0, 1]


def test_must_open_beyond_the_budget_is_explained() -> None:
    problem = siting(
        np.full((2, 2), 600.0), np.ones(2), must_open=np.array([True, True]), budget=1.0
    )
    answer = PMedian().answer(problem, EFFORT)
    assert "must_open costs 2 (c0, c1), but the budget is 1" in answer.conflicts[0]


def test_large_savings_do_not_hide_small_costs() -> None:
    # Today's way of the first cell costs 1e14 in all, the choice for the others less than its rounding.
    near = np.array(
        [[0.0, np.inf, np.inf, np.inf], [1e7, 3e-3, 2e-3, 1e-3], [1e7, 3e-3, 2e-3, 5e-3]]
    )
    today = np.array([[1e7], [4e-3], [9e-3]])
    problem = siting(near, np.array([1e7, 1.0, 1.0]), existing=today, max_new=2)
    answer = PMedian().answer(problem, EFFORT)
    assert answer.status == "optimal"
    assert answer.opened.tolist() == [0, 2]
    assert answer.objective_value == pytest.approx(4e-3 / (1e7 + 2), rel=1e-6)
    assert answer.bound == pytest.approx(answer.objective_value, rel=1e-6)


def test_nobody_lives_here() -> None:
    answer = PMedian().answer(siting(np.full((2, 2), 600.0), np.zeros(2)), EFFORT)
    assert (answer.status, answer.objective_value, len(answer.opened)) == ("optimal", 0.0, 0)


def test_a_site_that_only_fulfils_the_demand_stays() -> None:
    problem = siting(np.array([[1800.0]]), np.ones(1), max_new=1)
    assert PMedian(within_limit=True).answer(problem, EFFORT).opened.tolist() == [0]


@pytest.mark.parametrize("at", [1, 2, 3, 5, 8])
def test_interrupted_it_calls_nothing_optimal_that_is_not_proven(at: int) -> None:
    rng = np.random.default_rng(0)
    points = rng.random((300, 2)) * 1000
    costs = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    problem = siting(costs, np.ones(300), limit=2000.0, max_new=15)
    told = 0

    def interrupt(_: str) -> None:
        nonlocal told
        told += 1
        if told == at:
            raise KeyboardInterrupt

    stopped = PMedian().answer(problem, Effort(threads=1, report=interrupt))
    best = PMedian().answer(problem, EFFORT)
    assert best.status == "optimal"
    assert (
        stopped.bound <= best.objective_value * (1 + 1e-9) <= stopped.objective_value * (1 + 2e-9)
    )
    if stopped.status == "optimal":
        assert stopped.objective_value == pytest.approx(best.objective_value)
