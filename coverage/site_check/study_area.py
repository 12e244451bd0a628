"""Whether a place lies in the study area, and how far outside it, in which direction."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from ...common.arrays import Floats
from ...common.errors import Fault, InputError
from ...common.sentences import Sentence
from ...geo.crs import to_degrees
from ...geo.inner_points import inner_points
from ..assessment import Assessment
from .obstacles import Obstacle
from .place import SitePlace, exchanged_place

_GEOD: Final = pyproj.Geod(ellps="WGS84")
DIRECTIONS: Final = (
    "north",
    "north-east",
    "east",
    "south-east",
    "south",
    "south-west",
    "west",
    "north-west",
)
_BESIDE_CELLS: Final = 2.0
"""How many spacings of cells around those outside every unit still belong to the study area."""

_LEAST_BESIDE_M: Final = 500.0


def require_not_swapped(today: Assessment, place: SitePlace) -> None:
    """Raise if a place lies outside the study's extent, and inside with its coordinates exchanged.

    Parameters
    ----------
    today
        The assessment of the study.
    place
        The place; its coordinates are said as they were given.

    Raises
    ------
    InputError
        With what to write instead.
    """
    west, south, east, north = _extent_deg(today)
    lon, lat = place.at
    if west <= lon <= east and south <= lat <= north:
        return
    exchanged = exchanged_place(place)
    if exchanged is None:
        return
    lon, lat = exchanged
    if west <= lon <= east and south <= lat <= north:
        fix = "exchange x and y of the parcel"
        if place.given is not None:
            fix = f"write {place.given[1]:.10g},{place.given[0]:.10g}"
        raise InputError(
            Fault(
                file="at" if place.parcel is None else "parcel",
                value=None
                if place.given is None
                else f"{place.given[0]:.10g},{place.given[1]:.10g}",
                cause="lies outside the study area, and inside with its coordinates exchanged",
                fix=fix,
            )
        )


def _extent_deg(today: Assessment) -> tuple[float, float, float, float]:
    demand, units = today.times.demand, today.times.study.units
    bounds = [demand.total_bounds] + ([] if units is None else [units.total_bounds])
    west, south = np.min(bounds, axis=0)[:2]
    east, north = np.max(bounds, axis=0)[2:]
    return to_degrees(demand.crs).transform_bounds(west, south, east, north)


def outside_study(today: Assessment, place: SitePlace, xy: Floats) -> Obstacle | None:
    """Return that a place lies outside the study area; None where it lies inside.

    The study area is that of the units, and what is near cells that lie outside every unit; without units it is
    what lies amid the cells.

    Parameters
    ----------
    today
        The assessment of the study.
    place
        The place.
    xy
        The same in metres of the study's CRS.
    """
    units = today.times.study.units
    point = shapely.Point(xy)
    demand = today.times.demand
    cells = inner_points(demand.geometry.to_numpy())
    beside_m = max(_BESIDE_CELLS * (today.times.cell_spacing_m or 0.0), _LEAST_BESIDE_M)
    if units is None:
        amid = shapely.convex_hull(shapely.multipoints(cells))
        if shapely.dwithin(amid, point, beside_m):
            return None
        nearest = int(np.argmin(shapely.distance(cells, point)))
        return _said(place, _lon_lat(demand, cells[nearest]), unit="")
    if len(units.sindex.query(point, predicate="intersects")):
        return None
    nearest = int(np.argmin(shapely.distance(cells, point)))
    if shapely.dwithin(cells[nearest], point, beside_m) and not len(
        units.sindex.query(cells[nearest], predicate="intersects")
    ):
        return None
    shapes = units.geometry.to_numpy()
    unit = int(np.argmin(shapely.distance(shapes, point)))
    spot = shapely.get_point(shapely.shortest_line(shapes[unit], point), 0)
    return _said(place, _lon_lat(units, spot), unit=str(units["name"].iloc[unit]))


def _said(place: SitePlace, nearest: tuple[float, float], *, unit: str) -> Obstacle:
    azimuth, _, distance_m = _GEOD.inv(*nearest, *place.at)
    direction = Sentence(DIRECTIONS[round(azimuth / 45) % 8])
    if unit:
        said = Sentence(
            "The place lies outside the study area, {distance:,.1f} km {direction} of {unit}, the nearest "
            "unit.",
            distance=distance_m / 1000,
            direction=direction,
            unit=unit,
        )
    else:
        said = Sentence(
            "The place lies outside the study area, {distance:,.1f} km {direction} of the nearest people "
            "counted.",
            distance=distance_m / 1000,
            direction=direction,
        )
    return Obstacle(kind="outside_study", forbids=True, said=said, distance_m=float(distance_m))


def _lon_lat(table: gpd.GeoDataFrame, point: shapely.Point) -> tuple[float, float]:
    lon, lat = to_degrees(table.crs).transform(point.x, point.y)
    return float(lon), float(lat)
