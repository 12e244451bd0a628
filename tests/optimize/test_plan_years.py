"""Years, from the scenario to the table."""

import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import assess
from halfhour.geo.travel.road_times import travel_times
from halfhour.optimize.constraints.years import YearBudget
from halfhour.optimize.objectives.multi_period import MultiPeriodCovering
from halfhour.optimize.plan import Plan
from halfhour.optimize.plan_years import by_year
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from towns import demand_at, grid_town, place, sites_at

CELLS = [place(c, r) for c in range(6) for r in range(6)]
GROWN = np.full(36, 20.0)


def scenario(**options: object) -> Scenario:
    demand = demand_at(CELLS, [float(1 + (5 * i) % 11) for i in range(36)])
    candidates = [place(c, r) for c in (1, 3, 5) for r in (0, 2, 4)]
    sites = sites_at([place(0, 0)], candidates)
    times = travel_times(demand, sites, grid_town(), limit_min=10)
    return Scenario(times, **options)


@pytest.fixture(scope="module")
def plan() -> Plan:
    years = (
        YearBudget(year=2026, max_new=1),
        YearBudget(year=2027, max_new=0),
        YearBudget(year=2028, max_new=2, people=GROWN, weight=0.5),
    )
    return solve(scenario(objective=MultiPeriodCovering(years=years), name="years"))


def test_a_plan_says_in_which_year_each_site_opens(plan: Plan) -> None:
    assert plan.certificate.status == "optimal"
    assert plan.years == tuple(sorted(plan.years)) == (2026, 2028, 2028)
    assert len(set(plan.opened)) == 3
    assert len(plan.gains) == 3
    assert plan.gains[1] >= plan.gains[2]


def test_the_table_of_years_counts_anew_and_comes_to_the_objective(plan: Plan) -> None:
    table = by_year(plan)
    assert table.index.tolist() == [2026, 2027, 2028]
    assert table["opened"].tolist() == [plan.opened[:1], (), plan.opened[1:]]
    assert table["cost"].tolist() == [1.0, 0.0, 2.0]
    assert table["sites"].tolist() == [2, 2, 4]
    assert table["people"].tolist() == [*[plan.before.people_total] * 2, GROWN.sum()]
    first = assess(plan.scenario.times, open_sites=["e0", plan.opened[0]])
    assert table["served"].tolist()[:2] == [first.people_served] * 2
    assert table["served"] @ [1, 1, 0.5] == pytest.approx(plan.certificate.objective_value)
    assert np.allclose(table["share"], table["served"] / table["people"])


def test_years_that_cannot_be_met_have_an_empty_table() -> None:
    years = (YearBudget(year=2026, max_new=0),)
    plan = solve(scenario(objective=MultiPeriodCovering(years=years), must_open=["p0"]))
    assert (plan.certificate.status, plan.certificate.bound) == ("infeasible", -np.inf)
    assert plan.years == plan.opened == ()
    assert "1 site" in plan.conflicts[0]
    assert by_year(plan)["served"].tolist() == [plan.before.people_served]


def test_a_plan_without_years_is_refused() -> None:
    with pytest.raises(InputError, match="objective = 'MaximalCovering': has no years"):
        by_year(solve(scenario(max_new=1)))
