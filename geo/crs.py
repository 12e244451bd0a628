"""Coordinate reference systems: a metric one is chosen or required."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_utm_crs_info

from ..common.arrays import Floats
from ..common.errors import Fault, InputError
from .chinese_crs import known_crs
from .datums.datums import datum_named
from .middle import middle_of

WGS84: Final = pyproj.CRS.from_epsg(4326)
"""Longitude and latitude in degrees."""

# "CGCS2000 / 3-degree Gauss-Kruger CM 75E" is EPSG:4534; each zone of 3 degrees eastward adds one.
_CGCS2000_FIRST_EPSG: Final = 4534
_CGCS2000_FIRST_MERIDIAN_DEG: Final = 75
_CGCS2000_ZONES: Final = 21

# Projected, in metres, but with a scale that grows with latitude: lengths and areas are not true.
_WEB_MERCATOR_EPSG: Final = frozenset({3857, 3395, 900913, 3785, 102100})

BESIDE_DEG: Final = 3.0
"""How far beside its area of use a CRS may be used: half a UTM zone, where lengths are true to 0.6 %."""


@lru_cache(maxsize=64)
def transformer(source: pyproj.CRS, target: pyproj.CRS) -> pyproj.Transformer:
    """Return the transformer between two CRS, longitude or easting first; cached, since one takes 30 to 130 ms.

    Parameters
    ----------
    source, target
        Where places are, and where they are wanted. The two say all that the transformer depends on.
    """
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def to_degrees(crs: pyproj.CRS) -> pyproj.Transformer:
    """Return the transformer from a CRS to longitude and latitude."""
    return transformer(crs, WGS84)


def from_degrees(crs: pyproj.CRS) -> pyproj.Transformer:
    """Return the transformer from longitude and latitude to a CRS."""
    return transformer(WGS84, crs)


NOWHERE_M: Final = 1e9


def metres_of(crs: pyproj.CRS, lonlat: npt.ArrayLike) -> Floats:
    """Return places in longitude and latitude in a metric CRS, always as finite numbers.

    A place on the other side of the Earth has no coordinates in most projections: it lies `NOWHERE_M` away, and
    so does what is beyond the poles.

    Parameters
    ----------
    crs
        The CRS.
    lonlat
        Degrees, shape (2,) or (n, 2).
    """
    degrees = np.asarray(lonlat, dtype=np.float64)
    xy = np.stack(from_degrees(crs).transform(degrees[..., 0], degrees[..., 1]), axis=-1)
    finite: Floats = np.nan_to_num(xy, nan=NOWHERE_M, posinf=NOWHERE_M, neginf=-NOWHERE_M)
    return finite


def why_no_place(crs: pyproj.CRS) -> str:
    """Return why coordinates in a CRS say no place on the ground; empty where they do."""
    if not (crs.is_projected or crs.is_geographic):
        return f"is a {crs.type_name}, which says no place on the ground"
    try:
        to_degrees(crs)
    except pyproj.exceptions.ProjError:
        return "has no way to longitude and latitude on the Earth"
    return ""


def choose_metric_crs(
    lon: npt.ArrayLike, lat: npt.ArrayLike, *, weights: npt.ArrayLike | None = None
) -> pyproj.CRS:
    """Choose a metric CRS for places in longitude and latitude.

    It is that of their middle (`middle_of`): within the area of use of a CGCS2000 3-degree Gauss-Kruger zone
    (China) that zone, elsewhere the UTM zone on WGS 84.

    Parameters
    ----------
    lon, lat
        Degrees (EPSG:4326) of at least one place.
    weights
        How much each counts, such as its people.

    Returns
    -------
    pyproj.CRS
        A projected CRS whose unit is the metre.

    Raises
    ------
    InputError
        If the places are not in degrees.
    """
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    if not (len(x) and (np.abs(x) <= 180).all() and (np.abs(y) <= 90).all()):
        raise InputError(
            Fault(
                file="places",
                value=f"{x.min():g} to {x.max():g}, {y.min():g} to {y.max():g}" if len(x) else None,
                cause="are not longitudes and latitudes in degrees",
                fix="check the coordinates and the CRS of the layer",
            )
        )
    return _metric_crs_at(*middle_of(x, y, weights))


def _metric_crs_at(lon: float, lat: float) -> pyproj.CRS:
    zone = round((lon - _CGCS2000_FIRST_MERIDIAN_DEG) / 3)
    if 0 <= zone < _CGCS2000_ZONES:
        candidate = pyproj.CRS.from_epsg(_CGCS2000_FIRST_EPSG + zone)
        area = candidate.area_of_use
        if area is not None and area.west <= lon <= area.east and area.south <= lat <= area.north:
            return candidate
    found = utm_zones_at(lon, lat)
    if not found:
        raise InputError(
            Fault(
                file="places",
                value=(round(lon, 6), round(lat, 6)),
                cause="lie outside every UTM zone",
                fix="name a projected CRS in metres with `crs:`",
            )
        )
    return found[0]


@lru_cache(maxsize=64)
def utm_zones_at(lon: float, lat: float) -> tuple[pyproj.CRS, ...]:
    """Return the UTM zones of WGS 84 whose area of use has a place; cached, as finding them takes PROJ 75 ms.

    Parameters
    ----------
    lon, lat
        A place in degrees.
    """
    area = AreaOfInterest(lon, lat, lon, lat)
    found = query_utm_crs_info(datum_name="WGS 84", area_of_interest=area)
    return tuple(pyproj.CRS.from_epsg(int(one.code)) for one in found)


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
    if isinstance(crs, str) and datum_named(crs) in {"gcj02", "bd09"}:
        raise InputError(
            Fault(
                file=what,
                column="crs",
                value=crs,
                cause="is a shift of longitude and latitude, in which nothing can be measured",
                fix="write it to the layers whose coordinates are shifted, and crs: auto here",
            )
        )
    try:
        known = known_crs(crs)
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
    if cause := why_no_place(known):
        raise InputError(Fault(file=what, column="crs", value=known.name, cause=cause, fix=fix))
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


def degrees_outside(crs: pyproj.CRS, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Floats:
    """Return how many degrees places lie outside a CRS's area of use; 0 inside, or where it states none.

    Parameters
    ----------
    crs
        The CRS; its area may lie on both sides of 180 degrees.
    lon, lat
        Degrees (EPSG:4326).
    """
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    area = crs.area_of_use
    if area is None:
        return np.zeros(x.shape)
    half = (area.east - area.west) % 360 / 2 or 180.0
    from_middle = np.abs((x - (area.west + half) + 180) % 360 - 180)
    beside = np.maximum(from_middle - half, 0)
    return np.asarray(np.maximum(beside, np.maximum(area.south - y, y - area.north)).clip(0))


def require_area_of_use(
    crs: pyproj.CRS, lon: float, lat: float, *, what: str, fix: str = ""
) -> None:
    """Check that a CRS is made for a place, or for one at most `BESIDE_DEG` away.

    Parameters
    ----------
    crs
        The CRS.
    lon, lat
        Where most places lie, in degrees (EPSG:4326).
    what, fix
        What carries the CRS, and what to do, for the message.

    Raises
    ------
    InputError
        If it is made for another part of the world, where lengths and areas are not true to scale.
    """
    outside = float(degrees_outside(crs, lon, lat))
    if outside <= BESIDE_DEG or crs.area_of_use is None:
        return
    raise InputError(
        Fault(
            file=what,
            column="crs",
            value=crs.name,
            cause=f"is made for {crs.area_of_use.name.split('.')[0]}; most places lie {outside:,.0f} degrees "
            f"outside, near longitude {lon:.4g}, latitude {lat:.4g}",
            fix=fix or "name a CRS of this part of the world, or write crs: auto",
        )
    )


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
