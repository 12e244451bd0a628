"""Serving people with room, against trying every choice of sites."""

import dataclasses

import numpy as np
import pytest
from halfhour.coverage.assigned_people import AssignmentRule
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.objectives.capacitated_covering import CapacitatedCovering
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_array
from served_by_cuts import most_served
from sitings import choices, people_served, siting, sitings

EFFORT = Effort(threads=1)
RULES = ("system", "closest")


@pytest.mark.parametrize("assignment", RULES)
@settings(max_examples=40)
@given(data=st.data())
def test_no_choice_serves_more(data: st.DataObject, assignment: AssignmentRule) -> None:
    problem = data.draw(sitings(capacitated=True, candidates=5))
    objective = CapacitatedCovering(assignment=assignment)
    got = objective.answer(problem, EFFORT)
    possible = {
        tuple(opened): most_served(problem, opened, assignment) for opened in choices(problem)
    }
    if not possible:
        assert got.status == "infeasible"
        assert "must_open" in got.conflicts[0]
        return
    assert got.status == "optimal"
    assert tuple(got.opened) in possible
    assert got.objective_value == pytest.approx(possible[tuple(got.opened)])
    assert got.objective_value == pytest.approx(max(possible.values()))
    assert got.bound == got.objective_value
    for opened, people in possible.items():
        assert objective.value(problem, np.array(opened, dtype=int)) == pytest.approx(people)


@pytest.mark.parametrize("assignment", RULES)
@settings(max_examples=40)
@given(data=st.data())
def test_everybody_or_a_reason(data: st.DataObject, assignment: AssignmentRule) -> None:
    problem = data.draw(sitings(capacitated=True, candidates=4, cells=3))
    got = CapacitatedCovering(assignment=assignment, serve_all=True).answer(problem, EFFORT)
    most = max((most_served(problem, o, assignment) for o in choices(problem)), default=-1.0)
    if most == problem.people.sum():
        assert (got.status, got.objective_value) == ("optimal", pytest.approx(most))
    else:
        assert got.status == "infeasible"
        assert got.conflicts
        assert len(got.opened) == 0
        assert np.isnan(got.objective_value)


@pytest.mark.parametrize("assignment", RULES)
@settings(max_examples=12)
@given(data=st.data())
def test_room_duplicates_and_labels(data: st.DataObject, assignment: AssignmentRule) -> None:
    objective = CapacitatedCovering(assignment=assignment)
    problem = data.draw(sitings(capacitated=True, candidates=4))
    if not list(choices(problem)):
        return
    got = objective.answer(problem, EFFORT).objective_value
    more = dataclasses.replace(
        problem, capacity=problem.capacity + 3, existing_capacity=problem.existing_capacity + 1
    )
    assert objective.answer(more, EFFORT).objective_value >= got - 1e-6
    cells = np.array(data.draw(st.permutations(range(len(problem.people)))))
    columns = np.array(data.draw(st.permutations(range(len(problem.opening_cost)))))
    moved = dataclasses.replace(
        problem,
        costs=csc_array(csc_array(problem.costs.tocsr()[cells])[:, columns]),
        existing_costs=csc_array(problem.existing_costs.tocsr()[cells]),
        people=problem.people[cells],
        **{
            name: getattr(problem, name)[columns]
            for name in ("opening_cost", "must_open", "capacity")
        },
    )
    assert objective.answer(moved, EFFORT).objective_value == pytest.approx(got)
    endless = dataclasses.replace(
        problem,
        capacity=problem.capacity + np.inf,
        existing_capacity=problem.existing_capacity + np.inf,
    )
    plain = max(people_served(problem, opened) for opened in choices(problem))
    assert objective.answer(endless, EFFORT).objective_value == pytest.approx(plain)


