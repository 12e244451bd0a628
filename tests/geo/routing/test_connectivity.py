"""Components against networkx, and which of them are artefacts by hand."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
import shapely
from halfhour.geo.roads.network import RoadNetwork
from halfhour.geo.routing.connectivity import NEAR_M, SHORT_M, SMALL_M
from halfhour.geo.routing.mode_graph import ModeGraph, mode_graph
from halfhour.geo.tables import MODES
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csgraph, csr_array
from scipy.sparse.csgraph import dijkstra
from towns import CRS

Edge = tuple[int, int, bool, bool, float]
"""Start, end, open forward, open backward, metres."""


@st.composite
def edges(draw: st.DrawFn) -> list[Edge]:
    node = st.integers(0, 8)
    ways = st.sampled_from([(True, True), (True, False), (False, True)])
    metres = st.sampled_from([0.0, 10.0, 80.0, 350.0, 4000.0])
    edge = st.builds(lambda a, b, way, m: (a, b, *way, m), node, node, ways, metres)
    return draw(st.lists(edge, min_size=1, max_size=14))


def network_of(table: list[Edge], lines: np.ndarray | None = None) -> RoadNetwork:
    start, end = (np.array([edge[i] for edge in table]) for i in (0, 1))
    forward, backward = (np.array([edge[i] for edge in table]) for i in (2, 3))
    xy = np.column_stack(
        [
            np.arange(max(start.max(), end.max()) + 1) * 5e3,
            np.zeros(1 + max(start.max(), end.max())),
        ]
    )
    apart = np.column_stack([np.zeros(len(start)), np.arange(len(start)) + 1.0])
    if lines is None:
        lines = shapely.linestrings(np.stack([xy[start], xy[end] + apart], axis=1))
    return RoadNetwork(
        crs=CRS,
        node_xy=xy,
        start=start,
        end=end,
        geometry=lines,
        length_m=np.array([edge[4] for edge in table]),
        road_class=np.full(len(start), "residential"),
        forward_s={mode: np.where(forward, 10.0, np.inf) for mode in MODES},
        backward_s={mode: np.where(backward, 10.0, np.inf) for mode in MODES},
        source="made",
    )


def arcs(table: list[Edge]) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from({node for edge in table for node in edge[:2]})
    for start, end, forward, backward, _ in table:
        graph.add_edges_from([(start, end)] * forward + [(end, start)] * backward)
    return graph


@given(table=edges())
def test_an_edge_is_connected_with_the_largest_component_that_it_leads_to(
    table: list[Edge],
) -> None:
    found = mode_graph(network_of(table), "drive", "s")
    forward = arcs(table)
    components = [frozenset(part) for part in nx.strongly_connected_components(forward)]
    of = {node: part for part in components for node in part}
    metres = dict.fromkeys(components, 0.0)
    for start, end, _, _, length_m in table:
        if of[start] == of[end]:
            metres[of[start]] += length_m
    for way, connected in ((forward, found.leaving), (forward.reverse(), found.arriving)):
        by_rank: dict[int, float] = {}
        for number, (start, end, ahead, back, _) in enumerate(table):
            leads_to = [end] * ahead + [start] * back
            if way is not forward:
                leads_to = [start] * ahead + [end] * back
            most = max(
                metres[of[other]]
                for node in leads_to
                for other in {node, *nx.descendants(way, node)}
            )
            assert by_rank.setdefault(int(connected.rank[number]), most) == most
            if most < SHORT_M and most < max(metres.values()):
                assert connected.minor[number]
        ranks = sorted(by_rank)
        assert [by_rank[rank] for rank in ranks] == sorted(by_rank.values(), reverse=True)
    largest = max(metres.values())
    if largest > 0:
        main = {
            metres[of[edge[0]]] for edge, inside in zip(table, found.main, strict=True) if inside
        }
        assert main == {largest}
        assert not found.leaving.minor[found.main].any()


def test_graphs_have_numbers_of_32_bits_which_older_versions_of_scipy_ask_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def searched(graph: csr_array, **options: object) -> object:
        asked.extend([graph.indices.dtype, graph.indptr.dtype])
        return dijkstra(graph, **options)

    monkeypatch.setattr(csgraph, "dijkstra", searched)
    mode_graph(network_of([(0, 1, True, False, 80.0), (1, 2, True, True, 350.0)]), "drive", "s")
    assert asked == [np.int32] * 4


def streets(length_m: float, apart_m: float) -> ModeGraph:
    """A long street, and a shorter one beside it."""
    lines = shapely.linestrings([[(0, 0), (20_000, 0)], [(0, apart_m), (length_m, apart_m)]])
    table = [(0, 1, True, True, 20_000.0), (2, 3, True, True, length_m)]
    return mode_graph(network_of(table, lines), "walk", "s")


@pytest.mark.parametrize(
    ("length_m", "apart_m", "minor"),
    [
        (SHORT_M - 1, 5000, True),
        (SHORT_M + 1, NEAR_M - 1, True),
        (SHORT_M + 1, NEAR_M + 1, False),
        (SMALL_M - 1, NEAR_M - 1, True),
        (SMALL_M + 1, NEAR_M - 1, False),
    ],
)
def test_short_components_and_small_ones_near_a_larger_are_artefacts(
    length_m: float, apart_m: float, *, minor: bool
) -> None:
    graph = streets(length_m, apart_m)
    for connected in (graph.leaving, graph.arriving):
        assert connected.minor.tolist() == [False, minor]
        assert connected.rank.tolist() == [0, 1]
    assert graph.main.tolist() == [True, False]


def test_one_way_roads_without_any_component_have_no_larger_one() -> None:
    graph = mode_graph(
        network_of([(0, 1, True, False, 5e3), (1, 2, True, False, 5e3)]), "drive", "s"
    )
    assert not graph.main.any()
    assert graph.leaving.minor.all()
    assert graph.arriving.minor.all()
