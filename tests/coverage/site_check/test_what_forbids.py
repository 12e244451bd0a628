"""What stands against a site: each obstacle with its sentence."""

import dataclasses

import geopandas as gpd
import pytest
import shapely
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import Assessment, assess
from halfhour.coverage.site_check.check import SiteCheck, check_site
from halfhour.geo.datums.datums import from_wgs84
from halfhour.geo.roads.network import RoadNetwork
from halfhour.geo.study_context import StudyContext
from halfhour.geo.travel.road_times import travel_times
from towns import CRS, demand_at, grid_town, place, sites_at

TOWN = grid_town()
CELLS = [place(c, r) for c in range(6) for r in range(6)]


def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(*place(west, south), *place(east, north))


def layer(*shapes: shapely.Polygon, **columns: list[str]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs="EPSG:4326").to_crs(CRS)


def today(snap_max_m: float = 2000.0, roads: RoadNetwork = TOWN, **context: object) -> Assessment:
    sites = sites_at([place(0, 0), place(2, 1)], [place(4, 4), place(5, 0)])
    sites["name"] = ["Old clinic", "", "Riverbank", ""]
    sites.loc["p0", "status"] = "ineligible"
    times = travel_times(
        demand_at(CELLS, [1.0] * 36), sites, roads, limit_min=12, snap_max_m=snap_max_m
    )
    return assess(dataclasses.replace(times, study=StudyContext(**context)))


def told(check: SiteCheck) -> list[tuple[str, bool, str]]:
    return [(one.kind, one.forbids, str(one.said)) for one in check.obstacles]


UNITS = layer(box(-1, -1, 2.5, 6), box(2.5, -1, 6, 6), name=["West", "East"])


def test_nothing_stands_against_a_good_place() -> None:
    assert told(check_site(today(units=UNITS), at=place(3.2, 3))) == []


def test_outside_the_study_area() -> None:
    check = check_site(today(units=UNITS), at=place(9, 3))
    assert check.forbidden
    [(kind, forbids, said)] = told(check)
    # Three steps of 0.005 degrees at this latitude.
    assert said == "The place lies outside the study area, 1.3 km east of East, the nearest unit."
    assert (kind, forbids) == ("outside_study", True)
    assert check.obstacles[0].distance_m == pytest.approx(1282, abs=5)


def test_outside_the_study_area_without_units() -> None:
    assert told(check_site(today(), at=place(5.5, 3))) == []
    [(kind, _, said)] = told(check_site(today(), at=place(2, -5)))[:1]
    assert kind == "outside_study"
    assert said == (
        "The place lies outside the study area, 2.8 km south of the nearest people counted."
    )


@pytest.mark.parametrize("at", [(116.4, 39.9), (2.35, 48.85), (-70.0, -33.4), (-179.9, 0.0)])
def test_far_away_places_get_figures_of_nothing_and_say_so(at: tuple[float, float]) -> None:
    check = check_site(today(units=UNITS), at=at)
    assert [one.kind for one in check.obstacles] == ["outside_study", "no_road"]
    assert (check.people_in_reach, check.newly_served, check.time_falls) == (0, 0, 0)


def test_in_water() -> None:
    lake = layer(box(2.2, 2.2, 2.8, 2.8))
    [one] = told(check_site(today(water=lake), at=place(2.5, 2.5)))
    assert one == ("water", True, "The place lies in water.")
    check = check_site(today(water=lake), at=box(2.6, 2.4, 3.4, 2.6))
    [(kind, forbids, said)] = told(check)
    assert (kind, forbids) == ("water", False)
    assert said.endswith("of the parcel (25%) are water.")
    [drowned] = check_site(today(water=lake), at=box(2.3, 2.4, 2.9, 2.6)).obstacles
    assert drowned.forbids


def test_a_candidate_that_is_not_eligible_at_the_place_or_in_the_parcel() -> None:
    [one] = told(check_site(today(), at=place(4, 4)))
    assert one == (
        "not_eligible",
        True,
        "The candidate Riverbank (p0), 0 m away, is not eligible in the study's table of candidates.",
    )
    assert told(check_site(today(), at=box(3.9, 3.9, 4.3, 4.3)))[0][0] == "not_eligible"
    assert told(check_site(today(), at=place(4.2, 4))) == []


def test_a_site_that_stands_there_already() -> None:
    [one] = told(check_site(today(), at=place(0, 0)))
    assert one == (
        "existing_site",
        False,
        "A site of the service stands here already: Old clinic (e0), 0 m away.",
    )


