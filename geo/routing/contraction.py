"""Contracting a road graph node by node: the loops behind `Hierarchy`.

Contraction hierarchies (Geisberger, Sanders, Schultes and Delling 2008): nodes are taken out one after the
other, the least important first, and wherever the only shortest way between two neighbours led over the node a
shortcut takes its place. What a node is still joined to when it goes are its arcs upward.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from ...common.arrays import Int32s, Ints
from ...common.compiled import compiled, compiled_part

CLOSED: Final = 2**30 - 1
"""Cost of what cannot be travelled. Twice as much still fits into 32 bits."""

_SETTLED: Final = 200
"""Nodes that a search for another way settles at most. Measured on Wuhan: with fewer, more shortcuts are added
than the shorter searches save."""


_STRETCH: Final = 16_384
_UNIMPORTANT: Final = 9_000
"""Nodes of a stretch that is contracted by itself, and up to which importance: nine in ten nodes or so."""


class Neighbours(NamedTuple):
    """The graph that is left: for each node a list in one pool, with room to grow.

    `ahead` is the cost from the node to the neighbour, `back` the cost from the neighbour to the node.
    `free` holds the first unused entry of the pool.
    """

    begin: Ints
    length: Int32s
    room: Int32s
    node: Int32s
    ahead: Int32s
    back: Int32s
    free: Ints


class GraphArcs(NamedTuple):
    """Arcs of a graph; costs in ticks, below `CLOSED`."""

    tail: Int32s
    head: Int32s
    cost: Int32s


class Witness(NamedTuple):
    """Scratch of the searches for other ways; an entry counts if its stamp is the search's."""

    cost: Int32s
    seen: Ints
    wanted: Int32s
    wanted_by: Ints
    heap_cost: Int32s
    heap_node: Int32s
    stamp: Ints


class Queue(NamedTuple):
    """Nodes by importance: a heap of four children, and each node's place in it (-1: contracted)."""

    key: Ints
    node: Int32s
    place: Int32s


class Contracted(NamedTuple):
    """Nodes in the order of contraction, and each one's neighbours at that time (same order, CSR)."""

    order: Int32s
    begin: Ints
    node: Int32s
    ahead: Int32s
    back: Int32s


@compiled_part
def _pop(w: Witness, size: int) -> None:
    """Take the first entry off the heap; `size` is what remains."""
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
def _push(w: Witness, size: int, cost: int, node: int) -> None:
    i = size
    while i > 0:
        parent = (i - 1) >> 1
        if w.heap_cost[parent] <= cost:
            break
        w.heap_cost[i], w.heap_node[i] = w.heap_cost[parent], w.heap_node[parent]
        i = parent
    w.heap_cost[i], w.heap_node[i] = cost, node


@compiled_part
def _search(
    graph: Neighbours, w: Witness, source: int, without: int, limit: int, left: int, settled: int
) -> None:
    """Settle up to `settled` nodes around `source`, until the `left` wanted ones are found."""
    stamp = w.stamp[0]
    w.heap_cost[0], w.heap_node[0] = 0, source
    w.cost[source], w.seen[source] = 0, stamp
    size = 1
    while size > 0:
        cost, node = w.heap_cost[0], w.heap_node[0]
        size -= 1
        _pop(w, size)
        if cost > w.cost[node]:
            continue
        if settled == 0:
            return
        settled -= 1
        first = graph.begin[node]
        for a in range(first, first + graph.length[node]):
            head = graph.node[a]
            new = cost + graph.ahead[a]
            if head == without or new > limit or (w.seen[head] == stamp and w.cost[head] <= new):
                continue
            w.seen[head], w.cost[head] = stamp, new
            if w.wanted_by[head] == stamp and new <= w.wanted[head]:
                w.wanted_by[head] = stamp - 1
                left -= 1
                if left == 0:
                    return
            # A full heap only overlooks a way: one shortcut more.
            if size < len(w.heap_cost):
                _push(w, size, new, head)
                size += 1


