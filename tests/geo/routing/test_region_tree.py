"""What every layout promises to the sweeps, and the elimination tree by brute force."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from halfhour.geo.routing import region_tree
from halfhour.geo.routing.contraction import INFINITY
from halfhour.geo.routing.hierarchy import build_hierarchy
from halfhour.geo.routing.region_tree import RegionTree, _parents, _region_roots
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import KDTree

REGION_NODES = 512


@dataclass(frozen=True)
class Graph:
    """Edges, each both ways at one cost, and the nodes' coordinates in metres."""

    edges: np.ndarray
    xy: np.ndarray

    def tree(self) -> RegionTree:
        tail, head = self.edges
        cost = 1 + np.hypot(*(self.xy[tail] - self.xy[head]).T)
        both = (np.concatenate([tail, head]), np.concatenate([head, tail]), np.tile(cost, 2))
        return build_hierarchy(*both, self.xy).tree


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    nodes = draw(st.integers(1, 40))
    node = st.integers(0, nodes - 1)
    edges = draw(st.lists(st.tuples(node, node), max_size=70))
    place = st.tuples(st.integers(0, 9), st.integers(0, 9))
    xy = draw(st.lists(place, min_size=nodes, max_size=nodes))
    return Graph(np.array(edges, dtype=np.int64).reshape(-1, 2).T, np.array(xy) * 50.0)


def small_regions(patch: pytest.MonkeyPatch, nodes: int) -> None:
    """Let regions be so small that a small graph has several."""
    interpreted = getattr(_region_roots, "py_func", _region_roots)
    patch.setattr(region_tree, "_region_roots", interpreted)
    patch.setattr(region_tree, "_REGION_NODES", nodes)


def grid(side: int) -> Graph:
    number = np.arange(side * side).reshape(side, side)
    along = [(number[:, :-1].ravel(), number[:, 1:].ravel())]
    along.append((number[:-1].ravel(), number[1:].ravel()))
    x, y = np.meshgrid(np.arange(side), np.arange(side))
    return Graph(np.concatenate(along, axis=1), np.column_stack([x.ravel(), y.ravel()]) * 100.0)


def scattered(nodes: int, neighbours: int = 4) -> Graph:
    """Each node joined to the nearest ones: clusters, bridges and islands."""
    xy = np.random.default_rng(3).normal(0, 3000, (nodes, 2))
    _, near = KDTree(xy).query(xy, neighbours)
    return Graph(np.stack([np.repeat(np.arange(nodes), neighbours - 1), near[:, 1:].ravel()]), xy)


def check(tree: RegionTree, most: int) -> None:
    nodes, core = len(tree.place), int(tree.region_begin[0])
    assert np.array_equal(np.sort(tree.place), np.arange(nodes))
    assert tree.region_begin[-1] == nodes
    sizes = np.diff(tree.region_begin)
    assert ((sizes >= 1) & (sizes <= most)).all()

    low = np.repeat(np.arange(nodes), np.diff(tree.begin))
    above = tree.head
    assert (above < low).all()
    # One arc for each pair, and at least one of its ways is open.
    assert len(np.unique(low * nodes + above)) == len(low)
    assert (np.minimum(tree.forward, tree.backward) < INFINITY).all()
    assert (np.minimum(tree.forward, tree.backward) >= 0).all()

    region = np.searchsorted(tree.region_begin, np.arange(nodes), side="right") - 1
    assert (region[:core] == -1).all()
    inner = region[low] >= 0
    assert ((region[above] == region[low]) | (above < core))[inner].all()
    assert (above < core)[~inner].all()

    of_core = low < core
    upper = np.repeat(np.arange(core), np.diff(tree.core_indptr))
    mirrored = zip(upper, tree.core_tail, tree.core_forward, tree.core_backward, strict=True)
    arcs = zip(above, low, tree.forward, tree.backward, of_core, strict=True)
    assert sorted(mirrored) == sorted(arc[:4] for arc in arcs if arc[4])

    touching = inner & (above < core)
    wanted = set(zip(above[touching].tolist(), region[low[touching]].tolist(), strict=True))
    toucher = np.repeat(np.arange(core), np.diff(tree.border_indptr)).tolist()
    assert sorted(zip(toucher, tree.border_region.tolist(), strict=True)) == sorted(wanted)


@given(graph=graphs(), most=st.integers(1, 8))
def test_a_layout_keeps_what_the_sweeps_rely_on(graph: Graph, most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        small_regions(patch, most)
        check(graph.tree(), most)


@pytest.mark.parametrize("graph", [grid(60), scattered(5000)], ids=["grid", "scattered"])
def test_a_town_has_a_core_and_several_regions(graph: Graph) -> None:
    tree = graph.tree()
    check(tree, REGION_NODES)
    assert 0 < tree.region_begin[0] < len(graph.xy) / 2
    assert len(tree.region_begin) > 10


def test_a_village_is_one_region_without_a_core() -> None:
    tree = grid(20).tree()
    check(tree, REGION_NODES)
    assert tree.region_begin.tolist() == [0, 400]


def test_each_island_has_a_top_of_its_own() -> None:
    town = grid(30)
    two = Graph(
        np.concatenate([town.edges, town.edges + 900], axis=1),
        np.concatenate([town.xy, town.xy + np.array([9000, 0])]),
    )
    tree = two.tree()
    check(tree, REGION_NODES)
    tops = np.flatnonzero(np.diff(tree.begin) == 0)
    assert len(tops) == 2
    assert len(set((np.argsort(tree.place)[tops] // 900).tolist())) == 2


@st.composite
def upward(draw: st.DrawFn) -> list[set[int]]:
    """For each node the later ones that it is joined to."""
    nodes = draw(st.integers(1, 14))
    return [
        draw(st.sets(st.integers(node + 1, nodes - 1), max_size=4)) if node + 1 < nodes else set()
        for node in range(nodes)
    ]


def eliminated(above: list[set[int]]) -> list[int]:
    """Parents by elimination itself: who goes leaves all its later neighbours joined to each other."""
    filled = [set(later) for later in above]
    for later in filled:
        for node in later:
            filled[node] |= {other for other in later if other > node}
    return [min(later, default=-1) for later in filled]


@given(above=upward(), most=st.integers(1, 6))
def test_parents_and_roots_are_those_of_elimination(above: list[set[int]], most: int) -> None:
    begin = np.cumsum([0, *(len(later) for later in above)])
    arcs = np.array([node for later in above for node in sorted(later)], dtype=np.int32)
    parent = _parents(begin, arcs)
    assert parent.tolist() == eliminated(above)

    def ancestors(node: int) -> list[int]:
        line = [node]
        while parent[line[-1]] >= 0:
            line.append(int(parent[line[-1]]))
        return line

    lines = [ancestors(node) for node in range(len(above))]
    size = [sum(node in line for line in lines) for node in range(len(above))]
    highest = [max((up for up in line if size[up] <= most), default=-1) for line in lines]
    with pytest.MonkeyPatch.context() as patch:
        small_regions(patch, most)
        assert region_tree._region_roots(parent).tolist() == highest