def test_too_little_room_is_refused_with_both_sums() -> None:
    problem = siting(np.full((2, 1), 60.0), np.array([7.0, 5]), capacity=np.array([10.0]))
    got = CapacitatedCovering(serve_all=True).answer(problem, EFFORT)
    assert got.status == "infeasible"
    assert "room for 10 people in all, but there are 12: add room for 2" in got.conflicts[0]
    assert CapacitatedCovering().answer(problem, EFFORT).objective_value == pytest.approx(10)


def test_whom_nobody_reaches_and_what_is_allowed_are_named() -> None:
    far = siting(np.array([[60.0], [np.inf]]), np.array([7.0, 5]))
    got = CapacitatedCovering(serve_all=True).answer(far, EFFORT)
    assert "5 people in 1 cell reach no site" in got.conflicts[0]
    apart = siting(np.where(np.eye(3) > 0, 60.0, np.inf), np.ones(3), max_new=2)
    got = CapacitatedCovering(serve_all=True).answer(apart, EFFORT)
    assert "with at most 2 new sites at most 2 of 3 people" in got.conflicts[0]


@pytest.mark.parametrize("assignment", RULES)
def test_stopped_by_time_the_bound_still_holds(assignment: AssignmentRule) -> None:
    objective = CapacitatedCovering(assignment=assignment)
    rng = np.random.default_rng(5)
    cost = rng.integers(1, 40, (400, 60)) * 100.0
    capacity = rng.integers(20, 400, 60).astype(float)
    problem = siting(cost, rng.integers(1, 30, 400), capacity=capacity, max_new=12)
    got = objective.answer(problem, Effort(time_limit_s=0.05, threads=1))
    assert got.status in ("optimal", "stopped by time")
    assert got.objective_value == pytest.approx(objective.value(problem, got.opened))
    assert len(got.opened) <= 12
    most = min(np.sort(capacity)[-12:].sum(), problem.people.sum())
    assert got.objective_value <= got.bound <= problem.people.sum()
    assert got.objective_value <= most + 1e-6


def test_a_plan_better_than_the_start_is_not_lost() -> None:
    # HiGHS 1.16, started from no new site, called 2 people optimal and gave back the plan of 1.
    problem = siting(
        np.array([[0, 1200.0], [0, 0]]),
        np.ones(2),
        existing=np.array([[900.0, 900], [2000, 900]]),
        capacity=np.ones(2),
        existing_capacity=np.array([1.0, 0]),
        budget=1.0,
    )
    got = CapacitatedCovering(assignment="closest").answer(problem, EFFORT)
    assert (got.status, got.opened.tolist(), got.objective_value) == (
        "optimal",
        [1],
        pytest.approx(2),
    )


def test_what_costs_nothing_is_opened_without_money() -> None:
    problem = siting(np.array([[60.0]]), np.array([5.0]), opening_cost=np.zeros(1), budget=0.0)
    assert CapacitatedCovering().answer(problem, EFFORT).objective_value == pytest.approx(5)


@pytest.mark.parametrize("assignment", ["system", "closest"])
@pytest.mark.parametrize("seed", range(4))
def test_tiny_capacities_beside_large_cells_get_a_plan(
    seed: int, assignment: AssignmentRule
) -> None:
    rng = np.random.default_rng(seed)
    count = int(rng.integers(3, 9))
    problem = siting(
        np.where(rng.random((count, 5)) < 0.6, 600.0, np.inf),
        np.exp(rng.uniform(np.log(86.0), np.log(1.9e6), count)),
        # Two ties.
        capacity=np.exp(rng.uniform(np.log(0.0494), np.log(3370.0), 3))[[0, 0, 1, 1, 2]],
        max_new=2,
    )
    objective = CapacitatedCovering(assignment=assignment)
    answer = objective.answer(problem, Effort(threads=1))
    best = max(most_served(problem, opened, assignment) for opened in choices(problem))
    assert answer.status == "optimal"
    assert answer.objective_value == pytest.approx(best, rel=1e-4, abs=1e-6)
    assert best - 1e-6 <= answer.bound <= best * (1 + 1e-4) + 1e-6
