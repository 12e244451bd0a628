"""Coordinates whose X points north, as surveyors write them where a CRS defines its axes so."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pyproj

from ..common.arrays import Floats
from .chinese_crs import surveyors_order
from .crs import BESIDE_DEG, degrees_outside, to_degrees

_MIN_SHARE: Final = 0.9
"""How many of the places have to lie where the CRS is made for, once X is taken as north."""


def written_north_first(x: npt.ArrayLike, y: npt.ArrayLike, crs: pyproj.CRS) -> bool:
    """Return whether columns x and y are north and east, in a projected CRS that defines its axes so.

    It is certain, since northings and eastings of such a CRS do not overlap: taken as east and north no place
    lies within `BESIDE_DEG` of where the CRS is made for, and taken as north and east nine of ten do.

    Parameters
    ----------
    x, y
        Numbers as a table has them.
    crs
        What they are in.
    """
    first, second = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    known = np.isfinite(first) & np.isfinite(second)
    if not known.any() or not surveyors_order(crs) or crs.area_of_use is None:
        return False
    first, second = first[known], second[known]
    return bool(
        not _inside(first, second, crs).any() and _inside(second, first, crs).mean() >= _MIN_SHARE
    )


def _inside(east_m: Floats, north_m: Floats, crs: pyproj.CRS) -> npt.NDArray[np.bool_]:
    lon, lat = to_degrees(crs).transform(east_m, north_m)
    found = np.isfinite(lon) & np.isfinite(lat)
    inside: npt.NDArray[np.bool_] = np.zeros(len(found), dtype=bool)
    inside[found] = degrees_outside(crs, lon[found], lat[found]) <= BESIDE_DEG
    return inside
