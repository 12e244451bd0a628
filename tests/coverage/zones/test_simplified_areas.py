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
