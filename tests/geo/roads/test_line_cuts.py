from dataclasses import replace
from functools import cache
from itertools import pairwise

import networkx as nx
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from halfhour.geo.roads.network import RoadNetwork, build_network
from halfhour.geo.roads.road_lines import RoadLines
from halfhour.geo.routing.mode_graph import mode_graph
from halfhour.geo.tables import MODES, Mode
from halfhour.geo.travel.snapping import snap
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import CRS, lines, place

STREET = {"highway": "residential"}


def with_barriers(roads: RoadLines, barriers: dict[int, dict[str, str]]) -> RoadLines:
    table = pd.DataFrame([*barriers.values()]).fillna("").astype(str)
    return replace(roads, barriers=table.assign(vertex_id=list(barriers)))


def town(ways: list[list[int]], barriers: dict[int, dict[str, str]]) -> RoadNetwork:
    """Streets through vertices, of which vertex 10 c + r stands at column c and row r."""
    made = lines([([(v, place(v // 10, v % 10)) for v in way], STREET) for way in ways])
    return build_network(with_barriers(made, barriers) if barriers else made, CRS)


def graph(network: RoadNetwork, mode: Mode) -> nx.Graph:
    result = nx.Graph()
    result.add_nodes_from(range(len(network.node_xy)))
    open_ = np.flatnonzero(np.isfinite(network.forward_s[mode]))
    result.add_edges_from(
        (network.start[edge], network.end[edge], {"s": network.forward_s[mode][edge]})
        for edge in open_
    )
    return result


def test_a_barrier_inside_a_line_cuts_it_for_those_whom_it_stops() -> None:
    network = town([[0, 10, 20]], {10: {"barrier": "bollard"}})
    assert network.road_class.tolist() == ["residential", "residential", "barrier"]
    assert len(network.node_xy) == 4
    assert nx.number_connected_components(graph(network, "walk")) == 1
    assert nx.number_connected_components(graph(network, "cycle")) == 1
    assert nx.number_connected_components(graph(network, "drive")) == 2
    assert network.length_m[2] == 0
    assert network.forward_s["walk"][2] == network.backward_s["walk"][2] == 0
    assert np.isinf([network.forward_s["drive"][2], network.backward_s["drive"][2]]).all()
    whole = town([[0, 10, 20]], {})
    assert network.length_m.sum() == pytest.approx(whole.length_m.sum())


def test_barriers_that_stop_nobody_or_stand_elsewhere_change_nothing() -> None:
    network = town([[0, 10, 20]], {10: {"barrier": "gate"}, 99: {"barrier": "bollard"}})
    assert len(network.start) == 1
    assert network.road_class.tolist() == ["residential"]


def test_a_barrier_where_roads_meet_parts_them_all() -> None:
    network = town([[0, 11, 20], [2, 11]], {11: {"barrier": "gate", "vehicle": "private"}})
    assert nx.number_connected_components(graph(network, "drive")) == 3
    assert nx.number_connected_components(graph(network, "cycle")) == 3
    assert nx.number_connected_components(graph(network, "walk")) == 1
    assert (network.road_class == "barrier").sum() == 2
    at = network.node_xy[network.start[-1]]
    assert (shapely.get_coordinates(network.geometry[-1]) == at).all()


def test_a_barrier_at_a_dead_end_needs_no_connector() -> None:
    network = town([[0, 10]], {10: {"barrier": "bollard"}})
    assert len(network.start) == 1


def test_a_ring_is_cut_at_its_barrier() -> None:
    network = town([[0, 10, 11, 1, 0]], {11: {"barrier": "block"}})
    drive = graph(network, "drive")
    assert nx.number_connected_components(drive) == 1
    assert nx.is_tree(drive)
    assert not nx.is_tree(graph(network, "walk"))


def test_places_beside_a_barrier_go_to_the_road_itself() -> None:
    network = town([[0, 10, 20]], {10: {"barrier": "bollard"}})
    walk = mode_graph(network, "walk", "s")
    assert walk.main.all()
    at = network.node_xy[network.start[2]]
    positions = snap(at[None, :] + [[0.0, 30.0], [0.0, 0.0]], network, walk)
    assert (network.road_class[positions.edge] == "residential").all()
    drive = mode_graph(network, "drive", "s")
    assert drive.main.tolist().count(True) == 1


def test_two_barriers_at_one_vertex_are_refused() -> None:
    made = lines([([(1, place(0, 0)), (2, place(1, 0))], STREET)])
    table = pd.DataFrame({"vertex_id": [1, 1], "barrier": ["bollard", "gate"]})
    with pytest.raises(ValueError, match="one barrier at most"):
        replace(made, barriers=table)


VERTICES = st.integers(0, 2).flatmap(lambda c: st.integers(0, 2).map(lambda r: 10 * c + r))
WAYS = st.lists(st.lists(VERTICES, min_size=2, max_size=6, unique=True), min_size=1, max_size=6)
KINDS = st.sampled_from(["bollard", "stile", "gate", "wall"])
STOPPED = {
    "bollard": {"drive"},
    "stile": {"drive", "cycle", "ebike"},
    "gate": set[str](),
    "wall": set(MODES),
}


@cache
def segment_m(a: int, b: int) -> float:
    ends = [place(vertex // 10, vertex % 10) for vertex in (a, b)]
    return pyproj.Geod(ellps="WGS84").line_length(*zip(*ends, strict=True))


@settings(deadline=None)
@given(ways=WAYS, kinds=st.dictionaries(VERTICES, KINDS, max_size=5))
def test_roads_are_joined_as_their_segments_are(
    ways: list[list[int]], kinds: dict[int, str]
) -> None:
    """Two segments are joined where they share a vertex that does not stop the mode."""
    network = town(ways, {vertex: {"barrier": kind} for vertex, kind in kinds.items()})
    segments = [(line, a, b) for line, way in enumerate(ways) for a, b in pairwise(way)]
    for mode in MODES:
        joined = nx.Graph()
        joined.add_nodes_from(segments)
        for i, (line, *ends) in enumerate(segments):
            for other, *far in segments[:i]:
                shared = set(ends) & set(far)
                if any(mode not in STOPPED[kinds.get(vertex, "gate")] for vertex in shared):
                    joined.add_edge((line, *ends), (other, *far))
        found = graph(network, mode)
        real = network.road_class != "barrier"
        ends = {int(node) for node in network.start[real]}
        parts = [part for part in nx.connected_components(found) if part & ends]
        assert len(parts) == nx.number_connected_components(joined)
        length_m = sorted(
            sum(
                network.length_m[edge]
                for edge in np.flatnonzero(real)
                if int(network.start[edge]) in part
            )
            for part in parts
        )
        whole = sorted(
            sum(segment_m(a, b) for _, a, b in part) for part in nx.connected_components(joined)
        )
        assert length_m == pytest.approx(whole)
