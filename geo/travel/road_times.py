"""Computing travel times along the roads."""

from __future__ import annotations

import geopandas as gpd
import numpy as np

from ...common.arrays import Floats, Ints
from ...common.errors import Fault, InputError
from ..crs import require_same_crs
from ..roads.network import RoadNetwork
from ..routing.mode_graph import ModeGraph, mode_graph
from ..tables import MODES, Direction, Mode, ModeByTier, Unit, require_demand, require_sites
from .limits import require_minutes, require_positive
from .mixed_search import MixedSearch, SearchPart
from .road_search import RoadSearch, points_xy
from .snapping import ISLAND, NO_ROAD, SNAP_MAX_M, snap
from .travel_times import TravelTimes

LIMIT_MIN = 30.0
"""The limit in minutes where nobody names another."""


def travel_times(
    demand: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    roads: RoadNetwork,
    *,
    mode: Mode | ModeByTier = "walk",
    limit_min: float = LIMIT_MIN,
    limit_m: float | None = None,
    snap_max_m: float = SNAP_MAX_M,
    direction: Direction = "to_site",
) -> TravelTimes:
    """Compute travel times along the roads between all cells and sites.

    Parameters
    ----------
    demand, sites
        Tables in the network's CRS.
    roads
        The road network.
    mode
        How people travel: walk, cycle, ebike or drive; or a mode for each tier of the sites, such as
        ``{"township": "drive", "village": "walk"}``. Access legs between places and roads are walked.
    limit_min
        Times up to this many minutes are kept.
    limit_m
        If given, distance along the shortest road is computed instead of time, up to this many metres,
        access legs included.
    snap_max_m
        A cell or site farther than this from every usable road is unreachable.
    direction
        ``"to_site"``: residents travel to the site; ``"from_site"``: vehicles go out to them.

    Returns
    -------
    TravelTimes
        In seconds, or in metres with `limit_m`.

    Raises
    ------
    InputError
        If a table or a limit is not valid, the CRS differ, or a tier has no mode.
    """
    require_demand(demand)
    require_sites(sites)
    require_same_crs(demand, roads.crs, what="demand table")
    require_same_crs(sites, roads.crs, what="site table")
    if limit_m is None:
        require_minutes("limit_min", limit_min)
    require_positive("snap_max_m", snap_max_m)
    if limit_m is not None:
        require_positive("limit_m", limit_m)
    unit: Unit = "s" if limit_m is None else "m"
    limit = limit_min * 60 if limit_m is None else limit_m
    places = {
        name: points_xy(t.geometry.to_numpy()) for name, t in (("cells", demand), ("sites", sites))
    }
    parts = tuple(
        SearchPart(
            search=_search(
                roads,
                mode_graph(roads, one, unit),
                places["cells"],
                places["sites"][numbers],
                direction=direction,
                snap_max_m=snap_max_m,
            ),
            sites=numbers,
        )
        for one, numbers in _sites_by_mode(sites, mode)
    )
    search = parts[0].search if len(parts) == 1 else MixedSearch(parts=parts)
    site_reason = np.full(len(sites), "", dtype=f"<U{max(len(NO_ROAD), len(ISLAND))}")
    for part in parts:
        site_reason[part.sites] = part.search.sites.reason
    return TravelTimes(
        demand=demand,
        sites=sites,
        costs=search.matrix(limit),
        limit=limit,
        unit=unit,
        mode=mode,
        direction=direction,
        search=search,
        cell_reason=MixedSearch(parts=parts).cell_reason(np.arange(len(sites))),
        site_reason=site_reason,
        network=roads,
    )


def _sites_by_mode(sites: gpd.GeoDataFrame, mode: Mode | ModeByTier) -> list[tuple[Mode, Ints]]:
    if isinstance(mode, str):
        return [(mode, np.arange(len(sites)))]
    tiers = sites["tier"].to_numpy(dtype=object)
    unknown = sorted(set(tiers) - set(mode))
    if unknown:
        raise InputError(
            *(
                Fault(
                    file="site table",
                    column="tier",
                    value=tier,
                    cause=f"no mode is given for this tier; there is one for {', '.join(mode)}",
                    fix="name a mode for every tier of the service's sites, or one mode for all",
                )
                for tier in unknown
            )
        )
    own = np.array([mode[tier] for tier in tiers], dtype=object)
    used = [(one, np.flatnonzero(own == one)) for one in MODES if (own == one).any()]
    return used or [(next(iter(mode.values())), np.arange(0))]


def _search(
    roads: RoadNetwork,
    graph: ModeGraph,
    cells_xy: Floats,
    sites_xy: Floats,
    *,
    direction: Direction,
    snap_max_m: float,
) -> RoadSearch:
    return RoadSearch(
        network=roads,
        graph=graph,
        cells=snap(cells_xy, roads, graph, snap_max_m=snap_max_m),
        sites=snap(sites_xy, roads, graph, snap_max_m=snap_max_m),
        direction=direction,
        snap_max_m=snap_max_m,
    )
