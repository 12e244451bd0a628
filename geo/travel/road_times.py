"""The travel-time matrix along the roads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array

from ...common.arrays import Floats, Ints
from ...common.errors import Fault, InputError
from ...common.large_work import Report, announce, say_nothing
from ...common.prepared import Prepared, content_key
from ..crs import require_same_crs
from ..roads.network import RoadNetwork
from ..routing.mode_graph import ModeGraph, mode_graph
from ..tables import MODES, Direction, Mode, ModeByTier, Unit, require_demand, require_sites
from .class_search import ClassPart, ClassSearch
from .demand_classes import DemandClass, GroupTravel, classed_demand
from .dry_legs import water_polygons
from .limits import require_minutes, require_positive
from .matrix_size import matrix_estimate, snapping_estimate
from .mixed_search import MixedSearch, SearchPart
from .positions import PositionRows, SnappedPositions
from .road_search import RoadSearch, points_xy
from .snapping import NO_ROAD, SNAP_MAX_M, snap
from .travel_times import TravelTimes
from .walking_pace import walked_at

LIMIT_MIN = 30.0
"""The default limit in minutes."""


def travel_times(  # noqa: PLR0913 - what is asked, and what is known of the land
    demand: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    roads: RoadNetwork,
    *,
    mode: Mode | ModeByTier = "walk",
    limit_min: float = LIMIT_MIN,
    limit_m: float | None = None,
    snap_max_m: float = SNAP_MAX_M,
    direction: Direction = "to_site",
    water: gpd.GeoDataFrame | None = None,
    groups: Mapping[str, GroupTravel] | None = None,
    report: Report = say_nothing,
    prepared: Prepared | None = None,
) -> TravelTimes:
    """Compute travel times along the roads between all cells and sites.

    Cells and sites are snapped to the nearest edge on which the mode may stop, of whatever component; beside an
    artefact of the map also to the nearest edge of a larger component. A travel time is access leg, shortest
    path between the two positions, and egress leg; the least counts. The many-to-many matrix is bounded; the
    nearest sites are found without limit. Shortest paths are exact, by a contraction hierarchy [1]_ and PHAST
    sweeps [2]_.

    Parameters
    ----------
    demand
        Demand table in the network's CRS: index ``cell_id``, points or polygons. Of a polygon a point inside it
        is snapped.
    sites
        Site table in the network's CRS, as `read_sites` returns it.
    roads
        The road network.
    mode
        How people travel: ``"walk"``, ``"cycle"``, ``"ebike"`` or ``"drive"``; or a mode for each tier of the
        sites, such as ``{"township": "drive", "village": "walk"}``. Access and egress legs are walked.
    limit_min
        Times up to this many minutes are in the matrix.
    limit_m
        If given, the impedance is distance instead of time: metres along the shortest path, access and egress
        leg included, up to this many.
    snap_max_m
        The snapping distance in metres: a cell or site farther from every usable road is unreachable.
    direction
        ``"to_site"``: residents travel to the site; ``"from_site"``: vehicles go out to them.
    water
        Polygons in the network's CRS, as `read_water` returns them, which access and egress legs do not cross.
    groups
        How the people of some groups travel: at which speed on foot, and how many by car. Cells then become
        demand classes, as `classed_demand` makes them.
    report
        Is told before much is computed: how many cells, sites and pairs, and about how many megabytes and
        seconds they take.
    prepared
        What other calls have made, such as `Study.prepared`: places on the same roads are snapped once, and the
        matrix of the same places is computed once.

    Returns
    -------
    TravelTimes
        In seconds, or in metres with `limit_m`.

    Raises
    ------
    InputError
        If a table or a limit is not valid, the CRS differ, the mode may use no road, or a tier has no mode; or
        if the pairs would not fit into the memory that is free.

    See Also
    --------
    read_roads : Read a road network.
    assess : Who is served within a limit.
    TravelTimes.nearest : The nearest open site of each cell.

    References
    ----------
    .. [1] Geisberger, R., Sanders, P., Schultes, D. and Delling, D. (2008). Contraction hierarchies: faster and
       simpler hierarchical routing in road networks. WEA 2008, LNCS 5038, 319-333.
    .. [2] Delling, D., Goldberg, A. V., Nowatzyk, A. and Werneck, R. F. (2011). PHAST: hardware-accelerated
       shortest path trees. IPDPS 2011, 921-931.

    Examples
    --------
    A street of two edges, 1 km and 2 km, that is walked at 5 km/h:

    >>> import geopandas as gpd
    >>> import numpy as np
    >>> import pandas as pd
    >>> import pyproj
    >>> import shapely
    >>> import halfhour as hh
    >>> east_m = np.array([500_000.0, 501_000.0, 503_000.0])
    >>> roads = hh.RoadNetwork(
    ...     crs=pyproj.CRS.from_epsg(32650),
    ...     node_xy=np.column_stack([east_m, [0, 0, 0]]),
    ...     start=np.array([0, 1]),
    ...     end=np.array([1, 2]),
    ...     geometry=shapely.linestrings([[(500_000, 0), (501_000, 0)], [(501_000, 0), (503_000, 0)]]),
    ...     length_m=np.array([1000.0, 2000.0]),
    ...     road_class=np.array(["residential", "residential"]),
    ...     forward_s={"walk": np.array([720.0, 1440.0])},
    ...     backward_s={"walk": np.array([720.0, 1440.0])},
    ...     source="street",
    ... )

    Two cells at its ends, a clinic at the junction and one at the east end:

    >>> demand = gpd.GeoDataFrame(
    ...     {"residents": [400.0, 100.0]},
    ...     geometry=gpd.points_from_xy(east_m[[0, 2]], [0, 0], crs=roads.crs),
    ...     index=pd.Index(["west", "east"], name="cell_id"),
    ... )
    >>> attributes = {"name": "", "service": "clinic", "tier": "", "status": "existing"}
    >>> sites = gpd.GeoDataFrame(
    ...     {**attributes, "capacity": np.inf, "cost": 1.0},
    ...     geometry=gpd.points_from_xy(east_m[[1, 2]], [0, 0], crs=roads.crs),
    ...     index=pd.Index(["middle", "end"], name="site_id"),
    ... )
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)
    >>> times
    <TravelTimes 2 cells x 2 sites, walk, to_site, 3 pairs within 30 min>
    >>> times.within().toarray().tolist()
    [[True, False], [True, True]]
    >>> (times.nearest(["middle", "end"])["cost"] / 60).tolist()
    [12.0, 0.0]
    """
    _require_places(demand, sites, roads)
    if limit_m is None:
        require_minutes("limit_min", limit_min)
    require_positive("snap_max_m", snap_max_m)
    if limit_m is not None:
        require_positive("limit_m", limit_m)
    polygons = water_polygons(water, roads.crs)
    unit: Unit = "s" if limit_m is None else "m"
    limit = limit_min * 60 if limit_m is None else limit_m
    asked = groups or {}
    classed = classed_demand(demand, asked, mode) if asked else None
    classes = classed.classes if classed else (DemandClass(np.arange(len(demand)), mode, None),)
    table = classed.demand if classed else demand
    cells_xy = points_xy(table.geometry.to_numpy())
    sites_xy = points_xy(sites.geometry.to_numpy())

    shared = Prepared() if prepared is None else prepared
    at_pace = {
        kph: roads if kph is None else _at_pace(roads, kph, shared)
        for kph in {c.walk_kph for c in classes}
    }
    announce(snapping_estimate(len(table), len(sites)), report)

    def searched(one: DemandClass) -> tuple[SearchPart, ...]:
        network = at_pace[one.walk_kph]
        return tuple(
            SearchPart(
                search=_search(
                    network,
                    mode_graph(network, mode, unit, prepared=shared),
                    cells_xy[one.rows],
                    sites_xy[numbers],
                    direction=direction,
                    snap_max_m=snap_max_m,
                    water=polygons,
                    prepared=shared,
                ),
                sites=numbers,
            )
            for mode, numbers in _sites_by_mode(sites, one.mode)
        )

    by_class = [searched(one) for one in classes]
    searches = [part for own in by_class for part in own]
    estimate = matrix_estimate(searches, cells=len(table), sites=len(sites), limit=limit)
    if estimate is not None:
        announce(estimate, report)
    search = _of_all_classes(by_class, classes if classed else None)
    return TravelTimes(
        demand=table,
        sites=sites,
        costs=_matrix(
            search,
            [(one.rows, own) for one, own in zip(classes, by_class, strict=True)],
            limit,
            shared,
        ),
        limit=limit,
        unit=unit,
        mode=mode,
        direction=direction,
        search=search,
        cell_reason=np.concatenate(
            [MixedSearch(parts=own).cell_reason(np.arange(len(sites))) for own in by_class]
        ),
        site_reason=_site_reasons(by_class[0], len(sites)),
        network=roads,
        groups=asked,
        upper_demand=classed.upper if classed else None,
    )


def _require_places(demand: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, roads: RoadNetwork) -> None:
    require_demand(demand)
    require_sites(sites)
    require_same_crs(demand, roads.crs, what="demand table")
    require_same_crs(sites, roads.crs, what="site table")


def _of_all_classes(
    by_class: Sequence[tuple[SearchPart, ...]], classes: Sequence[DemandClass] | None
) -> RoadSearch | MixedSearch | ClassSearch:
    """Return one search of the parts of each class; without classes that of everybody."""
    every = [MixedSearch(parts=own) if len(own) > 1 else own[0].search for own in by_class]
    if classes is None:
        return every[0]
    return ClassSearch(
        parts=tuple(
            ClassPart(search=own, rows=one.rows, mode=one.mode)
            for own, one in zip(every, classes, strict=True)
        )
    )


def _site_reasons(parts: Sequence[SearchPart], count: int) -> npt.NDArray[np.str_]:
    """Return why sites are on no road, by site; of every class they are the same."""
    reasons = np.full(count, "", dtype=f"<U{len(NO_ROAD)}")
    for part in parts:
        reasons[part.sites] = part.search.sites.reason
    return reasons


def _matrix(
    search: RoadSearch | MixedSearch | ClassSearch,
    classes: Sequence[tuple[Ints, Sequence[SearchPart]]],
    limit: float,
    prepared: Prepared,
) -> csc_array:
    """Return the matrix of a search, which consists of the rows of each class, and the sites of each mode."""
    of = [
        (rows, [(part.search.content_key, part.sites) for part in parts]) for rows, parts in classes
    ]

    def made() -> tuple[npt.NDArray[Any], ...]:
        costs = search.matrix(limit)
        return costs.data, costs.indices, costs.indptr

    key = content_key("travel times 1", of, float(limit))
    data, indices, indptr = prepared.part(key, made, kinds=())
    shape = (sum(len(rows) for rows, _ in classes), len(indptr) - 1)
    return csc_array((data, indices, indptr), shape=shape)


def _at_pace(roads: RoadNetwork, walk_kph: float, prepared: Prepared) -> RoadNetwork:
    key = content_key("roads at a pace 1", roads.content_key, walk_kph)
    return prepared.part(key, partial(walked_at, roads, walk_kph))


def _sites_by_mode(sites: gpd.GeoDataFrame, mode: Mode | ModeByTier) -> list[tuple[Mode, Ints]]:
    """Return each mode that is used and the positions of its sites."""
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
    water: npt.NDArray[np.object_] | None,
    prepared: Prepared,
) -> RoadSearch:
    """Snap cells and sites to the graph of one mode; services with the same ones share their positions."""
    to_site = direction == "to_site"

    def snapped(xy: Floats, *, leaving: bool) -> SnappedPositions:
        of = (roads.content_key, graph.mode, graph.unit, snap_max_m, leaving, water, xy)
        make = partial(snap, xy, roads, graph, snap_max_m=snap_max_m, leaving=leaving, water=water)
        kinds = (SnappedPositions, PositionRows)
        return prepared.part(content_key("positions 1", *of), make, kinds=kinds)

    return RoadSearch(
        network=roads,
        graph=graph,
        cells=snapped(cells_xy, leaving=to_site),
        sites=snapped(sites_xy, leaving=not to_site),
        direction=direction,
        snap_max_m=snap_max_m,
        water=water,
    )
