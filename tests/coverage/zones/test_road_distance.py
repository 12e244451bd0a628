import numpy as np
import pytest
import shapely
from halfhour.coverage.zones.road_distance import GridWindow, road_distance, road_pieces
from hypothesis import given
from hypothesis import strategies as st

coordinate = st.integers(-900, 900).map(float)
made_lines = st.lists(
    st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=4), min_size=1, max_size=4
)
STEP_M, REACH_M = 40.0, 240.0
WINDOW = GridWindow(column=-20, row=-15, columns=37, rows=29, step_m=STEP_M)


def points_of(window: GridWindow) -> np.ndarray:
    x = (window.column + np.arange(window.columns)) * window.step_m
    y = (window.row + np.arange(window.rows)) * window.step_m
    return shapely.points(*np.meshgrid(x, y))


@given(lines=made_lines)
def test_distances_are_shapely_s_as_far_as_they_are_wanted(lines) -> None:
    roads = np.array([shapely.LineString(line) for line in lines], dtype=object)
    found_m = road_distance(road_pieces(roads, STEP_M), WINDOW, REACH_M)
    true_m = np.min([shapely.distance(points_of(WINDOW), road) for road in roads], axis=0)
    near = true_m <= REACH_M - 1e-3
    assert found_m[near] == pytest.approx(true_m[near], abs=0.01)
    assert (found_m[~near] >= REACH_M - 0.01).all()


@given(lines=made_lines)
def test_a_point_has_one_value_in_whatever_window_it_lies(lines) -> None:
    pieces = road_pieces(np.array([shapely.LineString(line) for line in lines]), STEP_M)
    whole = road_distance(pieces, WINDOW, REACH_M)
    part = GridWindow(column=-9, row=-4, columns=12, rows=13, step_m=STEP_M)
    inner = whole[11 : 11 + 13, 11 : 11 + 12]
    near = inner <= REACH_M
    assert np.array_equal(road_distance(pieces, part, REACH_M)[near], inner[near])


@given(lines=made_lines)
def test_pieces_are_the_lines_and_none_is_long(lines) -> None:
    roads = np.array([shapely.LineString(line) for line in lines], dtype=object)
    pieces = road_pieces(roads, STEP_M)
    long_m = np.hypot(*pieces.way.T)
    assert long_m.sum() == pytest.approx(shapely.length(roads).sum(), abs=1e-6)
    assert long_m.max() <= 4 * STEP_M + 1e-9
