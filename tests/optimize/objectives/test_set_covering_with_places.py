"""Shares of people with a place, against trying every choice of sites."""

import dataclasses

import numpy as np
import pytest
from halfhour.coverage.assigned_people import AssignmentRule
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.objectives.set_covering import SetCovering
from halfhour.optimize.places.recount import served_people
from hypothesis import given, settings
from hypothesis import strategies as st
from places_oracle import most_with_a_place
from sitings import choices, sitings

EFFORT = Effort(threads=1)
RULES = ("system", "closest")


def holds(objective: SetCovering, problem: Siting, opened: np.ndarray) -> bool:
    """Whether the shares are served; in all by cutting, by unit as an assessment counts."""
    people = problem.people
    if most_with_a_place(problem, opened) < objective.share * people.sum() - 1e-6:
        return False
    served = served_people(problem, opened)
    shares = objective.unit_share or 0.0
    if not isinstance(shares, float):
        raise TypeError
    units = [problem.unit == unit for unit in range(len(problem.unit_names))]
    return all(served[unit].sum() >= shares * people[unit].sum() - 1e-6 for unit in units)


def check(problem: Siting, objective: SetCovering) -> None:
    got = objective.answer(problem, EFFORT)
    cost = problem.opening_cost if objective.minimise == "cost" else np.ones(len(problem.must_open))
    feasible = [opened for opened in choices(problem) if holds(objective, problem, opened)]
    if not feasible:
        assert got.status == "infeasible"
        assert got.conflicts
        return
    least = min(float(cost[opened].sum()) for opened in feasible)
    assert got.status == "optimal"
    assert got.objective_value == pytest.approx(least)
    assert got.bound == pytest.approx(least)
    assert holds(objective, problem, got.opened)
    assert set(np.flatnonzero(problem.must_open)) <= set(got.opened)
    assert tuple(got.opened) in {tuple(opened) for opened in choices(problem)}


def draw(
    data: st.DataObject, assignment: AssignmentRule, *, candidates: int = 3
) -> tuple[Siting, SetCovering]:
    problem = data.draw(sitings(capacitated=True, candidates=candidates, cells=5))
    problem = dataclasses.replace(problem, assignment=assignment)
    share = st.sampled_from([0.0, 0.3, 0.5, 0.8, 1.0])
    return problem, SetCovering(
        share=data.draw(share),
        unit_share=data.draw(st.none() | share),
        minimise=data.draw(st.sampled_from(["sites", "cost"])),
    )


@pytest.mark.parametrize("assignment", RULES)
@settings(max_examples=50)
@given(data=st.data())
def test_no_choice_is_cheaper(data: st.DataObject, assignment: AssignmentRule) -> None:
    check(*draw(data, assignment))


@pytest.mark.prove
@pytest.mark.parametrize("assignment", RULES)
@settings(max_examples=1000)
@given(data=st.data())
def test_no_choice_is_cheaper_in_a_thousand(
    data: st.DataObject, assignment: AssignmentRule
) -> None:
    check(*draw(data, assignment, candidates=5))
