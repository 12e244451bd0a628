import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import Assessment, assess
from halfhour.coverage.new_housing.further_cell import with_further_cell
from halfhour.coverage.new_housing.need import housing_need
from halfhour.geo.travel.demand_classes import GroupTravel
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.times_table import travel_times_from_table
from halfhour.geo.travel.travel_times import TravelTimes
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import CRS, LonLat, demand_at, grid_town, place, sites_at

TOWN = grid_town()
CELLS = [place(c, r) for c in range(6) for r in range(6)]
PEOPLE = [float(1 + (7 * i) % 13) for i in range(36)]
SITES = sites_at([place(0, 0), place(2, 1), place(4, 4.4)], [place(5, 5), place(3, 3)])


def xy_of(at: LonLat) -> np.ndarray:
    point = gpd.GeoSeries.from_xy([at[0]], [at[1]], crs="EPSG:4326").to_crs(CRS)
    return np.array([point.x[0], point.y[0]])


def of_group(demand: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return demand.assign(elderly=np.floor(demand["residents"] / 3))


def anew(at: LonLat, people: dict[str, float], **options: object) -> TravelTimes:
    """The travel times with the new people among the cells from the beginning."""
    demand = of_group(demand_at([*CELLS, at], [*PEOPLE, 0.0]))
    for group, number in people.items():
        demand.loc["cell36", group] = number
    return travel_times(demand, options.pop("sites", SITES), TOWN, limit_min=12, **options)


def same(found: Assessment, expected: Assessment, *, who: bool) -> None:
    assert found.people_served == pytest.approx(expected.people_served)
    assert found.people_within_reach == expected.people_within_reach
    ours = found.cells.rename(lambda name: str(name).replace("new_housing", "cell36"))
    columns = ["people", "cost", "within_reach", "reason"] + (["people_served"] if who else [])
    if not who:
        columns.remove("reason")
    pd.testing.assert_frame_equal(
        ours[columns].sort_index(), expected.cells[columns].sort_index(), check_like=True
    )


@settings(deadline=None, max_examples=15)
@given(
    column=st.floats(-0.5, 5.5),
    row=st.floats(-0.5, 5.5),
    people=st.sampled_from([0.0, 1.0, 40.0, 300.5]),
    places=st.lists(st.sampled_from([0.0, 7.0, 40.0, 95.0, np.inf]), min_size=5, max_size=5),
    assignment=st.sampled_from(["system", "closest", None]),
    need=st.sampled_from([0.3, 1.0]),
)
def test_the_figures_equal_a_full_assessment_with_the_people_added(
    column: float,
    row: float,
    people: float,
    places: list[float],
    assignment: str | None,
    need: float,
) -> None:
    sites = SITES.assign(capacity=places)
    rule = None
    if assignment is not None:
        rule = ServiceCapacity(assignment=assignment, need={"residents": need})
    at = place(column, row)
    times = travel_times(of_group(demand_at(CELLS, PEOPLE)), sites, TOWN, limit_min=12)
    today = assess(times, limit_min=9, capacity=rule)
    found = housing_need(today, xy_of(at), {"residents": people, "elderly": 2.0})
    full = assess(
        anew(at, {"residents": people, "elderly": 2.0}, sites=sites), limit_min=9, capacity=rule
    )
    same(found.after, full, who=assignment != "system")
    gap = full.people_total - full.people_served
    assert found.short == pytest.approx(gap - (today.people_total - today.people_served), abs=1e-6)
    reached = full.cells.loc["cell36", "within_reach"]
    assert found.in_reach == (people if reached else 0)
    assert found.short == pytest.approx(found.beyond_limit + found.without_place, abs=1e-6)
    if rule is not None:
        assert found.places_short == pytest.approx(found.short * need)
    assert list(found.hosts["cost"]) == sorted(found.hosts["cost"])
    assert found.hosts["cost"].iloc[0] == full.cells.loc["cell36", "cost"]
    assert bool(found.hosts["within"].iloc[0]) == bool(reached)


@pytest.mark.parametrize("people", [{"elderly": 30.0}, {"residents": 50.0, "elderly": 0.0}])
def test_groups_that_travel_in_ways_of_their_own_are_counted_like_them(
    people: dict[str, float],
) -> None:
    ways = {"elderly": GroupTravel(walk_kph=3.0, drive_share=0.25)}
    options = {"mode": {"": "drive"}, "groups": ways}
    at = place(3.3, 4)
    times = travel_times(of_group(demand_at(CELLS, PEOPLE)), SITES, TOWN, limit_min=12, **options)
    for group in ("residents", "elderly"):
        today = assess(times, limit_min=3, group=group)
        found = housing_need(today, xy_of(at), people)
        full = assess(anew(at, people, **options), limit_min=3, group=group)
        same(found.after, full, who=True)
        assert found.people == people.get(group, 0.0)


def test_the_matrix_and_the_units_are_those_of_the_place() -> None:
    demand = demand_at(CELLS, PEOPLE, units=["A"] * 20 + ["B"] * 16)
    demand = demand.rename(index={"cell3": "new_housing"})
    times = travel_times(demand, SITES, TOWN, limit_min=12)
    joined, rows = with_further_cell(times, xy_of(place(5, 5)), {"residents": 9})
    assert joined.demand.index[rows].tolist() == ["new_housing_2"]
    assert joined.demand.iloc[rows[0]][["county", "residents"]].tolist() == ["B", 9.0]
    assert joined.costs[rows].toarray() == pytest.approx(times.costs[[35]].toarray())
    assert joined.demand.iloc[:36].equals(times.demand)
    assert times.demand.shape == (36, 4)


def test_people_where_no_road_is_reach_nothing() -> None:
    today = assess(travel_times(demand_at(CELLS, PEOPLE), SITES, TOWN, limit_min=12))
    found = housing_need(today, xy_of(place(90, 90)), {"residents": 9})
    assert (found.in_reach, found.short, found.beyond_limit, found.cost) == (0, 9, 9, np.inf)
    assert found.hosts.empty


def test_times_from_a_table_say_nothing_of_other_places() -> None:
    pairs = pd.DataFrame({"cell_id": ["cell0"], "site_id": ["e0"], "cost": [60.0]})
    times = travel_times_from_table(
        demand_at([place(0, 0)], [1]), sites_at([place(0, 0)]), pairs, limit_min=10
    )
    with pytest.raises(InputError, match="give the study `roads:`"):
        housing_need(assess(times), xy_of(place(0, 0)), {"residents": 9})
