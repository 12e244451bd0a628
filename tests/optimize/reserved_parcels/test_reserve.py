"""The parcels to reserve, against all choices of candidates of small towns, counted by a linear program."""

from dataclasses import replace
from itertools import combinations

import geopandas as gpd
import numpy as np
import pytest
from halfhour.coverage.assessment import assess
from halfhour.coverage.new_housing.need import HousingNeed, housing_need
from halfhour.geo.travel.road_times import travel_times
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from halfhour.optimize.reserved_parcels.reserve import ReservedParcels, reserved_parcels
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from towns import CRS, LonLat, demand_at, grid_town, place, sites_at

TOWN = grid_town()
CELLS = [place(c, r) for c in range(6) for r in range(6)]
PEOPLE = [float(1 + (7 * i) % 13) for i in range(36)]
EXISTING = [place(0, 0), place(2, 1)]
CANDIDATES = [place(5, 5), place(3, 3), place(4, 3), place(3, 5)]
TIMES = travel_times(demand_at(CELLS, PEOPLE), sites_at(EXISTING, CANDIDATES), TOWN, limit_min=22)


def xy_of(at: LonLat) -> np.ndarray:
    point = gpd.GeoSeries.from_xy([at[0]], [at[1]], crs="EPSG:4326").to_crs(CRS)
    return np.array([point.x[0], point.y[0]])


def needed(
    at: LonLat, people: float, places: list[float], assignment: str | None, *, limit_min: float = 9
) -> HousingNeed:
    times = replace(TIMES, sites=TIMES.sites.assign(capacity=places))
    rule = None if assignment is None else ServiceCapacity(assignment=assignment)
    today = assess(times, limit_min=limit_min, capacity=rule)
    return housing_need(today, xy_of(at), {"residents": people})


class Town:
    """All choices of candidates, counted apart from the code under test."""

    def __init__(self, need: HousingNeed) -> None:
        times, self.rule = need.after.times, need.after.capacity
        self.costs = np.where(times.costs.toarray() > 0, times.costs.toarray(), np.inf)
        here = times.costs.tocoo()
        self.costs[here.row, here.col] = here.data
        self.costs[self.costs > need.limit] = np.inf
        self.capacity = times.sites["capacity"].to_numpy(float)
        served = need.before.cells["people_served"].to_numpy(float)
        closest = self.rule is not None and self.rule.assignment == "closest"
        # Under closest assignment all people count in sum, and candidates near the housing.
        old = need.before.cells["people"].to_numpy(float) if closest else served
        self.people = np.append(old, need.people)
        self.kept = served.sum()
        self.near = [one for one in range(4) if not closest or np.isfinite(self.costs[-1, 2 + one])]

    def placed(self, opened: tuple[int, ...]) -> float:
        """So many more than those served before are served with some candidates."""
        sites = [0, 1, *(2 + one for one in opened)]
        costs, capacity = self.costs[:, sites], self.capacity[sites]
        if self.rule is None:
            served = self.people[np.isfinite(costs).any(axis=1)].sum()
        else:
            within = np.isfinite(costs)
            if self.rule.assignment == "closest":
                # Of equally near sites any may serve.
                within &= costs == costs.min(axis=1, keepdims=True)
            cell, site = np.nonzero(within)
            rows = np.zeros((len(costs) + len(sites), len(cell)))
            rows[cell, np.arange(len(cell))] = 1
            rows[len(costs) + site, np.arange(len(cell))] = 1
            most = np.append(self.people, np.minimum(capacity, 1e9))
            served = -linprog(-np.ones(len(cell)), A_ub=rows, b_ub=most).fun
        return served - self.kept


def assert_best(need: HousingNeed, found: ReservedParcels) -> None:
    town = Town(need)
    placed = {
        choice: town.placed(choice)
        for count in range(len(town.near) + 1)
        for choice in combinations(town.near, count)
    }
    start = placed[()]
    assert need.short == pytest.approx(need.people - start, abs=1e-6)
    most = min(max(placed.values()) - start, need.short)
    gain = {choice: min(value - start, need.short) for choice, value in placed.items()}
    best = [choice for choice, value in gain.items() if value >= most - 1e-6]
    count = min(len(choice) for choice in best)
    if most <= 1e-6:
        assert found.opened == ()
        assert found.placed == 0
        return
    assert found.placed == pytest.approx(most, abs=1e-5)
    assert (found.sites, found.proven) == (count, True)
    fewest = [{f"p{one}" for one in choice} for choice in best if len(choice) == count]
    assert set(found.opened) in fewest
    in_every = set.intersection(*fewest)
    assert set(found.parcels.index[found.parcels["needed"]]) == in_every & set(found.opened)
    assert in_every <= set(found.opened)
    assert found.parcels["proven"].all()
    for site, row in found.parcels.iterrows():
        without = {c: v for c, v in gain.items() if f"p{c}" and int(str(site)[1:]) not in c}
        as_good = [len(c) for c, v in without.items() if v >= most - 1e-6]
        assert row["sites_without"] == min(as_good, default=np.inf)
        as_few = max(v for c, v in without.items() if len(c) <= count)
        assert row["lost"] == pytest.approx(max(most - max(as_few, 0.0), 0.0), abs=1e-5)
        assert row["lost_bound"] == pytest.approx(row["lost"], abs=1e-5)


@settings(deadline=None, max_examples=8)
@given(
    at=st.sampled_from([place(4, 4), place(0, 0.3), place(3.5, 3)]),
    people=st.sampled_from([12.0, 60.0, 150.0]),
    places=st.lists(st.sampled_from([0.0, 20.0, 60.0, 95.0]), min_size=6, max_size=6),
    assignment=st.sampled_from(["system", "closest"]),
    limit_min=st.sampled_from([9, 22]),
)
def test_the_parcels_are_those_of_all_choices(
    at: LonLat, people: float, places: list[float], assignment: str, limit_min: float
) -> None:
    need = needed(at, people, places, assignment, limit_min=limit_min)
    assert_best(need, reserved_parcels(need))


@pytest.mark.parametrize("at", [place(5, 5), place(4, 4), place(90, 90), place(0, 0)])
def test_where_places_do_not_count_one_parcel_in_reach_is_enough(at: LonLat) -> None:
    need = needed(at, 50, [np.inf] * 6, None, limit_min=7)
    found = reserved_parcels(need)
    assert_best(need, found)
    assert found.sites <= 1


def test_a_service_that_has_enough_needs_no_parcel() -> None:
    found = reserved_parcels(needed(place(0, 0), 50, [1000.0] * 6, "system"))
    assert (found.short, found.sites, found.opened, found.still_short) == (0, 0, (), 0)


def test_the_plan_holds_in_a_full_assessment() -> None:
    need = needed(place(4, 4), 90, [0.0, 0.0, 60.0, 20.0, 60.0, 20.0], "system", limit_min=22)
    found = reserved_parcels(need)
    assert found.sites > 1
    after = need.after
    full = assess(
        after.times, open_sites=[*after.open_sites, *found.opened], capacity=after.capacity
    )
    gained = full.people_served - need.before.people_served
    assert gained >= need.people - found.still_short - 1e-6
