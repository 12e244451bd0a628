"""The parts of roads from which a site is reached within a limit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from shapely.ops import substring

from .road_search import RoadSearch


def reached_lines(
    search: RoadSearch, sites: npt.NDArray[np.int64], limit: float
) -> npt.NDArray[np.object_]:
    """Return the stretches of road from which (or to which) one of `sites` is reached within `limit`.

    Parameters
    ----------
    search
        Roads, mode, direction and the sites' positions.
    sites
        Positions of the open sites in the site table.
    limit
        Seconds or metres, as the search counts; the sites' access legs are part of it.

    Returns
    -------
    numpy.ndarray
        LineStrings in the network's CRS: whole edges, and parts of edges at the rim.
    """
    node_cost = search.node_costs(sites, limit)
    graph, network = search.graph, search.network
    cost_start, cost_end = node_cost[network.start], node_cost[network.end]
    if search.direction == "to_site":
        # One leaves an edge at its end by going forward, at its start by going back.
        from_start = _share(limit - cost_start, graph.backward)
        from_end = _share(limit - cost_end, graph.forward)
    else:
        from_start = _share(limit - cost_start, graph.forward)
        from_end = _share(limit - cost_end, graph.backward)
    whole = from_start + from_end >= 1
    lines = [network.geometry[whole & graph.main]]
    rim = graph.main & ~whole
    lines += [
        _part(network.geometry[edge], 0.0, from_start[edge])
        for edge in np.flatnonzero(rim & (from_start > 0))
    ]
    lines += [
        _part(network.geometry[edge], 1 - from_end[edge], 1.0)
        for edge in np.flatnonzero(rim & (from_end > 0))
    ]
    lines.extend(_around_sites(search, sites, limit))
    return np.concatenate(lines)


def _share(left: npt.NDArray[np.float64], cost: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Share of an edge that can be travelled with what is left of the limit, 0 to 1."""
    share = np.zeros(len(left))
    can = (left >= 0) & np.isfinite(cost)
    share[can] = np.where(
        cost[can] > left[can], left[can] / np.where(cost[can] > 0, cost[can], 1.0), 1.0
    )
    return share


def _around_sites(
    search: RoadSearch, sites: npt.NDArray[np.int64], limit: float
) -> list[npt.NDArray[np.object_]]:
    """Return the stretch of its own edge from which each site is reached, passing no end."""
    graph, positions = search.graph, search.sites
    parts = []
    for site in sites[positions.snapped[sites]]:
        edge, at = positions.edge[site], positions.fraction[site]
        left = limit - search.access(positions)[site]
        if left <= 0:
            continue
        ahead, behind = graph.backward[edge], graph.forward[edge]
        if search.direction == "from_site":
            ahead, behind = behind, ahead
        begin = max(0.0, at - (left / behind if behind > 0 else 1.0))
        finish = min(1.0, at + (left / ahead if ahead > 0 else 1.0))
        if finish > begin:
            parts.append(_part(search.network.geometry[edge], begin, finish))
    return parts


def _part(line: shapely.LineString, begin: float, finish: float) -> npt.NDArray[np.object_]:
    return np.array([substring(line, begin, finish, normalized=True)], dtype=object)
