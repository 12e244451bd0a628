"""The k nearest sources of every node and cell, the compiled loops behind `SweepSearch.nearest`.

One upward and one downward sweep over the whole hierarchy, as in PHAST (Delling, Goldberg, Nowatzyk and Werneck
2011), with the k least labels of each node in place of one. A label is a 64-bit key: the ticks, and below them
the number of the source.

Argument types are defined in this file, too: numba's cache notices changes of this file alone.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from ...common.arrays import Int32s, Ints
from ...common.compiled import compiled, compiled_part
from .contraction import INFINITY

SITE_BITS: Final = 21
"""Bits of the site's number in a key; the ticks are in the bits above."""

NO_SITE: Final = 2**62
"""Key of no site at all."""


class LabelGraph(NamedTuple):
    """The upward and downward graph in the direction of search, a forward star (CSR); nodes in sweep order."""

    indptr: Ints
    head: Int32s
    up: Int32s
    down: Int32s


class SharedEdges(NamedTuple):
    """Cells and sites on one edge, and the ticks along it."""

    cell: Ints
    site: Ints
    cost: Ints


@compiled_part
def _insert(keys: Ints, key: int) -> None:
    """Insert a key into an ascending list that holds every site once; the largest is dropped."""
    last = len(keys) - 1
    if key >= keys[last]:
        return
    site = key & ((1 << SITE_BITS) - 1)
    i = 0
    while keys[i] <= key:
        if keys[i] & ((1 << SITE_BITS) - 1) == site and keys[i] < NO_SITE:
            return
        i += 1
    # Shift up to the same site's larger key, or over the end.
    j = i
    while j < last and keys[j] & ((1 << SITE_BITS) - 1) != site:
        j += 1
    while j > i:
        keys[j] = keys[j - 1]
        j -= 1
    keys[i] = key


@compiled_part
def _relax(keys: Ints, others: Ints, cost: int) -> None:
    """Relax an arc: insert the keys of its other node plus its cost."""
    if cost >= INFINITY:
        return
    for key in others:
        if key >= NO_SITE:
            return
        _insert(keys, key + (np.int64(cost) << SITE_BITS))


@compiled_part
def _sweep_single(graph: LabelGraph, keys: Ints) -> None:
    """Sweep up and down with one key for each node: the common case, which needs no lists."""
    for node in range(len(keys) - 1, -1, -1):
        key = keys[node]
        if key < NO_SITE:
            for a in range(graph.indptr[node], graph.indptr[node + 1]):
                if graph.up[a] < INFINITY:
                    head = graph.head[a]
                    keys[head] = min(keys[head], key + (np.int64(graph.up[a]) << SITE_BITS))
    for node in range(len(keys)):
        key = keys[node]
        for a in range(graph.indptr[node], graph.indptr[node + 1]):
            over = keys[graph.head[a]]
            if graph.down[a] < INFINITY and over < NO_SITE:
                key = min(key, over + (np.int64(graph.down[a]) << SITE_BITS))
        keys[node] = key


@compiled
def nearest_nodes(
    graph: LabelGraph,
    first: Int32s,
    second: Int32s,
    first_leg: Int32s,
    second_leg: Int32s,
    numbers: Ints,
    keys: Ints,
) -> None:
    """Fill `keys`, shape (nodes, k), with the k nearest sources of each node, without limit.

    `first` to `second_leg` are the sources as `Ends`, `numbers` their numbers.
    """
    for i in range(len(numbers)):
        for side in range(2):
            node = first[i] if side == 0 else second[i]
            leg = first_leg[i] if side == 0 else second_leg[i]
            if leg < INFINITY:
                _insert(keys[node], (np.int64(leg) << SITE_BITS) | numbers[i])
    if keys.shape[1] == 1:
        _sweep_single(graph, keys[:, 0])
        return
    nodes = len(keys)
    for node in range(nodes - 1, -1, -1):
        if keys[node, 0] < NO_SITE:
            for a in range(graph.indptr[node], graph.indptr[node + 1]):
                _relax(keys[graph.head[a]], keys[node], graph.up[a])
    for node in range(nodes):
        for a in range(graph.indptr[node], graph.indptr[node + 1]):
            _relax(keys[node], keys[graph.head[a]], graph.down[a])


@compiled
def nearest_cells(
    keys: Ints,
    first: Int32s,
    second: Int32s,
    first_leg: Int32s,
    second_leg: Int32s,
    cell: Ints,
    shared: SharedEdges,
    result: Ints,
) -> None:
    """Fill `result`, shape (cells, k), from the keys of both ends of each cell's edge and along shared edges.

    `first` to `second_leg` are positions of cells as `Ends`, `cell` is the cell of each.
    """
    if result.shape[1] == 1:
        for c in range(len(cell)):
            for side in range(2):
                node = first[c] if side == 0 else second[c]
                leg = first_leg[c] if side == 0 else second_leg[c]
                key = keys[node, 0]
                if leg < INFINITY and key < NO_SITE:
                    own = cell[c]
                    result[own, 0] = min(result[own, 0], key + (np.int64(leg) << SITE_BITS))
        for i in range(len(shared.cell)):
            if shared.cost[i] < INFINITY:
                key = (shared.cost[i] << SITE_BITS) | shared.site[i]
                result[shared.cell[i], 0] = min(result[shared.cell[i], 0], key)
        return
    for c in range(len(cell)):
        _relax(result[cell[c]], keys[first[c]], first_leg[c])
        _relax(result[cell[c]], keys[second[c]], second_leg[c])
    for i in range(len(shared.cell)):
        if shared.cost[i] < INFINITY:
            _insert(result[shared.cell[i]], (shared.cost[i] << SITE_BITS) | shared.site[i])
