"""The directed graph of one mode."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from ...common.arrays import Bools, Floats, Int32s
from ...common.errors import Fault, InputError
from ...common.prepared import Prepared, content_key
from ..roads.network import RoadNetwork
from ..tables import Mode, Unit
from .connectivity import Connections, connections, ranked_components
from .hierarchy import Hierarchy
from .hierarchy_cache import prepared_hierarchy
from .turn_graph import TurnGraph, turn_graph


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
    stoppable
        Usable edges on which one may get on or off midway, shape (edges,).
    main
        Usable edges of the largest strongly connected component, shape (edges,): all can be reached from each
        other. The largest has the most metres of road where one may stop.
    leaving, arriving
        The component that each edge leads to, and the one that leads to it.
    turns
        Nodes and arcs, with forbidden turns.
    hierarchy
        The contraction hierarchy of these.
    """

    mode: Mode
    unit: Unit
    forward: Floats
    backward: Floats
    usable: Bools
    stoppable: Bools
    main: Bools
    leaving: Connections
    arriving: Connections
    turns: TurnGraph
    hierarchy: Hierarchy

    @cached_property
    def arc_ticks(self) -> Int32s:
        """Return the cost of each arc of `turns` in ticks."""
        cost = np.concatenate([self.forward, self.backward])
        return self.hierarchy.ticks(self.turns.costs(cost))


# Services with the same mode use the same graph.
_GRAPHS: WeakKeyDictionary[RoadNetwork, dict[tuple[Mode, Unit], ModeGraph]] = WeakKeyDictionary()


def mode_graph(
    network: RoadNetwork, mode: Mode, unit: Unit, *, prepared: Prepared | None = None
) -> ModeGraph:
    """Return the graph of `mode` on `network`; it is built once.

    Parameters
    ----------
    network, mode, unit
        The network, how it is travelled, and whether seconds or metres count.
    prepared
        What was made before, perhaps by an earlier run.

    Raises
    ------
    InputError
        If the mode may travel no edge at all.
    """
    graphs = _GRAPHS.setdefault(network, {})
    if (mode, unit) not in graphs:
        graphs[mode, unit] = _build(network, mode, unit, prepared)
    return graphs[mode, unit]


def _build(network: RoadNetwork, mode: Mode, unit: Unit, prepared: Prepared | None) -> ModeGraph:
    """Build the graph of a mode: its arcs, its strongly connected components, its hierarchy."""
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
    turns = turn_graph(network, network.forbidden_turns.get(mode, ()), cost)
    stoppable = usable & network.may_stop(mode)

    def connected() -> tuple[Bools, Connections, Connections]:
        ranks = ranked_components(network, turns, stoppable)
        leaving, arriving = (
            connections(network, turns, ranks, stoppable, leaving=one) for one in (True, False)
        )
        return ranks.largest, leaving, arriving

    if prepared is None:
        main, leaving, arriving = connected()
    else:
        key = content_key("connections 1", network.content_key, mode, unit)
        main, leaving, arriving = prepared.part(key, connected, kinds=(Connections,))
    return ModeGraph(
        mode=mode,
        unit=unit,
        forward=forward,
        backward=backward,
        usable=usable,
        stoppable=stoppable,
        main=main,
        leaving=leaving,
        arriving=arriving,
        turns=turns,
        hierarchy=prepared_hierarchy(
            turns.tail.astype(np.int64),
            turns.head.astype(np.int64),
            turns.costs(cost),
            network.node_xy[turns.place],
        ),
    )
