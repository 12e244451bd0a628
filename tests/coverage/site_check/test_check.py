import json

import numpy as np
import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import assess
from halfhour.coverage.limit_sensitivity import limit_sensitivity
from halfhour.coverage.site_check.check import check_site
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.times_table import travel_times_from_table
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import demand_at, grid_town, place, sites_at

TOWN = grid_town()
CELLS = [place(c, r) for c in range(6) for r in range(6)]
PEOPLE = [float(1 + (7 * i) % 13) for i in range(36)]
UNITS = ["A" if i < 20 else "B" for i in range(36)]


def assessed(candidates: list[tuple[float, float]]):
    demand = demand_at(CELLS, PEOPLE, units=UNITS)
    sites = sites_at([place(0, 0), place(2, 1)], candidates)
    return assess(travel_times(demand, sites, TOWN, limit_min=12))


def _counties(check):
    return check.units[check.units["level"] == "county"]


@settings(deadline=None, max_examples=25)
@given(column=st.floats(-0.5, 5.5), row=st.floats(-0.5, 5.5))
def test_the_figures_equal_a_full_assessment_with_the_site_added(column: float, row: float) -> None:
    at = place(column, row)
    today = assessed([at])
    check = check_site(today, at=at)
    after = assess(today.times, open_sites=["e0", "e1", "p0"])
    assert check.newly_served == after.people_served - today.people_served
    assert check.share_after == pytest.approx(after.share)
    assert check.share_before == today.share
    sooner = after.cells["cost"] < today.cells["cost"] - 0.01
    near = after.cells["served"] & sooner
    assert check.time_falls == pytest.approx(after.cells.loc[near, "people"].sum(), abs=13)
    assert check.near_before == limit_sensitivity(today)
    assert check.near_after == limit_sensitivity(after)
    by_unit = after.summary(by="county")
    assert _counties(check)["share_after"].to_numpy() == pytest.approx(by_unit["share"].to_numpy())


def with_places(places: list[float], assignment: str, need: float, at: tuple[float, float]):
    demand = demand_at(CELLS, PEOPLE, units=UNITS)
    sites = sites_at([place(0, 0), place(2, 1)], [at]).assign(capacity=places)
    times = travel_times(demand, sites, TOWN, limit_min=12)
    rule = ServiceCapacity(assignment=assignment, need={"residents": need})
    return times, assess(times, capacity=rule), rule


@settings(deadline=None, max_examples=25)
@given(
    column=st.floats(-0.5, 5.5),
    row=st.floats(-0.5, 5.5),
    places=st.lists(st.sampled_from([0.0, 7.0, 40.0, 95.0, np.inf]), min_size=3, max_size=3),
    assignment=st.sampled_from(["system", "closest"]),
    need=st.sampled_from([0.3, 1.0]),
)
def test_with_places_the_figures_equal_an_assessment_with_the_site_added(
    column: float, row: float, places: list[float], assignment: str, need: float
) -> None:
    at = place(column, row)
    times, today, rule = with_places(places, assignment, need, at)
    check = check_site(today, at=at, capacity=places[2])
    after = assess(times, open_sites=["e0", "e1", "p0"], capacity=rule)
    assert check.newly_served == pytest.approx(after.people_served - today.people_served)
    assert check.share_after == pytest.approx(after.share)
    assert check.used == pytest.approx(after.sites["used"]["p0"])
    assert check.no_place_before == pytest.approx(today.no_place_people)
    assert check.no_place_after == pytest.approx(after.no_place_people)
    if assignment == "closest":
        # Under system-optimal assignment who has a place may differ, as long as they are as many.
        by_unit = after.summary(by="county")
        assert _counties(check)["share_after"].to_numpy() == pytest.approx(
            by_unit["share"].to_numpy()
        )


def test_the_places_of_a_proposed_site_are_asked_for_where_they_count() -> None:
    at = place(3, 3)
    _, today, _ = with_places([5.0, 5.0, 5.0], "system", 1.0, at)
    with pytest.raises(InputError, match=r"is missing: clinic counts places"):
        check_site(today, at=at)
    with pytest.raises(InputError, match=r"capacity = -1.*is no number of places"):
        check_site(today, at=at, capacity=-1)
    with pytest.raises(InputError, match=r"capacity = nan.*is no number of places"):
        check_site(today, at=at, capacity=float("nan"))
    with pytest.raises(InputError, match="places of clinic are not counted"):
        check_site(assessed([]), at=at, capacity=5)


def test_overlaps_name_the_sites_that_serve_the_same_people() -> None:
    check = check_site(assessed([]), at=place(2, 1))
    assert check.newly_served == 0
    assert check.overlaps.index[0] == "e1"
    assert check.overlaps.loc["e1", "people"] == check.people_in_reach


def test_a_place_without_roads_reaches_nobody_and_says_why() -> None:
    check = check_site(assessed([]), at=place(90, 90))
    assert (check.people_in_reach, check.reason) == (0, "no_road")
    assert np.isinf(check.nearest_road_m)
    assert json.loads(json.dumps(check.to_dict()))["nearest_road_m"] is None


def test_coordinates_the_wrong_way_round_are_said() -> None:
    with pytest.raises(InputError, match=r"write 119\.6,39\.9"):
        check_site(assessed([]), at=(39.9, 119.6))


def test_times_from_a_table_cannot_be_asked_about_other_places() -> None:
    pairs = pd.DataFrame({"cell_id": ["cell0"], "site_id": ["e0"], "cost": [60.0]})
    times = travel_times_from_table(
        demand_at([place(0, 0)], [1]), sites_at([place(0, 0)]), pairs, limit_min=10
    )
    with pytest.raises(InputError, match="give the study `roads:`"):
        check_site(assess(times), at=place(0, 0))


def test_a_tier_in_whose_mode_nobody_comes_is_not_proposed() -> None:
    mode = {"big": "drive", "small": "walk", "": "drive"}
    sites = sites_at([place(0, 0)], [place(2, 1)]).assign(tier="big")
    times = travel_times(demand_at(CELLS, PEOPLE), sites, TOWN, limit_min=12, mode=mode)
    with pytest.raises(InputError) as error:
        check_site(assess(times), at=place(3, 3), tier="small")
    said = str(error.value)
    assert "is reached in the mode 'walk', in which no site or candidate" in said
    assert "name one of big, or give the service a candidate of this tier" in said


def test_a_tier_that_is_a_number_is_refused() -> None:
    with pytest.raises(InputError, match="is no tier of"):
        check_site(assessed([place(3, 3)]), at=place(3, 3), tier=3)


def test_minutes_of_a_service_that_counts_metres_are_refused() -> None:
    sites = sites_at([place(0, 0)], [])
    times = travel_times(demand_at(CELLS, PEOPLE), sites, TOWN, mode="walk", limit_m=900)
    with pytest.raises(InputError, match=r"the service counts metres\. leave it out"):
        check_site(assess(times), at=place(3, 3), limit_min=5)
