import numpy as np
import pytest
import shapely
from halfhour.coverage.zones.outlines import outline_steps, outlined
from halfhour.coverage.zones.road_distance import GridWindow
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

STEP_M = 10.0


def area_of(field: np.ndarray, level: float, hole_min_m2: float = 0.0) -> shapely.MultiPolygon:
    padded = np.pad(field.astype(np.float32), 1, constant_values=np.inf)
    window = GridWindow(
        column=3, row=-2, columns=padded.shape[1], rows=padded.shape[0], step_m=STEP_M
    )
    steps = outline_steps(padded, window, level, grid=window)
    return outlined(steps, hole_min_m2=hole_min_m2)


def points(field: np.ndarray) -> np.ndarray:
    rows, columns = field.shape
    x, y = np.meshgrid((4 + np.arange(columns)) * STEP_M, (-1 + np.arange(rows)) * STEP_M)
    return shapely.points(x, y)


@given(
    field=hnp.arrays(
        np.float32, hnp.array_shapes(min_dims=2, max_dims=2, max_side=9), elements=st.integers(0, 8)
    ),
    level=st.sampled_from([2.0, 4.0, 4.5]),
)
def test_the_outline_parts_the_points_within_the_level_from_the_others(field, level) -> None:
    area = area_of(field, level)
    assert area.is_valid
    assert np.array_equal(shapely.contains(area, points(field)), field <= level)


@given(
    field=hnp.arrays(
        np.float32, hnp.array_shapes(min_dims=2, max_dims=2, max_side=9), elements=st.integers(0, 8)
    )
)
def test_every_hole_has_points_above_the_level_and_no_ring_is_lost(field) -> None:
    area = area_of(field, 3.0)
    outside = points(field)[field > 3.0]
    for polygon in area.geoms:
        for hole in polygon.interiors:
            assert shapely.intersects(shapely.Polygon(hole), outside).any()
    filled = area_of(field, 3.0, hole_min_m2=1e9)
    assert filled.area == pytest.approx(
        sum(shapely.Polygon(p.exterior).area for p in area.geoms if p.exterior), rel=1e-9
    )


def test_the_outline_is_linear_between_points() -> None:
    # A plane field: the outline is a straight line where it reaches the level.
    field = np.tile(np.arange(6.0), (5, 1))
    [polygon] = area_of(field, 2.25).geoms
    # Columns begin at 40 m; the margin outside them is a hundredth of a metre.
    assert polygon.bounds == pytest.approx((39.99 + 0.0, -20 + 10 - 0.01, 62.5, 30.01), abs=0.011)
    assert shapely.get_coordinates(polygon)[:, 0].max() == pytest.approx(62.5)


def test_a_ring_in_a_hole_is_a_polygon_of_its_own() -> None:
    field = np.full((9, 9), 9.0)
    field[0, :] = field[-1, :] = field[:, 0] = field[:, -1] = field[4, 4] = 0.0
    area = area_of(field, 4.0)
    assert [len(polygon.interiors) for polygon in area.geoms] in ([1, 0], [0, 1])
    assert area.is_valid
