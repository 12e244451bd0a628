"""The directed graph that one mode sees, as CSR arrays for searching."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from .errors import Fault, InputError
from .network import RoadNetwork
from .tables import Mode, Unit

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class ModeGraph:
    """A network as one mode travels it.

    Parameters
    ----------
    mode, unit
        Whose graph it is, and whether costs are seconds or metres.
    forward, backward
        Cost of each edge either way, infinite where closed, shape (edges,).
    arcs
        Cost from row node to column node; of parallel edges the cheapest. A stored 0 is an arc that
        costs nothing.
    usable
        Edges that the mode may travel at least one way.
    main
        Usable edges of the largest strongly connected component: from each of them every other one can
        be reached, and back.
    """

    mode: Mode
    unit: Unit
    forward: Floats
    backward: Floats
    arcs: csr_array
    usable: Bools
    main: Bools


def mode_graph(network: RoadNetwork, mode: Mode, unit: Unit) -> ModeGraph:
    """Build the graph of `mode` on `network`.

    Raises
    ------
    InputError
        If the mode may travel no edge at all.
    """
    forward, backward = network.costs(mode, unit)
    usable = np.isfinite(forward) | np.isfinite(backward)
    if not usable.any():
        raise InputError(
            Fault(
                file=network.source,
                column="mode",
                value=mode,
                cause="no road here may be used by this mode",
                fix="check the road classes, or choose another mode",
            )
        )
    tail = np.concatenate([network.start, network.end])
    head = np.concatenate([network.end, network.start])
    arcs = cheapest_arcs(tail, head, np.concatenate([forward, backward]), len(network.node_xy))
    _, label = connected_components(arcs, directed=True, connection="strong")
    # Isolated nodes are components too: count edges, not nodes, so that a lone pair of nodes
    # never wins over a road.
    inside = usable & (label[network.start] == label[network.end])
    if inside.any():
        largest = np.bincount(label[network.start[inside]]).argmax()
        inside &= label[network.start] == largest
    return ModeGraph(
        mode=mode,
        unit=unit,
        forward=forward,
        backward=backward,
        arcs=arcs,
        usable=usable,
        main=inside,
    )


def cheapest_arcs(
    tail: npt.NDArray[np.int64], head: npt.NDArray[np.int64], cost: Floats, nodes: int
) -> csr_array:
    """Return the arcs as a CSR array, the cheapest where several join the same two nodes.

    Made by hand, since scipy's own conversion adds duplicates up.
    """
    open_ = np.isfinite(cost)
    tail, head, cost = tail[open_], head[open_], cost[open_]
    order = np.lexsort((cost, head, tail))
    tail, head, cost = tail[order], head[order], cost[order]
    first = np.ones(len(tail), dtype=bool)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    indptr = np.zeros(nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(tail[first], minlength=nodes), out=indptr[1:])
    return csr_array(
        (cost[first], head[first].astype(np.int32), indptr.astype(np.int32)), shape=(nodes, nodes)
    )
