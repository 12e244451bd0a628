"""Slope of a terrain from its elevations, by Horn's formula."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyproj

from ...common.arrays import Floats, Floats32
from ..crs import to_degrees

_SAME_SHARE: Final = 0.01
"""A projection whose metres are so near to those on the ground counts as true to scale."""

Transform = tuple[float, float, float, float, float, float]


def horn_slope(elevation_m: Floats, width_m: Floats, height_m: Floats) -> Floats32:
    """Return the slope of each cell, rise over run, by Horn's formula [1]_.

    The same as ``gdaldem slope -alg Horn``: the weighted differences of the eight neighbours. NaN at the edge
    and where a neighbour, or the cell itself, is not known.

    Parameters
    ----------
    elevation_m
        Elevation by row and column, metres; NaN where it is not known.
    width_m, height_m
        Width and height of the cells of each row, metres on the ground.

    References
    ----------
    .. [1] Horn, B. K. P. (1981). Hill shading and the reflectance map. Proceedings of the IEEE, 69(1), 14-47.
    """
    slope: Floats32 = np.full(elevation_m.shape, np.nan, dtype=np.float32)
    if min(elevation_m.shape) < 3:
        return slope
    known = np.asarray(elevation_m, dtype=np.float64)
    north, middle, south = known[:-2], known[1:-1], known[2:]
    across = 8 * width_m[1:-1, None]
    along = 8 * height_m[1:-1, None]
    east_west = (
        (north[:, 2:] + 2 * middle[:, 2:] + south[:, 2:])
        - (north[:, :-2] + 2 * middle[:, :-2] + south[:, :-2])
    ) / across
    south_north = (
        (south[:, :-2] + 2 * south[:, 1:-1] + south[:, 2:])
        - (north[:, :-2] + 2 * north[:, 1:-1] + north[:, 2:])
    ) / along
    inner = np.hypot(east_west, south_north)
    inner[np.isnan(middle[:, 1:-1])] = np.nan
    slope[1:-1, 1:-1] = inner
    return slope


def cell_sizes_m(
    transform: Transform, shape: tuple[int, int], crs: pyproj.CRS
) -> tuple[Floats, Floats]:
    """Return width and height of the cells of each row of a raster, metres on the ground.

    They are those of the CRS where it counts metres that are true to scale within 1 %; in degrees, and in
    projections such as Web Mercator, they are measured on the ellipsoid, at the middle column.

    Parameters
    ----------
    transform
        As of `PlaceGrid`, without rotation.
    shape
        Rows and columns.
    crs
        CRS of the raster.
    """
    a, _, c, _, e, f = transform
    rows, columns = shape
    x = np.full(rows, c + a * columns / 2)
    y = f + e * (np.arange(rows) + 0.5)
    there = to_degrees(crs)
    geod = pyproj.Geod(ellps="WGS84")

    def ground_m(dx: float, dy: float) -> Floats:
        start = there.transform(x - dx / 2, y - dy / 2)
        end = there.transform(x + dx / 2, y + dy / 2)
        return np.abs(np.asarray(geod.inv(*start, *end)[2], dtype=np.float64))

    width_m, height_m = ground_m(a, 0.0), ground_m(0.0, e)
    if crs.is_projected:
        metres = crs.axis_info[0].unit_conversion_factor
        by_crs = abs(a) * metres, abs(e) * metres
        middle = rows // 2
        ratios = by_crs[0] / width_m[middle], by_crs[1] / height_m[middle]
        if all(abs(ratio - 1) <= _SAME_SHARE for ratio in ratios):
            return np.full(rows, by_crs[0]), np.full(rows, by_crs[1])
    return width_m, height_m
