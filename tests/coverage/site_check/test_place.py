"""Where a proposed site would stand: coordinates and parcels of any CRS, and what is said of wrong ones."""

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from halfhour.common.errors import InputError
from halfhour.coverage.site_check.place import site_place
from hypothesis import given
from hypothesis import strategies as st

BOW_TIE = shapely.Polygon([(119.5, 39.9), (119.6, 40.0), (119.6, 39.9), (119.5, 40.0)])
SQUARE = shapely.box(119.50, 39.90, 119.51, 39.91)


def test_gcj02_and_bd09_are_brought_to_wgs84() -> None:
    # Published vectors of eviltransform and coordtransform.
    assert site_place((116.410244, 39.916405), crs="gcj02").at == pytest.approx(
        (116.404, 39.915), abs=2e-5
    )
    assert site_place((116.416612, 39.922705), crs="BD-09").at == pytest.approx(
        (116.404, 39.915), abs=2e-5
    )
    assert site_place((116.416612, 39.922705), crs="BD-09").crs == "bd09"


@given(st.floats(118.6, 120.4), st.floats(39.3, 40.7), st.sampled_from([4549, 4509, 32650, 4490]))
def test_a_place_is_the_same_in_every_crs(lon: float, lat: float, code: int) -> None:
    [point] = gpd.GeoSeries([shapely.Point(lon, lat)], crs=4326).to_crs(code)
    place = site_place((point.x, point.y), crs=f"EPSG:{code}")
    assert place.at == pytest.approx((lon, lat), abs=1e-8)
    assert place.given == (point.x, point.y)


def test_a_parcel_of_many_parts_in_another_crs() -> None:
    parts = shapely.MultiPolygon([SQUARE, shapely.box(119.53, 39.90, 119.54, 39.91)])
    [metric] = gpd.GeoSeries([parts], crs=4326).to_crs(4549)
    place = site_place(metric, crs="EPSG:4549")
    assert shapely.hausdorff_distance(place.parcel, parts) < 1e-8
    assert shapely.contains(place.parcel, shapely.Point(place.at))
    assert place.to_dict()["parcel"]["type"] == "MultiPolygon"


@pytest.mark.parametrize(
    ("at", "crs", "complaint"),
    [
        ((39.91, 119.52), "wgs84", r"look exchanged. write 119.52,39.91"),
        ((39.91, 119.52), "gcj02", r"look exchanged. write 119.52,39.91"),
        ((float("nan"), 39.9), "wgs84", "is no pair of numbers"),
        ((1, 2, 3), "wgs84", "is no pair of numbers"),
        ("119.5,39.9", "wgs84", "is no pair of numbers"),
        ((459_000, 4_420_000), "wgs84", r"looks like metres, though wgs84 counts degrees"),
        ((119.5, 39.9), "EPSG:4549", r"looks like degrees, though EPSG:4549 counts metres"),
        ((300, 39.9), "wgs84", "is not a longitude and a latitude in degrees"),
        (
            (119.5, 39.9),
            "EPSG:99999",
            r"crs = 'EPSG:99999': is not a known coordinate reference system",
        ),
        ((119.5, 39.9), "EPSG:5773", "which says no place on the ground"),
        (BOW_TIE, "wgs84", r"parcel: has no clear inside: self-intersection at 119.55 39.95"),
        (shapely.Polygon(), "wgs84", "parcel: is empty"),
        (shapely.Point(), "wgs84", "parcel: is empty"),
        (shapely.LineString([(119, 39), (120, 40)]), "wgs84", "is a LineString, which has no area"),
        (shapely.box(39.90, 119.50, 39.91, 119.51), "wgs84", r"parcel.*look exchanged"),
        (SQUARE, "EPSG:4549", r"parcel = .*looks like degrees"),
        (
            shapely.box(459_000, 4_420_000, 459_100, 4_420_100),
            "wgs84",
            "parcel = .*looks like metres",
        ),
    ],
)
def test_what_is_no_place_is_said(at: object, crs: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        site_place(at, crs=crs)  # type: ignore[arg-type]


@pytest.mark.parametrize("crs", [4549, pyproj.CRS(4549), np.int64(4549)])
def test_a_crs_may_be_an_epsg_number_or_an_object(crs: object) -> None:
    named = site_place((458_900, 4_419_900), crs="EPSG:4549")
    place = site_place((458_900, 4_419_900), crs=crs)
    assert (place.at, place.crs) == (named.at, named.crs)


@pytest.mark.parametrize("crs", [None, True, 1.5, 0, -4549])
def test_what_is_no_crs_is_refused(crs: object) -> None:
    with pytest.raises(InputError, match="is not a known coordinate reference system"):
        site_place((119.52, 39.91), crs=crs)


@pytest.mark.parametrize("crs", ["EPSG:4549", "EPSG:4548", "EPSG:4509"])
def test_an_easting_with_its_zone_is_told_where_the_crs_has_none(crs: str) -> None:
    with pytest.raises(InputError, match=r"number of zone 40.* write 458900,4419900, or name"):
        site_place((40_458_900, 4_419_900), crs=crs)
    with pytest.raises(InputError, match=r"number of zone 40"):
        site_place(shapely.box(40_458_900, 4_419_900, 40_459_000, 4_420_000), crs=crs)


def test_an_easting_with_its_zone_is_read_where_the_crs_has_it() -> None:
    with_zone = site_place((40_458_900, 4_419_900), crs="EPSG:4528").at
    assert with_zone == pytest.approx(site_place((458_900, 4_419_900), crs="EPSG:4549").at)
