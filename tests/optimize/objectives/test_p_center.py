"""The least worst way against trying every choice of sites."""

import numpy as np
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.objectives.p_center import PCenter
from hypothesis import given, settings
from hypothesis import strategies as st
from sitings import choices, least_costs, siting, sitings, with_a_way

EFFORT = Effort(threads=1)


def worst(problem: Siting, opened: np.ndarray) -> float:
    """The definition, anew."""
    return float(least_costs(problem, opened)[with_a_way(problem)].max(initial=0.0))


def serves_all_it_could(problem: Siting, opened: np.ndarray) -> bool:
    everywhere = least_costs(problem, np.arange(len(problem.opening_cost))) <= problem.limit
    lived_in = problem.people > 0
    return bool((least_costs(problem, opened) <= problem.limit)[everywhere & lived_in].all())


@settings(deadline=None)
@given(problem=sitings(), within_limit=st.booleans())
def test_no_choice_is_shorter(*, problem: Siting, within_limit: bool) -> None:
    objective = PCenter(within_limit=within_limit)
    answer = objective.answer(problem, EFFORT)
    allowed = [
        opened
        for opened in choices(problem)
        if np.isfinite(worst(problem, opened))
        and (not within_limit or serves_all_it_could(problem, opened))
    ]
    if not allowed:
        assert answer.status == "infeasible"
        assert answer.conflicts
        assert len(answer.opened) == 0
        assert np.isnan(answer.objective_value)
        return
    assert answer.status == "optimal"
    assert answer.objective_value == min(worst(problem, opened) for opened in allowed)
    assert answer.objective_value == worst(problem, answer.opened)
    assert answer.bound == answer.objective_value == objective.value(problem, answer.opened)
    assert any(np.array_equal(answer.opened, opened) for opened in allowed)


def test_today_between_two_costs_of_single_precision() -> None:
    costs = np.array([[np.inf], [np.nextafter(np.float32(900.3), np.float32(np.inf))]])
    today = np.array([[900.3], [2000.0]])
    answer = PCenter().answer(siting(costs, np.ones(2), existing=today), EFFORT)
    assert answer.objective_value == answer.bound == float(costs[1, 0])


def test_a_bound_holds_when_time_is_over() -> None:
    rng = np.random.default_rng(3)
    problem = siting(rng.integers(1, 100, (80, 40)) * 30.0, np.ones(80), max_new=6)
    short = PCenter().answer(problem, Effort(threads=1, time_limit_s=0.0))
    proven = PCenter().answer(problem, EFFORT)
    assert short.bound <= proven.objective_value <= short.objective_value
    assert proven.status == "optimal"
