"""Node contraction, the compiled loops behind `Hierarchy`.

Contraction hierarchies (Geisberger, Sanders, Schultes and Delling 2008): nodes are contracted in ascending
importance. Where the only shortest path between two neighbours leads over the contracted node, a shortcut
replaces it. The arcs that a node still has when it is contracted lead to more important nodes: they are the
upward graph.

Argument types are defined in this file, too: numba's cache notices changes of this file alone.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np

from ...common.arrays import Int32s, Ints
from ...common.compiled import compiled, compiled_part

INFINITY: Final = 2**30 - 1
"""Cost of an arc that cannot be travelled. Twice as much still fits into 32 bits."""
_CLOSED: Final[Any] = np.int64(INFINITY)  # for a number in the text, numba compiles once more

POOL_FULL: Final = -1
COST_OVERFLOW: Final = -2
"""What `contract` returns in place of a count: a pool was too small, or a shortcut costs `INFINITY` or more."""

_MAX_SETTLED: Final = 200
"""Nodes that a witness search settles at most. Measured on Wuhan: with fewer, more shortcuts are added than the
shorter searches save."""

_BLOCK_NODES: Final = 16_384
_BLOCK_MAX_KEY: Final = 9_000
"""Nodes of a block that is contracted by itself, and up to which importance: about nine nodes in ten."""


class RemainingGraph(NamedTuple):
    """The graph of the nodes that are not contracted yet: adjacency lists in one pool, with spare capacity.

    The list of a node starts at `begin` and has `degree` of `capacity` entries. Of each, `head` is the
    neighbour, `forward` the cost of the arc to it and `backward` the cost of the arc from it. `next_free`
    holds the first unused entry of the pool.
    """

    begin: Ints
    degree: Int32s
    capacity: Int32s
    head: Int32s
    forward: Int32s
    backward: Int32s
    next_free: Ints


class GraphArcs(NamedTuple):
    """Arcs of a graph; costs in ticks, below `INFINITY`."""

    tail: Int32s
    head: Int32s
    cost: Int32s


class Witness(NamedTuple):
    """Workspace of witness searches; a label is valid if `seen` is `stamp`, a target if `target_stamp` is."""

    label: Int32s
    seen: Ints
    target_cost: Int32s
    target_stamp: Ints
    heap_cost: Int32s
    heap_node: Int32s
    stamp: Ints


class Queue(NamedTuple):
    """Addressable 4-ary heap of nodes by importance; `position` is a node's in the heap, -1 outside it."""

    key: Ints
    node: Int32s
    position: Int32s


class Contracted(NamedTuple):
    """The node order, and the arcs to more important nodes as a forward star (CSR) in that order."""

    order: Int32s
    indptr: Ints
    head: Int32s
    forward: Int32s
    backward: Int32s


@compiled_part
def _heap_pop(w: Witness, size: int) -> None:
    """Remove the least entry of the binary heap; `size` is what remains."""
    cost, node = w.heap_cost[size], w.heap_node[size]
    i = 0
    while True:
        child = 2 * i + 1
        if child >= size:
            break
        if child + 1 < size and w.heap_cost[child + 1] < w.heap_cost[child]:
            child += 1
        if w.heap_cost[child] >= cost:
            break
        w.heap_cost[i], w.heap_node[i] = w.heap_cost[child], w.heap_node[child]
        i = child
    w.heap_cost[i], w.heap_node[i] = cost, node


@compiled_part
def _heap_push(w: Witness, size: int, cost: int, node: int) -> None:
    """Add an entry to the binary heap of `size` entries."""
    i = size
    while i > 0:
        parent = (i - 1) >> 1
        if w.heap_cost[parent] <= cost:
            break
        w.heap_cost[i], w.heap_node[i] = w.heap_cost[parent], w.heap_node[parent]
        i = parent
    w.heap_cost[i], w.heap_node[i] = cost, node


@compiled_part
def _witness_search(
    graph: RemainingGraph, w: Witness, source: int, avoid: int, limit: int, left: int, settled: int
) -> None:
    """Run Dijkstra from `source`, avoiding a node, for witness paths to the `left` targets.

    A target that has a witness path loses its stamp. The search ends at the last of them, at `limit` or after
    `settled` settled nodes.
    """
    stamp = w.stamp[0]
    w.heap_cost[0], w.heap_node[0] = 0, source
    w.label[source], w.seen[source] = 0, stamp
    size = 1
    while size > 0:
        cost, node = w.heap_cost[0], w.heap_node[0]
        size -= 1
        _heap_pop(w, size)
        if cost > w.label[node]:
            continue
        if settled == 0:
            return
        settled -= 1
        first = graph.begin[node]
        for a in range(first, first + graph.degree[node]):
            head = graph.head[a]
            new = cost + graph.forward[a]
            if head == avoid or new > limit or (w.seen[head] == stamp and w.label[head] <= new):
                continue
            w.seen[head], w.label[head] = stamp, new
            if w.target_stamp[head] == stamp and new <= w.target_cost[head]:
                w.target_stamp[head] = stamp - 1
                left -= 1
                if left == 0:
                    return
            # A full heap only misses a witness: one shortcut more.
            if size < len(w.heap_cost):
                _heap_push(w, size, new, head)
                size += 1


