"""Which CRS makes numbers of places lie where the roads are: exchanged axes, zones, degrees and metres."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyproj

from ...common.arrays import Floats
from ..chinese_crs import known_crs
from ..crs import BESIDE_DEG, WGS84, degrees_outside, to_degrees, utm_zones_at
from .shifts import NEARER, PLACES_MIN, PLACES_TRIED, Lines

INSIDE_MIN: Final = 0.9
"""Share of the places that have to lie among the roads for a reading to be proposed."""

STATED_MAX: Final = 0.5
"""With this share among the roads and more nothing is proposed: what is stated may be right."""

BESIDE_SHARE: Final = 0.25
"""How far beside the roads' extent places may lie, as a share of its longer side."""

_BETTER: Final = 3.0
"""How many times nearer to the roads one of two possible readings has to be."""

_MOVED_M: Final = 700.0
_MOVES: Final = 16
"""How far, and in how many directions, places are moved to see whether they lie at the roads."""

_ALIKE_M: Final = 200.0
"""Readings that differ less are one: the datums of China's zones cannot be told apart by where places lie."""

_DATUMS: Final = {
    "China Geodetic Coordinate System 2000": "CGCS2000",
    "Beijing 1954": "Beijing 1954",
    "Xian 1980": "Xian 1980",
}
_WEB_MERCATOR: Final = "EPSG:3857"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How numbers may be meant.

    Parameters
    ----------
    crs
        Their CRS.
    exchanged
        Whether the second of two numbers is the easting or the longitude.
    count, total
        How many of the places then lie among the roads, and how many there are.
    datum_open
        Whether the datum is not known: another of China's would put places some hundred metres beside.
    """

    crs: pyproj.CRS
    exchanged: bool
    count: int
    total: int
    datum_open: bool


def reading_of(
    xy: Floats, stated: pyproj.CRS | None, lines: Lines, bounds_deg: Floats
) -> Reading | None:
    """Return the one reading of numbers that puts places among the roads; None if none is needed or clear.

    Tried are what is stated with exchanged axes, degrees, China's zones near the roads with the zone before the
    easting and without, the UTM zone and Web Mercator. Where several put the places among the roads, as zones
    of Gauss-Kruger and UTM with one meridian do, the roads have to tell them apart, or nothing is proposed.
    Places that may be right, though of another city, have to lie at these roads.

    Parameters
    ----------
    xy
        Numbers as the file has them.
    stated
        What they are said to be; None where nobody says it.
    lines
        The roads.
    bounds_deg
        West, south, east, north of the roads, in degrees.
    """
    places = xy[np.isfinite(xy).all(axis=1)]
    if not len(places):
        return None
    if stated is not None and _inside(places, stated, bounds_deg).mean() >= STATED_MAX:
        return None
    elsewhere = stated is not None and _in_use(places, stated)
    found: list[tuple[Reading, Floats]] = []
    for crs, exchanged in _tried(stated, bounds_deg):
        numbers = places[:, ::-1] if exchanged else places
        inside = _inside(numbers, crs, bounds_deg)
        if inside.mean() < INSIDE_MIN:
            continue
        lon, lat = to_degrees(crs).transform(*numbers[inside].T)
        there = lines.xy(np.asarray(lon), np.asarray(lat))
        if any(_alike(there, other) for _, other in found):
            continue
        same_datum = stated is not None and stated.is_projected and _datum(stated) == _datum(crs)
        chinese = _datum(crs) is not None
        reading = Reading(
            crs=crs,
            exchanged=exchanged,
            count=int(inside.sum()),
            total=len(places),
            datum_open=chinese and crs.is_projected and not same_datum,
        )
        found.append((reading, there))
    if elsewhere:
        # They may be right, and of another city: only places that lie at these roads are of this one.
        found = [(reading, there) for reading, there in found if _at_roads(there, lines)]
    if len(found) < 2:
        return found[0][0] if found else None
    if len(places) < PLACES_MIN:
        return None
    away = sorted(
        ((float(np.median(lines.away_m(there))), at) for at, (_, there) in enumerate(found))
    )
    return found[away[0][1]][0] if away[0][0] * _BETTER <= away[1][0] else None


def _in_use(xy: Floats, crs: pyproj.CRS) -> bool:
    """Return whether most places lie where a CRS is made for."""
    if crs.is_geographic and np.abs(xy).max() > 360:
        return False
    lon, lat = (np.asarray(each) for each in to_degrees(crs).transform(xy[:, 0], xy[:, 1]))
    known = np.isfinite(lon) & np.isfinite(lat)
    known[known] = np.abs(lat[known]) <= 90
    return bool(known.any()) and bool(
        (degrees_outside(crs, lon[known], lat[known]) <= BESIDE_DEG).sum() > len(xy) / 2
    )


def _at_roads(xy: Floats, lines: Lines) -> bool:
    """Return whether places lie twice as near to the roads as the same places moved anywhere around."""
    if len(xy) < PLACES_MIN:
        return False
    some = xy[:: max(1, len(xy) // PLACES_TRIED)]
    turns = np.arange(_MOVES) * 2 * np.pi / _MOVES
    moves = _MOVED_M * np.column_stack([np.cos(turns), np.sin(turns)])
    moved_m = lines.away_m((some[None] + moves[:, None]).reshape(-1, 2))
    return bool(np.median(lines.away_m(some)) * NEARER <= np.median(moved_m))


def _alike(one: Floats, other: Floats) -> bool:
    return len(one) == len(other) and bool(np.hypot(*(one - other).T).max() <= _ALIKE_M)


def _tried(stated: pyproj.CRS | None, bounds_deg: Floats) -> Iterator[tuple[pyproj.CRS, bool]]:
    """Return what numbers may be in, the likelier first."""
    if stated is not None:
        yield stated, True
    for crs in _systems(stated, bounds_deg):
        if stated is None or not crs.equals(stated, ignore_axis_order=True):
            yield crs, False
            yield crs, True


def _systems(stated: pyproj.CRS | None, bounds_deg: Floats) -> Iterator[pyproj.CRS]:
    west, south, east, north = bounds_deg
    yield WGS84
    middle_lon, middle_lat = (west + east) / 2, (south + north) / 2
    datum = None if stated is None else _datum(stated)
    title = _DATUMS["China Geodetic Coordinate System 2000"] if datum is None else _DATUMS[datum]
    # Meridians at most 3 degrees away, whose zones overlap there in practice.
    for zone in range(round(middle_lon / 3) - 1, round(middle_lon / 3) + 2):
        if 25 <= zone <= 45:
            yield known_crs(f"{title} / 3-degree Gauss-Kruger CM {3 * zone}E")
            yield known_crs(f"{title} / 3-degree Gauss-Kruger zone {zone}")
    for zone in range(int(middle_lon // 6), int(middle_lon // 6) + 3):
        if 13 <= zone <= 23:
            yield known_crs(f"{title} / Gauss-Kruger zone {zone}")
    yield from utm_zones_at(middle_lon, middle_lat)
    yield pyproj.CRS.from_user_input(_WEB_MERCATOR)


def _datum(crs: pyproj.CRS) -> str | None:
    geodetic = crs.geodetic_crs
    return geodetic.name if geodetic is not None and geodetic.name in _DATUMS else None


def _inside(xy: Floats, crs: pyproj.CRS, bounds_deg: Floats) -> npt.NDArray[np.bool_]:
    if crs.is_geographic and np.abs(xy).max() > 360:
        return np.zeros(len(xy), dtype=bool)
    lon, lat = (np.asarray(each) for each in to_degrees(crs).transform(xy[:, 0], xy[:, 1]))
    west, south, east, north = bounds_deg
    beside = BESIDE_SHARE * max(east - west, north - south)
    return np.asarray(
        (west - beside <= lon)
        & (lon <= east + beside)
        & (south - beside <= lat)
        & (lat <= north + beside)
    )
