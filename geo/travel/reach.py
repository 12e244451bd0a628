"""The parts of roads from which a site is reached within a limit."""

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
    """Parts of edges that are reached within one limit.

    An edge has one part where it is reached whole, else up to one from either end and one around each site
    that stands on it; these may overlap.

    Parameters
    ----------
    edge
        The edge of each part, shape (parts,).
    begin, finish
        Where the part begins and finishes, as fractions of the edge's length, 0 to 1, begin < finish.
    """

    edge: Ints
    begin: Floats
    finish: Floats

    def __len__(self) -> int:
        return len(self.edge)

    @property
    def whole(self) -> npt.NDArray[np.bool_]:
        """Which parts are whole edges."""
        return (self.begin <= 0) & (self.finish >= 1)

    def beyond(self, shorter: ReachedParts) -> ReachedParts:
        """Return the parts on edges of which a shorter limit does not reach the whole."""
        new = ~np.isin(self.edge, shorter.edge[shorter.whole])
        return ReachedParts(edge=self.edge[new], begin=self.begin[new], finish=self.finish[new])

    def lines(self, network: RoadNetwork) -> npt.NDArray[np.object_]:
        """Return the parts as LineStrings in the network's CRS."""
        lines = network.geometry[self.edge]
        cut = ~self.whole
        lines[cut] = line_parts(lines[cut], self.begin[cut], self.finish[cut])
        return lines


def reached_parts(search: RoadSearch, sites: Ints, limits: Sequence[float]) -> list[ReachedParts]:
    """Return the parts of edges from which (or to which) one of `sites` is reached, for each limit.

    A point of an edge is in a part if its own least cost to (or from) the nearest of the sites is within
    the limit: over either end of the edge, or along it to a site on the same edge. The roads are searched
    once, up to the largest limit.

    Parameters
    ----------
    search
        Roads, mode, direction and the sites' positions.
    sites
        Positions of the open sites in the site table.
    limits
        Seconds or metres, as the search counts; the sites' access legs are part of it.

    Returns
    -------
    list of ReachedParts
        One per limit, in the limits' order.
    """
    if not limits:
        return []
    node_cost = search.node_costs(sites, max(limits))
    graph, network = search.graph, search.network
    edges = np.flatnonzero(
        graph.main & (np.isfinite(node_cost[network.start]) | np.isfinite(node_cost[network.end]))
    )
    at_start, at_end = node_cost[network.start[edges]], node_cost[network.end[edges]]
    # One leaves an edge towards a site at its start by going back, comes from a site by going forward.
    leave_start, leave_end = graph.backward[edges], graph.forward[edges]
    if search.direction == "from_site":
        leave_start, leave_end = leave_end, leave_start
    result = []
    for limit in limits:
        from_start = _share(limit - at_start, leave_start)
        from_end = _share(limit - at_end, leave_end)
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


def reached_lines(search: RoadSearch, sites: Ints, limit: float) -> npt.NDArray[np.object_]:
    """Return the stretches of road from which (or to which) one of `sites` is reached within `limit`.

    Parameters
    ----------
    search, sites, limit
        As in `reached_parts`, but one limit.

    Returns
    -------
    numpy.ndarray
        LineStrings in the network's CRS: whole edges, and parts of edges at the rim.
    """
    [parts] = reached_parts(search, sites, [limit])
    return parts.lines(search.network)


def _share(left: Floats, cost: Floats) -> Floats:
    """Share of an edge that can be travelled with what is left of the limit, 0 to 1."""
    can = (left >= 0) & np.isfinite(cost)
    share = np.divide(left, cost, out=can.astype(np.float64), where=can & (cost > 0))
    return np.clip(share, 0.0, 1.0)


def _around_sites(search: RoadSearch, sites: Ints, limit: float) -> ReachedParts:
    """Return the part of its own edge from which each site is reached, passing no end."""
    graph, positions = search.graph, search.sites
    on_road = sites[positions.snapped[sites]]
    left = limit - search.access(positions)[on_road]
    on_road, left = on_road[left > 0], left[left > 0]
    edge, at = positions.edge[on_road], positions.fraction[on_road]
    before, after = graph.forward[edge], graph.backward[edge]
    if search.direction == "from_site":
        before, after = after, before
    begin = np.maximum(0.0, at - _share(left, before))
    finish = np.minimum(1.0, at + _share(left, after))
    some = finish > begin
    return ReachedParts(edge=edge[some], begin=begin[some], finish=finish[some])
