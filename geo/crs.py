"""Coordinate reference systems: a metric one is chosen or required."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import geopandas as gpd
import pyproj
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_utm_crs_info

from ..common.errors import Fault, InputError

WGS84: Final = pyproj.CRS.from_epsg(4326)
"""Longitude and latitude in degrees."""

# "CGCS2000 / 3-degree Gauss-Kruger CM 75E" is EPSG:4534; each zone of 3 degrees eastward adds one.
_CGCS2000_FIRST_EPSG: Final = 4534
_CGCS2000_FIRST_MERIDIAN_DEG: Final = 75
_CGCS2000_ZONES: Final = 21

# Projected, in metres, but with a scale that grows with latitude: lengths and areas are not true.
_WEB_MERCATOR_EPSG: Final = frozenset({3857, 3395, 900913, 3785, 102100})


@lru_cache(maxsize=16)
def to_degrees(crs: pyproj.CRS) -> pyproj.Transformer:
    """Return the transformer from a CRS to longitude and latitude; cached, since one takes 30 ms."""
    return pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)


def choose_metric_crs(bounds_deg: tuple[float, float, float, float]) -> pyproj.CRS:
    """Choose a metric CRS for an extent in longitude and latitude.

    Within the area of use of a CGCS2000 3-degree Gauss-Kruger zone (China) that zone is taken, elsewhere
    the UTM zone on WGS 84 in which the centre of the extent lies.

    Parameters
    ----------
    bounds_deg
        West, south, east, north in degrees (EPSG:4326).

    Returns
    -------
    pyproj.CRS
        A projected CRS whose unit is the metre.

    Raises
    ------
    InputError
        If the bounds are not finite degrees, west to east and south to north.
    """
    west, south, east, north = bounds_deg
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise InputError(
            Fault(
                file="extent",
                value=bounds_deg,
                cause="is not west, south, east, north in degrees",
                fix="check the coordinates and the CRS of the layer",
            )
        )
    lon, lat = (west + east) / 2, (south + north) / 2
    zone = round((lon - _CGCS2000_FIRST_MERIDIAN_DEG) / 3)
    if 0 <= zone < _CGCS2000_ZONES:
        candidate = pyproj.CRS.from_epsg(_CGCS2000_FIRST_EPSG + zone)
        area = candidate.area_of_use
        if area is not None and area.west <= lon <= area.east and area.south <= lat <= area.north:
            return candidate
    found = query_utm_crs_info(
        datum_name="WGS 84",
        area_of_interest=AreaOfInterest(lon, lat, lon, lat),
    )
    if not found:
        raise InputError(
            Fault(
                file="extent",
                value=bounds_deg,
                cause="lies outside every UTM zone",
                fix="name a projected CRS in metres with `crs:`",
            )
        )
    return pyproj.CRS.from_epsg(int(found[0].code))


def require_metric_crs(crs: object, *, what: str) -> pyproj.CRS:
    """Return `crs` as a pyproj CRS; raise unless it is projected, in metres and true to scale.

    Parameters
    ----------
    crs
        Anything that pyproj understands as a CRS, or None.
    what
        What carries the CRS, for the message: ``"demand table"``, ``"study.yaml"``.

    Returns
    -------
    pyproj.CRS
        A projected CRS whose unit is the metre.

    Raises
    ------
    InputError
        If there is none, it is in degrees, its unit is not the metre, or it is a Mercator projection.
    """
    fix = "reproject to a projected CRS in metres, or leave the choice to Halfhour with crs='auto'"
    if crs is None:
        raise InputError(
            Fault(file=what, column="crs", cause="has no coordinate reference system", fix=fix)
        )
    try:
        known = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError as error:
        raise InputError(
            Fault(
                file=what,
                column="crs",
                value=str(crs),
                cause="is not a known coordinate reference system",
                fix="write it as EPSG:4549 or another code that PROJ knows",
            )
        ) from error
    if not known.is_projected or any(axis.unit_name != "metre" for axis in known.axis_info[:2]):
        raise InputError(
            Fault(file=what, column="crs", value=known.name, cause="is not in metres", fix=fix)
        )
    if known.to_epsg() in _WEB_MERCATOR_EPSG or "Mercator (variant B)" in known.name:
        raise InputError(
            Fault(
                file=what,
                column="crs",
                value=known.name,
                cause="stretches lengths and areas away from the equator",
                fix=fix,
            )
        )
    return known


def require_same_crs(table: gpd.GeoDataFrame, crs: pyproj.CRS, *, what: str) -> None:
    """Raise an InputError unless `table` is in `crs`."""
    found = require_metric_crs(table.crs, what=what)
    if found != crs:
        raise InputError(
            Fault(
                file=what,
                column="crs",
                value=found.name,
                cause=f"differs from {crs.name}, which the other layers use",
                fix=f"read it with crs={crs.to_string()!r}, or call .to_crs() on it",
            )
        )
