"""The contraction hierarchy of a mode's graph, laid out for sweeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ...common.arrays import Floats, Int32s, Ints
from .contraction import (
    COST_OVERFLOW,
    INFINITY,
    POOL_FULL,
    Contracted,
    GraphArcs,
    Queue,
    RemainingGraph,
    Witness,
    contract,
)
from .region_tree import RegionTree, sweep_layout
from .z_order import z_order

_FINEST_TICK: Final = 1e-4
"""Seconds (or metres) of one tick, where distances allow: a path of 1,000 arcs is off by 0.05 s at most."""

_DETOUR_FACTOR: Final = 4.0
"""First guess of the longest shortest path over the straight line; the tick is raised where it is longer."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Hierarchy:
    """A contraction hierarchy, laid out for sweeps.

    Costs are whole ticks, so that sums are exact in any order and all queries give the same answer.

    Parameters
    ----------
    tick
        What one tick is, in seconds or metres.
    tree
        The sweep order of the nodes and the arcs between them; costs in ticks, `INFINITY` where closed.
    """

    tick: float
    tree: RegionTree

    def __len__(self) -> int:
        """Return the number of nodes."""
        return len(self.tree.place)

    def ticks(self, cost: Floats) -> Int32s:
        """Return costs rounded to ticks; infinite ones and those that overflow become `INFINITY`."""
        return np.minimum(np.rint(cost / self.tick), INFINITY).astype(np.int32)


def build_hierarchy(tail: Ints, head: Ints, cost: Floats, node_xy: Floats) -> Hierarchy:
    """Contract a graph and lay it out for sweeps.

    Parameters
    ----------
    tail, head, cost
        Arcs, costs finite and at least 0, in seconds or metres; of parallel arcs the cheapest counts.
    node_xy
        Coordinates of the nodes in metres, shape (nodes, 2); they only give nodes a local numbering.

    Returns
    -------
    Hierarchy
        Nodes keep their numbers: `RegionTree.place` is indexed by them.
    """
    nodes = len(node_xy)
    order = np.argsort(z_order(node_xy), kind="stable")
    number = np.empty(nodes, dtype=np.int64)
    number[order] = np.arange(nodes)
    tail, head = number[tail], number[head]
    tick = _initial_tick(tail, head, cost, node_xy[order])
    pool_factor = 2.0
    while True:
        contracted = _try_contract(nodes, tail, head, np.rint(cost / tick), pool_factor)
        if isinstance(contracted, Contracted):
            break
        if contracted == POOL_FULL:
            pool_factor *= 2
        else:
            tick *= 4
    tree = sweep_layout(contracted)
    return Hierarchy(tick=tick, tree=tree._replace(place=tree.place[number]))


def _initial_tick(tail: Ints, head: Ints, cost: Floats, xy: Floats) -> float:
    """Return the finest tick in which the expected longest path stays below `INFINITY`."""
    sample = slice(None, None, max(1, len(cost) // 10_000))
    length_m = float(np.hypot(*(xy[head[sample]] - xy[tail[sample]]).T).sum())
    if length_m == 0:
        return _FINEST_TICK
    diameter = float(np.hypot(*np.ptp(xy, axis=0))) * float(cost[sample].sum()) / length_m
    return max(_FINEST_TICK, _DETOUR_FACTOR * diameter / INFINITY)


def _try_contract(
    nodes: int, tail: Ints, head: Ints, ticks: Floats, pool_factor: float
) -> Contracted | int:
    """Contract a graph in ticks with pools of a given size, or return `POOL_FULL` or `COST_OVERFLOW`."""
    if ticks.max(initial=0) >= INFINITY:
        return COST_OVERFLOW
    # Where arcs are open both ways, as most are, a node has as many neighbours as arcs out; the rest of the
    # pool is for lists that outgrow their capacity. Memory that is never touched costs nothing.
    capacity = (np.bincount(tail, minlength=nodes) + 1).astype(np.int32)
    begin = np.cumsum(capacity) - capacity
    pool = int(pool_factor * (len(tail) + 4 * nodes)) + 64
    graph = RemainingGraph(
        begin=begin,
        degree=np.zeros(nodes, dtype=np.int32),
        capacity=capacity,
        head=np.empty(pool, dtype=np.int32),
        forward=np.empty(pool, dtype=np.int32),
        backward=np.empty(pool, dtype=np.int32),
        next_free=np.array([len(tail) + nodes]),
    )
    result = Contracted(
        order=np.empty(nodes, dtype=np.int32),
        indptr=np.empty(nodes + 1, dtype=np.int64),
        head=np.empty(pool, dtype=np.int32),
        forward=np.empty(pool, dtype=np.int32),
        backward=np.empty(pool, dtype=np.int32),
    )
    witness = Witness(
        label=np.zeros(nodes, dtype=np.int32),
        seen=np.zeros(nodes, dtype=np.int64),
        target_cost=np.zeros(nodes, dtype=np.int32),
        target_stamp=np.zeros(nodes, dtype=np.int64),
        heap_cost=np.empty(4096, dtype=np.int32),
        heap_node=np.empty(4096, dtype=np.int32),
        stamp=np.array([2]),
    )
    queue = Queue(
        key=np.zeros(nodes, dtype=np.int64),
        node=np.empty(nodes, dtype=np.int32),
        position=np.full(nodes, -1, dtype=np.int32),
    )
    arcs = GraphArcs(*(part.astype(np.int32) for part in (tail, head, ticks)))
    count = contract(arcs, graph, witness, queue, result)
    if count < 0:
        return count
    return result._replace(
        head=result.head[:count].copy(),
        forward=result.forward[:count].copy(),
        backward=result.backward[:count].copy(),
    )
