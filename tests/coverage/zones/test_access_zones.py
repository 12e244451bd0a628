from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from halfhour.common.errors import InputError
from halfhour.common.prepared import Prepared
from halfhour.coverage.assessment import assess
from halfhour.coverage.zones.access_zones import access_zone, access_zones, site_zones
from halfhour.geo.roads.network import build_network
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.times_table import travel_times_from_table
from halfhour.geo.travel.travel_times import TravelTimes
from towns import CRS, demand_at, grid_town, lines, place, sites_at


def today(limit_min: float):
    demand = demand_at([place(0, 0), place(4, 4)], [1, 1])
    times = travel_times(demand, sites_at([place(0, 0)]), grid_town(), limit_min=60)
    return assess(times, limit_min=limit_min)


def test_a_longer_limit_gives_a_zone_that_holds_the_shorter_ones() -> None:
    zones = [access_zone(today(limit)) for limit in (5, 10, 20, 60)]
    for small, large in pairwise(zones):
        assert large.buffer(15).contains(small)
        assert large.area > small.area
        assert large.is_valid


def test_a_zone_follows_the_roads_and_leaves_holes_between_them() -> None:
    zone = access_zone(today(60), buffer_m=50)
    middle = shapely.Point(demand_at([place(0.5, 0.5)], [1]).geometry.iloc[0].coords[0])
    assert not zone.contains(middle)
    assert zone.area < 0.5 * zone.convex_hull.area


def test_no_open_site_has_an_empty_zone() -> None:
    nobody = assess(today(60).times, open_sites=[])
    assert access_zone(nobody).is_empty


def test_without_roads_the_served_cells_are_the_zone() -> None:
    demand = demand_at([place(0, 0), place(4, 4)], [1, 1])
    pairs = pd.DataFrame({"cell_id": ["cell0"], "site_id": ["e0"], "cost": [60.0]})
    times = travel_times_from_table(demand, sites_at([place(0, 0)]), pairs, limit_min=10)
    zone = access_zone(assess(times))
    assert zone.contains(demand.geometry.iloc[0])
    assert not zone.contains(demand.geometry.iloc[1])


def town_times(**options) -> TravelTimes:
    demand = demand_at([place(0, 0), place(4, 4)], [1, 1])
    sites = sites_at([place(0, 0)], [place(5, 5), place(60, 60)])
    return travel_times(demand, sites, grid_town(), **options)


def street_times(tags: dict[str, str], direction: str = "to_site") -> TravelTimes:
    """One street of 100 steps east to west with the site in its middle, and a long way back."""
    street = [([(i, place(i, 0)) for i in (0, 50, 100)], tags)]
    back = [
        ([(100, place(100, 0)), (500, place(50, 90)), (0, place(0, 0))], {"highway": "residential"})
    ]
    return travel_times(
        demand_at([place(50, 0)], [1]),
        sites_at([place(50, 0)]),
        build_network(lines([*street, *back]), CRS),
        mode="drive" if "oneway" in tags else "walk",
        limit_min=30,
        direction=direction,
    )


def test_a_straight_road_has_the_area_that_one_works_out_by_hand() -> None:
    zones = access_zones(street_times({"highway": "residential"}), limits_min=[12, 24])
    # 5 km/h for 12 minutes: 1 km each way, 200 m to either side and around both ends.
    by_hand_km2 = [2.0 * 0.4 + np.pi * 0.2**2, 4.0 * 0.4 + np.pi * 0.2**2]
    assert zones["area_km2"].tolist() == pytest.approx(by_hand_km2, rel=0.01)
    assert zones["area_km2"].tolist() == pytest.approx((zones.area / 1e6).tolist())


@pytest.mark.parametrize(
    ("direction", "west_m", "east_m"), [("to_site", 3533, 200), ("from_site", 200, 3533)]
)
def test_a_one_way_street_has_a_zone_on_one_side(
    direction: str, west_m: float, east_m: float
) -> None:
    times = street_times({"highway": "residential", "oneway": "yes"}, direction)
    [zone] = access_zones(times, limits_min=[10]).geometry
    site = times.sites.geometry.iloc[0]
    west, _, east, _ = zone.bounds
    assert site.x - west == pytest.approx(west_m, abs=15)
    assert east - site.x == pytest.approx(east_m, abs=15)


