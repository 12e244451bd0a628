"""Small made networks, and their times by networkx on a graph that is explicitly split at every position."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import networkx as nx
import numpy as np
import shapely
from halfhour.geo.roads.network import RoadNetwork
from halfhour.geo.routing.mode_graph import mode_graph
from halfhour.geo.tables import MODES
from halfhour.geo.travel.positions import SnappedPositions
from halfhour.geo.travel.road_search import RoadSearch
from hypothesis import strategies as st
from towns import CRS

ACCESS_S_PER_M = 0.72
"""One metre at 5 km/h."""


@dataclass(frozen=True)
class Case:
    """Edges (start, end, forward seconds, backward seconds), and places (edge, fraction, access)."""

    edges: list[tuple[int, int, float, float]]
    cells: list[tuple[int, float, float]]
    sites: list[tuple[int, float, float]]


seconds = st.sampled_from([0.0, 1.0, 2.5, 7.0, 20.0, 60.0])
closed = st.just(np.inf)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    nodes = draw(st.integers(1, 7))
    node = st.integers(0, nodes - 1)
    edge = st.tuples(node, node, seconds | closed, seconds | closed)
    # An edge that nobody may travel takes no position: it is no part of a mode's roads.
    edges = draw(st.lists(edge.filter(lambda e: np.isfinite(e[2:]).any()), min_size=1, max_size=12))
    fraction = st.sampled_from([0.0, 1.0]) | st.floats(0, 1).map(lambda share: round(share, 9))
    position = st.tuples(
        st.integers(0, len(edges) - 1), fraction, st.sampled_from([0.0, 3.0, 50.0])
    )
    return Case(
        edges,
        draw(st.lists(position, min_size=1, max_size=5)),
        draw(st.lists(position, min_size=1, max_size=4)),
    )


def network_of(case: Case) -> RoadNetwork:
    nodes = 1 + max(max(e[0], e[1]) for e in case.edges)
    start = np.array([e[0] for e in case.edges])
    end = np.array([e[1] for e in case.edges])
    xy = np.column_stack([np.arange(nodes) * 10.0, np.zeros(nodes)])
    return RoadNetwork(
        crs=CRS,
        node_xy=xy,
        start=start,
        end=end,
        geometry=shapely.linestrings(np.stack([xy[start], xy[end] + [0, 1]], axis=1)),
        length_m=np.ones(len(start)),
        road_class=np.full(len(start), "residential"),
        forward_s={mode: np.array([e[2] for e in case.edges]) for mode in MODES},
        backward_s={mode: np.array([e[3] for e in case.edges]) for mode in MODES},
        source="made",
    )


def positions_of(places: list[tuple[int, float, float]]) -> SnappedPositions:
    edge, fraction, access = (np.array(part) for part in zip(*places, strict=True))
    return SnappedPositions(
        edge=edge.astype(np.int64),
        fraction=fraction.astype(np.float64),
        access_m=access.astype(np.float64),
        nearest_road_m=access.astype(np.float64),
        reason=np.full(len(places), ""),
    )


def search_of(case: Case, direction: str = "to_site") -> RoadSearch:
    network = network_of(case)
    return RoadSearch(
        network=network,
        graph=mode_graph(network, "walk", "s"),
        cells=positions_of(case.cells),
        sites=positions_of(case.sites),
        direction=direction,
        snap_max_m=100.0,
    )


def split_graph(case: Case) -> nx.DiGraph:
    """The graph with a node for each place, joined to its neighbours along the edge."""
    graph = nx.DiGraph()
    graph.add_nodes_from(("node", e[i]) for e in case.edges for i in (0, 1))

    def add(a: object, b: object, cost: float) -> None:
        if np.isfinite(cost) and cost < graph.get_edge_data(a, b, {"weight": np.inf})["weight"]:
            graph.add_edge(a, b, weight=cost)

    for number, (start, end, forward, backward) in enumerate(case.edges):
        stops = [(0.0, ("node", start)), (1.0, ("node", end))]
        for kind, places in (("cell", case.cells), ("site", case.sites)):
            for i, (edge, fraction, _) in enumerate(places):
                if edge == number:
                    stops.append((fraction, (kind, i)))
        # Stops at one fraction are one place, at the very ends the node itself.
        stops.sort(key=lambda stop: (stop[0], stop[1][0] != "node" or stop[0] > 0.5))
        for (f, a), (g, b) in pairwise(stops):
            ahead = 0.0 if g == f else (g - f) * forward
            behind = 0.0 if g == f else (g - f) * backward
            add(a, b, ahead)
            add(b, a, behind)
    return graph


def expected_times(case: Case, direction: str) -> np.ndarray:
    graph = split_graph(case)
    times = np.full((len(case.cells), len(case.sites)), np.inf)
    for i, (_, _, access) in enumerate(case.cells):
        for j, (_, _, site_access) in enumerate(case.sites):
            ends = [("cell", i), ("site", j)]
            if direction == "from_site":
                ends.reverse()
            try:
                path = nx.dijkstra_path_length(graph, *ends)
            except nx.NetworkXNoPath:
                continue
            times[i, j] = path + (access + site_access) * ACCESS_S_PER_M
    return times


def dense(search: RoadSearch, limit: float) -> np.ndarray:
    matrix = search.matrix(limit).tocoo()
    times = np.full(matrix.shape, np.inf)
    times[matrix.row, matrix.col] = matrix.data
    return times
