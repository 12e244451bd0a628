"""Existing sites that open in one of the plan's years, against each year asked by hand."""

import dataclasses
from itertools import product

import numpy as np
import pytest
from halfhour.common.errors import InputError
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
from sitings import people_served, sitings

FIRST = 2027


def without(problem: Siting, closed: np.ndarray) -> Siting:
    """Return the problem without some existing sites, worked out from its dense costs."""
    costs = np.where(problem.existing_costs.toarray() > 0, problem.existing_costs.toarray(), np.inf)
    stored = problem.existing_costs.tocoo()
    costs[stored.row, stored.col] = stored.data
    costs[:, closed] = np.inf
    nearest = costs.min(axis=1, initial=np.inf)
    kept = np.flatnonzero(~closed)
    return dataclasses.replace(
        problem,
        existing_costs=problem.existing_costs[:, kept],
        existing_capacity=problem.existing_capacity[kept],
        served_today=nearest <= problem.limit,
        today=nearest,
    )


def best(problem: Siting, years: tuple[YearBudget, ...], *, places: bool) -> float:
    """Return the most people over the years, of every timetable with one new site a year."""
    values = []
    for when in map(np.array, product(range(len(years) + 1), repeat=len(problem.opening_cost))):
        opened = [int((when <= place).sum()) for place in range(len(years))]
        if any(count > place + 1 for place, count in enumerate(opened)):
            continue
        total = 0.0
        for place, year in enumerate(years):
            own = without(problem, problem.unopened_of_year[year.year])
            sites = np.flatnonzero(when <= place)
            total += most_with_a_place(own, sites, None) if places else people_served(own, sites)
        values.append(total)
    return max(values)


@pytest.mark.parametrize("assignment", [None, "system", "closest"])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_timetable_serves_more(data: st.DataObject, assignment: str | None) -> None:
    problem = data.draw(sitings(capacitated=assignment is not None, candidates=3, cells=5))
    nothing = np.zeros(len(problem.opening_cost), dtype=bool)
    count = problem.existing_costs.shape[1]
    late = data.draw(st.lists(st.integers(0, 2), min_size=count, max_size=count).map(np.array))
    years = tuple(YearBudget(year=FIRST + place, max_new=1) for place in range(2))
    problem = dataclasses.replace(
        problem,
        assignment=assignment,
        must_open=nothing,
        max_new=None,
        budget=None,
        unopened_of_year={
            FIRST + place: np.asarray(late > place, dtype=bool).reshape(count) for place in range(2)
        },
    )
    got = MultiPeriodCovering(years=years).answer(problem, Effort(threads=1))
    assert got.status == "optimal"
    expected = best(problem, years, places=assignment is not None)
    assert got.objective_value == pytest.approx(expected)
    assert got.bound == pytest.approx(expected)


@pytest.mark.parametrize("capacity", [None, ServiceCapacity(need={"residents": 1.0})])
def test_a_planned_site_serves_from_its_year_on(capacity: ServiceCapacity | None) -> None:
    times = street_times()
    sites = times.sites.assign(
        status=times.sites["status"].where(times.sites.index != "east", "existing")
    )
    times = dataclasses.replace(times, sites=sites.assign(capacity=1000.0))
    years = (
        YearBudget(year=2026, max_new=0, unopened=("east",)),
        YearBudget(year=2027, max_new=0),
    )
    plan = solve(
        Scenario(times, limit_min=15, capacity=capacity, objective=MultiPeriodCovering(years=years))
    )
    table = by_year(plan)
    # The street's clinic serves 140 of 400, with the site in the east 340.
    assert table["served"].tolist() == [140.0, 340.0]
    assert table["sites"].tolist() == [1, 2]
    assert plan.certificate.objective_value == plan.certificate.bound == 480.0
    assert plan.before.people_served == 340.0


def test_a_site_that_is_none_is_refused() -> None:
    years = (YearBudget(year=2026, max_new=1, unopened=("nowhere",)),)
    scenario = Scenario(street_times(), limit_min=15, objective=MultiPeriodCovering(years=years))
    with pytest.raises(InputError, match="is no existing site"):
        solve(scenario)
