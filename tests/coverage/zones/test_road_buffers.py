import numpy as np
import pytest
import shapely
from halfhour.coverage.zones import road_buffers as widening
from halfhour.coverage.zones.road_buffers import widened
from hypothesis import given, settings
from hypothesis import strategies as st

coordinate = st.integers(-2000, 2000).map(float)
vertices = st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=4, unique=True)
made_lines = st.lists(vertices, min_size=1, max_size=4)


def lines_of(lines) -> np.ndarray:
    return np.array([shapely.LineString(line) for line in lines], dtype=object)


@given(lines=made_lines)
@settings(max_examples=50)
def test_an_area_is_shapely_s_buffer_but_for_what_lies_between_grid_points(lines) -> None:
    roads = lines_of(lines)
    [area] = widened([roads], 200.0)
    line = shapely.union_all(roads)
    assert area.is_valid
    # Straight between grid points of 40 m, it never leaves the true area by more than a narrow notch.
    assert line.buffer(240, quad_segs=32).contains(area)
    assert area.contains(line.buffer(190, quad_segs=32))
    true_m2 = line.buffer(200, quad_segs=32).area
    assert area.area == pytest.approx(true_m2, rel=0.02)


@given(first=made_lines, then=made_lines)
@settings(max_examples=30)
def test_each_set_is_widened_together_with_those_before_it(first, then) -> None:
    steps = [lines_of(first), lines_of(then)]
    small, large = widened(steps, 200.0)
    [together] = widened([np.concatenate(steps)], 200.0)
    assert shapely.equals(large, together)
    assert large.buffer(1e-6).contains(small)


def test_a_straight_road_has_the_area_of_a_rectangle_and_a_disc() -> None:
    road = np.array([shapely.LineString([(0, 13), (10_000, 13)])], dtype=object)
    [area] = widened([road], 200.0)
    assert area.area == pytest.approx(10_000 * 400 + np.pi * 200**2, rel=0.0005)
    # The long sides are exact.
    assert area.bounds[1] == pytest.approx(13 - 200, abs=0.05)
    assert area.bounds[3] == pytest.approx(13 + 200, abs=0.05)


def test_the_grid_is_cut_into_tiles_without_a_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    roads = lines_of(rng.uniform(-3000, 3000, (30, 3, 2)))
    [whole] = widened([roads], 100.0)
    monkeypatch.setattr(widening, "_TILE_STEPS", 16)
    [tiled] = widened([roads], 100.0)
    assert shapely.equals(whole, tiled)
    assert shapely.get_num_coordinates(whole) == shapely.get_num_coordinates(tiled)


def test_no_lines_are_an_empty_area() -> None:
    none = np.empty(0, dtype=object)
    road = np.array([shapely.LineString([(0, 0), (500, 0)])], dtype=object)
    empty, some = widened([none, road], 50.0)
    assert empty.is_empty
    assert not some.is_empty
    assert [area.is_empty for area in widened([none], 50.0)] == [True]


def test_small_holes_may_be_filled() -> None:
    square = shapely.box(0, 0, 1000, 1000).exterior
    [open_] = widened([np.array([square])], 100.0)
    [filled] = widened([np.array([square])], 100.0, hole_min_m2=800**2 * 1.1)
    assert open_.area == pytest.approx(filled.area - 800**2, rel=0.002)
