"""The directed graph of one mode."""

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
    """The directed graph of a mode on a network.

    Parameters
    ----------
    mode, unit
        The mode, and whether the impedance is seconds or metres.
    forward, backward
        Cost of each edge either way, infinite where closed, shape (edges,).
    usable
        Edges that the mode may travel at least one way, shape (edges,).
    main
        Usable edges of the largest strongly connected component, shape (edges,): all can be reached from each
        other.
    hierarchy
        The contraction hierarchy of the graph.
    """

    mode: Mode
    unit: Unit
    forward: Floats
    backward: Floats
    usable: Bools
    main: Bools
    hierarchy: Hierarchy


# Services with the same mode use the same graph.
_GRAPHS: WeakKeyDictionary[RoadNetwork, dict[tuple[Mode, Unit], ModeGraph]] = WeakKeyDictionary()


def mode_graph(network: RoadNetwork, mode: Mode, unit: Unit) -> ModeGraph:
    """Return the graph of `mode` on `network`; it is built once.

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
    """Build the graph of a mode: its arcs, its largest strongly connected component, its hierarchy."""
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
    adjacency = coo_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(nodes, nodes))
    _, component = connected_components(adjacency.tocsr(), directed=True, connection="strong")
    # The largest by edges, not by nodes: isolated nodes are components, too.
    inside = usable & (component[network.start] == component[network.end])
    if inside.any():
        largest = np.bincount(component[network.start[inside]]).argmax()
        inside &= component[network.start] == largest
    return ModeGraph(
        mode=mode,
        unit=unit,
        forward=forward,
        backward=backward,
        usable=usable,
        main=inside,
        hierarchy=prepared_hierarchy(tail, head, cost[open_], network.node_xy),
    )