def test_zones_of_several_limits_are_nested_and_in_the_tables_unit() -> None:
    zones = access_zones(town_times(), limits_min=[20, 5, 10, 60])
    assert list(zones.columns) == ["site_id", "limit", "limit_min", "area_km2", "geometry"]
    assert zones["limit"].tolist() == [300, 600, 1200, 3600]
    assert zones["limit_min"].tolist() == [5, 10, 20, 60]
    assert (zones["site_id"] == "").all()
    assert zones.crs == CRS
    assert zones.is_valid.all()
    assert (zones.geom_type == "MultiPolygon").all()
    for small, large in pairwise(zones.geometry):
        assert large.covers(small)
        assert large.area > small.area


def test_one_limit_gives_the_zone_that_it_has_among_others() -> None:
    among = access_zones(town_times(), limits_min=[5, 10, 20]).geometry.iloc[1]
    [alone] = access_zones(town_times(), limits_min=[10]).geometry
    assert shapely.symmetric_difference(among, alone).area < 0.005 * alone.area
    assert access_zone(today(10)).equals(alone)


def test_the_simplified_zone_is_within_the_tolerance_of_the_whole_one() -> None:
    for tolerance_m in (5.0, 20.0):
        [fine] = access_zones(town_times(), limits_min=[25], tolerance_m=0).geometry
        [coarse] = access_zones(town_times(), limits_min=[25], tolerance_m=tolerance_m).geometry
        # What lies between grid points comes on top.
        assert fine.buffer(tolerance_m + 2).contains(coarse)
        assert coarse.buffer(tolerance_m + 2).contains(fine)
        assert shapely.get_num_coordinates(coarse) < shapely.get_num_coordinates(fine) / 2


def test_holes_between_roads_stay_unless_they_are_small() -> None:
    [holed] = access_zones(town_times(), limits_min=[90], buffer_m=50).geometry
    [filled] = access_zones(town_times(), limits_min=[90], buffer_m=50, hole_min_m2=1e6).geometry
    assert sum(len(p.interiors) for p in holed.geoms) == 25
    assert sum(len(p.interiors) for p in filled.geoms) == 0


def test_each_site_has_its_own_zones_and_together_they_are_the_zone_of_all() -> None:
    times = town_times()
    apart = site_zones(times, ["p0", "e0"], limits_min=[8, 16])
    assert apart["site_id"].tolist() == ["p0", "p0", "e0", "e0"]
    assert apart["limit_min"].tolist() == [8, 16, 8, 16]
    [_, together] = access_zones(times, ["p0", "e0"], limits_min=[8, 16]).geometry
    union = apart[apart["limit_min"] == 16].union_all()
    assert shapely.symmetric_difference(union, together).area < 0.02 * together.area
    [_, alone] = access_zones(times, ["e0"], limits_min=[8, 16]).geometry
    assert alone.equals(apart.geometry.iloc[3])


def test_sites_of_two_modes_have_one_zone_of_both() -> None:
    demand = demand_at([place(0, 0)], [1])
    sites = sites_at([place(0, 0), place(5, 5)]).assign(tier=["centre", "post"])
    mode = {"centre": "drive", "post": "walk"}
    times = travel_times(demand, sites, grid_town(), mode=mode, limit_min=10)
    [both] = access_zones(times, limits_min=[4]).geometry
    [drive] = access_zones(town_times(mode="drive"), ["e0"], limits_min=[4]).geometry
    [walk] = access_zones(town_times(), ["p0"], limits_min=[4]).geometry
    assert drive.area > 2 * walk.area
    expected = drive.union(walk)
    assert shapely.symmetric_difference(both, expected).area < 0.01 * expected.area


