import dataclasses

import numpy as np
import pyproj
import pytest
import shapely
from halfhour.common.errors import InputError
from halfhour.geo.roads.network import build_network
from towns import CRS, grid_town, lines, place


def test_lines_are_cut_where_they_share_a_vertex() -> None:
    network = grid_town(4)
    assert len(network.node_xy) == 16
    assert len(network.start) == 2 * 4 * 3


def test_lines_that_cross_without_a_shared_vertex_do_not_meet() -> None:
    ways = [
        ([(1, place(0, 1)), (2, place(2, 1))], {"highway": "residential"}),
        ([(3, place(1, 0)), (4, place(1, 2))], {"highway": "trunk"}),
    ]
    network = build_network(lines(ways), CRS)
    assert len(network.start) == 2
    assert len(network.node_xy) == 4


def test_lengths_are_metres_on_the_ground_in_any_projection() -> None:
    ways = [([(1, place(0, 0)), (2, place(1, 1)), (3, place(2, 0))], {"highway": "residential"})]
    expected = pyproj.Geod(ellps="WGS84").line_length(
        [place(0, 0)[0], place(1, 1)[0], place(2, 0)[0]],
        [place(0, 0)[1], place(1, 1)[1], place(2, 0)[1]],
    )
    for epsg in (4549, 32650, 32651):
        network = build_network(lines(ways), pyproj.CRS.from_epsg(epsg))
        assert network.length_m == pytest.approx([expected], abs=1e-6)


def test_seconds_follow_length_and_speed_and_closed_ways_are_infinite() -> None:
    ways = [([(1, place(0, 0)), (2, place(1, 0))], {"highway": "residential", "oneway": "yes"})]
    network = build_network(lines(ways), CRS)
    assert network.forward_s["walk"] == pytest.approx(network.length_m / (5 / 3.6))
    assert network.forward_s["drive"] == pytest.approx(network.length_m / (20 / 3.6))
    assert np.isinf(network.backward_s["drive"]).all()


def test_every_edge_keeps_its_own_geometry() -> None:
    ways = [
        ([(1, place(0, 0)), (2, place(1, 0))], {"highway": "residential"}),
        ([(1, place(0, 0)), (9, place(0.5, 1)), (2, place(1, 0))], {"highway": "residential"}),
    ]
    network = build_network(lines(ways), CRS)
    assert len(network.start) == 2
    assert shapely.get_num_points(network.geometry).tolist() == [2, 3]
    ends = shapely.get_coordinates(shapely.get_point(network.geometry, -1))
    assert ends == pytest.approx(network.node_xy[network.end])


def test_unusable_roads_alone_are_refused() -> None:
    ways = [([(1, place(0, 0)), (2, place(1, 0))], {"highway": "proposed"})]
    with pytest.raises(InputError, match="no road that anybody may travel"):
        build_network(lines(ways), CRS)


def test_a_network_s_key_is_that_of_its_values() -> None:
    town = grid_town()
    assert grid_town().content_key == town.content_key
    walk = {**town.forward_s, "walk": town.forward_s["walk"] + 1}
    geometry = town.geometry.copy()
    geometry[0] = shapely.segmentize(geometry[0], 10.0)
    for change in (
        {"forward_s": walk},
        {"geometry": geometry},
        {"access_kph": 4.0},
        {"forbidden_turns": {"drive": ((0, 1),)}},
        {"crs": pyproj.CRS.from_epsg(32650)},
    ):
        assert dataclasses.replace(town, **change).content_key != town.content_key
