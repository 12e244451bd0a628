from __future__ import annotations

import numpy as np
import pytest
from halfhour.maps.plan_page.years import people_by_year, year_table
from halfhour.optimize.constraints.years import YearBudget
from halfhour.optimize.objectives.multi_period import MultiPeriodCovering
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from page_fixtures import city, packed_text


@pytest.fixture(scope="module")
def plan():
    times = city(16, 12, existing=2, candidates=8)
    grown = times.demand["residents"].to_numpy() + 0.5
    years = (YearBudget(year=2030, max_new=1), YearBudget(year=2035, max_new=2, people=grown))
    return solve(Scenario(times, objective=MultiPeriodCovering(years=years), limit_min=15))


def test_sites_know_their_year_and_years_their_people(plan):
    rows = np.array([3, 5, 8])
    table = year_table(plan, rows)
    assert table["names"] == [2030, 2035]
    assert [table["names"][at] for at in table["of"]] == list(plan.years)
    first, second = table["people"]
    assert first is None
    kept = people_by_year(plan)[2035][rows]
    counts = np.frombuffer(packed_text(second["counts"]["data"]), second["counts"]["type"])
    assert counts.tolist() == kept.tolist()
    whole = counts * second["parts"]
    assert np.allclose(whole, np.rint(whole), atol=1e-6)


def test_a_plan_without_years_has_none(town):
    assert year_table(town.plan, np.arange(3)) is None
    assert people_by_year(town.plan) == {}


def test_weighted_years_are_said_so(plan):
    assert str(plan.certificate).endswith(" person-years")
    objective = plan.scenario.objective
    half = MultiPeriodCovering(
        years=(objective.years[0], YearBudget(year=2035, max_new=2, weight=0.5))
    )
    weighted = solve(plan.scenario.replace(objective=half))
    assert str(weighted.certificate).endswith(" weighted person-years")
