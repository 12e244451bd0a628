from itertools import accumulate, pairwise

import numpy as np
import pytest
import shapely
from halfhour.coverage.zones.nested_areas import nested
from hypothesis import given, settings
from hypothesis import strategies as st

coordinate = st.floats(-500, 500)
discs = st.lists(st.tuples(coordinate, coordinate, st.floats(20, 200)), min_size=1, max_size=6)


def growing(places) -> list[shapely.Geometry]:
    areas = [shapely.Point(x, y).buffer(radius) for x, y, radius in places]
    return list(accumulate(areas, shapely.union))


def farthest_m(of: shapely.Geometry, away_from: shapely.Geometry) -> float:
    """How far a point of one area may be from another: the vertices of what is beyond it."""
    beyond = shapely.get_coordinates(shapely.difference(of, away_from))
    return float(shapely.distance(shapely.points(beyond), away_from).max()) if len(beyond) else 0.0


@given(places=discs, tolerance_m=st.sampled_from([0.0, 3.0, 10.0]))
@settings(max_examples=60)
def test_areas_are_nested_valid_and_within_the_tolerance(places, tolerance_m: float) -> None:
    areas = growing(places)
    result = nested(areas, tolerance_m=tolerance_m)
    assert len(result) == len(areas)
    for small, large in pairwise(result):
        assert large.covers(small)
        assert large.area >= small.area
    for before, after in zip(areas, result, strict=True):
        assert after.is_valid
        assert farthest_m(after, before) <= tolerance_m + 0.02
        assert farthest_m(before, after) <= tolerance_m + 0.02


def test_simplifying_saves_vertices() -> None:
    disc = shapely.Point(0, 0).buffer(200, quad_segs=64)
    [simple] = nested([disc], tolerance_m=10)
    assert shapely.get_num_coordinates(simple) < 0.2 * shapely.get_num_coordinates(disc)


def test_holes_stay_unless_they_are_small() -> None:
    ring = shapely.box(0, 0, 300, 300).difference(shapely.box(100, 100, 200, 200))
    [kept] = nested([ring], tolerance_m=10)
    [filled] = nested([ring], tolerance_m=10, hole_min_m2=10_001)
    assert kept.area == pytest.approx(300**2 - 100**2)
    assert filled.area == pytest.approx(300**2)


def test_water_is_taken_out_and_small_holes_of_land_alone_are_filled() -> None:
    lake = shapely.box(120, 120, 150, 150)
    ring = shapely.box(0, 0, 300, 300).difference(shapely.box(100, 100, 200, 200))
    dry = [ring, shapely.box(-50, -50, 300, 300)]
    small, large = nested(dry, tolerance_m=5, hole_min_m2=20_000, water=np.array([lake]))
    assert small.area == pytest.approx(300**2 - 30**2)
    assert large.area == pytest.approx(350**2 - 30**2)
    assert large.covers(small)
    assert not shapely.relate_pattern(large, lake, "T********")


def test_simplifying_does_not_leap_over_a_narrow_river() -> None:
    river = shapely.box(-1000, 100, 1000, 104)
    # A bank with steps that simplifying straightens: they end at the water.
    teeth = [shapely.box(30 * i, 90, 30 * i + 15, 100) for i in range(20)]
    land = shapely.union_all([shapely.box(0, 0, 600, 90), *teeth])
    beyond = shapely.box(0, 104, 600, 110)
    [zone] = nested([land], tolerance_m=20, water=np.array([river]))
    assert not zone.intersects(beyond)
    assert zone.area == pytest.approx(land.area, rel=0.1)


def test_empty_areas_stay_empty() -> None:
    none = shapely.MultiPolygon()
    assert [area.is_empty for area in nested([none, none], tolerance_m=5)] == [True, True]
    lake = np.array([shapely.box(0, 0, 1, 1)])
    first, second = nested([none, shapely.box(0, 0, 9, 9)], tolerance_m=1, water=lake)
    assert first.is_empty
    assert second.area == pytest.approx(80)
