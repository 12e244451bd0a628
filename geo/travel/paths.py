"""A shortest path between a cell and a site: its edges, geometry, length and time by road class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from ...common.arrays import Floats, Ints
from ..roads.line_parts import line_parts
from .positions import PositionRows, SnappedPositions
from .road_search import RoadSearch

ACCESS = "access leg"
"""Class of the access and egress legs in `RoadPath.by_class`."""


@dataclass(frozen=True, kw_only=True, eq=False)
class RoadPath:
    """A shortest path between a cell and a site, in the direction of travel.

    Parameters
    ----------
    edge
        Edges in the order of travel, shape (parts,).
    begin, finish
        Edge fractions where travel enters and leaves each edge, shape (parts,): against the edge's own
        direction `begin` is larger.
    geometry
        The path on the network, in the network's CRS, without access and egress leg.
    length_m
        Metres of the path, access and egress leg included.
    minutes
        Minutes of the path, access and egress leg included.
    by_class
        Index ``road_class`` in the order of travel, with ``access leg`` for both legs last; columns
        ``length_m`` and ``minutes``.
    """

    edge: Ints
    begin: Floats
    finish: Floats
    geometry: shapely.LineString
    length_m: float
    minutes: float
    by_class: pd.DataFrame

    def __repr__(self) -> str:
        """Return length, minutes and number of edges as text."""
        return f"<RoadPath {self.length_m:,.0f} m, {self.minutes:.1f} min, {len(self.edge)} edges>"


@dataclass(frozen=True)
class _Part:
    """A part of an edge, between two edge fractions."""

    edge: int
    begin: float
    finish: float


def cheapest_path(search: RoadSearch, cell: int, site: int) -> RoadPath | None:
    """Return a shortest path between a cell and a site, without limit; None if there is none.

    The path follows tight arcs, whose cost is exactly the difference of the labels of their nodes. That test is
    exact, since costs are whole ticks; so no predecessors or shortcuts are stored or unpacked.

    Parameters
    ----------
    search
        The search in which both have positions.
    cell, site
        Their positions in the tables.
    """
    starts = _positions(search.cells, cell)
    goals = _positions(search.sites, site)
    cost = search.nearest(np.array([site]))[1][cell]
    if not np.isfinite(cost):
        return None
    parts = _parts_on_one_edge(search, starts, goals, cost)
    if parts is None:
        parts = _parts_over_nodes(search, starts, goals, site)
    begin, finish = parts[0], parts[-1]
    access_m = float(
        min(starts.access_m[(starts.edge == begin.edge) & (starts.fraction == begin.begin)])
        + min(goals.access_m[(goals.edge == finish.edge) & (goals.fraction == finish.finish)])
    )
    if search.direction == "from_site":
        parts = [_Part(part.edge, part.finish, part.begin) for part in reversed(parts)]
    return _road_path(search, parts, access_m)


def _positions(positions: SnappedPositions, place: int) -> PositionRows:
    """Return the positions of one place."""
    rows = positions.rows
    return rows.chosen((rows.place == place) & (rows.edge >= 0))


def _parts_on_one_edge(
    search: RoadSearch, starts: PositionRows, goals: PositionRows, cost: float
) -> list[_Part] | None:
    """Return the way along an edge on which both stand, if no other is cheaper."""
    start, goal = np.nonzero(starts.edge[:, None] == goals.edge[None, :])
    pairs = starts.chosen(start), goals.chosen(goal)
    ticks = search.edge_ticks(*pairs)
    # The same product as that of the searches, so that equal ticks are equal costs.
    if not len(ticks) or ticks.min() * search.graph.hierarchy.tick > cost:
        return None
    own, other = (rows.chosen(np.array([ticks.argmin()])) for rows in pairs)
    return [_Part(int(own.edge[0]), float(own.fraction[0]), float(other.fraction[0]))]


def _parts_over_nodes(
    search: RoadSearch, starts: PositionRows, goals: PositionRows, site: int
) -> list[_Part]:
    """Return the parts of edges from cell to site over at least one node, whatever the direction of travel."""
    hierarchy = search.graph.hierarchy
    _, costs = search.sweeps.nearest_of_nodes(search.sources(np.array([site])))
    with np.errstate(invalid="ignore"):
        ticks = np.where(np.isfinite(costs), np.rint(costs / hierarchy.tick), np.inf)
    last = _end_legs(search, goals, leaving=search.direction == "from_site")
    first = _end_legs(search, starts, leaving=search.direction == "to_site")
    leave = min(first, key=lambda leg: leg.ticks + ticks[leg.node])
    parts = [_Part(leave.edge, leave.fraction, leave.end)]
    targets: dict[int, float] = {}
    for leg in last:
        targets[leg.node] = min(leg.ticks, targets.get(leg.node, np.inf))
    numbers, node = _tight_path(search, leave.node, ticks, targets)
    edges = len(search.network.start)
    for number in numbers:
        forward = (number < edges) == (search.direction == "to_site")
        parts.append(_Part(number % edges, 0.0 if forward else 1.0, 1.0 if forward else 0.0))
    enter = min((leg for leg in last if leg.node == node), key=lambda leg: leg.ticks)
    parts.append(_Part(enter.edge, enter.end, enter.fraction))
    return parts


@dataclass(frozen=True)
class _EndLeg:
    """The way between a position and one end of its edge, access leg included."""

    node: int
    edge: int
    end: float
    fraction: float
    ticks: float


def _end_legs(search: RoadSearch, rows: PositionRows, *, leaving: bool) -> list[_EndLeg]:
    """Return the ways between positions and both ends of their edges."""
    nodes, legs = (
        search.end_nodes(rows, leaving=leaving),
        search.end_ticks(rows, leaving=leaving),
    )
    return [
        _EndLeg(int(node), int(edge), end, float(fraction), float(ticks))
        for end, at, own in zip((0.0, 1.0), nodes, legs, strict=True)
        for node, edge, fraction, ticks in zip(at, rows.edge, rows.fraction, own, strict=True)
    ]


def _tight_path(
    search: RoadSearch, node: int, ticks: Floats, targets: dict[int, float]
) -> tuple[list[int], int]:
    """Return the numbers of the arcs from `node` to an end of the site's edge, and this end.

    A depth-first search over tight arcs: those of cost 0 may form cycles, so visited nodes are remembered.
    """
    visited, path = {node}, [(node, -1)]
    stack = [_tight_arcs(search, node, ticks)]
    while targets.get(path[-1][0], np.inf) != ticks[path[-1][0]]:
        following = next(stack[-1], None)
        if following is None:
            path.pop()
            stack.pop()
            continue
        head, _ = following
        if head not in visited:
            visited.add(head)
            path.append(following)
            stack.append(_tight_arcs(search, head, ticks))
    return [number for _, number in path if number >= 0], path[-1][0]


def _tight_arcs(search: RoadSearch, node: int, ticks: Floats) -> Iterator[tuple[int, int]]:
    """Yield the tight arcs at `node` towards the site: the node at the other end, and the arc's number."""
    graph = search.graph
    turns = graph.turns
    to_site = search.direction == "to_site"
    arcs, ends = (turns.by_tail, turns.head) if to_site else (turns.by_head, turns.tail)
    for at in arcs.at(node):
        number, other = int(turns.number[at]), int(ends[at])
        if graph.arc_ticks[at] + ticks[other] == ticks[node]:
            yield other, number


