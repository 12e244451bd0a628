"""Are places given in shifted coordinates? A test of how near they lie to lines, beside many other shifts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from ...common.arrays import Floats
from ..crs import choose_metric_crs, from_degrees, to_degrees
from ..datums.datums import Datum, from_wgs84, to_wgs84

PLACES_MIN: Final = 12
"""Fewer places than these are near lines by chance too often."""

PLACES_TRIED: Final = 500
_PLACES_COMPARED: Final = 100
"""How many places are tried, and how many of them under every other shift: picked evenly, by weight."""

FAR_M: Final = 20.0
"""Places whose median distance is below this are where they belong: it is what geocoding and mapping leave."""

NEARER: Final = 2.0
"""How many times nearer to the lines the places have to be, in the median, for a shift to be proposed."""

_DATUMS: Final[tuple[Datum, ...]] = ("gcj02", "bd09", "wgs84")

_SIGMAS: Final = 3.3
"""How far beyond one half the share of places that come nearer has to be: chance does so once in 2,000."""

_OTHERS_SHARE: Final = 0.9
_OTHERS_M: Final = 3.0
"""Three quarters of the places have to lie within this share of what the best of all other shifts reaches,
and by so much nearer: other shifts are tried to a metre."""

_REACH: Final = 1.3
_STEPS: Final = 15
_OWN: Final = 0.4
"""Other shifts go as far as this many times the proposed one, in so many steps, but none so near to it: along a
road a shift does as well as the right one. A regular town repeats itself farther away."""

_REFINED: Final = 8


@dataclass(frozen=True, kw_only=True)
class Shift:
    """What places look like, with the figures that say so.

    Parameters
    ----------
    read_as
        What they were taken for.
    looks_like
        What they look like.
    before_m, after_m
        Median distance to the nearest line as they are, and read so.
    count
        How many places were compared.
    """

    read_as: Datum
    looks_like: Datum
    before_m: float
    after_m: float
    count: int


class Lines:
    """Lines that places are expected to lie at: roads, or boundaries.

    Parameters
    ----------
    shapes
        Lines in metres.
    crs
        Their CRS.
    """

    def __init__(self, shapes: npt.NDArray[np.object_], crs: pyproj.CRS) -> None:
        self.shapes, self.crs = shapes, crs
        self._tree = shapely.STRtree(shapes)

    def xy(self, lon: Floats, lat: Floats) -> Floats:
        """Return places in the lines' CRS."""
        return np.column_stack(from_degrees(self.crs).transform(lon, lat))

    def lon_lat(self, xy: Floats) -> tuple[Floats, Floats]:
        """Return places in degrees."""
        lon, lat = to_degrees(self.crs).transform(xy[:, 0], xy[:, 1])
        return lon, lat

    def away_m(self, xy: Floats) -> Floats:
        """Return how far places in the lines' CRS lie from the nearest line."""
        _, away_m = self._tree.query_nearest(
            shapely.points(xy), all_matches=False, return_distance=True
        )
        return np.asarray(away_m, dtype=np.float64)


def shift_of_places(
    xy: Floats, lines: Lines, *, read_as: Datum = "wgs84", weights: Floats | None = None
) -> Shift | None:
    """Return which shifted coordinates places look like; None where they do not, or nobody can tell.

    A shift is proposed where, read so, the places' median distance to the lines is half or less of what it was
    and more places come nearer than chance allows, and where no other shift of about that length does nearly as
    well. The last keeps regular towns silent, in which many shifts put places beside roads, and places that
    have nothing to do with roads. Outside China nothing is proposed.

    Parameters
    ----------
    xy
        Places as they were read, in the CRS of the lines.
    lines
        What they are expected to lie at.
    read_as
        What the layer says of them; they are in WGS 84 by now.
    weights
        How much each counts, such as its people.
    """
    picked = _picked(xy, weights, PLACES_TRIED)
    if len(picked) < PLACES_MIN:
        return None
    before_m = lines.away_m(picked)
    lon, lat = lines.lon_lat(picked)
    if np.median(before_m) < FAR_M or not in_china(lon, lat):
        return None
    found: list[tuple[float, Datum, Floats]] = []
    for looks_like in _DATUMS:
        if looks_like == read_as:
            continue
        moved = lines.xy(*_read_anew(lon, lat, read_as, looks_like))
        after_m = lines.away_m(moved)
        if _is_nearer(before_m, after_m):
            found.append((float(np.median(after_m)), looks_like, moved))
    if not found:
        return None
    found.sort(key=lambda one: one[0])
    after, looks_like, moved = found[0]
    clear = len(found) == 1 or after <= _OTHERS_SHARE * found[1][0]
    if not clear or not _stands_out(picked, moved, lines):
        return None
    return Shift(
        read_as=read_as,
        looks_like=looks_like,
        before_m=float(np.median(before_m)),
        after_m=after,
        count=len(picked),
    )


