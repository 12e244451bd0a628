"""Names of shifted coordinates, and shapes converted vertex by vertex."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from halfhour.common.errors import InputError
from halfhour.geo.datums.datums import (
    datum_named,
    from_wgs84,
    shapes_from_wgs84,
    shapes_to_wgs84,
    to_wgs84,
)
from halfhour.geo.datums.gcj02 import gcj02_from_wgs84

FULL_WIDTH = "\uff27\uff23\uff2a\uff10\uff12"


@pytest.mark.parametrize(
    ("text", "datum"),
    [
        *((text, "gcj02") for text in ("gcj02", "GCJ-02", "Gcj_02", FULL_WIDTH, "火星坐标系")),
        *((text, "gcj02") for text in ("GCJ-02 坐标系", "火星坐标（GCJ02）", "国测局", "高德坐标")),
        *((text, "bd09") for text in ("bd09", "BD-09", "bd-09ll", "百度坐标系", "百度经纬度 BD09")),
        *((text, "wgs84") for text in ("wgs84", "WGS 84", "WGS_1984", "EPSG:4326")),
        *((text, None) for text in ("EPSG:4549", "", "gcj02 bd09", "bd09mc", "CGCS2000", "gcj03")),
    ],
)
def test_names(text, datum):
    assert datum_named(text) == datum


@pytest.mark.parametrize("datum", ["wgs84", "gcj02", "bd09"])
def test_shapes_are_converted_vertex_by_vertex(datum):
    ring = [(119.5, 39.9), (119.6, 39.9), (119.6, 40.0), (119.5, 39.9)]
    hole = [(119.57, 39.92), (119.58, 39.92), (119.58, 39.93), (119.57, 39.92)]
    shapes = [
        shapely.Point(119.5, 39.9, 12.0),
        shapely.Polygon(ring, [hole]),
        shapely.MultiLineString([ring[:2], ring[1:3]]),
        None,
        shapely.Point(),
    ]
    there = shapes_from_wgs84(shapes, datum)
    for before, after in zip(shapes[:3], there[:3], strict=True):
        vertices = shapely.get_coordinates(before)
        expected = np.column_stack(from_wgs84(*vertices.T, datum))
        assert shapely.get_coordinates(after) == pytest.approx(expected)
        assert after.geom_type == before.geom_type
    assert there[0].z == 12.0
    assert not there[1].has_z
    assert there[3] is None
    assert there[4].is_empty
    back = shapes_to_wgs84(there, datum)
    assert shapely.equals_exact(back[:3], shapes[:3], tolerance=1e-9).all()


def test_names_lead_to_the_formulas():
    assert from_wgs84(119.5, 39.9, "gcj02") == gcj02_from_wgs84(119.5, 39.9)
    assert to_wgs84(119.5, 39.9, "wgs84") == (119.5, 39.9)


def test_names_that_mean_nothing_are_refused():
    assert to_wgs84(119.5, 39.9, "GCJ-02") == to_wgs84(119.5, 39.9, "gcj02")
    for convert in (to_wgs84, from_wgs84):
        with pytest.raises(InputError, match="give gcj02, bd09 or wgs84"):
            convert(119.5, 39.9, "bd09mc")
