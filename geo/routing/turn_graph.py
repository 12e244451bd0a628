"""The graph of a mode with its forbidden turns: nodes are split where a turn depends on the way there.

A node of the graph stands for a node of the network and for the arcs travelled last, as far as these are the
beginning of a forbidden sequence: a finite automaton of forbidden sequences (Aho and Corasick 1975) times the
network (Villeneuve and Desaulniers 2005, The shortest path problem with forbidden paths). Where no turn is
forbidden, nodes are those of the network.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ...common.arrays import Bools, Floats, Int32s, Ints
from ..roads.forbidden_turns import Turns
from ..roads.network import BARRIER, RoadNetwork

Travelled = tuple[int, ...]
"""Arcs that were travelled last, the beginning of a forbidden sequence; empty where nothing matters."""


class ArcsAtNodes(NamedTuple):
    """Arcs by the node at one of their ends (CSR)."""

    order: Ints
    indptr: Ints

    def at(self, node: int) -> Ints:
        """Return the positions of the arcs at a node."""
        return self.order[self.indptr[node] : self.indptr[node + 1]]


@dataclass(frozen=True, kw_only=True, eq=False)
class TurnGraph:
    """The arcs of a mode between nodes that know which turns are left.

    The first nodes are those of the network: travel may begin there, with every way on open. Where turns are
    forbidden more nodes follow, at the same places, and nodes where travel can only end.

    Parameters
    ----------
    tail, head
        Nodes at the ends of each open arc, shape (arcs,).
    number
        What each is on the network: edge i forward is ``i``, backward ``i + edges``; -1 for those of no length
        to a node where travel ends.
    place
        The network's node at each node, shape (nodes,).
    leave, enter
        By number of an arc, open or not: the node where travel that begins on it arrives, and the node from
        which travel that ends on it comes. Shape (2 * edges,).
    arrive
        By node of the network: the node where travel that ends there arrives, shape (network nodes,).
    """

    tail: Int32s
    head: Int32s
    number: Int32s
    place: Int32s
    leave: Int32s
    enter: Int32s
    arrive: Int32s

    def over_ends(self, edge: Ints, *, leaving: bool) -> tuple[Int32s, Int32s]:
        """Return the nodes over which travel leaves the inside of edges, or enters it.

        Parameters
        ----------
        edge
            The edges.
        leaving
            Whether travel begins on the edges, or ends there.

        Returns
        -------
        tuple of numpy.ndarray
            For each edge the node over its start, and that over its end.
        """
        edges = len(self.leave) // 2
        if leaving:
            return self.leave[edge + edges], self.leave[edge]
        return self.enter[edge], self.enter[edge + edges]

    def costs(self, cost: Floats) -> Floats:
        """Return the cost of each arc, from the costs by number."""
        return np.where(self.number < 0, 0.0, cost[self.number])

    @cached_property
    def by_tail(self) -> ArcsAtNodes:
        """Return the arcs by the node where they begin."""
        return _by_node(self.tail, len(self.place))

    @cached_property
    def by_head(self) -> ArcsAtNodes:
        """Return the arcs by the node where they end."""
        return _by_node(self.head, len(self.place))


def _by_node(node: Int32s, nodes: int) -> ArcsAtNodes:
    order = np.argsort(node, kind="stable")
    return ArcsAtNodes(order, np.searchsorted(node[order], np.arange(nodes + 1)))


def turn_graph(network: RoadNetwork, turns: Turns, cost: Floats) -> TurnGraph:
    """Build the graph of a mode.

    Parameters
    ----------
    network
        The network.
    turns
        The mode's forbidden sequences of arcs.
    cost
        Cost of each arc by its number, infinite where closed, shape (2 * edges,).
    """
    base_tail = np.concatenate([network.start, network.end]).astype(np.int32)
    base_head = np.concatenate([network.end, network.start]).astype(np.int32)
    nodes, open_ = len(network.node_xy), np.isfinite(cost)
    number = np.flatnonzero(open_).astype(np.int32)
    same = np.arange(nodes, dtype=np.int32)
    split = _split(network, _Sequences.of(turns, open_), open_)
    if not split.states:
        return TurnGraph(
            tail=base_tail[open_],
            head=base_head[open_],
            number=number,
            place=same,
            leave=base_head,
            enter=base_tail,
            arrive=same,
        )
    leave, enter, arrive = base_head.copy(), base_tail.copy(), same.copy()
    for arc, state in split.begun.items():
        leave[arc] = nodes + state
    # Travel ends on an arc, or at a node, whatever turns are left, so its last node has an arc from each of the
    # nodes there that may take the arc. No arc leads on from it.
    ends = _LastNodes(first=nodes + len(split.states))
    for state, arc, _ in split.steps:
        enter[arc] = ends.joined(("arc", arc), int(base_tail[arc]), nodes + state)
    for state, (_, node) in enumerate(split.states):
        arrive[node] = ends.joined(("node", node), node, nodes + state)
    by_state, arcs, into = np.array(split.steps, dtype=np.int32).reshape(-1, 3).T
    return TurnGraph(
        tail=np.concatenate([base_tail[open_], nodes + by_state, _int32(ends.tail)]),
        head=np.concatenate(
            [leave[open_], np.where(into < 0, base_head[arcs], nodes + into), _int32(ends.head)]
        ),
        number=np.concatenate([number, arcs, np.full(len(ends.tail), -1, dtype=np.int32)]),
        place=np.concatenate(
            [same, _int32([node for _, node in split.states]), _int32(ends.place)]
        ),
        leave=leave,
        enter=enter,
        arrive=arrive,
    )


def _int32(values: list[int]) -> Int32s:
    return np.array(values, dtype=np.int32)


@dataclass(frozen=True, eq=False)
class _Sequences:
    """Forbidden sequences of arcs, and all of their beginnings."""

    forbidden: frozenset[Travelled]
    begun: frozenset[Travelled]

    @classmethod
    def of(cls, turns: Turns, open_: Bools) -> _Sequences:
        """Keep the sequences that the mode could travel at all."""
        forbidden = frozenset(arcs for arcs in turns if open_[list(arcs)].all())
        begun = frozenset(arcs[:i] for arcs in forbidden for i in range(1, len(arcs)))
        return cls(forbidden, begun)

    def after(self, travelled: Travelled, arc: int) -> Travelled | None:
        """Return what matters once a further arc was travelled; None where that is forbidden."""
        whole = (*travelled, arc)
        ends = [whole[i:] for i in range(len(whole))]
        if not self.forbidden.isdisjoint(ends):
            return None
        return next((end for end in ends if end in self.begun), ())


@dataclass(frozen=True, eq=False)
class _SplitNodes:
    """The nodes that are added, each with what was travelled and its network node, and the arcs out of them.

    `begun` has the state after an arc by the arc's number, `steps` the state, the arc that is taken there, and
    the state after it, -1 where nothing matters any more.
    """

    states: list[tuple[Travelled, int]]
    begun: dict[int, int]
    steps: list[tuple[int, int, int]]


def _split(network: RoadNetwork, sequences: _Sequences, open_: Bools) -> _SplitNodes:
    """Follow all beginnings of forbidden sequences through the network."""
    edges = len(network.start)
    heads = (network.end, network.start)
    states: dict[tuple[Travelled, int], int] = {}
    begun: dict[int, int] = {}
    steps: list[tuple[int, int, int]] = []
    for single in sorted(arcs for arcs in sequences.begun if len(arcs) == 1):
        arc = single[0]
        begun[arc] = states.setdefault((single, int(heads[arc // edges][arc % edges])), len(states))
    waiting: list[tuple[Travelled, int]] = list(states)
    while waiting:
        travelled, node = waiting.pop()
        for edge, starts in network.edges_at(node):
            arc = edge if starts else edge + edges
            if not open_[arc]:
                continue
            # A connector is no way of its own.
            passed = network.road_class[edge] == BARRIER
            after = travelled if passed else sequences.after(travelled, arc)
            if after is None:
                continue
            into = -1
            if after:
                state = (after, int(heads[arc // edges][edge]))
                if state not in states:
                    states[state] = len(states)
                    waiting.append(state)
                into = states[state]
            steps.append((states[travelled, node], arc, into))
    return _SplitNodes(list(states), begun, steps)


class _LastNodes:
    """Nodes where travel ends, and the arcs of no length to them; numbered from `first`."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._known: dict[tuple[str, int], int] = {}
        self.tail: list[int] = []
        self.head: list[int] = []
        self.place: list[int] = []

    def joined(self, key: tuple[str, int], node: int, split: int) -> int:
        """Return the last node of an arc or node, joined to a network node and to one that is split from it."""
        last = self._first + self._known.setdefault(key, len(self._known))
        if last == self._first + len(self.place):
            self.place.append(node)
            self._join(node, last)
        self._join(split, last)
        return last

    def _join(self, tail: int, head: int) -> None:
        self.tail.append(tail)
        self.head.append(head)
