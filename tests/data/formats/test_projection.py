import geopandas as gpd
import pandas as pd
import pyproj
import pytest
from halfhour.common.errors import InputError
from halfhour.data.formats.projection import metric_crs, projected, require_where_crs_holds
from shapely.geometry import Point

TABLE = gpd.GeoDataFrame(
    {"site_id": ["b", "a"], "beds": [1, 2]}, geometry=[Point(120, 40), Point(120, 41)], crs=4326
)


def test_places_move_onto_the_index_of_their_ids():
    moved = projected(TABLE, "EPSG:4549", file="s.csv", id_name="site_id")
    assert list(moved.index) == ["b", "a"]
    assert moved.index.name == "site_id"
    assert list(moved.columns) == ["beds", "geometry"]
    # The zone's central meridian is 120 degrees east, with a false easting of 500 km.
    assert moved.geometry.x.tolist() == pytest.approx([500_000, 500_000])
    assert TABLE.crs.to_epsg() == 4326


def test_a_place_where_the_crs_has_no_coordinates_is_told():
    # Transverse Mercator has none a quarter of the globe away from its meridian.
    table = TABLE.set_geometry(gpd.GeoSeries([Point(120, 40), Point(-150, 0)], crs=4326))
    with pytest.raises(InputError) as caught:
        projected(table, "EPSG:4549", file="s.csv", id_name="site_id")
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.key, fault.column) == (
        "s.csv",
        2,
        "site_id a",
        "geometry",
    )
    assert fault.cause == "lies where CGCS2000 / 3-degree Gauss-Kruger CM 120E has no coordinates"


def test_auto_suits_the_extent_of_all_tables_together():
    east = TABLE.set_geometry(TABLE.geometry.translate(xoff=6), crs=4326)
    assert metric_crs("auto", TABLE, files=["s.csv"], id_name="site_id").to_epsg() == 4549
    # From 120 to 126 degrees east, the middle is 123.
    assert (
        metric_crs("auto", TABLE, east, files=["s.csv", "t.csv"], id_name="site_id").to_epsg()
        == 4550
    )
    assert metric_crs("EPSG:32650", TABLE, files=["s.csv"], id_name="site_id").to_epsg() == 32650


@pytest.mark.parametrize(
    ("lon", "lat", "far"),
    [
        ([119.5, 119.6, 19.5], [39.9, 39.9, 39.9], [2]),  # a digit is missing
        ([119.5] * 20 + [39.9] * 2, [39.9] * 20 + [19.5] * 2, [20, 21]),  # twice the same slip
        ([119.5] * 20 + [119.5] * 2, [39.9] * 20 + [36.9] * 2, [20, 21]),
        ([119.5] * 10 + [122.5] * 10, [39.9] * 20, []),  # two cities
        ([178.4, -179.9, 179.3, -178.9], [-18.1, -16.8, -16.4, -17.2], []),
        ([-46.6, -46.5], [-23.5, -23.6], []),
        ([119.5], [39.9], []),
    ],
)
def test_a_place_far_from_all_others_is_named(lon, lat, far):
    ids = [f"s{number}" for number in range(len(lon))]
    table = gpd.GeoDataFrame({"site_id": ids}, geometry=gpd.points_from_xy(lon, lat), crs=4326)
    if not far:
        metric_crs("auto", table, files=["s.csv"], id_name="site_id")
        return
    with pytest.raises(InputError) as caught:
        metric_crs("auto", table, files=["s.csv"], id_name="site_id")
    faults = caught.value.faults
    assert [fault.key for fault in faults] == [f"site_id s{index}" for index in far]
    assert {fault.file for fault in faults} == {"s.csv"}
    assert faults[0].value == (lon[far[0]], lat[far[0]])
    assert faults[0].cause == "lies far from all other places"
    assert "correct its coordinates, leave the record out" in faults[0].fix


def test_of_two_places_the_one_with_the_people_is_right():
    table = gpd.GeoDataFrame(
        {"site_id": ["a", "b"]}, geometry=[Point(20, 10), Point(119.5, 39.9)], crs=4326
    )
    with pytest.raises(InputError) as caught:
        metric_crs("auto", table, files=["s.csv"], id_name="site_id", weights=pd.Series([1, 9]))
    assert [fault.key for fault in caught.value.faults] == ["site_id a"]


def test_a_named_crs_must_hold_where_most_places_and_each_lie():
    crs = pyproj.CRS.from_epsg(32650)
    where = {"file": "s.csv", "id_name": "site_id"}
    require_where_crs_holds(crs, TABLE, **where)
    moved = TABLE.set_geometry(TABLE.geometry.translate(-100, -50), crs=4326)
    with pytest.raises(InputError, match=r"UTM zone 50N': is made for .*; most places lie"):
        require_where_crs_holds(crs, moved, **where)
    one = TABLE.set_geometry([Point(120, 40), Point(20, 10)], crs=4326)
    with pytest.raises(InputError) as caught:
        require_where_crs_holds(crs, one, **where, weights=pd.Series([9, 1]))
    (fault,) = caught.value.faults
    assert (fault.file, fault.key, fault.value) == ("s.csv", "site_id a", (20.0, 10.0))
    assert "far outside the area that WGS 84 / UTM zone 50N is made for" in fault.cause