def in_china(lon: Floats, lat: Floats) -> bool:
    """Return whether the middle of places lies where a zone of China is made for: nobody else shifts maps."""
    known = np.isfinite(lon) & np.isfinite(lat)
    if not known.any() or (np.abs(lon[known]) > 180).any() or (np.abs(lat[known]) > 90).any():
        return False
    return choose_metric_crs(lon[known], lat[known]).name.startswith("CGCS2000")


def _read_anew(
    lon: Floats, lat: Floats, read_as: Datum, looks_like: Datum
) -> tuple[Floats, Floats]:
    """Return places in WGS 84 whose numbers are taken for something else."""
    given = from_wgs84(lon, lat, read_as)
    return to_wgs84(*given, looks_like)


def _picked(xy: Floats, weights: Floats | None, most: int) -> Floats:
    """Return so many places at most, evenly picked by weight; each once if all weigh the same."""
    known = np.isfinite(xy).all(axis=1)
    if weights is not None:
        known &= weights > 0
    places: Floats = xy[known]
    if not len(places):
        return places
    if weights is None:
        places = np.unique(places, axis=0)
        even = np.unique(np.linspace(0, len(places) - 1, most).astype(np.int64))
        return np.asarray(places[even])
    total = np.cumsum(weights[known])
    at = np.searchsorted(total, (np.arange(most) + 0.5) / most * total[-1])
    return np.asarray(places[np.unique(at)])


def _is_nearer(before_m: Floats, after_m: Floats) -> bool:
    count = len(before_m)
    nearer = np.count_nonzero(after_m < before_m)
    return bool(
        np.median(after_m) * NEARER <= np.median(before_m)
        and nearer >= count / 2 + _SIGMAS * np.sqrt(count) / 2
    )


def _stands_out(given: Floats, moved: Floats, lines: Lines) -> bool:
    """Return whether no other shift brings places nearly as near to the lines."""
    step = max(1, len(given) // _PLACES_COMPARED)
    given, moved = given[::step], moved[::step]
    own = np.median(moved - given, axis=0)
    length = float(np.hypot(*own))
    reached_m = _within_m(lines.away_m(moved))

    def reached(shifts: Floats) -> Floats:
        away_m = lines.away_m((given[None] + shifts[:, None]).reshape(-1, 2))
        return np.asarray(np.quantile(away_m.reshape(len(shifts), -1), 0.75, axis=1))

    def others(shifts: Floats) -> Floats:
        return np.asarray(shifts[np.hypot(*(shifts - own).T) > _OWN * length])

    side = np.linspace(-_REACH, _REACH, int(2 * _REACH * _STEPS) + 1) * length
    lattice = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    tried = others(lattice[np.hypot(*lattice.T) <= _REACH * length])
    best_m = reached(tried)
    # The best of them, more finely: where roads are regular a shift is as good only within some metres.
    step_m = length / _STEPS
    while step_m > 1.0:
        tried = tried[np.argsort(best_m, kind="stable")[:_REFINED]]
        step_m /= 3
        around = np.stack(np.meshgrid(*[step_m * np.arange(-1, 2)] * 2), axis=-1).reshape(-1, 2)
        tried = others(np.unique((tried[:, None] + around[None]).reshape(-1, 2), axis=0))
        best_m = reached(tried)
    least_m = float(best_m.min())
    return reached_m <= min(_OTHERS_SHARE * least_m, least_m - _OTHERS_M)


def _within_m(away_m: Floats) -> float:
    return float(np.quantile(away_m, 0.75))
