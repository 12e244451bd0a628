import numpy as np
import pytest
import shapely
from halfhour.coverage.simplified_areas import simplified
from hypothesis import given
from hypothesis import strategies as st

discs = st.lists(
    st.tuples(st.floats(-500, 500), st.floats(-500, 500), st.floats(20, 200)),
    min_size=1,
    max_size=6,
)


@given(places=discs, tolerance_m=st.sampled_from([1.0, 5.0, 10.0]))
def test_no_border_moves_by_more_than_the_tolerance(places, tolerance_m: float) -> None:
    area = shapely.union_all([shapely.Point(x, y).buffer(r, 64) for x, y, r in places])
    area = shapely.MultiPolygon(list(shapely.get_parts(area)))
    result = simplified(area, tolerance_m)
    assert result.is_valid
    old, new = shapely.boundary(area), shapely.boundary(result)
    assert shapely.hausdorff_distance(shapely.segmentize(old, 1.0), new, 0.01) <= tolerance_m + 0.1


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
