import numpy as np
import pytest
from halfhour.geo.mode_graph import mode_graph
from halfhour.geo.network import build_network
from halfhour.geo.road_search import points_xy
from halfhour.geo.snapping import ISLAND, NO_ROAD, snap
from towns import CRS, demand_at, grid_town, lines, place


def xy(*places: tuple[float, float]) -> np.ndarray:
    return points_xy(demand_at(places, [1.0] * len(places)).geometry.to_numpy())


def test_a_place_takes_the_nearest_point_of_the_nearest_edge() -> None:
    network = grid_town()
    graph = mode_graph(network, "walk", "s")
    position = snap(xy(place(1.25, 2.02)), network, graph)
    assert position.fraction[0] == pytest.approx(0.25, abs=0.01)
    assert position.access_m[0] == pytest.approx(0.02 * 555, abs=0.5)
    assert position.reason[0] == ""


def test_a_place_too_far_from_every_road_is_listed_not_dropped() -> None:
    network = grid_town()
    graph = mode_graph(network, "walk", "s")
    position = snap(xy(place(1, 1), place(20, 20)), network, graph, snap_max_m=500)
    assert position.edge[1] == -1
    assert position.reason.tolist() == ["", NO_ROAD]
    assert np.isinf(position.nearest_road_m[1])


def island_town() -> object:
    main = [([(i, place(i, 0)) for i in range(6)], {"highway": "residential"})]
    island = [([(100, place(0, 9)), (101, place(1, 9))], {"highway": "residential"})]
    return build_network(lines([*main, *island]), CRS)


def test_a_place_near_an_island_only_is_said_to_be_on_an_island() -> None:
    network = island_town()
    graph = mode_graph(network, "walk", "s")
    position = snap(xy(place(0.5, 9)), network, graph, snap_max_m=800)
    assert position.reason[0] == ISLAND
    assert position.nearest_road_m[0] == pytest.approx(0, abs=0.5)


def test_a_place_near_an_island_walks_to_the_main_network_if_that_is_near_enough() -> None:
    network = island_town()
    graph = mode_graph(network, "walk", "s")
    position = snap(xy(place(0.5, 9)), network, graph, snap_max_m=6000)
    assert position.reason[0] == ""
    assert position.access_m[0] == pytest.approx(9 * 555, rel=0.01)


def test_a_dead_end_that_cannot_be_left_is_no_part_of_the_main_component() -> None:
    ways = [
        ([(i, place(i, 0)) for i in range(6)], {"highway": "residential"}),
        ([(5, place(5, 0)), (9, place(5, 1))], {"highway": "residential", "oneway": "yes"}),
    ]
    network = build_network(lines(ways), CRS)
    graph = mode_graph(network, "drive", "s")
    assert graph.usable.sum() == 2
    assert graph.main.sum() == 1
