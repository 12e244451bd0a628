"""Access zones: where an open site is reached within the limit, along the roads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from ...common.prepared import Prepared, content_key
from ...geo.roads.network import RoadNetwork
from ...geo.travel.main_class import main_class
from ...geo.travel.reach import ReachedParts, reached_parts
from ...geo.travel.travel_times import TravelTimes
from ..assessment import Assessment
from .nested_areas import nested
from .road_buffers import widened
from .shores import split_by_water, widened_ashore
from .zone_table import (
    LIMITS_MIN,
    chosen_sites,
    require_roads,
    require_zone_options,
    water_polygons,
    zone_limits,
    zone_table,
)

ROAD_BUFFER_M = 200.0
"""How far a zone extends on either side of a reached road."""

TOLERANCE_M = 10.0
"""How far a simplified zone's border may be from where it was."""

_CELL_RADIUS_M = 400.0

_Reached = tuple[RoadNetwork, list[ReachedParts]]


def access_zones(
    times: TravelTimes,
    sites: Sequence[str] | None = None,
    *,
    limits_min: Sequence[float] = LIMITS_MIN,
    limits_m: Sequence[float] | None = None,
    buffer_m: float = ROAD_BUFFER_M,
    tolerance_m: float = TOLERANCE_M,
    hole_min_m2: float = 0.0,
    water: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Return the zone in which at least one of some sites is reached, for several limits at once.

    The reached parts of roads are widened; holes between them stay. A zone is for the eye: people are
    counted by the travel time of their cell. Borders are simplified by Douglas and Peucker's rule [1]_.

    Parameters
    ----------
    times
        Travel times along roads. Limits may be wider than what was computed.
    sites
        Ids of the open sites; by default the existing ones.
    limits_min
        Limits in minutes.
    limits_m
        Limits in metres instead, where `times` counts distance.
    buffer_m
        Metres on either side of a reached road.
    tolerance_m
        No point of a simplified zone is farther than this from the zone, and none of the zone from the
        simplified one; half of it may be used up by the roads, half by the outline.
    hole_min_m2
        Smaller holes are filled, as are those smaller than `tolerance_m` squared.
    water
        Polygons in the travel times' CRS, which are taken out. A road is not widened beyond them: of the
        land near it those parts count that it touches.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per limit, the smallest first: ``site_id`` (empty), ``limit`` (seconds or metres),
        ``limit_min`` (NaN for metres), ``area_km2`` (on the CRS's plane), and valid MultiPolygons in the
        demand table's CRS, empty where nothing is reached. A zone of a larger limit holds those of the
        smaller ones exactly.

    Raises
    ------
    InputError
        If the travel times were not computed along roads, there is no such site, or an option is wrong.

    See Also
    --------
    site_zones : The zone of each site by itself.
    grid_zones : Zones of served cells.
    travel_surface : The travel time pixel by pixel.

    References
    ----------
    .. [1] Douglas, D. H. and Peucker, T. K. (1973). Algorithms for the reduction of the number of points
       required to represent a digitized line or its caricature. Cartographica 10(2), 112-122.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)

    Where the clinic is reached within 6 and 12 minutes, 200 m on either side of the street:

    >>> zones = hh.access_zones(times, limits_min=[6, 12])
    >>> zones["limit_min"].tolist()
    [6.0, 12.0]
    >>> zones["area_km2"].round(1).tolist()
    [0.5, 0.9]
    """
    require_roads(times)
    limits = zone_limits(times, limits_min, limits_m)
    require_zone_options(buffer_m=buffer_m, tolerance_m=tolerance_m, hole_min_m2=hole_min_m2)
    areas = _zones(
        times,
        times.positions(chosen_sites(times, sites)),
        limits,
        buffer_m=buffer_m,
        tolerance_m=tolerance_m,
        hole_min_m2=hole_min_m2,
        water=water_polygons(water, times),
    )
    return zone_table(times, [""] * len(limits), limits, areas)


def site_zones(
    times: TravelTimes,
    sites: Sequence[str] | None = None,
    *,
    limits_min: Sequence[float] = LIMITS_MIN,
    limits_m: Sequence[float] | None = None,
    buffer_m: float = ROAD_BUFFER_M,
    tolerance_m: float = TOLERANCE_M,
    hole_min_m2: float = 0.0,
    water: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Return the zone of each of some sites by itself, for several limits at once.

    Parameters
    ----------
    times, sites, limits_min, limits_m, buffer_m, tolerance_m, hole_min_m2, water
        As in `access_zones`.

    Returns
    -------
    geopandas.GeoDataFrame
        As from `access_zones`, with one row per site and limit in the order of the sites.

    Raises
    ------
    InputError
        As `access_zones`.

    See Also
    --------
    access_zones : The zone of several sites together.
    catchments : Whom each open site serves.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)

    Both sites by themselves; the last one has the street on one side only:

    >>> zones = hh.site_zones(times, ["first", "last"], limits_min=[6])
    >>> zones["site_id"].tolist()
    ['first', 'last']
    >>> zones["area_km2"].round(1).tolist()
    [0.5, 0.3]
    """
    require_roads(times)
    limits = zone_limits(times, limits_min, limits_m)
    require_zone_options(buffer_m=buffer_m, tolerance_m=tolerance_m, hole_min_m2=hole_min_m2)
    ids = chosen_sites(times, sites)
    polygons = water_polygons(water, times)
    areas = [
        area
        for position in times.positions(ids)
        for area in _zones(
            times,
            np.array([position]),
            limits,
            buffer_m=buffer_m,
            tolerance_m=tolerance_m,
            hole_min_m2=hole_min_m2,
            water=polygons,
        )
    ]
    return zone_table(times, [site for site in ids for _ in limits], limits * len(ids), areas)


def access_zone(
    assessment: Assessment,
    *,
    buffer_m: float = ROAD_BUFFER_M,
    water: gpd.GeoDataFrame | None = None,
    prepared: Prepared | None = None,
) -> shapely.MultiPolygon:
    """Return the area from which an open site is reached within an assessment's limit.

    Where there are no roads (travel times from a table) served cells are dissolved, as they are where
    cells are polygons, else each as a disc of 400 m.

    Parameters
    ----------
    assessment
        Which sites are open and what the limit is.
    buffer_m
        Metres on either side of a reached road.
    water
        Polygons that are taken out, as in `access_zones`.
    prepared
        What was made before: where the same roads are reached, the zone is the same one.

    Returns
    -------
    shapely.MultiPolygon
        Valid, in the demand table's CRS, simplified to 10 m; empty where nothing is reached.

    Raises
    ------
    InputError
        If the water is in another CRS.

    See Also
    --------
    access_zones : Zones for several limits at once.
    assess : Who is served within the limit.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)

    >>> zone = hh.access_zone(hh.assess(times, limit_min=15))
    >>> zone.geom_type, round(zone.area / 1e6, 1)
    ('MultiPolygon', 1.0)
    >>> zone.covers(demand.geometry).tolist()
    [True, False]
    """
    polygons = water_polygons(water, assessment.times)
    times = main_class(assessment.times, assessment.group)
    if times.road_parts:
        [zone] = _zones(
            times,
            times.positions(assessment.open_sites),
            [assessment.limit],
            buffer_m=buffer_m,
            tolerance_m=TOLERANCE_M,
            hole_min_m2=0.0,
            water=polygons,
            prepared=prepared,
        )
        return zone
    served = times.demand.geometry[assessment.cells["within_reach"]]
    discs = served.where(served.area > 0, served.centroid.buffer(_CELL_RADIUS_M))
    [zone] = nested([discs.union_all()], tolerance_m=TOLERANCE_M, water=polygons)
    return zone


def _zones(
    times: TravelTimes,
    sites: npt.NDArray[np.int64],
    limits: Sequence[float],
    *,
    buffer_m: float,
    tolerance_m: float,
    hole_min_m2: float,
    water: npt.NDArray[np.object_] | None,
    prepared: Prepared | None = None,
) -> list[shapely.MultiPolygon]:
    reached = _reached(times, sites, limits)
    make = partial(
        _areas,
        reached,
        buffer_m=buffer_m,
        tolerance_m=tolerance_m,
        hole_min_m2=hole_min_m2,
        water=water,
    )
    if prepared is None:
        return make()
    of = [
        (roads.content_key, [(some.edge, some.begin, some.finish) for some in parts])
        for roads, parts in reached
    ]
    return prepared.part(
        content_key("access zones 1", of, buffer_m, tolerance_m, hole_min_m2, water),
        make,
        kinds=(),
    )


def _areas(
    reached: list[_Reached],
    *,
    buffer_m: float,
    tolerance_m: float,
    hole_min_m2: float,
    water: npt.NDArray[np.object_] | None,
) -> list[shapely.MultiPolygon]:
    lines = _added_lines(reached, tolerance_m / 2)
    hole_min_m2 = max(hole_min_m2, tolerance_m**2)
    if water is None:
        areas: list[shapely.Geometry] = list(widened(lines, buffer_m, hole_min_m2=hole_min_m2))
    else:
        split = [split_by_water(some, water, buffer_m) for some in lines]
        dry = widened([some for some, _ in split], buffer_m)
        areas = []
        ashore: shapely.Geometry = shapely.MultiPolygon()
        for inland, (_, wet) in zip(dry, split, strict=True):
            ashore = shapely.union(ashore, widened_ashore(wet, water, buffer_m))
            areas.append(shapely.union(inland, ashore))
    return nested(areas, tolerance_m=tolerance_m / 2, hole_min_m2=hole_min_m2, water=water)


def _reached(
    times: TravelTimes, sites: npt.NDArray[np.int64], limits: Sequence[float]
) -> list[_Reached]:
    """Return by mode in which people go to a site its roads, and what of them each limit reaches."""
    return [
        (part.search.network, reached_parts(part.search, part.among(sites), limits))
        for part in times.road_parts
    ]


def _added_lines(reached: list[_Reached], tolerance_m: float) -> list[npt.NDArray[np.object_]]:
    """Return what each limit reaches beyond the one before, by whatever mode."""
    by_mode = []
    for roads, parts in reached:
        added = [*parts[:1], *(later.beyond(earlier) for earlier, later in pairwise(parts))]
        by_mode.append([some.lines(roads) for some in added])
    lines = [np.concatenate(same_limit) for same_limit in zip(*by_mode, strict=True)]
    if tolerance_m:
        for some in lines:
            # Most are straight, and have nothing to be simplified.
            bent = shapely.get_num_coordinates(some) > 2
            some[bent] = shapely.simplify(some[bent], tolerance_m)
    return lines