def test_no_road_says_how_far_the_nearest_is_and_of_which_class() -> None:
    check = check_site(today(snap_max_m=100), at=place(2.5, 2.5), crs="EPSG:4490")
    [(kind, forbids, said)] = told(check)
    assert (kind, forbids) == ("no_road", True)
    assert said == (
        "There is no road that may be used (on foot) within 100 m: the nearest is 214 m away "
        "(residential streets)."
    )
    assert (check.reason, check.road_class) == ("no_road", "")


def test_gcj02_given_as_wgs84_is_a_hint_where_it_is_likely() -> None:
    # One block of streets; about here GCJ-02 is shifted by 600 m.
    state = today(roads=grid_town(2))
    true_at = place(1, 0.5)
    lon, lat = (float(one) for one in from_wgs84(*true_at, "gcj02"))
    [hint] = check_site(state, at=(lon, lat)).obstacles
    assert (hint.kind, hint.forbids) == ("given_in_gcj02", False)
    road_m = check_site(state, at=(lon, lat)).nearest_road_m
    assert road_m > 400
    assert hint.said == (
        "The coordinates may be GCJ-02 (as Chinese online maps have them) and not WGS 84: the place is 0 m "
        f"from a road as GCJ-02, {road_m:,.0f} m as WGS 84."
    )
    right = check_site(state, at=(lon, lat), crs="gcj02")
    assert right.at == pytest.approx(true_at, abs=1e-8)
    assert not right.obstacles
    # Said to be in another CRS, or near no road either way: no hint.
    assert not check_site(state, at=(lon, lat), crs="EPSG:4490").obstacles
    assert not check_site(state, at=place(3, 3)).obstacles


def test_exchanged_coordinates_are_asked_about_before_anything_is_computed() -> None:
    with pytest.raises(InputError, match=r"look exchanged. write 119\.62,39\.91"):
        check_site(today(), at=(39.91, 119.62))
    # Northing before easting, as surveyors write, are numbers of both kinds.
    [point] = gpd.GeoSeries([shapely.Point(place(3, 3))], crs=4326).to_crs(CRS)
    with pytest.raises(InputError, match=r"inside with its coordinates exchanged.*write \d{6}"):
        check_site(today(), at=(point.y, point.x), crs="EPSG:4549")
    parcel = shapely.transform(point.buffer(20), lambda xy: xy[:, ::-1])
    with pytest.raises(InputError, match="exchange x and y of the parcel"):
        check_site(today(), at=parcel, crs="EPSG:4549")


def test_a_parcel_is_entered_where_a_road_is_nearest() -> None:
    check = check_site(today(), at=box(2.1, 2.2, 2.6, 2.6))
    # The street of column 2 is nearer than that of row 2: 0.1 of 427 m against 0.2 of 555 m.
    assert check.at[0] == pytest.approx(place(2.1, 0)[0], abs=1e-7)
    assert check.road_m == pytest.approx(0.1 * 427, rel=0.02)
    assert check.road_class == "residential"
    crossed = check_site(today(), at=box(1.9, 2.2, 2.6, 2.6))
    assert crossed.road_m == pytest.approx(0, abs=1e-6)


def test_what_is_said_of_service_tier_and_limit() -> None:
    state = today()
    with pytest.raises(InputError, match=r"service = 'clinik': there is no such service.*clinic"):
        check_site({"clinic": state}, service="clinik", at=place(3, 3))
    with pytest.raises(InputError, match=r"service = 'post': there is no such service"):
        check_site(state, service="post", at=place(3, 3))
    with pytest.raises(
        InputError, match=r"service: is missing: there are several. name one of a, b"
    ):
        check_site({"a": state, "b": state}, at=place(3, 3))
    with pytest.raises(InputError, match=r"tier = 'room': is no tier of clinic"):
        check_site(state, at=place(3, 3), tier="room")
    with pytest.raises(InputError, match="must be at most 12 min"):
        check_site(state, at=place(3, 3), limit_min=30)
    assert check_site({"clinic": state}, at=place(3, 3)).limit_min == 12
    narrow = check_site(state, at=place(3, 3), limit_min=6)
    assert narrow.to_dict()["limit_min"] == 6
    assert narrow.people_in_reach < check_site(state, at=place(3, 3)).people_in_reach


@pytest.mark.parametrize("capacity", [-1.0, float("nan")])
def test_a_capacity_that_is_no_number_of_places(capacity: float) -> None:
    with pytest.raises(InputError, match="capacity"):
        check_site(today(), at=place(3, 3), capacity=capacity)