@compiled_part
def _add_arcs(graph: RemainingGraph, node: int, head: int, forward: int, backward: int) -> bool:
    """Add the arcs between two nodes to the first one's list, or relax them; False if the pool is full."""
    first, degree = graph.begin[node], graph.degree[node]
    for a in range(first, first + degree):
        if graph.head[a] == head:
            graph.forward[a] = min(graph.forward[a], forward)
            graph.backward[a] = min(graph.backward[a], backward)
            return True
    if degree == graph.capacity[node]:
        capacity = 2 * degree + 2
        free = graph.next_free[0]
        if free + capacity > len(graph.head):
            return False
        for k in range(degree):
            graph.head[free + k] = graph.head[first + k]
            graph.forward[free + k] = graph.forward[first + k]
            graph.backward[free + k] = graph.backward[first + k]
        graph.begin[node], graph.capacity[node] = free, capacity
        graph.next_free[0] = free + capacity
        first = free
    graph.head[first + degree] = head
    graph.forward[first + degree], graph.backward[first + degree] = forward, backward
    graph.degree[node] = degree + 1
    return True


@compiled_part
def _set_targets(graph: RemainingGraph, w: Witness, node: int, i: int) -> tuple[int, int]:
    """Make the heads of the paths from entry i's neighbour over `node` the targets of the next search.

    Returns the cost of the longest path and how many there are; `INFINITY` or more if one overflows.
    """
    w.stamp[0] += 2
    stamp, into = w.stamp[0], graph.backward[i]
    limit, left, first = 0, 0, graph.begin[node]
    for j in range(first, first + graph.degree[node]):
        if j != i and graph.forward[j] < INFINITY:
            cost = into + graph.forward[j]
            w.target_cost[graph.head[j]], w.target_stamp[graph.head[j]] = cost, stamp
            limit = max(limit, cost)
            left += 1
    return limit, left


@compiled_part
def _add_shortcuts(graph: RemainingGraph, w: Witness, node: int) -> int:
    """Add the shortcuts that contracting `node` needs; 0, `POOL_FULL` or `COST_OVERFLOW`."""
    first = graph.begin[node]
    last = first + graph.degree[node]
    for i in range(first, last):
        if graph.backward[i] >= INFINITY:
            continue
        limit, left = _set_targets(graph, w, node, i)
        if limit >= INFINITY:
            return COST_OVERFLOW
        if left == 0:
            continue
        tail, stamp = graph.head[i], w.stamp[0]
        _witness_search(graph, w, tail, node, limit, left, _MAX_SETTLED)
        for j in range(first, last):
            head = graph.head[j]
            if j == i or graph.forward[j] >= INFINITY or w.target_stamp[head] != stamp:
                continue
            cost = graph.backward[i] + graph.forward[j]
            if not (
                _add_arcs(graph, tail, head, cost, _CLOSED)
                and _add_arcs(graph, head, tail, _CLOSED, cost)
            ):
                return POOL_FULL
    return 0


