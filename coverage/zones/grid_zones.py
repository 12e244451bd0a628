"""Zones of served cells: where there are no roads to draw, or the cells are what matters."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import KDTree

from ...geo.travel.travel_times import TravelTimes
from .nested_areas import nested
from .zone_table import (
    LIMITS_MIN,
    chosen_sites,
    require_zone_options,
    water_polygons,
    zone_limits,
    zone_table,
)

_NEIGHBOURS = 4


def grid_zones(
    times: TravelTimes,
    sites: Sequence[str] | None = None,
    *,
    limits_min: Sequence[float] = LIMITS_MIN,
    limits_m: Sequence[float] | None = None,
    tolerance_m: float = 0.0,
    hole_min_m2: float = 0.0,
    water: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Dissolve the cells that at least one of some sites serves, for several limits at once.

    Cells that are polygons are taken as they are. One that is a point becomes a rectangle around it, as
    long and as high as the usual spacing of the cells east to west and south to north. Borders are simplified
    by Douglas and Peucker's rule [1]_.

    Parameters
    ----------
    times
        Travel times, along roads or from a table.
    sites
        Ids of the open sites; by default the existing ones.
    limits_min
        Limits in minutes, at most what was computed.
    limits_m
        Limits in metres instead, where `times` counts distance.
    tolerance_m
        No point of a simplified zone is farther than this from the zone, and none of the zone from the
        simplified one.
    hole_min_m2
        Smaller holes are filled, as are those smaller than `tolerance_m` squared.
    water
        Polygons in the travel times' CRS, which are taken out.

    Returns
    -------
    geopandas.GeoDataFrame
        As from `halfhour.access_zones`: one row per limit, each zone exactly inside the next.

    Raises
    ------
    InputError
        If a limit was not computed, there is no such site, or an option is wrong.

    See Also
    --------
    access_zones : Zones along the roads.
    assess : Who is served within a limit.

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

    The cells as squares of 1 km; the clinic is 12 minutes from the west one and 24 from the east one:

    >>> squares = demand.set_geometry(demand.buffer(500, cap_style="square"))
    >>> times = hh.travel_times(squares, sites, roads, mode="walk", limit_min=30)
    >>> zones = hh.grid_zones(times, limits_min=[10, 20, 30])
    >>> zones["area_km2"].round(1).tolist()
    [0.0, 1.0, 2.0]
    """
    limits = zone_limits(times, limits_min, limits_m)
    require_zone_options(buffer_m=1.0, tolerance_m=tolerance_m, hole_min_m2=hole_min_m2)
    is_open = np.zeros(len(times.sites), dtype=np.int32)
    is_open[times.positions(chosen_sites(times, sites))] = 1
    cells = cell_areas(times.demand)
    areas: list[shapely.Geometry] = []
    done = np.zeros(len(cells), dtype=bool)
    for limit in limits:
        served = np.asarray(times.within_cost(limit) @ is_open).ravel() > 0
        added = shapely.union_all(cells[served & ~done])
        areas.append(shapely.union(areas[-1], added) if areas else added)
        done |= served
    return zone_table(
        times,
        [""] * len(limits),
        limits,
        nested(
            areas,
            tolerance_m=tolerance_m,
            hole_min_m2=hole_min_m2,
            water=water_polygons(water, times),
        ),
    )


def cell_areas(demand: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    """Return an area for each cell: its polygon, or a rectangle of the usual spacing around its point.

    Parameters
    ----------
    demand
        A demand table.

    Returns
    -------
    numpy.ndarray
        Polygons in the table's CRS and order.
    """
    areas = shapely.make_valid(demand.geometry.to_numpy())
    points = shapely.area(areas) == 0
    xy = shapely.get_coordinates(shapely.centroid(areas[points]))
    if len(xy):
        width_m, height_m = _usual_sides_m(xy)
        west, south = xy[:, 0] - width_m / 2, xy[:, 1] - height_m / 2
        areas[points] = shapely.box(west, south, west + width_m, south + height_m)
    return np.asarray(areas, dtype=object)


def _usual_sides_m(xy: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Median spacing of the nearest cells east or west, and of those north or south.

    A grid in degrees has oblong cells in metres. Where cells have no neighbours in one direction it is
    taken to be as in the other; 1 m where there are none at all.
    """
    near_m, near = KDTree(xy).query(xy, k=np.arange(2, _NEIGHBOURS + 2))
    known_m = np.isfinite(near_m) & (near_m > 0)
    away_m = np.abs(xy[np.where(known_m, near, 0)] - xy[:, None, :])
    # Diagonal neighbours say nothing about either side.
    straight = known_m & (away_m.min(axis=2) < 0.5 * away_m.max(axis=2))
    sides = []
    for axis in (0, 1):
        along = straight & (away_m[:, :, axis] == away_m.max(axis=2))
        side_m = np.where(along, away_m[:, :, axis], np.inf).min(axis=1)
        side_m = side_m[np.isfinite(side_m)]
        sides.append(float(np.median(side_m)) if len(side_m) else None)
    known = [side for side in sides if side is not None] or [1.0]
    width_m, height_m = (known[0] if side is None else side for side in sides)
    return max(1.0, width_m), max(1.0, height_m)
