"""A mode's graph prepared for searching: contracted, and laid out as a tree of regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ...common.arrays import Floats, Int32s, Ints
from .contraction import CLOSED, Contracted, GraphArcs, Neighbours, Queue, Witness, contract
from .region_tree import RegionTree, lay_out
from .z_order import z_order

_FINEST_TICK: Final = 1e-4
"""Seconds (or metres) of one tick, where distances allow: a path of 1,000 edges is off by 0.05 s at most."""

_DETOUR: Final = 4.0
"""How much longer than the straight line the longest path is taken to be, before a look shows otherwise."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Hierarchy:
    """A contraction hierarchy, laid out for sweeping.

    Costs are whole ticks, so that sums are exact whatever their order, and every way of asking gives the same
    answer.

    Parameters
    ----------
    tick
        What one tick is, in seconds or metres.
    tree
        The nodes' places and the arcs between them; costs in ticks, `CLOSED` where there is no way.
    """

    tick: float
    tree: RegionTree

    def __len__(self) -> int:
        return len(self.tree.place)

    def ticks(self, cost: Floats) -> Int32s:
        """Return costs in ticks, rounded; infinite ones and those beyond counting as `CLOSED`."""
        return np.minimum(np.rint(cost / self.tick), CLOSED).astype(np.int32)


def build_hierarchy(tail: Ints, head: Ints, cost: Floats, node_xy: Floats) -> Hierarchy:
    """Contract a graph.

    Parameters
    ----------
    tail, head, cost
        Arcs, costs finite and at least 0, in seconds or metres; of parallel ones the cheapest counts.
    node_xy
        Coordinates of the nodes in metres, shape (nodes, 2); they only say what is near what.
    """
    nodes = len(node_xy)
    order = np.argsort(z_order(node_xy), kind="stable")
    local = np.empty(nodes, dtype=np.int64)
    local[order] = np.arange(nodes)
    tail, head = local[tail], local[head]
    tick = _first_tick(tail, head, cost, node_xy[order])
    room = 2.0
    while True:
        contracted = _contracted(nodes, tail, head, np.rint(cost / tick), room)
        if isinstance(contracted, Contracted):
            break
        if contracted == -1:
            room *= 2
        else:
            tick *= 4
    tree = lay_out(contracted)
    return Hierarchy(tick=tick, tree=tree._replace(place=tree.place[local]))


def _first_tick(tail: Ints, head: Ints, cost: Floats, xy: Floats) -> float:
    some = slice(None, None, max(1, len(cost) // 10_000))
    step_m = float(np.hypot(*(xy[head[some]] - xy[tail[some]]).T).sum())
    if step_m == 0:
        return _FINEST_TICK
    across = float(np.hypot(*np.ptp(xy, axis=0))) * float(cost[some].sum()) / step_m
    return max(_FINEST_TICK, _DETOUR * across / CLOSED)


def _contracted(nodes: int, tail: Ints, head: Ints, ticks: Floats, room: float) -> Contracted | int:
    if ticks.max(initial=0) >= CLOSED:
        return -2
    # Where ways are open both ways, as most are, a node has as many neighbours as arcs out; the rest of the
    # pool is for lists that outgrow their place. Memory that is never touched costs nothing.
    own_room = (np.bincount(tail, minlength=nodes) + 1).astype(np.int32)
    begin = np.cumsum(own_room) - own_room
    pool = int(room * (len(tail) + 4 * nodes)) + 64
    graph = Neighbours(
        begin=begin,
        length=np.zeros(nodes, dtype=np.int32),
        room=own_room,
        node=np.empty(pool, dtype=np.int32),
        ahead=np.empty(pool, dtype=np.int32),
        back=np.empty(pool, dtype=np.int32),
        free=np.array([len(tail) + nodes]),
    )
    result = Contracted(
        order=np.empty(nodes, dtype=np.int32),
        begin=np.empty(nodes + 1, dtype=np.int64),
        node=np.empty(pool, dtype=np.int32),
        ahead=np.empty(pool, dtype=np.int32),
        back=np.empty(pool, dtype=np.int32),
    )
    witness = Witness(
        cost=np.zeros(nodes, dtype=np.int32),
        seen=np.zeros(nodes, dtype=np.int64),
        wanted=np.zeros(nodes, dtype=np.int32),
        wanted_by=np.zeros(nodes, dtype=np.int64),
        heap_cost=np.empty(4096, dtype=np.int32),
        heap_node=np.empty(4096, dtype=np.int32),
        stamp=np.array([2]),
    )
    queue = Queue(
        key=np.zeros(nodes, dtype=np.int64),
        node=np.empty(nodes, dtype=np.int32),
        place=np.full(nodes, -1, dtype=np.int32),
    )
    arcs = GraphArcs(*(part.astype(np.int32) for part in (tail, head, ticks)))
    count = contract(arcs, graph, witness, queue, result)
    if count < 0:
        return count
    return result._replace(
        node=result.node[:count].copy(),
        ahead=result.ahead[:count].copy(),
        back=result.back[:count].copy(),
    )
