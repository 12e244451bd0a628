"""The directed graph that one mode sees."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ...common.arrays import Bools, Floats
from ...common.errors import Fault, InputError
from ..roads.network import RoadNetwork
from ..tables import Mode, Unit
from .hierarchy import Hierarchy
from .hierarchy_cache import prepared_hierarchy


@dataclass(frozen=True, kw_only=True, eq=False)
class ModeGraph:
    """A network as one mode travels it.

    Parameters
    ----------
    mode, unit
        Whose graph it is, and whether costs are seconds or metres.
    forward, backward
        Cost of each edge either way, infinite where closed, shape (edges,).
    usable
        Edges that the mode may travel at least one way.
    main
        Usable edges of the largest strongly connected component: from each of them every other one can
        be reached, and back.
    hierarchy
        The graph prepared for searching.
    """

    mode: Mode
    unit: Unit
    forward: Floats
    backward: Floats
    usable: Bools
    main: Bools
    hierarchy: Hierarchy


# Services that share a mode share its graph, too.
_GRAPHS: WeakKeyDictionary[RoadNetwork, dict[tuple[Mode, Unit], ModeGraph]] = WeakKeyDictionary()


def mode_graph(network: RoadNetwork, mode: Mode, unit: Unit) -> ModeGraph:
    """Return the graph of `mode` on `network`; it is made once.

    Raises
    ------
    InputError
        If the mode may travel no edge at all.
    """
    graphs = _GRAPHS.setdefault(network, {})
    if (mode, unit) not in graphs:
        graphs[mode, unit] = _build(network, mode, unit)
    return graphs[mode, unit]


def _build(network: RoadNetwork, mode: Mode, unit: Unit) -> ModeGraph:
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
    cost = np.concatenate([forward, backward])
    open_ = np.isfinite(cost)
    tail = np.concatenate([network.start, network.end])[open_]
    head = np.concatenate([network.end, network.start])[open_]
    nodes = len(network.node_xy)
    joined = coo_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(nodes, nodes))
    _, label = connected_components(joined.tocsr(), directed=True, connection="strong")
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
        usable=usable,
        main=inside,
        hierarchy=prepared_hierarchy(tail, head, cost[open_], network.node_xy),
    )
