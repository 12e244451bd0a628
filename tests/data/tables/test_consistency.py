from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pytest
from halfhour.common.errors import InputError
from halfhour.data.tables.consistency import (
    check_not_swapped,
    check_places,
    check_some_near,
)
from pyproj import Geod
from shapely.geometry import Point


def places(*lon_lat):
    table = gpd.GeoDataFrame(
        index=[f"s{i}" for i in range(len(lon_lat))],
        geometry=[Point(p) for p in lon_lat],
        crs=4326,
    )
    return table.rename_axis("site_id").to_crs("EPSG:32643")


# Delhi: exchanged, its coordinates are still degrees.
ROADS_M = tuple(places((77.0, 28.4), (77.4, 28.8)).total_bounds)


def test_places_among_the_roads_pass():
    table = places((77.2, 28.6), (77.5, 28.6))
    check_places(table, ROADS_M, what="sites.csv")
    check_not_swapped(table, ROADS_M, what="sites.csv")


def test_places_far_from_the_roads_are_told():
    table = places((77.2, 28.6), (79.0, 28.6))
    with pytest.raises(InputError) as caught:
        check_places(table, ROADS_M, what="sites.csv")
    (fault,) = caught.value.faults
    assert (fault.row, fault.key, fault.value) == (2, "site_id s1", (79.0, 28.6))
    assert "km outside the roads' extent" in fault.cause
    check_places(table, ROADS_M, what="sites.csv", far_m=300_000)
    # Far from the roads, and not there when exchanged either.
    check_not_swapped(table.iloc[1:], ROADS_M, what="sites.csv")


def test_swapped_places_are_told():
    table = places((28.6, 77.2), (28.7, 77.1), (77.2, 28.6))
    with pytest.raises(InputError) as caught:
        check_not_swapped(table, ROADS_M, what="sites.csv")
    (fault,) = caught.value.faults
    assert "x and y look swapped" in fault.cause
    assert "2 of 3" in fault.cause
    assert fault.fix == "exchange columns x and y"
    assert fault.value == (28.6, 77.2)


def test_people_of_another_region_than_the_roads():
    check_some_near(places((77.2, 28.6), (112.5, 0.0)), ROADS_M, what="cells.csv")
    check_some_near(places(), ROADS_M, what="cells.csv")
    with pytest.raises(InputError) as caught:
        check_some_near(places((112.5, 0.0), (79.0, 28.6)), ROADS_M, what="cells.csv")
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.key) == ("cells.csv", 2, "site_id s1")
    _, _, away_m = Geod(ellps="WGS84").inv(77.4, 28.6, 79.0, 28.6)
    (told_km,) = re.findall(r"lies (\d+) km outside their extent", fault.cause)
    assert float(told_km) == pytest.approx(away_m / 1000, rel=0.01)


@pytest.mark.parametrize("check", [check_places, check_some_near])
def test_no_row_is_told_of_a_table_that_lacks_records_of_its_file(
    check: Callable[..., Any],
) -> None:
    with pytest.raises(InputError) as caught:
        check(places((79.0, 28.6)), ROADS_M, what="clinics.csv", whole=False)
    (fault,) = caught.value.faults
    assert (fault.row, fault.key) == (None, "site_id s0")