@compiled_part
def _importance(graph: RemainingGraph, node: int, level: int) -> int:
    """Return the importance that orders nodes: the level, and the shortcuts for each arc removed.

    Every path over the node is counted as a shortcut. Simulated contractions, which count only the needed
    ones, took most of the time and made the node order no better.
    """
    first, degree = graph.begin[node], graph.degree[node]
    into, out, both = 0, 0, 0
    for a in range(first, first + degree):
        into += graph.backward[a] < INFINITY
        out += graph.forward[a] < INFINITY
        both += graph.backward[a] < INFINITY and graph.forward[a] < INFINITY
    return int(1000 * level + 2000 * (into * out - both) // max(degree, 1))


@compiled_part
def _remove_node(graph: RemainingGraph, node: int) -> None:
    """Remove `node` from its neighbours' lists."""
    first = graph.begin[node]
    for i in range(first, first + graph.degree[node]):
        other = graph.head[i]
        begin = graph.begin[other]
        last = begin + graph.degree[other] - 1
        for a in range(begin, last + 1):
            if graph.head[a] == node:
                graph.head[a] = graph.head[last]
                graph.forward[a], graph.backward[a] = graph.forward[last], graph.backward[last]
                break
        graph.degree[other] -= 1


@compiled_part
def _sift_up(queue: Queue, i: int) -> None:
    """Restore the heap after the key of entry i was lowered."""
    node = queue.node[i]
    while i > 0:
        parent = (i - 1) >> 2
        other = queue.node[parent]
        if queue.key[other] <= queue.key[node]:
            break
        queue.node[i], queue.position[other] = other, i
        i = parent
    queue.node[i], queue.position[node] = node, i


@compiled_part
def _sift_down(queue: Queue, i: int, size: int) -> None:
    """Restore the heap after the key of entry i was raised."""
    node = queue.node[i]
    while True:
        least = 4 * i + 1
        if least >= size:
            break
        for child in range(4 * i + 2, min(4 * i + 5, size)):
            if queue.key[queue.node[child]] < queue.key[queue.node[least]]:
                least = child
        other = queue.node[least]
        if queue.key[other] >= queue.key[node]:
            break
        queue.node[i], queue.position[other] = other, i
        i = least
    queue.node[i], queue.position[node] = node, i


@compiled_part
def _store_upward_arcs(graph: RemainingGraph, result: Contracted, done: int, node: int) -> bool:
    """Append `node` and its remaining arcs to the upward graph; False if it is full."""
    first, arcs = graph.begin[node], result.indptr[done]
    degree = graph.degree[node]
    if arcs + degree > len(result.head):
        return False
    for k in range(degree):
        result.head[arcs + k] = graph.head[first + k]
        result.forward[arcs + k] = graph.forward[first + k]
        result.backward[arcs + k] = graph.backward[first + k]
    result.order[done], result.indptr[done + 1] = node, arcs + degree
    return True


@compiled_part
def _fill_graph(arcs: GraphArcs, graph: RemainingGraph) -> bool:
    """Fill the adjacency lists; False if the pool is full."""
    for a in range(2 * len(arcs.tail)):
        i, forward = a >> 1, a & 1
        tail, head, cost = arcs.tail[i], arcs.head[i], arcs.cost[i]
        if tail != head and not _add_arcs(
            graph,
            tail if forward else head,
            head if forward else tail,
            cost if forward else _CLOSED,
            _CLOSED if forward else cost,
        ):
            return False
    return True


@compiled_part
def _enqueue(graph: RemainingGraph, queue: Queue, level: Int32s, begin: int, end: int) -> int:
    """Put the remaining nodes of a block into the queue and return how many."""
    size: Any = np.int64(0)
    for node in range(begin, end):
        if level[node] >= 0:
            queue.key[node] = _importance(graph, node, level[node])
            queue.node[size], queue.position[node] = node, size
            _sift_up(queue, size)
            size += 1
    return int(size)


@compiled_part
def _update_keys(
    graph: RemainingGraph, queue: Queue, level: Int32s, result: Contracted, done: int, size: int
) -> None:
    """Mark the node of rank `done` contracted, and update its neighbours' levels and importance."""
    node = result.order[done]
    above, level[node] = level[node] + 1, -1
    for a in range(result.indptr[done], result.indptr[done + 1]):
        other: Any = np.int64(result.head[a])
        level[other] = max(level[other], above)
        if queue.position[other] >= 0:
            queue.key[other] = _importance(graph, other, level[other])
            _sift_up(queue, np.int64(queue.position[other]))  # type: ignore[arg-type]
            _sift_down(queue, queue.position[other], size)


@compiled
def contract(
    arcs: GraphArcs, graph: RemainingGraph, w: Witness, queue: Queue, result: Contracted
) -> int:
    """Contract every node; fill `result` and return its number of arcs, or `POOL_FULL` or `COST_OVERFLOW`.

    The adjacency lists start empty, as does the queue: every position -1.
    """
    nodes = len(graph.begin)
    if not _fill_graph(arcs, graph):
        return POOL_FULL
    level = np.zeros(nodes, np.int32)
    result.indptr[0] = 0
    done: Any = np.int64(0)
    # First the unimportant nodes block by block, then all that remain: blocks are far apart, so the node order
    # stays about the same, and memory accesses stay local.
    for first in range(0, nodes + _BLOCK_NODES, _BLOCK_NODES):
        whole = first >= nodes
        begin, end = 0 if whole else first, min(first + _BLOCK_NODES, nodes)
        size = _enqueue(graph, queue, level, begin, end)
        while size > 0 and (whole or queue.key[queue.node[0]] <= _BLOCK_MAX_KEY):
            node = queue.node[0]
            size -= 1
            queue.position[node] = -1
            if size > 0:
                queue.node[0] = queue.node[size]
                queue.position[queue.node[0]] = 0
                _sift_down(queue, queue.position[queue.node[0]], size)
            status = _add_shortcuts(graph, w, node)
            if status < 0:
                return status
            if not _store_upward_arcs(graph, result, done, node):
                return POOL_FULL
            _remove_node(graph, node)
            _update_keys(graph, queue, level, result, done, size)
            done += 1
        for i in range(size):
            queue.position[queue.node[i]] = -1
    return int(result.indptr[nodes])
