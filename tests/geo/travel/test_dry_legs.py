"""Access legs around water, against a dense row of points on every road."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from halfhour.common.errors import InputError
from halfhour.geo.travel.dry_legs import ashore, crosses_water, water_polygons
from halfhour.geo.travel.edge_index import nearest_edges
from hypothesis import given, settings
from hypothesis import strategies as st

ROADS = np.asarray(
    shapely.linestrings([[(0, 0), (1000, 0)], [(0, 400), (700, 400)], [(1000, 0), (1000, 900)]]),
    dtype=object,
)
EDGES = np.arange(3)


def attached(places: np.ndarray, water: np.ndarray, max_m: float = 2000.0):
    found = nearest_edges(places, ROADS, EDGES, max_m=max_m)
    return ashore(found, places, ROADS, EDGES, max_m=max_m, water=water)


def test_a_leg_ends_on_this_side_of_a_river() -> None:
    river = np.array([shapely.box(-500, 100, 800, 150)])
    found = attached(np.array([[500.0, 200.0], [500.0, 90.0]]), river)
    assert found.edge.tolist() == [1, 0]
    assert found.distance_m.tolist() == [200, 90]
    assert found.xy.tolist() == [[500, 400], [500, 0]]


def test_a_bent_road_is_reached_where_no_water_lies_between() -> None:
    lake = np.array([shapely.box(400, -50, 600, 250)])
    found = attached(np.array([[350.0, 100.0], [500.0, 300.0]]), lake)
    assert found.edge.tolist() == [0, 1]
    assert found.xy.tolist() == [[350, 0], [500, 400]]


def test_nobody_steps_onto_a_bridge_from_the_bank() -> None:
    # The road in the east is a bridge over all of this river.
    river = np.array([shapely.box(900, 300, 1100, 600)])
    found = attached(np.array([[890.0, 450.0]]), river)
    assert found.edge[0] == 1 or found.xy[0, 1] < 300 or found.xy[0, 1] > 600
    assert not crosses_water(river, np.array([[890.0, 450.0]]), found.xy)[0]


def test_water_that_a_place_stands_in_does_not_hold_it_there() -> None:
    pond, river = shapely.box(450, 150, 550, 350), shapely.box(-500, 370, 1500, 390)
    found = attached(np.array([[500.0, 300.0]]), np.array([pond, river]))
    assert (found.edge[0], found.distance_m[0]) == (0, 300)


def test_without_a_dry_leg_there_is_no_position() -> None:
    moat = shapely.box(0, 100, 300, 300).difference(shapely.box(10, 110, 290, 290))
    found = attached(np.array([[150.0, 200.0]]), np.array([moat]))
    assert found.edge[0] == -1
    assert np.isinf(found.distance_m[0])


boxes = st.builds(
    lambda x, y, w, h: shapely.box(x, y, x + w, y + h),
    *(st.integers(-100, 1000), st.integers(-100, 800)),
    *(st.integers(5, 400), st.integers(5, 400)),
)


@given(st.lists(boxes, min_size=1, max_size=4), st.integers(0, 1100), st.integers(-200, 900))
@settings(max_examples=40)
def test_no_point_of_any_road_is_nearer_with_a_dry_leg(
    water: list[shapely.Polygon], x: int, y: int
) -> None:
    at = np.array([[float(x), float(y)]])
    found = attached(at, np.array(water), max_m=600)
    points = shapely.get_coordinates(
        [
            shapely.line_interpolate_point(road, np.linspace(0, 1, 800), normalized=True)
            for road in ROADS
        ]
    )
    away = np.hypot(*(points - at).T)
    standing = [body for body in water if body.intersects(shapely.Point(at[0]))]
    others = [body for body in water if body not in standing]
    legs = shapely.linestrings(np.stack([np.broadcast_to(at, points.shape), points], axis=1))
    dry = np.ones(len(points), dtype=bool)
    for body in others:
        dry &= shapely.length(shapely.intersection(legs, body)) <= 1.0
    reached = away[dry & (away <= 600)]
    if found.edge[0] >= 0:
        assert not crosses_water(np.array(water), at, found.xy)[0]
        assert found.distance_m[0] == pytest.approx(np.hypot(*(found.xy - at)[0]))
        # Between two of its 50 m a road may come into sight.
        if len(reached):
            assert found.distance_m[0] <= np.hypot(reached.min(), 50) + 50
    assert found.distance_m[0] >= away[dry].min(initial=np.inf) - 1.5


def test_water_in_another_crs_is_refused() -> None:
    here, there = (pyproj.CRS.from_epsg(code) for code in (32650, 32651))
    water = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)], crs=here)
    with pytest.raises(InputError, match="water"):
        water_polygons(water, there)
    assert water_polygons(None, here) is None
    assert water_polygons(water[:0], here) is None