@compiled_part
def _join(graph: Neighbours, node: int, other: int, ahead: int, back: int) -> bool:
    """Make `other` a neighbour of `node`, or its arcs cheaper; False if the pool is full."""
    first, length = graph.begin[node], graph.length[node]
    for a in range(first, first + length):
        if graph.node[a] == other:
            graph.ahead[a] = min(graph.ahead[a], ahead)
            graph.back[a] = min(graph.back[a], back)
            return True
    if length == graph.room[node]:
        room = 2 * length + 2
        free = graph.free[0]
        if free + room > len(graph.node):
            return False
        for k in range(length):
            graph.node[free + k] = graph.node[first + k]
            graph.ahead[free + k] = graph.ahead[first + k]
            graph.back[free + k] = graph.back[first + k]
        graph.begin[node], graph.room[node] = free, room
        graph.free[0] = free + room
        first = free
    graph.node[first + length] = other
    graph.ahead[first + length], graph.back[first + length] = ahead, back
    graph.length[node] = length + 1
    return True


@compiled_part
def _wish(graph: Neighbours, w: Witness, node: int, i: int) -> tuple[int, int]:
    """Ask for the ways from the i-th entry's neighbour over `node` to all others.

    Returns the cost of the longest and how many; the cost is `CLOSED` or more if one is too long to count.
    """
    w.stamp[0] += 2
    stamp, back = w.stamp[0], graph.back[i]
    limit, left, first = 0, 0, graph.begin[node]
    for j in range(first, first + graph.length[node]):
        if j != i and graph.ahead[j] < CLOSED:
            cost = back + graph.ahead[j]
            w.wanted[graph.node[j]], w.wanted_by[graph.node[j]] = cost, stamp
            limit = max(limit, cost)
            left += 1
    return limit, left


@compiled_part
def _shortcuts(graph: Neighbours, w: Witness, node: int) -> int:
    """Add the shortcuts that must replace `node`.

    -1 if the pool is full, -2 if one costs too much to count.
    """
    first = graph.begin[node]
    last = first + graph.length[node]
    for i in range(first, last):
        if graph.back[i] >= CLOSED:
            continue
        limit, left = _wish(graph, w, node, i)
        if limit >= CLOSED:
            return -2
        if left == 0:
            continue
        tail, stamp = graph.node[i], w.stamp[0]
        _search(graph, w, tail, node, limit, left, _SETTLED)
        for j in range(first, last):
            other = graph.node[j]
            if j == i or graph.ahead[j] >= CLOSED or w.wanted_by[other] != stamp:
                continue
            cost = graph.back[i] + graph.ahead[j]
            if not (
                _join(graph, tail, other, cost, CLOSED) and _join(graph, other, tail, CLOSED, cost)
            ):
                return -1
    return 0


