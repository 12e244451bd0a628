"""The order in which a contracted graph is swept: its core, then regions that a search may leave out."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from ...common.arrays import Int32s, Ints
from ...common.compiled import compiled
from .contraction import Contracted

_REGION_NODES: Final = 512
"""Nodes of a region at most. On Wuhan 3.5 % of the nodes are then core, and 13 core nodes border a region."""


class RegionTree(NamedTuple):
    """Nodes by place: first the core from the most important down, then region after region.

    `begin`, `above`, `ahead` and `back` are the arcs of each place to more important ones, all of which come
    before it (CSR). Of a region's nodes they stay inside the region or lead to the core, never into another
    region. `region_begin` has the first place of each region and, at last, the number of nodes. `core_begin`,
    `below`, `below_ahead` and `below_back` are the same arcs seen from above, within the core; `touch_begin`
    and `touched` the regions that each place of the core is joined to.
    """

    place: Int32s
    begin: Ints
    above: Int32s
    ahead: Int32s
    back: Int32s
    region_begin: Int32s
    core_begin: Ints
    below: Int32s
    below_ahead: Int32s
    below_back: Int32s
    touch_begin: Ints
    touched: Int32s


def lay_out(contracted: Contracted) -> RegionTree:
    """Lay out the nodes of a contraction, whose numbers follow a curve through the plane.

    In the elimination tree (Liu 1990) all that a node is joined to above itself lies on its way to the root.
    So a subtree touches the rest of the graph only through that way: small ones make good regions.
    """
    nodes = len(contracted.order)
    rank = np.empty(nodes, dtype=np.int32)
    rank[contracted.order] = np.arange(nodes, dtype=np.int32)
    above = rank[contracted.node]
    root = _region_roots(_parents(contracted.begin, above))
    # The core by rank from above; then the regions in the order of their roots' own numbers, which say what is
    # near what.
    region_of = np.where(root < 0, -1, contracted.order[root])
    by_place = np.lexsort((-np.arange(nodes), region_of))
    place = np.empty(nodes, dtype=np.int32)
    place[by_place] = np.arange(nodes, dtype=np.int32)
    degree = np.diff(contracted.begin)[by_place]
    begin = _offsets(degree)
    arc = np.arange(begin[-1]) + np.repeat(contracted.begin[by_place] - begin[:-1], degree)
    above, ahead, back = place[above[arc]], contracted.ahead[arc], contracted.back[arc]

    regions = region_of[by_place]
    region_begin = np.append(np.flatnonzero(np.diff(regions, prepend=-1)), nodes).astype(np.int32)
    core = int(region_begin[0])
    inner = np.arange(begin[core])
    from_above = inner[np.argsort(above[inner], kind="stable")]
    lower = np.repeat(np.arange(nodes, dtype=np.int32), degree)
    outer = np.flatnonzero(above[begin[core] :] < core) + begin[core]
    region = np.searchsorted(region_begin, lower[outer], side="right") - 1
    touch = np.unique(above[outer].astype(np.int64) * len(region_begin) + region)
    return RegionTree(
        place=place[rank],
        begin=begin,
        above=above,
        ahead=ahead,
        back=back,
        region_begin=region_begin,
        core_begin=_offsets(np.bincount(above[inner], minlength=core)),
        below=lower[from_above],
        below_ahead=ahead[from_above],
        below_back=back[from_above],
        touch_begin=_offsets(np.bincount(touch // len(region_begin), minlength=core)),
        touched=(touch % len(region_begin)).astype(np.int32),
    )


def _offsets(counts: npt.NDArray[np.int_]) -> Ints:
    offsets = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=offsets[1:])
    return offsets


def _parents(begin: Ints, above: Int32s) -> Int32s:
    """Parent of each node (by rank) in the elimination tree, -1 at roots."""
    nodes = len(begin) - 1
    node = np.repeat(np.arange(nodes, dtype=np.int32), np.diff(begin))
    lower = node[np.argsort(above, kind="stable")]
    lower_begin = _offsets(np.bincount(above, minlength=nodes))
    parent = np.full(nodes, -1, dtype=np.int32)
    _join_trees(lower_begin, lower, parent, parent.copy())
    return parent


@compiled
def _join_trees(lower_begin: Ints, lower: Int32s, parent: Int32s, shortened: Int32s) -> None:
    """Liu's algorithm: each node becomes the parent of the trees that its arcs downward lead into.

    `lower` has the lower ends of each node's arcs downward, ascending (CSR); `shortened` are the ways to the
    roots, made short as they are walked.
    """
    for node in range(len(parent)):
        for a in range(lower_begin[node], lower_begin[node + 1]):
            at = lower[a]
            while shortened[at] != -1 and shortened[at] != node:
                following = shortened[at]
                shortened[at] = node
                at = following
            if shortened[at] == -1:
                shortened[at] = node
                parent[at] = node


@compiled
def _region_roots(parent: Int32s) -> Int32s:
    """Root of the region of each node (by rank): the highest with a small subtree; -1 in the core."""
    nodes = len(parent)
    size = np.ones(nodes, np.int32)
    for node in range(nodes):
        if parent[node] >= 0:
            size[parent[node]] += size[node]
    root = np.full(nodes, -1, np.int32)
    for node in range(nodes - 1, -1, -1):
        up = parent[node]
        if up >= 0 and root[up] >= 0:
            root[node] = root[up]
        elif size[node] <= _REGION_NODES:
            root[node] = node
    return root
