"""A prepared graph has the distances of scipy's Dijkstra, whatever the graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import halfhour.geo.routing.hierarchy as hierarchy_module
import numpy as np
import pytest
from halfhour.geo.routing.contraction import INFINITY, Contracted
from halfhour.geo.routing.hierarchy import Hierarchy, _try_contract, build_hierarchy
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra


@dataclass(frozen=True)
class Graph:
    """Arcs with their cost in seconds, and the nodes' coordinates in metres."""

    tail: np.ndarray
    head: np.ndarray
    cost: np.ndarray
    xy: np.ndarray

    def hierarchy(self) -> Hierarchy:
        return build_hierarchy(self.tail, self.head, self.cost, self.xy)


@st.composite
def graphs(draw: st.DrawFn, most_s: float = 3600.0) -> Graph:
    nodes = draw(st.integers(1, 30))
    node = st.integers(0, nodes - 1)
    # Few different costs make many ways equally long; self-loops and parallel arcs come by themselves.
    cost = st.sampled_from([0.0, 1.0, 2.5, 60.0]) | st.floats(0, most_s, allow_subnormal=False)
    if draw(st.booleans()):
        # A few ticks only: ways differ by one, and whoever errs by one is found out.
        cost = st.integers(0, 6).map(lambda ticks: ticks * 1e-4)
    arcs = draw(st.lists(st.tuples(node, node, cost), max_size=90))
    if draw(st.booleans()):
        arcs += [(head, tail, cost) for tail, head, cost in arcs]
    step = st.integers(0, 9)
    xy = draw(st.lists(st.tuples(step, step), min_size=nodes, max_size=nodes))
    return Graph(
        tail=np.array([arc[0] for arc in arcs], dtype=np.int64),
        head=np.array([arc[1] for arc in arcs], dtype=np.int64),
        cost=np.array([arc[2] for arc in arcs], dtype=np.float64),
        xy=np.array(xy, dtype=np.float64) * 50,
    )


def sparse(tail: np.ndarray, head: np.ndarray, cost: np.ndarray, nodes: int) -> csr_array:
    """A matrix for scipy: of parallel arcs the cheapest; an arc that costs nothing stays an arc."""
    cheapest = np.lexsort((cost, head, tail))
    tail, head, cost = tail[cheapest], head[cheapest], cost[cheapest]
    first = np.flatnonzero(np.diff(tail * nodes + head, prepend=-1))
    # SciPy 1.14 searches numbers of 32 bits alone.
    ends = (tail[first].astype(np.int32), head[first].astype(np.int32))
    return coo_array((cost[first], ends), shape=(nodes, nodes)).tocsr()


def distances(graph: Graph, tick: float | None = None) -> np.ndarray:
    """Between all nodes, in seconds; with `tick`, in ticks of arcs that are rounded one by one."""
    cost = graph.cost if tick is None else np.rint(graph.cost / tick)
    return dijkstra(sparse(graph.tail, graph.head, cost, len(graph.xy)))


def up_and_down(hierarchy: Hierarchy, sources: np.ndarray) -> np.ndarray:
    """Ticks from some nodes to all, over ways that first go up only and then down only."""
    tree, nodes = hierarchy.tree, len(hierarchy)
    low = np.repeat(np.arange(nodes), np.diff(tree.begin))
    up, down = tree.forward < INFINITY, tree.backward < INFINITY
    every = np.arange(nodes)
    # Two copies of the nodes: one on the way up, one on the way down.
    layered = sparse(
        np.concatenate([low[up], every, tree.head[down] + nodes]),
        np.concatenate([tree.head[up], every + nodes, low[down] + nodes]),
        np.concatenate([tree.forward[up], np.zeros(nodes), tree.backward[down]]).astype(np.float64),
        2 * nodes,
    )
    return dijkstra(layered, indices=tree.place[sources])[:, tree.place + nodes]


@given(graph=graphs())
def test_the_way_up_and_down_is_the_shortest(graph: Graph) -> None:
    hierarchy = graph.hierarchy()
    ticks = up_and_down(hierarchy, np.arange(len(graph.xy)))
    assert np.array_equal(ticks, distances(graph, hierarchy.tick))


