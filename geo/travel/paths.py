"""The way between a cell and a site: where it goes, how long it is and what takes the time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from ...common.arrays import Floats, Ints
from ..roads.line_parts import line_parts
from ..routing.sweeps import Ends
from .road_search import RoadSearch
from .snapping import SnappedPositions

ACCESS = "access leg"
"""Class of the legs between places and their roads in `RoadPath.by_class`."""


@dataclass(frozen=True, kw_only=True, eq=False)
class RoadPath:
    """A cheapest way between a cell and a site, in the direction of travel.

    Parameters
    ----------
    edge
        Edges in the order of travel, shape (parts,).
    begin, finish
        Fractions of each edge's length where travel enters and leaves it: against the edge's own direction
        `begin` is larger.
    geometry
        The way on the roads, in the network's CRS, without the access legs.
    length_m
        Metres on the roads and of both access legs.
    minutes
        Minutes of both.
    by_class
        Index ``road_class`` in the order of travel, with ``access leg`` last; columns ``length_m`` and
        ``minutes``.
    """

    edge: Ints
    begin: Floats
    finish: Floats
    geometry: shapely.LineString
    length_m: float
    minutes: float
    by_class: pd.DataFrame

    def __repr__(self) -> str:
        return f"<RoadPath {self.length_m:,.0f} m, {self.minutes:.1f} min, {len(self.edge)} edges>"


@dataclass(frozen=True)
class _Part:
    edge: int
    begin: float
    finish: float


def cheapest_path(search: RoadSearch, cell: int, site: int) -> RoadPath | None:
    """Return a cheapest way between a cell and a site, however long; None if there is none.

    Costs are whole ticks, so that an arc is on a cheapest way exactly if its cost is the difference of
    its ends' costs: the way is read off the costs of all nodes.

    Parameters
    ----------
    search
        Where cells and sites stand.
    cell, site
        Their numbers, in the tables' order.
    """
    if not (search.cells.snapped[cell] and search.sites.snapped[site]):
        return None
    one = np.array([site])
    cost = search.nearest(one)[1][cell]
    if not np.isfinite(cost):
        return None
    direct = search.direct_cost(cell, site)
    if direct <= cost:
        ends = search.cells.fraction[cell], search.sites.fraction[site]
        parts = [_Part(int(search.cells.edge[cell]), float(ends[0]), float(ends[1]))]
    else:
        parts = _parts_over_nodes(search, cell, site)
    if search.direction == "from_site":
        parts = [_Part(part.edge, part.finish, part.begin) for part in reversed(parts)]
    return _described(search, parts, cell, site)


def _parts_over_nodes(search: RoadSearch, cell: int, site: int) -> list[_Part]:
    """Parts from the cell to the site over at least one node, as seen from the cell."""
    network, hierarchy = search.network, search.graph.hierarchy
    site_ends = Ends(*(part[[site]] for part in search.site_ends))
    _, costs = search.sweeps.nearest_of_nodes(site_ends, np.zeros(1, dtype=np.int64))
    with np.errstate(invalid="ignore"):
        ticks = np.where(np.isfinite(costs), np.rint(costs / hierarchy.tick), np.inf)
    there, back = hierarchy.ticks(search.graph.forward), hierarchy.ticks(search.graph.backward)
    if search.direction == "from_site":
        there, back = back, there
    last = _ends_of(search, search.sites, site, leaving=search.direction == "from_site")
    first = _ends_of(search, search.cells, cell, leaving=search.direction == "to_site")
    node, begin = min(first, key=lambda end: first[end] + ticks[end[0]])
    on_edge = int(search.cells.edge[cell])
    parts = [_Part(on_edge, float(search.cells.fraction[cell]), begin)]
    # Both ends of a loop are one node.
    goal = {end: min(c for (n, _), c in last.items() if n == end) for end, _ in last}
    for edge, forward in _walk(search, node, ticks, (there, back), goal):
        parts.append(_Part(edge, 0.0 if forward else 1.0, 1.0 if forward else 0.0))
        node = int(network.end[edge] if forward else network.start[edge])
    entered = min((end for end in last if end[0] == node), key=lambda end: last[end])
    parts.append(
        _Part(int(search.sites.edge[site]), entered[1], float(search.sites.fraction[site]))
    )
    return parts


def _ends_of(
    search: RoadSearch, positions: SnappedPositions, place: int, *, leaving: bool
) -> dict[tuple[int, float], float]:
    """Ticks between a place and either end of its edge, by node and fraction of that end."""
    legs = search.end_ticks(positions, leaving=leaving)
    edge = positions.edge[place]
    return {
        (int(search.network.start[edge]), 0.0): float(legs[0][place]),
        (int(search.network.end[edge]), 1.0): float(legs[1][place]),
    }


def _walk(
    search: RoadSearch,
    node: int,
    ticks: Floats,
    costs: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]],
    goal: dict[int, float],
) -> list[tuple[int, bool]]:
    """Edges from `node` to an end of the site's edge, each with whether it is travelled forward.

    Arcs that cost nothing may lead in circles, hence the search with a memory instead of a plain walk.
    """
    network = search.network
    seen, trail = {node}, [(node, -1, True)]
    branch = [_tight(search, node, ticks, costs)]
    while goal.get(trail[-1][0], np.inf) != ticks[trail[-1][0]]:
        following = next(branch[-1], None)
        if following is None:
            trail.pop()
            branch.pop()
            continue
        edge, forward = following
        head = int(network.end[edge] if forward else network.start[edge])
        if head not in seen:
            seen.add(head)
            trail.append((head, edge, forward))
            branch.append(_tight(search, head, ticks, costs))
    return [(edge, forward) for _, edge, forward in trail[1:]]


def _tight(
    search: RoadSearch,
    node: int,
    ticks: Floats,
    costs: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]],
) -> Iterator[tuple[int, bool]]:
    """Yield the edges out of `node` that lie on a cheapest way."""
    network = search.network
    for edge, forward in network.edges_at(node):
        head = network.end[edge] if forward else network.start[edge]
        if costs[0 if forward else 1][edge] + ticks[head] == ticks[node]:
            yield edge, forward


def _described(search: RoadSearch, parts: list[_Part], cell: int, site: int) -> RoadPath:
    network, mode = search.network, search.graph.mode
    parts = [part for part in parts if part.begin != part.finish] or parts[:1]
    edge = np.array([part.edge for part in parts])
    begin = np.array([part.begin for part in parts])
    finish = np.array([part.finish for part in parts])
    lines = line_parts(network.geometry[edge], np.minimum(begin, finish), np.maximum(begin, finish))
    lines = np.where(begin > finish, shapely.reverse(lines), lines)
    share = np.abs(finish - begin)
    forward_s, backward_s = network.forward_s[mode][edge], network.backward_s[mode][edge]
    way_s = np.where(finish > begin, forward_s, backward_s)
    seconds = np.multiply(share, way_s, out=np.zeros(len(edge)), where=share > 0)
    access_m = float(search.cells.access_m[cell] + search.sites.access_m[site])
    table = pd.DataFrame(
        {
            "road_class": [*network.road_class[edge], ACCESS],
            "length_m": [*(share * network.length_m[edge]), access_m],
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
