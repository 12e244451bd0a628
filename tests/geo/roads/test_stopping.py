"""Where one may get on or off: by tags, and by the length of whole bridges."""

from __future__ import annotations

import numpy as np
import pytest
from halfhour.geo.roads.network import build_network
from halfhour.geo.roads.stopping import LONG_BRIDGE_M, may_stop
from halfhour.geo.routing.mode_graph import mode_graph
from halfhour.geo.travel.snapping import NO_ROAD, snap
from towns import CRS, lines, place


@pytest.mark.parametrize(
    ("tags", "mode", "stops"),
    [
        ({"highway": "residential"}, "drive", True),
        ({"highway": "trunk"}, "drive", True),
        ({"highway": "trunk", "motorroad": "yes"}, "drive", False),
        ({"highway": "trunk", "motorroad": "no"}, "drive", True),
        ({"highway": "motorway"}, "drive", False),
        ({"highway": "motorway_link"}, "drive", False),
        ({"highway": "motorway", "motor_vehicle": "designated"}, "drive", False),
        ({"highway": "motorway", "bicycle": "yes"}, "cycle", True),
        ({"highway": "motorway", "foot": "yes"}, "walk", True),
        ({"route": "ferry"}, "walk", False),
        ({"route": "ferry", "foot": "yes"}, "walk", False),
        ({"highway": "footway", "tunnel": "yes"}, "walk", False),
        ({"highway": "primary", "tunnel": "avalanche_protector"}, "drive", False),
        ({"highway": "primary", "tunnel": "T"}, "drive", False),
        ({"highway": "primary", "tunnel": "F"}, "drive", True),
        ({"highway": "primary", "tunnel": "no"}, "drive", True),
        ({"highway": "service", "tunnel": "building_passage"}, "drive", True),
    ],
)
def test_one_stops_where_a_person_can_step_out(
    tags: dict[str, str], mode: str, *, stops: bool
) -> None:
    assert may_stop(tags, mode) is stops


def test_a_bridge_is_as_long_as_all_its_edges() -> None:
    # About 43, 20 + 43 and 20 m, each between streets of 427 m.
    street, bridge = {"highway": "residential"}, {"highway": "residential", "bridge": "yes"}
    columns = [0.0, 1.0, 1.1, 2.1, 2.15, 2.25, 3.25, 3.3, 4.3]
    on_bridge = [False, True, False, True, True, False, True, False]
    network = build_network(
        lines(
            [
                ([(i, place(columns[i], 0)), (i + 1, place(columns[i + 1], 0))], tags)
                for i, tags in enumerate(bridge if on else street for on in on_bridge)
            ]
        ),
        CRS,
    )
    assert network.length_m[[1, 3, 6]].max() < LONG_BRIDGE_M < network.length_m[3:5].sum()
    for mode in ("walk", "drive"):
        stops = network.may_stop(mode)
        assert stops.tolist() == [True, True, True, False, False, True, True, True]
        assert (mode_graph(network, mode, "s").stoppable == stops).all()


def test_boardwalks_and_bridges_that_are_none_are_streets() -> None:
    for value in ("no", "boardwalk", "0", "F"):
        way = ([(0, place(0, 0)), (1, place(2, 0))], {"highway": "path", "bridge": value})
        assert build_network(lines([way]), CRS).may_stop("walk").all()


def test_a_place_beside_nothing_but_a_motorway_is_near_no_road() -> None:
    network = build_network(
        lines(
            [
                ([(0, place(0, 0)), (1, place(9, 0))], {"highway": "motorway", "oneway": "no"}),
                ([(1, place(9, 0)), (2, place(10, 0))], {"highway": "residential"}),
            ]
        ),
        CRS,
    )
    graph = mode_graph(network, "drive", "s")
    xy = network.node_xy[[0, 2]] + [[0.0, 50.0], [0.0, 50.0]]
    found = snap(xy, network, graph)
    assert found.reason.tolist() == [NO_ROAD, ""]
    assert np.isinf(found.nearest_road_m[0])
