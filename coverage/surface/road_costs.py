"""Straight pieces of roads, and what it costs to travel from (or to) each point of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import shapely

from ...common.arrays import Floats, Ints
from ...common.prepared import Prepared, content_key
from ...geo.travel.road_search import RoadSearch
from ...geo.travel.travel_times import TravelTimes


@dataclass(frozen=True, kw_only=True, eq=False)
class CostedPieces:
    """Straight pieces of roads along which the cost is the lesser of two straight lines.

    Parameters
    ----------
    begin, finish
        Where each piece begins and finishes, shape (pieces, 2).
    by_start
        Cost at both ends over the start of the piece's edge, shape (pieces, 2); infinite where closed.
    by_end
        The same over the end of its edge.
    """

    begin: Floats
    finish: Floats
    by_start: Floats
    by_end: Floats

    def __len__(self) -> int:
        return len(self.begin)

    def reached(self) -> CostedPieces:
        """Return the pieces that have a finite cost."""
        kept = np.isfinite(np.minimum(self.by_start[:, 0], self.by_end[:, 0]))
        return CostedPieces(
            begin=self.begin[kept],
            finish=self.finish[kept],
            by_start=self.by_start[kept],
            by_end=self.by_end[kept],
        )


def costed_pieces(
    times: TravelTimes, sites: Ints, *, prepared: Prepared | None = None
) -> CostedPieces:
    """Return the pieces of roads from which one of `sites` is reached, by any mode, however far.

    Parameters
    ----------
    times
        Travel times along roads.
    sites
        Columns of the open sites.
    prepared
        What was made before: a page and a raster of the same sites share their pieces.

    Returns
    -------
    CostedPieces
        In the roads' CRS. The least cost of all pieces at a point is that point's cost.
    """
    searches = [(part.search, part.among(sites)) for part in times.road_parts]
    if prepared is None:
        return _pieces(searches)
    key = content_key("costed pieces 1", [_content(*one) for one in searches])
    return prepared.part(key, partial(_pieces, searches))


def _content(search: RoadSearch, sites: Ints) -> tuple[object, ...]:
    """Return what the pieces of one mode depend on: roads, mode and direction, and where the sites are."""
    rows = search.sites.rows
    rows = rows.chosen(np.isin(rows.place, sites))
    graph = search.graph
    where = [rows.edge, rows.fraction, rows.access_m]
    return search.network.content_key, graph.mode, graph.unit, search.direction, where


def _pieces(searches: list[tuple[RoadSearch, Ints]]) -> CostedPieces:
    parts = []
    for search, own in searches:
        parts += [_edge_pieces(search, own), _site_pieces(search, own)]
    return _joined(parts).reached()


def _edge_pieces(search: RoadSearch, sites: Ints) -> CostedPieces:
    """Return what each edge costs over its ends."""
    network, graph = search.network, search.graph
    _, node_cost = search.sweeps.nearest_of_nodes(search.sources(sites))
    edges = np.flatnonzero(graph.stoppable)
    at_start, at_end = (
        node_cost[nodes]
        for nodes in graph.turns.over_ends(edges, leaving=search.direction == "to_site")
    )
    reached = np.isfinite(at_start) | np.isfinite(at_end)
    edges, at_start, at_end = edges[reached], at_start[reached], at_end[reached]
    leave_start, leave_end = _ways(search, edges)
    begin, finish, edge, first, last = _straight(network.geometry[edges])
    start, end = at_start[edge], at_end[edge]
    return CostedPieces(
        begin=begin,
        finish=finish,
        by_start=_line(start, leave_start[edge], first, last),
        by_end=_line(end, leave_end[edge], 1 - first, 1 - last),
    )


def _site_pieces(search: RoadSearch, sites: Ints) -> CostedPieces:
    """Return what each site's own edge costs without going over an end."""
    rows = search.sites.rows
    rows = rows.chosen(np.isin(rows.place, sites) & (rows.edge >= 0))
    edges, at, access = rows.edge, rows.fraction, search.access(rows)
    back, ahead = _ways(search, edges)
    begin, finish, edge, first, last = _straight(search.network.geometry[edges], at)
    before = last <= at[edge]
    # Before the site one goes ahead to it, behind it back; the two sides never share a piece.
    towards = np.where(before, ahead[edge], back[edge])
    far = np.abs(at[edge] - first), np.abs(at[edge] - last)
    return CostedPieces(
        begin=begin,
        finish=finish,
        by_start=_line(access[edge], towards, *far),
        by_end=np.full((len(begin), 2), np.inf),
    )


def _ways(search: RoadSearch, edges: Ints) -> tuple[Floats, Floats]:
    """Cost of the whole edge backward and forward, as people go to a site or come from it."""
    back, ahead = search.graph.backward[edges], search.graph.forward[edges]
    return (back, ahead) if search.direction == "to_site" else (ahead, back)


def _line(from_: Floats, whole: Floats, first: Floats, last: Floats) -> Floats:
    """Cost at two shares of an edge, from what the end costs and what the whole edge costs."""
    with np.errstate(invalid="ignore"):
        cost = np.column_stack([from_ + first * whole, from_ + last * whole])
    # Closed edges: no share of them can be travelled, not even none.
    return np.where(np.isfinite(whole)[:, None], cost, np.inf)


def _straight(
    lines: npt.NDArray[np.object_], cut: Floats | None = None
) -> tuple[Floats, Floats, Ints, Floats, Floats]:
    """Begin and finish of each straight piece, its line, and these as shares of the line's length.

    Every line may be cut at one further share of its length.
    """
    xy, line = shapely.get_coordinates(lines, return_index=True)
    same = line[:-1] == line[1:]
    begin, finish, of = xy[:-1][same], xy[1:][same], line[:-1][same]
    length_m = np.hypot(*(finish - begin).T)
    total_m = np.bincount(of, length_m, minlength=len(lines))
    end_m = np.cumsum(length_m)
    before_m = np.concatenate([[0.0], np.cumsum(total_m)])[:-1]
    total_m = np.maximum(total_m, 1e-9)
    first = np.clip((end_m - length_m - before_m[of]) / total_m[of], 0, 1)
    last = np.clip((end_m - before_m[of]) / total_m[of], 0, 1)
    if cut is None:
        return begin, finish, of, first, last
    at = cut[of]
    inside = (first < at) & (at < last)
    share = ((at - first)[inside] / (last - first)[inside])[:, None]
    middle = begin[inside] + share * (finish - begin)[inside]
    left, right = finish.copy(), middle
    left[inside] = middle
    return (
        np.concatenate([begin, right]),
        np.concatenate([left, finish[inside]]),
        np.concatenate([of, of[inside]]),
        np.concatenate([first, at[inside]]),
        np.concatenate([np.where(inside, at, last), last[inside]]),
    )


def _joined(parts: list[CostedPieces]) -> CostedPieces:
    none = np.empty((0, 2))
    return CostedPieces(
        begin=np.concatenate([none, *(part.begin for part in parts)]),
        finish=np.concatenate([none, *(part.finish for part in parts)]),
        by_start=np.concatenate([none, *(part.by_start for part in parts)]),
        by_end=np.concatenate([none, *(part.by_end for part in parts)]),
    )
