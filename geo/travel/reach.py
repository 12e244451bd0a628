"""Isochrones on the network: the parts of edges from which a site is reached within a limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ...common.arrays import Floats, Ints
from ..roads.line_parts import line_parts
from ..roads.network import RoadNetwork
from .road_search import RoadSearch


@dataclass(frozen=True, kw_only=True, eq=False)
class ReachedParts:
    """The parts of edges within one limit: an isochrone on the network.

    An edge has one part where all of it is reached; else up to one from either end, and one around each site
    that is snapped to it. These may overlap.

    Parameters
    ----------
    edge
        The edge of each part, shape (parts,).
    begin, finish
        Edge fractions of the part's ends, 0 to 1, begin < finish, shape (parts,).
    """

    edge: Ints
    begin: Floats
    finish: Floats

    def __len__(self) -> int:
        """Return the number of parts."""
        return len(self.edge)

    @property
    def whole(self) -> npt.NDArray[np.bool_]:
        """Return which parts are whole edges, shape (parts,)."""
        return (self.begin <= 0) & (self.finish >= 1)

    def beyond(self, shorter: ReachedParts) -> ReachedParts:
        """Return the parts on edges that a shorter limit does not reach as a whole."""
        new = ~np.isin(self.edge, shorter.edge[shorter.whole])
        return ReachedParts(edge=self.edge[new], begin=self.begin[new], finish=self.finish[new])

    def lines(self, network: RoadNetwork) -> npt.NDArray[np.object_]:
        """Return the parts as LineStrings in the network's CRS."""
        lines = network.geometry[self.edge]
        cut = ~self.whole
        lines[cut] = line_parts(lines[cut], self.begin[cut], self.finish[cut])
        return lines


def reached_parts(search: RoadSearch, sites: Ints, limits: Sequence[float]) -> list[ReachedParts]:
    """Return the isochrones of several sites: the parts of edges from which (or to which) one is reached.

    A point of an edge is in a part if its least cost to (or from) the nearest of the sites is within the limit:
    over either end of the edge, or along it to a site on the same edge. One search up to the largest limit
    serves all limits.

    Parameters
    ----------
    search
        The search, with mode, direction and the sites' positions.
    sites
        Positions of the open sites in the site table.
    limits
        Seconds or metres, as the search counts; the sites' egress legs (or access legs) are part of it.

    Returns
    -------
    list of ReachedParts
        One per limit, in the limits' order.
    """
    if not limits:
        return []
    node_cost = search.node_costs(sites, max(limits))
    graph = search.graph
    edges = np.flatnonzero(graph.stoppable)
    at_start, at_end = (
        node_cost[nodes]
        for nodes in graph.turns.over_ends(edges, leaving=search.direction == "to_site")
    )
    some = np.isfinite(at_start) | np.isfinite(at_end)
    edges, at_start, at_end = edges[some], at_start[some], at_end[some]
    # Travel to a site over the edge's start is backward on the edge; travel from a site over it is forward.
    over_start, over_end = graph.backward[edges], graph.forward[edges]
    if search.direction == "from_site":
        over_start, over_end = over_end, over_start
    result = []
    for limit in limits:
        from_start = _reached_fraction(limit - at_start, over_start)
        from_end = _reached_fraction(limit - at_end, over_end)
        whole = from_start + from_end >= 1
        begins, ends = ~whole & (from_start > 0), ~whole & (from_end > 0)
        near = _around_sites(search, sites, limit)
        near_new = ~np.isin(near.edge, edges[whole])
        result.append(
            ReachedParts(
                edge=np.concatenate(
                    [edges[whole], edges[begins], edges[ends], near.edge[near_new]]
                ),
                begin=np.concatenate(
                    [
                        np.zeros(int(whole.sum() + begins.sum())),
                        1 - from_end[ends],
                        near.begin[near_new],
                    ]
                ),
                finish=np.concatenate(
                    [
                        np.ones(int(whole.sum())),
                        from_start[begins],
                        np.ones(int(ends.sum())),
                        near.finish[near_new],
                    ]
                ),
            )
        )
    return result


def _reached_fraction(left: Floats, cost: Floats) -> Floats:
    """Return the fraction of an edge that can be travelled with what is left of the limit, 0 to 1."""
    can = (left >= 0) & np.isfinite(cost)
    fraction = np.divide(left, cost, out=can.astype(np.float64), where=can & (cost > 0))
    return np.clip(fraction, 0.0, 1.0)


def _around_sites(search: RoadSearch, sites: Ints, limit: float) -> ReachedParts:
    """Return the part of its own edge from which each site is reached without passing a node."""
    graph, rows = search.graph, search.sites.rows
    rows = rows.chosen(np.isin(rows.place, sites) & (rows.edge >= 0))
    left = limit - search.access(rows)
    rows, left = rows.chosen(left > 0), left[left > 0]
    edge, at = rows.edge, rows.fraction
    before, after = graph.forward[edge], graph.backward[edge]
    if search.direction == "from_site":
        before, after = after, before
    begin = np.maximum(0.0, at - _reached_fraction(left, before))
    finish = np.minimum(1.0, at + _reached_fraction(left, after))
    some = finish > begin
    return ReachedParts(edge=edge[some], begin=begin[some], finish=finish[some])
