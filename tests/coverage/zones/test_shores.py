import numpy as np
import pytest
import shapely
from halfhour.coverage.zones.shores import split_by_water, widened_ashore

RIVER = np.array([shapely.box(-5000, 0, 5000, 50)], dtype=object)
SOUTH, NORTH = shapely.box(-6000, -900, 6000, 0), shapely.box(-6000, 50, 6000, 900)


def test_a_road_along_a_river_stays_on_its_bank() -> None:
    road = np.array([shapely.LineString([(-300, -20), (300, -20)])])
    zone = widened_ashore(road, RIVER, 200.0)
    assert zone.intersection(NORTH).area == 0
    assert shapely.area(shapely.intersection(zone, RIVER[0])) == pytest.approx(0, abs=1e-6)
    expected = road[0].buffer(200, quad_segs=8).intersection(SOUTH)
    assert zone.area == pytest.approx(expected.area)


def test_a_bridge_is_widened_on_both_banks() -> None:
    bridge = np.array([shapely.LineString([(0, -30), (0, 80)])])
    zone = widened_ashore(bridge, RIVER, 200.0)
    assert zone.intersection(NORTH).area > 0.3 * zone.area
    assert zone.intersection(SOUTH).area > 0.3 * zone.area
    assert len(shapely.get_parts(zone)) == 2


def test_a_road_sees_round_the_end_of_a_pond() -> None:
    pond = np.array([shapely.box(-20, 10, 20, 30)])
    road = np.array([shapely.LineString([(-300, 0), (300, 0)])])
    assert widened_ashore(road, pond, 200.0).contains(shapely.Point(0, 100))


def test_blocks_leave_no_seams() -> None:
    # A long road along the river, in edges that lie in several blocks.
    x = np.arange(-4000.0, 4000.0, 90.0)
    edges = shapely.linestrings(np.stack([np.c_[x, 0 * x - 40], np.c_[x + 90, 0 * x - 40]], axis=1))
    zone = widened_ashore(edges, RIVER, 150.0)
    expected = shapely.union_all(edges).buffer(150, quad_segs=8).intersection(SOUTH)
    assert shapely.symmetric_difference(zone, expected).area < 0.002 * expected.area
    assert len(shapely.get_parts(zone)) == 1


def test_roads_far_from_water_are_left_to_others() -> None:
    near = shapely.LineString([(0, -199), (100, -199)])
    far = shapely.LineString([(0, -201), (100, -201)])
    dry, wet = split_by_water(np.array([far, near]), RIVER, 200.0)
    assert dry.tolist() == [far]
    assert wet.tolist() == [near]
    assert widened_ashore(np.empty(0, dtype=object), RIVER, 200.0).is_empty