def _road_path(search: RoadSearch, parts: list[_Part], access_m: float) -> RoadPath:
    """Return a path with its geometry, and metres and minutes by road class."""
    network, mode = search.network, search.graph.mode
    parts = [part for part in parts if part.begin != part.finish] or parts[:1]
    edge = np.array([part.edge for part in parts])
    begin = np.array([part.begin for part in parts])
    finish = np.array([part.finish for part in parts])
    lines = line_parts(network.geometry[edge], np.minimum(begin, finish), np.maximum(begin, finish))
    lines = np.where(begin > finish, shapely.reverse(lines), lines)
    travelled = np.abs(finish - begin)
    forward_s, backward_s = network.forward_s[mode][edge], network.backward_s[mode][edge]
    edge_s = np.where(finish > begin, forward_s, backward_s)
    seconds = np.multiply(travelled, edge_s, out=np.zeros(len(edge)), where=travelled > 0)
    table = pd.DataFrame(
        {
            "road_class": [*network.road_class[edge], ACCESS],
            "length_m": [*(travelled * network.length_m[edge]), access_m],
            "minutes": [*(seconds / 60), access_m * 0.06 / network.access_kph],
        }
    )
    by_class = table.groupby("road_class", sort=False).sum()
    return RoadPath(
        edge=edge,
        begin=begin,
        finish=finish,
        geometry=shapely.LineString(shapely.get_coordinates(lines)),
        length_m=float(by_class["length_m"].sum()),
        minutes=float(by_class["minutes"].sum()),
        by_class=by_class,
    )
