"""Small made networks with forbidden turns, and their times on a graph of histories, by networkx.

The graph of the tests has a node for every arc with the arcs that were travelled before it, as many as the
longest forbidden sequence needs. It knows nothing of automata or of nodes that are split.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import networkx as nx
import numpy as np
from halfhour.geo.roads.network import RoadNetwork
from halfhour.geo.routing.mode_graph import mode_graph
from halfhour.geo.travel.road_search import RoadSearch
from hypothesis import strategies as st
from split_graphs import ACCESS_S_PER_M, Case, cases, network_of, positions_of

Arcs = tuple[int, ...]


@dataclass(frozen=True)
class TurnCase:
    """A case, and sequences of arcs that may not be travelled: edge i forward is i, backward i + edges."""

    case: Case
    turns: tuple[Arcs, ...]

    def network(self) -> RoadNetwork:
        return replace(network_of(self.case), forbidden_turns={"walk": self.turns})

    def search(self, direction: str = "to_site") -> RoadSearch:
        network = self.network()
        return RoadSearch(
            network=network,
            graph=mode_graph(network, "walk", "s"),
            cells=positions_of(self.case.cells),
            sites=positions_of(self.case.sites),
            direction=direction,
            snap_max_m=100.0,
        )


def ends_of(case: Case, arc: int) -> tuple[int, int]:
    """Tail and head of an arc."""
    start, end, *_ = case.edges[arc % len(case.edges)]
    return (start, end) if arc < len(case.edges) else (end, start)


@st.composite
def turn_cases(draw: st.DrawFn) -> TurnCase:
    """Cases with up to six forbidden sequences of two to four arcs, which may overlap and turn back."""
    case = draw(cases())
    arcs = range(2 * len(case.edges))
    turns = []
    for _ in range(draw(st.integers(0, 6))):
        path = [draw(st.sampled_from(arcs))]
        for _ in range(draw(st.integers(1, 3))):
            on = [a for a in arcs if ends_of(case, a)[0] == ends_of(case, path[-1])[1]]
            if on:
                path.append(draw(st.sampled_from(on)))
        if len(path) > 1:
            turns.append(tuple(path))
    return TurnCase(case, tuple(turns))


def history_graph(network: RoadNetwork, mode: str) -> nx.DiGraph:
    """Nodes ``("at", n)`` for travel that begins at a node, and sequences of arcs; weights are seconds."""
    turns = set(network.forbidden_turns.get(mode, ()))
    kept = max((len(turn) for turn in turns), default=2) - 1
    cost, tail, head = arcs_of(network, mode)
    out: dict[int, list[int]] = {}
    for arc in np.flatnonzero(np.isfinite(cost)).tolist():
        out.setdefault(int(tail[arc]), []).append(arc)
    begun = [("at", node) for node in range(len(network.node_xy))]
    waiting = begun + [(arc,) for arcs in out.values() for arc in arcs]
    graph = nx.DiGraph()
    graph.add_nodes_from(waiting)
    while waiting:
        before = waiting.pop()
        travelled = () if before[0] == "at" else before
        node = before[1] if before[0] == "at" else int(head[before[-1]])
        for arc in out.get(node, []):
            whole = (*travelled, arc)
            if turns.isdisjoint(whole[i:] for i in range(len(whole))):
                after = whole[-kept:]
                if after not in graph:
                    waiting.append(after)
                graph.add_edge(before, after, weight=float(cost[arc]))
    return graph


def arcs_of(network: RoadNetwork, mode: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cost, tail and head of all arcs, open or not."""
    return (
        np.concatenate([network.forward_s[mode], network.backward_s[mode]]),
        np.concatenate([network.start, network.end]),
        np.concatenate([network.end, network.start]),
    )


@dataclass(frozen=True)
class Travel:
    """Travel on a graph of histories, from and to places on edges: edge, fraction, metres of the leg."""

    network: RoadNetwork
    mode: str

    def times(self, places: list, goals: list) -> np.ndarray:
        """Seconds from places to goals, infinite where there is no way."""
        graph = history_graph(self.network, self.mode)
        onto: dict[int, list[object]] = {}
        for before, after in graph.edges:
            onto.setdefault(after[-1], []).append(before)
        result = np.full((len(places), len(goals)), np.inf)
        for row, place in enumerate(places):
            found = self._from(graph, place)
            for column, goal in enumerate(goals):
                seconds = [*self._along(place, goal), *self._over_nodes(found, onto, goal)]
                legs_s = (place[2] + goal[2]) * ACCESS_S_PER_M
                result[row, column] = min(seconds, default=np.inf) + legs_s
        return result

    def _node(self, edge: int, fraction: float) -> int | None:
        return {0.0: int(self.network.start[edge]), 1.0: int(self.network.end[edge])}.get(fraction)

    def _parts(self, edge: int, before: float) -> list[tuple[int, float]]:
        """The open arcs of an edge, and the seconds of a part of each."""
        cost, *_ = arcs_of(self.network, self.mode)
        both = ((edge, before), (edge + len(self.network.start), 1 - before))
        return [(a, p * cost[a] if p > 0 else 0.0) for a, p in both if np.isfinite(cost[a])]

    def _from(self, graph: nx.DiGraph, place: tuple) -> dict:
        """Seconds to every history. Midway on an arc nothing was travelled before; at a node all is open."""
        edge, fraction, _ = place
        here = [("here", (arc,), seconds) for arc, seconds in self._parts(edge, 1 - fraction)]
        node = self._node(edge, fraction)
        if node is not None:
            here.append(("here", ("at", node), 0.0))
        graph.add_weighted_edges_from(here)
        found = nx.single_source_dijkstra_path_length(graph, "here")
        graph.remove_node("here")
        del found["here"]
        return found

    def _along(self, place: tuple, goal: tuple) -> list[float]:
        """Seconds along the edge that both are on."""
        (edge, fraction, _), (other, share, _) = place, goal
        if other != edge:
            return []
        if share == fraction:
            return [0.0]
        arc = edge if share > fraction else edge + len(self.network.start)
        return [abs(share - fraction) * arcs_of(self.network, self.mode)[0][arc]]

    def _over_nodes(self, found: dict, onto: dict, goal: tuple) -> list[float]:
        """Seconds onto the goal's edge, or to the node that the goal is."""
        edge, share, _ = goal
        head = arcs_of(self.network, self.mode)[2]
        node = self._node(edge, share)
        at_node = [
            seconds
            for state, seconds in found.items()
            if node is not None and node == (state[1] if state[0] == "at" else head[state[-1]])
        ]
        return [
            *at_node,
            *(
                found[state] + seconds
                for arc, seconds in self._parts(edge, share)
                for state in onto.get(arc, [])
                if state in found
            ),
        ]


def expected_turn_times(made: TurnCase, direction: str) -> np.ndarray:
    """Seconds between the case's cells and sites, shape (cells, sites)."""
    case = made.case
    if direction == "to_site":
        return Travel(made.network(), "walk").times(case.cells, case.sites)
    return Travel(made.network(), "walk").times(case.sites, case.cells).T
