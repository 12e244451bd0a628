"""Components of a mode's graph: what can be reached from an edge, and what is an artefact of the map.

Where a place may stand depends on the use: from an origin one must get away, to a destination one must come.
So an edge counts by the largest strongly connected component that one comes to from it, or from which one comes
to it, as Valhalla tells outbound and inbound reach apart. Small components are artefacts: R5 drops those of
fewer than 40 vertices, OpenTripPlanner larger ones, too, the nearer they are to the rest. Here nothing is
dropped, and metres count, since a street of an island may have two vertices.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array

from ...common.arrays import Bools, Floats, Int32s, Ints
from ..roads.network import RoadNetwork
from .turn_graph import TurnGraph

SHORT_M: Final = 300.0
"""A component with fewer metres of road is an artefact: a car park's aisle, a piece of path."""

SMALL_M: Final = 10_000.0
"""One with fewer metres is an artefact where a larger one is near: a gate or a stretch of road is missing."""

NEAR_M: Final = 100.0
"""How near, in metres of the network's CRS."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Connections:
    """With which component each edge is connected, in one direction of travel.

    Parameters
    ----------
    rank
        Component, by its metres of road where one may stop: 0 is the largest, shape (edges,). Edges that are
        connected with no component that has a road share the highest rank.
    minor
        Edges whose component is an artefact of the map, shape (edges,).
    """

    rank: Ints
    minor: Bools


@dataclass(frozen=True, kw_only=True, eq=False)
class RankedComponents:
    """The strongly connected components of a graph, by their metres of road where one may stop.

    Parameters
    ----------
    rank
        Of each node's component, shape (nodes,); those without any road share the last rank.
    length_m
        Metres by rank, descending; 0 for the last.
    largest
        Usable edges of the first, shape (edges,).
    """

    rank: Ints
    length_m: Floats
    largest: Bools


def ranked_components(network: RoadNetwork, turns: TurnGraph, stoppable: Bools) -> RankedComponents:
    """Rank strongly connected components by their metres of road where one may stop.

    Where turns are forbidden, an edge's two directions may be in two components: it counts in both.

    Parameters
    ----------
    network
        The network.
    turns
        Nodes and arcs of the mode.
    stoppable
        Edges that the mode may travel and stop on.
    """
    nodes, edges = len(turns.place), len(network.start)
    component = _strong_components(turns, nodes)
    inside = (turns.number >= 0) & (component[turns.tail] == component[turns.head])
    # A split node's arcs are those of the network's node once more.
    own, edge = np.divmod(
        np.unique(component[turns.tail[inside]] * edges + turns.number[inside] % edges), edges
    )
    road_m = np.bincount(
        own[stoppable[edge]],
        weights=network.length_m[edge[stoppable[edge]]],
        minlength=int(component.max(initial=-1)) + 1,
    )
    order = np.argsort(-road_m, kind="stable")
    some = int((road_m > 0).sum())
    rank = np.empty(len(road_m), dtype=np.int64)
    rank[order] = np.minimum(np.arange(len(order)), some)
    largest = np.zeros(edges, dtype=bool)
    if some:
        largest[edge[rank[own] == 0]] = True
    return RankedComponents(
        rank=rank[component], length_m=np.append(road_m[order[:some]], 0.0), largest=largest
    )


def _strong_components(turns: TurnGraph, nodes: int) -> Ints:
    """Return the strongly connected component of each node."""
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - loads slowly

    arcs = coo_array(
        (np.ones(len(turns.tail), dtype=np.int8), (turns.tail, turns.head)), shape=(nodes, nodes)
    )
    _, component = connected_components(arcs.tocsr(), directed=True, connection="strong")
    return np.asarray(component, dtype=np.int64)


def connections(
    network: RoadNetwork,
    turns: TurnGraph,
    components: RankedComponents,
    stoppable: Bools,
    *,
    leaving: bool,
) -> Connections:
    """Return the largest component that each edge leads to, or that leads to it.

    Parameters
    ----------
    network
        The network.
    turns
        Nodes and arcs of the mode.
    components
        Their components.
    stoppable
        Edges that the mode may travel and stop on.
    leaving
        Whether travel leaves the edges, or arrives at them.
    """
    rank, length_m = components.rank, components.length_m
    if leaving:
        ends, reached = turns.leave, _least_reached(turns.tail, turns.head, rank)
    else:
        ends, reached = turns.enter, _least_reached(turns.head, turns.tail, rank)
    open_ = turns.number[turns.number >= 0]
    by_arc = np.full(len(ends), len(length_m) - 1, dtype=np.int64)
    by_arc[open_] = reached[ends[open_]]
    edge_rank = by_arc.reshape(2, -1).min(axis=0)
    minor = _minor_ranks(network.geometry, edge_rank, length_m, stoppable)
    return Connections(rank=edge_rank, minor=minor[edge_rank])


def _least_reached(tail: Int32s, head: Int32s, rank: Ints) -> Ints:
    """Return by node the least rank of all nodes that can be reached from it."""
    between = np.flatnonzero(rank[tail] != rank[head])
    if not len(between):
        return rank
    from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415 - loads slowly

    # Against the arcs from one further node, which has an arc to each node as long as the node's rank.
    # Numbers of 32 bits, as in the arcs: SciPy 1.14 searches no other graph.
    nodes = len(rank)
    everybody = np.arange(nodes, dtype=np.int32)
    further = np.full(nodes, nodes, dtype=np.int32)
    zero = np.zeros(len(tail))
    graph = coo_array(
        (
            np.concatenate([zero, rank + 1.0]),
            (np.append(head, further), np.append(tail, everybody)),
        ),
        shape=(nodes + 1, nodes + 1),
    ).tocsr()
    least = dijkstra(graph, indices=np.array([nodes]))[0, :nodes] - 1
    return np.asarray(np.rint(least), dtype=np.int64)


def _minor_ranks(
    geometry: npt.NDArray[np.object_], rank: Ints, length_m: Floats, stoppable: Bools
) -> Bools:
    """Return which ranks are artefacts: short, or small and near a larger one. The largest is none."""
    minor = length_m < SHORT_M
    small = np.flatnonzero(~minor & (length_m < SMALL_M))
    small = small[small > 0]
    own = np.flatnonzero(stoppable & np.isin(rank, small))
    if len(own):
        others = np.flatnonzero(stoppable & (rank < rank[own].max()))
        tree = shapely.STRtree(geometry[others])
        asked, found = tree.query(geometry[own], predicate="dwithin", distance=NEAR_M)
        near = rank[others[found]] < rank[own[asked]]
        minor[rank[own[asked[near]]]] = True
    if len(length_m) > 1:
        minor[0] = False
    return minor
