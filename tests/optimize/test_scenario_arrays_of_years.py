"""Years with people of several groups, weighed, against trying every timetable."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.travel_times import TravelTimes
from halfhour.optimize.constraints.years import YearBudget
from halfhour.optimize.objectives.multi_period import MultiPeriodCovering
from halfhour.optimize.plan_years import by_year
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from towns import demand_at, grid_town, place, sites_at

SPOTS = [(c, r) for c in range(5) for r in range(5)]
YEARS = (2026, 2027, 2030)


@pytest.fixture(scope="module")
def times() -> TravelTimes:
    demand = demand_at([place(*spot) for spot in SPOTS], [1.0] * len(SPOTS))
    west = np.array([c < 3 for c, _ in SPOTS])
    demand = demand.assign(
        elderly=1.0, county=np.where(west, "w", "e"), county_name=np.where(west, "West", "East")
    )
    sites = sites_at([place(0, 0)], [place(1, 3), place(3, 1), place(4, 4)])
    return travel_times(demand, sites, grid_town(), limit_min=10)


@pytest.mark.parametrize("seed", range(8))
def test_no_timetable_serves_more_weighed_people(times: TravelTimes, seed: int) -> None:
    rng = np.random.default_rng(seed)
    tables = {
        year: pd.DataFrame(
            rng.integers(0, 30, (len(SPOTS), 2)).astype(float),
            columns=["residents", "elderly"],
            index=times.demand.index,
        )
        for year in YEARS
    }
    weight = dict(zip(YEARS, (1.0, 3.0, 0.5), strict=True))
    budgets = tuple(
        YearBudget(year=year, max_new=1, people=table, weight=weight[year])
        for year, table in tables.items()
    )
    scenario = Scenario(
        times,
        max_new=2,
        by="county",
        unit_weights={"East": 2.0},
        group_weights={"elderly": 0.5},
        objective=MultiPeriodCovering(years=budgets),
    )
    plan = solve(scenario)
    reach = times.within().toarray()
    of_unit = np.where(times.demand["county"] == "e", 2.0, 1.0)
    counted = {
        year: of_unit * (table["residents"] + 0.5 * table["elderly"]).to_numpy()
        for year, table in tables.items()
    }

    def value(when: tuple[int, ...]) -> float:
        """Of a year for each candidate, beyond the last one for never."""
        return sum(
            weight[year]
            * counted[year][reach[:, [True, *(at <= year for at in when)]].any(axis=1)].sum()
            for year in YEARS
        )

    allowed = [
        when
        for when in product((*YEARS, 9999), repeat=3)
        if sum(at < 9999 for at in when) <= 2
        and all(sum(at <= year for at in when) <= k + 1 for k, year in enumerate(YEARS))
    ]
    assert plan.certificate.objective_value == pytest.approx(max(map(value, allowed)))
    since = dict(zip(plan.opened, plan.years, strict=True))
    assert value(tuple(since.get(site, 9999) for site in ("p0", "p1", "p2"))) == pytest.approx(
        plan.certificate.objective_value
    )
    table = by_year(plan)
    assert table["people"].tolist() == [tables[year]["residents"].sum() for year in YEARS]


@pytest.mark.parametrize(
    ("people", "message"),
    [
        (pd.DataFrame({"residents": [1.0] * 25}), "no such group; there are residents"),
        (pd.DataFrame({"residents": [1.0], "elderly": [1.0]}), "1: cells, too many or too few"),
        (
            pd.DataFrame({"residents": [-1.0] * 25, "elderly": [1.0] * 25}),
            "is below 0 or missing",
        ),
    ],
)
def test_a_table_that_does_not_fit_is_refused(
    times: TravelTimes, people: pd.DataFrame, message: str
) -> None:
    years = (YearBudget(year=2026, people=people),)
    scenario = Scenario(
        times, group_weights={"elderly": 1.0}, objective=MultiPeriodCovering(years=years)
    )
    with pytest.raises(InputError, match=message):
        solve(scenario)