def test_a_site_on_no_road_has_an_empty_zone() -> None:
    times = town_times()
    assert times.site_reason.tolist() == ["", "", "no_road"]
    zones = access_zones(times, ["p1"], limits_min=[10, 30])
    assert zones.geometry.is_empty.all()
    assert zones["area_km2"].tolist() == [0, 0]
    assert access_zones(times, [], limits_min=[10]).geometry.is_empty.all()
    lake = river(0, 0, 1, 1)
    assert access_zones(times, ["p1"], limits_min=[10], water=lake).geometry.is_empty.all()


def test_metres_are_limits_too_where_distance_is_counted() -> None:
    times = town_times(limit_m=2000)
    zones = access_zones(times, limits_m=[500, 1000])
    assert zones["limit"].tolist() == [500, 1000]
    assert zones["limit_min"].isna().all()
    assert zones["area_km2"].is_monotonic_increasing
    with pytest.raises(InputError, match="limits_m: is missing"):
        access_zones(times)
    with pytest.raises(InputError, match="give limits_min instead"):
        access_zones(town_times(), limits_m=[500])


def river(west: float, south: float, east: float, north: float) -> gpd.GeoDataFrame:
    box = shapely.box(*place(west, south), *place(east, north))
    return gpd.GeoDataFrame(geometry=[box], crs="EPSG:4326").to_crs(CRS)


def test_water_is_not_crossed_but_on_a_bridge() -> None:
    times = street_times({"highway": "residential"})
    # 55 m wide, 55 m north of the street.
    along = river(-10, 0.1, 110, 0.2)
    dry = access_zones(times, limits_min=[10, 20])
    zones = access_zones(times, limits_min=[10, 20], water=along)
    northern = river(-10, 0.2, 110, 3).geometry.iloc[0]
    for before, zone in zip(dry.geometry, zones.geometry, strict=True):
        assert zone.is_valid
        assert before.intersection(northern).area > 10_000
        assert not zone.intersects(northern.buffer(-0.01))
        assert not zone.intersects(along.geometry.iloc[0].buffer(-0.01))
        rest = before.difference(along.union_all()).difference(northern)
        assert shapely.symmetric_difference(zone, rest).area < 0.02 * rest.area
    assert zones.geometry.iloc[1].covers(zones.geometry.iloc[0])
    # Across the street: it is a bridge there, and reached on both sides.
    across = river(50.3, -9, 50.5, 9)
    [zone] = access_zones(times, limits_min=[20], water=across).geometry
    assert len(zone.geoms) == 2
    assert not zone.intersects(across.geometry.iloc[0].buffer(-0.01))


def test_the_map_s_zone_does_not_cross_water_either() -> None:
    assessment = assess(street_times({"highway": "residential"}), limit_min=20)
    along = river(-10, 0.1, 110, 0.2)
    zone = access_zone(assessment, water=along)
    assert zone.area < 0.8 * access_zone(assessment).area
    assert not zone.intersects(along.geometry.iloc[0].buffer(-0.01))
    with pytest.raises(InputError, match="water"):
        access_zone(assessment, water=along.to_crs("EPSG:32650"))


def test_zones_of_roads_need_roads() -> None:
    demand = demand_at([place(0, 0)], [1])
    pairs = pd.DataFrame({"cell_id": ["cell0"], "site_id": ["e0"], "cost": [60.0]})
    times = travel_times_from_table(demand, sites_at([place(0, 0)]), pairs, limit_min=10)
    with pytest.raises(InputError, match="call grid_zones"):
        access_zones(times)


def test_a_zone_is_made_once_where_the_same_roads_are_reached() -> None:
    prepared = Prepared()
    zone = access_zone(today(10), prepared=prepared)
    assert access_zone(today(10), prepared=prepared) is zone
    assert shapely.equals_exact(zone, access_zone(today(10)))
    # Other roads, another width: another zone, and the one that it would be by itself.
    for limit_min, buffer_m in ((11, 200), (10, 150)):
        other = access_zone(today(limit_min), buffer_m=buffer_m, prepared=prepared)
        assert other is not zone
        assert shapely.equals_exact(other, access_zone(today(limit_min), buffer_m=buffer_m))