@compiled_part
def _importance(graph: Neighbours, node: int, level: int) -> int:
    """Return what decides the order: levels below, and shortcuts added for each arc that goes.

    As many shortcuts are expected as there are ways over the node. To look which of them are needed took
    most of the time and made the order no better.
    """
    first, degree = graph.begin[node], graph.length[node]
    into, out, both = 0, 0, 0
    for a in range(first, first + degree):
        into += graph.back[a] < CLOSED
        out += graph.ahead[a] < CLOSED
        both += graph.back[a] < CLOSED and graph.ahead[a] < CLOSED
    return int(1000 * level + 2000 * (into * out - both) // max(degree, 1))


@compiled_part
def _leave(graph: Neighbours, node: int) -> None:
    """Take `node` out of its neighbours' lists."""
    first = graph.begin[node]
    for i in range(first, first + graph.length[node]):
        other = graph.node[i]
        begin = graph.begin[other]
        last = begin + graph.length[other] - 1
        for a in range(begin, last + 1):
            if graph.node[a] == node:
                graph.node[a] = graph.node[last]
                graph.ahead[a], graph.back[a] = graph.ahead[last], graph.back[last]
                break
        graph.length[other] -= 1


@compiled_part
def _up(queue: Queue, i: int) -> None:
    node = queue.node[i]
    while i > 0:
        parent = (i - 1) >> 2
        other = queue.node[parent]
        if queue.key[other] <= queue.key[node]:
            break
        queue.node[i], queue.place[other] = other, i
        i = parent
    queue.node[i], queue.place[node] = node, i


@compiled_part
def _down(queue: Queue, i: int, size: int) -> None:
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
        queue.node[i], queue.place[other] = other, i
        i = least
    queue.node[i], queue.place[node] = node, i


@compiled_part
def _record(graph: Neighbours, result: Contracted, done: int, node: int) -> bool:
    """Write down what `node` is joined to; False if there is no room."""
    first, arcs = graph.begin[node], result.begin[done]
    degree = graph.length[node]
    if arcs + degree > len(result.node):
        return False
    for k in range(degree):
        result.node[arcs + k] = graph.node[first + k]
        result.ahead[arcs + k] = graph.ahead[first + k]
        result.back[arcs + k] = graph.back[first + k]
    result.order[done], result.begin[done + 1] = node, arcs + degree
    return True


@compiled_part
def _link(arcs: GraphArcs, graph: Neighbours) -> bool:
    """Fill the lists of neighbours; False if the pool is full."""
    for a in range(2 * len(arcs.tail)):
        i, forward = a >> 1, a & 1
        tail, head, cost = arcs.tail[i], arcs.head[i], arcs.cost[i]
        if tail != head and not _join(
            graph,
            tail if forward else head,
            head if forward else tail,
            cost if forward else CLOSED,
            CLOSED if forward else cost,
        ):
            return False
    return True


@compiled_part
def _enqueue(graph: Neighbours, queue: Queue, level: Int32s, begin: int, end: int) -> int:
    """Put those of a stretch of nodes that are left into the queue, and return how many."""
    size = 0
    for node in range(begin, end):
        if level[node] >= 0:
            queue.key[node] = _importance(graph, node, level[node])
            queue.node[size], queue.place[node] = node, size
            _up(queue, size)
            size += 1
    return size


@compiled_part
def _update(
    graph: Neighbours, queue: Queue, level: Int32s, result: Contracted, done: int, size: int
) -> None:
    """Say that a node is contracted, and what that makes of its neighbours' importance."""
    node = result.order[done]
    above, level[node] = level[node] + 1, -1
    for a in range(result.begin[done], result.begin[done + 1]):
        other = result.node[a]
        level[other] = max(level[other], above)
        if queue.place[other] >= 0:
            queue.key[other] = _importance(graph, other, level[other])
            _up(queue, queue.place[other])
            _down(queue, queue.place[other], size)


@compiled
def contract(
    arcs: GraphArcs, graph: Neighbours, w: Witness, queue: Queue, result: Contracted
) -> int:
    """Contract every node; fill `result` and return how many arcs it has.

    -1 means that a pool was too small, -2 that a shortcut would cost `CLOSED` or more. The lists of neighbours
    start empty, as does the queue, every place -1.
    """
    nodes = len(graph.begin)
    if not _link(arcs, graph):
        return -1
    level = np.zeros(nodes, np.int32)
    result.begin[0] = 0
    done = 0
    # Stretch by stretch the unimportant nodes, then whatever is left of all: the same order but for what is far
    # apart, in memory that stays near.
    for first in range(0, nodes + _STRETCH, _STRETCH):
        whole = first >= nodes
        begin, end = 0 if whole else first, min(first + _STRETCH, nodes)
        size = _enqueue(graph, queue, level, begin, end)
        while size > 0 and (whole or queue.key[queue.node[0]] <= _UNIMPORTANT):
            node = queue.node[0]
            size -= 1
            queue.place[node] = -1
            if size > 0:
                queue.node[0] = queue.node[size]
                queue.place[queue.node[0]] = 0
                _down(queue, queue.place[queue.node[0]], size)
            status = _shortcuts(graph, w, node)
            if status < 0:
                return status
            if not _record(graph, result, done, node):
                return -1
            _leave(graph, node)
            _update(graph, queue, level, result, done, size)
            done += 1
        for i in range(size):
            queue.place[queue.node[i]] = -1
    return int(result.begin[nodes])
