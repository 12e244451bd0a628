import numpy as np
import pytest
import shapely
from halfhour.coverage.zones.simplified_areas import simplified
from hypothesis import given
from hypothesis import strategies as st

# Whole millimetres: GEOS divides by the length of segments, and by zero where it is far below them.
coordinate = st.integers(-500_000, 500_000).map(lambda mm: mm / 1000)
discs = st.lists(
    st.tuples(coordinate, coordinate, st.floats(20, 200)),
    min_size=1,
    max_size=6,
)


def farthest_m(line: shapely.Geometry, other: shapely.Geometry) -> float:
    """How far a point of a line may be from another line, looked at metre by metre."""
    xy = shapely.get_coordinates(shapely.segmentize(line, 1.0))
    return float(shapely.distance(shapely.points(xy), other).max())


@given(places=discs, tolerance_m=st.sampled_from([1.0, 5.0, 10.0]))
def test_no_border_moves_by_more_than_the_tolerance(places, tolerance_m: float) -> None:
    area = shapely.union_all([shapely.Point(x, y).buffer(r, 64) for x, y, r in places])
    area = shapely.MultiPolygon(list(shapely.get_parts(area)))
    result = simplified(area, tolerance_m)
    assert result.is_valid
    old, new = shapely.boundary(area), shapely.boundary(result)
    assert farthest_m(old, new) <= tolerance_m + 0.02
    assert farthest_m(new, old) <= tolerance_m + 0.02


def test_a_long_border_loses_most_of_its_vertices_and_keeps_its_holes() -> None:
    angle = np.linspace(0, 2 * np.pi, 20_001)[:-1]
    radius = 10_000 + np.sin(200 * angle)
    outer = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    area = shapely.MultiPolygon(
        [shapely.Polygon(outer, [shapely.Point(0, 0).buffer(500).exterior])]
    )
    result = simplified(area, 5.0)
    assert shapely.get_num_coordinates(result) < 400
    assert len(shapely.get_parts(result)[0].interiors) == 1
    assert result.area == pytest.approx(area.area, rel=1e-3)


def test_nothing_stays_nothing() -> None:
    assert simplified(shapely.MultiPolygon(), 10.0).is_empty


def test_borders_that_would_cross_are_simplified_less() -> None:
    # A gulf that comes within 2 m of a bulge of the other border: straightened by 5 m both ways, they cross.
    x = np.linspace(0, 400, 41)
    bulge = 4 * np.sin(np.pi * x / 400)
    lower = np.column_stack([x, bulge])
    upper = np.column_stack([x, bulge + 2])
    band = shapely.Polygon(np.concatenate([lower, upper[::-1]]))
    below = shapely.Polygon(np.concatenate([lower - [0, 1], [(400, -200), (0, -200)]]))
    area = shapely.MultiPolygon([band, below])
    assert area.is_valid
    result = simplified(area, 5.0)
    assert result.is_valid
    assert [part.geom_type for part in result.geoms] == ["Polygon", "Polygon"]
    assert farthest_m(shapely.boundary(area), shapely.boundary(result)) <= 5.0


def test_a_part_that_a_border_leaps_over_is_mended() -> None:
    south = [(0, 0), (100, 0), (102, 4), (104, 0), (200, 0)]
    rest = [(200, 25), (200, 50), (200, 75), (200, 100), (150, 100), (100, 100), (0, 100)]
    area = shapely.MultiPolygon(
        [shapely.Polygon(south + rest), shapely.box(101.6, 0.2, 102.4, 1.0)]
    )
    assert area.is_valid
    result = simplified(area, 5.0)
    assert result.is_valid
    assert result.area == pytest.approx(20_000, abs=1)


@given(
    rays=st.lists(st.floats(5, 60), min_size=12, max_size=60),
    tolerance_m=st.sampled_from([4.0, 12.0, 30.0]),
)
def test_ragged_borders_stay_valid_polygons_within_the_tolerance(rays, tolerance_m: float) -> None:
    angle = np.linspace(0, 2 * np.pi, len(rays), endpoint=False)
    star = np.column_stack([np.cos(angle), np.sin(angle)]) * np.array(rays)[:, None]
    area = shapely.MultiPolygon([shapely.Polygon(star)])
    result = simplified(area, tolerance_m)
    assert result.is_valid
    beyond = shapely.get_coordinates(shapely.difference(result, area))
    if len(beyond):
        assert shapely.distance(shapely.points(beyond), area).max() <= tolerance_m + 0.02
