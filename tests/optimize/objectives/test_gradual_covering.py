"""Gradual coverage against trying every choice of sites."""

import dataclasses

import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.geo.travel.road_times import travel_times
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.objectives.gradual_covering import GradualCovering
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_array, hstack
from sitings import choices, least_costs, people_served, siting, sitings
from towns import demand_at, grid_town, place, sites_at

EFFORT = Effort(threads=1)

QUESTIONS = st.builds(
    lambda ends, shape: GradualCovering(
        full_min=min(ends) / 60, none_min=max(ends) / 60, shape=shape
    ),
    st.tuples(*[st.sampled_from([0.0, 300.0, 600.0, 1000.0, 1200.0, 1800.0])] * 2),
    st.sampled_from(["linear", "smooth"]),
)


def counted(problem: Siting, opened: np.ndarray, objective: GradualCovering) -> float:
    total, full, none = 0.0, objective.full, objective.none
    for people, cost in zip(problem.people, least_costs(problem, opened), strict=True):
        if cost <= full:
            total += people
        elif cost < none:
            way = (cost - full) / (none - full)
            total += people * (
                1 - (way if objective.shape == "linear" else 3 * way**2 - 2 * way**3)
            )
    return float(total)


@settings(max_examples=120)
@given(problem=sitings(), objective=QUESTIONS)
def test_no_choice_counts_more(problem: Siting, objective: GradualCovering) -> None:
    got = objective.answer(problem, EFFORT)
    possible = {tuple(opened): counted(problem, opened, objective) for opened in choices(problem)}
    if not possible:
        assert got.status == "infeasible"
        assert "must_open" in got.conflicts[0]
        return
    assert got.status == "optimal"
    assert got.objective_value == pytest.approx(possible[tuple(got.opened)])
    assert got.objective_value == pytest.approx(max(possible.values()))
    assert got.bound == got.objective_value


@settings(max_examples=30)
@given(problem=sitings(), objective=QUESTIONS, data=st.data())
def test_labels_duplicates_and_budget(
    problem: Siting, objective: GradualCovering, data: st.DataObject
) -> None:
    if not list(choices(problem)):
        return
    got = objective.answer(problem, EFFORT).objective_value
    cells = np.array(data.draw(st.permutations(range(len(problem.people)))))
    twice = np.repeat(data.draw(st.permutations(range(len(problem.opening_cost)))), 2)
    costs = csc_array(hstack([problem.costs], format="csr")[cells])
    copied = dataclasses.replace(
        problem,
        costs=csc_array(costs[:, twice]),
        existing_costs=csc_array(problem.existing_costs.tocsr()[cells]),
        today=problem.today[cells],
        people=problem.people[cells],
        opening_cost=problem.opening_cost[twice],
        capacity=problem.capacity[twice],
        must_open=problem.must_open[twice] & (np.arange(len(twice)) % 2 == 0),
        candidate_names=tuple(f"c{j}" for j in range(len(twice))),
    )
    assert objective.answer(copied, EFFORT).objective_value == pytest.approx(got)
    free = problem.replace(max_new=None, budget=None)
    assert objective.answer(free, EFFORT).objective_value >= got - 1e-6


@settings(max_examples=30)
@given(problem=sitings())
def test_a_cliff_is_plain_coverage(problem: Siting) -> None:
    objective = GradualCovering(full_min=problem.limit / 60, none_min=problem.limit / 60)
    best = [people_served(problem, opened) for opened in choices(problem)]
    if best:
        assert objective.answer(problem, EFFORT).objective_value == pytest.approx(max(best))


def test_levels_that_the_same_candidates_reach_are_one() -> None:
    costs = np.array([[600.0, 900.0], [900.0, 600.0], [600.0, 900.0]])
    got = GradualCovering(full_min=0, none_min=30).answer(
        siting(costs, np.ones(3), max_new=1), EFFORT
    )
    # Each candidate alone, and both: the two cells with the same order, and all three.
    assert got.sizes.groups == 3
    assert got.objective_value == pytest.approx(2 * 2 / 3 + 1 / 2)


def test_stopped_by_time_the_bound_still_holds() -> None:
    rng = np.random.default_rng(7)
    cost = np.where(rng.random((300, 60)) < 0.3, rng.integers(1, 1800, (300, 60)), np.inf)
    problem = siting(cost, rng.integers(1, 30, 300), max_new=8)
    objective = GradualCovering(full_min=5, none_min=30)
    got = objective.answer(problem, Effort(time_limit_s=0.01, threads=1))
    assert got.status in ("optimal", "stopped by time")
    assert len(got.opened) == 8
    assert got.objective_value == pytest.approx(counted(problem, got.opened, objective))
    assert got.objective_value <= got.bound <= problem.people.sum()


@pytest.mark.parametrize(("full", "none"), [(900, 600), (-1, 600), (0, np.inf), (np.nan, 600)])
def test_a_service_that_ends_before_it_fades_is_refused(full: float, none: float) -> None:
    with pytest.raises(InputError, match=r"full_min, none_min.*no larger than the second"):
        GradualCovering(full_min=full, none_min=none)


def test_an_end_beyond_the_limit_has_the_costs_computed() -> None:
    objective = GradualCovering(full_min=10, none_min=50)
    at, candidates = place(0, 0), [place(5, 5), place(5, 0), place(2, 0)]
    demand = demand_at([at, place(0, 4)], [3.0, 5.0])
    near, far = (
        travel_times(demand, sites_at([], candidates), grid_town(), limit_min=limit)
        for limit in (5, 60)
    )
    short, wide = (
        solve(Scenario(times, max_new=1, objective=objective, limit_min=5)) for times in (near, far)
    )
    assert short.certificate.status == "optimal"
    assert short.opened == wide.opened == ("p2",)
    costs = far.costs.toarray()[:, 2]
    assert short.certificate.objective_value == pytest.approx(
        [3.0, 5.0] @ objective.worth(costs), rel=1e-6
    )