@given(graph=graphs())
def test_seconds_are_right_within_half_a_tick_for_each_arc(graph: Graph) -> None:
    hierarchy = graph.hierarchy()
    ticks = up_and_down(hierarchy, np.arange(len(graph.xy)))
    expected = distances(graph)
    reached = np.isfinite(expected)
    assert np.array_equal(np.isfinite(ticks), reached)
    off = np.abs(ticks[reached] * hierarchy.tick - expected[reached])
    assert (off <= hierarchy.tick / 2 * len(graph.xy) + 1e-9).all()


@given(graph=graphs(most_s=120.0), data=st.data())
def test_relabelling_changes_no_tick(graph: Graph, data: st.DataObject) -> None:
    label = np.array(data.draw(st.permutations(range(len(graph.xy)))), dtype=np.int64)
    order = np.array(data.draw(st.permutations(range(len(graph.tail)))), dtype=np.int64)
    xy = np.empty_like(graph.xy)
    xy[label] = graph.xy
    other = Graph(label[graph.tail[order]], label[graph.head[order]], graph.cost[order], xy)
    one, two = graph.hierarchy(), other.hierarchy()
    assert one.tick == two.tick
    every = np.arange(len(graph.xy))
    assert np.array_equal(up_and_down(one, every), up_and_down(two, label)[:, label])


def test_a_graph_without_structure_outgrows_its_memory_and_is_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rooms: list[float] = []

    def contracted(*given: Any) -> Contracted | int:
        rooms.append(given[-1])
        return _try_contract(*given)

    monkeypatch.setattr(hierarchy_module, "_try_contract", contracted)
    # Edges between any two nodes, far and near: shortcuts are several times more than edges.
    rng = np.random.default_rng(5)
    nodes = 1200
    ends = rng.integers(0, nodes, (2, 2400))
    graph = Graph(
        tail=ends.ravel(),
        head=ends[::-1].ravel(),
        cost=np.tile(rng.uniform(1, 100, ends.shape[1]), 2),
        xy=rng.uniform(0, 1000, (nodes, 2)),
    )
    hierarchy = graph.hierarchy()
    assert len(rooms) > 1
    assert rooms == sorted(set(rooms))
    sources = np.arange(0, nodes, 100)
    ticks = up_and_down(hierarchy, sources)
    assert np.array_equal(ticks, distances(graph, hierarchy.tick)[sources])


def test_the_tick_grows_until_the_longest_way_can_be_counted() -> None:
    # A spiral staircase: 3,000 flights of a quarter of an hour, all within a few metres.
    rng = np.random.default_rng(7)
    nodes = 3001
    flight = np.arange(nodes - 1)
    graph = Graph(
        tail=np.concatenate([flight, flight + 1]),
        head=np.concatenate([flight + 1, flight]),
        cost=np.tile(rng.uniform(600, 1200, nodes - 1), 2),
        xy=rng.uniform(0, 5, (nodes, 2)),
    )
    hierarchy = graph.hierarchy()
    assert graph.cost.sum() / 2 / 1e-4 > INFINITY
    assert hierarchy.tick > 1e-4
    # And no further than it must.
    assert graph.cost.sum() / 2 / (hierarchy.tick / 4) >= INFINITY
    ends = np.array([0, nodes - 1])
    ticks = up_and_down(hierarchy, ends)
    assert np.array_equal(ticks, distances(graph, hierarchy.tick)[ends])
    assert ticks.max() * hierarchy.tick == pytest.approx(graph.cost.sum() / 2, rel=1e-6)


@pytest.mark.parametrize("cost_s", [2e5, 1e9])
def test_one_arc_beyond_counting_makes_the_tick_coarser(cost_s: float) -> None:
    graph = Graph(np.array([0]), np.array([1]), np.array([cost_s]), np.zeros((2, 2)))
    hierarchy = graph.hierarchy()
    assert cost_s / 1e-4 > INFINITY > cost_s / hierarchy.tick
    assert up_and_down(hierarchy, np.array([0]))[0, 1] * hierarchy.tick == pytest.approx(cost_s)


def test_a_small_town_is_counted_in_tenths_of_milliseconds() -> None:
    graph = Graph(np.array([0]), np.array([1]), np.array([72.0]), np.array([[0.0, 0], [100, 0]]))
    hierarchy = graph.hierarchy()
    assert hierarchy.tick == 1e-4
    costs = np.array([0.0, 1.00004, 1.00006, 1e9, np.inf])
    assert hierarchy.ticks(costs).tolist() == [0, 10_000, 10_001, INFINITY, INFINITY]
