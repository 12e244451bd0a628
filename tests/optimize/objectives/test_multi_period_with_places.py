"""Years in which places count, each with its own people, against trying every timetable."""

import dataclasses
from itertools import product

import numpy as np
import pytest
from halfhour.coverage.assigned_people import AssignmentRule
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from halfhour.optimize.constraints.years import YearBudget
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.example_street import street_times
from halfhour.optimize.objectives.multi_period import MultiPeriodCovering
from halfhour.optimize.plan_years import by_year
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from hypothesis import given, settings
from hypothesis import strategies as st
from places_oracle import most_with_a_place
from sitings import sitings

RULES = ("system", "closest")


def draw(data: st.DataObject, assignment: AssignmentRule) -> tuple[Siting, MultiPeriodCovering]:
    problem = data.draw(sitings(capacitated=True, candidates=3, cells=5))
    cells = len(problem.people)
    people = st.lists(st.integers(0, 9).map(float), min_size=cells, max_size=cells).map(np.array)
    years = tuple(
        YearBudget(
            year=2027 + number,
            max_new=data.draw(st.none() | st.integers(0, 2)),
            people=data.draw(st.none() | people),
            weight=data.draw(st.sampled_from([1.0, 0.5])),
            carry_over=data.draw(st.booleans()),
        )
        for number in range(data.draw(st.integers(1, 2)))
    )
    return dataclasses.replace(problem, assignment=assignment), MultiPeriodCovering(years=years)


def allowed(problem: Siting, years: tuple[YearBudget, ...], when: np.ndarray) -> bool:
    """Whether a timetable fits all limits: by candidate the number of its year, the last for never."""
    built = when < len(years)
    if problem.max_new is not None and built.sum() > problem.max_new:
        return False
    if problem.budget is not None and problem.opening_cost[built].sum() > problem.budget:
        return False
    left = 0
    for place, year in enumerate(years):
        if year.max_new is not None:
            left += year.max_new - int((when == place).sum())
            if left < 0:
                return False
        if not year.carry_over:
            left = 0
    return not (problem.must_open & ~built).any()


def worth(problem: Siting, years: tuple[YearBudget, ...], when: np.ndarray) -> float:
    return sum(
        year.weight * most_with_a_place(problem, np.flatnonzero(when <= place), year.people)
        for place, year in enumerate(years)
    )


def check(problem: Siting, objective: MultiPeriodCovering) -> None:
    years = objective.years
    tables = map(np.array, product(range(len(years) + 1), repeat=len(problem.opening_cost)))
    values = [worth(problem, years, when) for when in tables if allowed(problem, years, when)]
    got = objective.answer(problem, Effort(threads=1))
    if not values:
        assert got.status == "infeasible"
        assert got.conflicts
        return
    assert got.status == "optimal"
    assert got.objective_value == pytest.approx(max(values))
    assert got.bound == pytest.approx(max(values))
    when = np.full(len(problem.opening_cost), len(years))
    when[got.opened] = got.year_of - 2027
    assert allowed(problem, years, when)
    assert worth(problem, years, when) == pytest.approx(max(values))


@pytest.mark.parametrize("assignment", RULES)
@settings(max_examples=50)
@given(data=st.data())
def test_no_timetable_serves_more(data: st.DataObject, assignment: AssignmentRule) -> None:
    check(*draw(data, assignment))


@pytest.mark.prove
@pytest.mark.parametrize("assignment", RULES)
@settings(max_examples=1000)
@given(data=st.data())
def test_no_timetable_of_a_thousand_serves_more(
    data: st.DataObject, assignment: AssignmentRule
) -> None:
    check(*draw(data, assignment))


@pytest.mark.parametrize("assignment", RULES)
def test_each_year_is_recounted_with_its_own_people(assignment: AssignmentRule) -> None:
    times = street_times(capacity=[100.0, 250.0, 80.0, 80.0])
    rule = ServiceCapacity(assignment=assignment, need={"residents": 0.8})
    grown = 1.5 * times.demand["residents"].to_numpy(dtype=float)
    years = (YearBudget(year=2027, max_new=1), YearBudget(year=2028, max_new=1, people=grown))
    objective = MultiPeriodCovering(years=years)
    plan = solve(Scenario(times, limit_min=15, objective=objective, capacity=rule))
    table = by_year(plan)
    assert plan.certificate.status == "optimal"
    assert table["served"].sum() == pytest.approx(plan.certificate.objective_value)
    assert (table["served"] < table["people"]).all()
    assert list(plan.years) == sorted(plan.years)
    assert plan.before.people_served + sum(plan.gains) == pytest.approx(plan.after.people_served)
