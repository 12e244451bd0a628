"""Coordinate systems by the names of Chinese offices."""

from __future__ import annotations

import pyproj
import pytest
from halfhour.geo.chinese_crs import known_crs, names_no_datum, office_name
from pyproj.database import query_crs_info


def codes() -> dict[str, int]:
    """Return EPSG's codes by name: of the zones, the oracle."""
    found = query_crs_info("EPSG", pj_types=["PROJECTED_CRS"])
    return {one.name: int(one.code) for one in found}


EPSG = codes()


@pytest.mark.parametrize(
    ("title", "name"),
    [("CGCS2000", "CGCS2000"), ("Xian 1980", "西安80"), ("Beijing 1954", "北京54")],
)
@pytest.mark.parametrize("degrees", [3, 6])
def test_every_zone_by_number_and_by_meridian(title, name, degrees):
    numbers, kind = (
        (range(25, 46), "3-degree Gauss-Kruger")
        if degrees == 3
        else (range(13, 24), "Gauss-Kruger")
    )
    for number in numbers:
        meridian = 3 * number if degrees == 3 else 6 * number - 3
        with_zone = EPSG[f"{title} / {kind} zone {number}"]
        without = EPSG[f"{title} / {kind} CM {meridian}E"]
        width = "三度带" if degrees == 3 else "6度带"
        assert known_crs(f"{name} {width} {number}带").to_epsg() == with_zone
        assert known_crs(f"{name} {number}带").to_epsg() == with_zone
        assert known_crs(f"{name}坐标系 {width} 第{number}带 不加带号").to_epsg() == without
        assert known_crs(f"{name} {width} 中央经线{meridian}").to_epsg() == without
        assert known_crs(f"{name} {width} 中央子午线 {meridian}° 加带号").to_epsg() == with_zone
        crs = known_crs(f"{name} {width} 中央经线{meridian}")
        to_zone = pyproj.Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
        assert to_zone.transform(meridian, 40.0)[0] == pytest.approx(500_000)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("CGCS2000", 4490),
        ("国家2000大地坐标系", 4490),
        ("1954年北京坐标系", 4214),
        ("1980西安坐标系", 4610),
        ("CGCS2000 / 3-degree Gauss-Kruger CM 117E", 4548),
        ("CGCS2000_3_Degree_GK_Zone_39", 4527),
        ("CGCS2000 高斯-克吕格 三度分带 第39带", 4527),
        ("中央经线117", 4548),
        ("EPSG:4549", 4549),
        ("Web墨卡托", 3857),
        ("Web Mercator", 3857),
    ],
)
def test_other_names(name, code):
    assert known_crs(name).to_epsg() == code


@pytest.mark.parametrize(
    "name",
    [
        "CGCS2000 3度带",
        "CGCS2000 3度带 20带",
        "CGCS2000 中央经线118.5",
        "CGCS2000 39带 中央经线120",
        "北京54 西安80 39带",
        "WGS84 39带",
        "gcj02 39带",
        "39",
        "nonsense",
    ],
)
def test_what_says_too_little_or_too_much_is_none(name):
    assert office_name(name) is None
    with pytest.raises(pyproj.exceptions.CRSError):
        known_crs(name)


def test_a_name_without_a_datum():
    assert names_no_datum("中央经线117")
    assert not names_no_datum("CGCS2000 中央经线117")
    assert not names_no_datum("EPSG:4548")
    assert not names_no_datum("Web墨卡托")
