"""The sweep order of a contracted graph: its core, then regions that a sweep may skip."""

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
    """The arcs of a hierarchy between nodes renumbered in sweep order: the core, then region after region.

    The core, the nodes above all small subtrees of the elimination tree, is in descending importance.
    `place` is each node's number in sweep order.

    Forward star (CSR) by the less important node: `begin` (the indptr), `head`, and the costs `forward` (to
    the head: the upward graph) and `backward` (from it: the downward graph). Every head precedes its tail.
    Arcs of a region's nodes stay in the region or lead to the core, never to another region.

    `region_begin` has the first node of each region and, at last, the number of nodes. `core_indptr`,
    `core_tail`, `core_forward` and `core_backward` are the backward star of the core: its arcs by their head.
    `border_indptr` and `border_region` (CSR) are the regions that have arcs to each core node.
    """

    place: Int32s
    begin: Ints
    head: Int32s
    forward: Int32s
    backward: Int32s
    region_begin: Int32s
    core_indptr: Ints
    core_tail: Int32s
    core_forward: Int32s
    core_backward: Int32s
    border_indptr: Ints
    border_region: Int32s


def sweep_layout(contracted: Contracted) -> RegionTree:
    """Renumber a contracted graph, whose node numbers have spatial locality, in sweep order.

    The upward neighbours of a node are its ancestors in the elimination tree (Liu 1990). So the nodes of a
    subtree have arcs only to each other and to the ancestors of its root: small subtrees make good regions, as
    the parts of a nested dissection do.
    """
    nodes = len(contracted.order)
    rank = np.empty(nodes, dtype=np.int32)
    rank[contracted.order] = np.arange(nodes, dtype=np.int32)
    head = rank[contracted.head]
    root = _region_roots(_parents(contracted.indptr, head))
    # The core by descending rank; then the regions in the order of their roots' numbers, which have locality.
    region_of = np.where(root < 0, -1, contracted.order[root])
    sweep_order = np.lexsort((-np.arange(nodes), region_of))
    place = np.empty(nodes, dtype=np.int32)
    place[sweep_order] = np.arange(nodes, dtype=np.int32)
    degree = np.diff(contracted.indptr)[sweep_order]
    indptr = _row_pointers(degree)
    arc = np.arange(indptr[-1]) + np.repeat(contracted.indptr[sweep_order] - indptr[:-1], degree)
    head, forward = place[head[arc]], contracted.forward[arc]
    backward = contracted.backward[arc]

    regions = region_of[sweep_order]
    region_begin = np.append(np.flatnonzero(np.diff(regions, prepend=-1)), nodes).astype(np.int32)
    core = int(region_begin[0])
    core_arcs = np.arange(indptr[core])
    by_head = core_arcs[np.argsort(head[core_arcs], kind="stable")]
    tail = np.repeat(np.arange(nodes, dtype=np.int32), degree)
    border_arcs = np.flatnonzero(head[indptr[core] :] < core) + indptr[core]
    region = np.searchsorted(region_begin, tail[border_arcs], side="right") - 1
    border = np.unique(head[border_arcs].astype(np.int64) * len(region_begin) + region)
    return RegionTree(
        place=place[rank],
        begin=indptr,
        head=head,
        forward=forward,
        backward=backward,
        region_begin=region_begin,
        core_indptr=_row_pointers(np.bincount(head[core_arcs], minlength=core)),
        core_tail=tail[by_head],
        core_forward=forward[by_head],
        core_backward=backward[by_head],
        border_indptr=_row_pointers(np.bincount(border // len(region_begin), minlength=core)),
        border_region=(border % len(region_begin)).astype(np.int32),
    )


def _row_pointers(counts: npt.NDArray[np.int_]) -> Ints:
    """Return CSR row pointers from the number of entries in each row."""
    indptr = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=indptr[1:])
    return indptr


def _parents(indptr: Ints, head: Int32s) -> Int32s:
    """Return the parent of each node (by rank) in the elimination tree, -1 at roots."""
    nodes = len(indptr) - 1
    tail = np.repeat(np.arange(nodes, dtype=np.int32), np.diff(indptr))
    lower = tail[np.argsort(head, kind="stable")]
    lower_indptr = _row_pointers(np.bincount(head, minlength=nodes))
    parent = np.full(nodes, -1, dtype=np.int32)
    _elimination_tree(lower_indptr, lower, parent, parent.copy())
    return parent


@compiled
def _elimination_tree(indptr: Ints, lower: Int32s, parent: Int32s, ancestor: Int32s) -> None:
    """Fill `parent` by Liu's algorithm: each node becomes the parent of its lower neighbours' subtrees.

    `lower` has the less important neighbours of each node, ascending (CSR). `ancestor` holds the paths to the
    roots under path compression, all -1 at first.
    """
    for node in range(len(parent)):
        for a in range(indptr[node], indptr[node + 1]):
            at = lower[a]
            while ancestor[at] != -1 and ancestor[at] != node:
                following = ancestor[at]
                ancestor[at] = node
                at = following
            if ancestor[at] == -1:
                ancestor[at] = node
                parent[at] = node


@compiled
def _region_roots(parent: Int32s) -> Int32s:
    """Return the root of each node's region (by rank), its largest small subtree; -1 in the core."""
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
