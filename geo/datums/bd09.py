"""BD-09, the coordinates of Baidu's maps: GCJ-02 turned and shifted once more, by up to 1 km."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from ...common.arrays import Floats
from .area import ROUNDING_DEG, Places, in_frame, shifted, unshifted
from .gcj02 import gcj02_shift, wgs84_from_gcj02

_EAST_DEG: Final = 0.0065
_NORTH_DEG: Final = 0.006
_RADIUS_DEG: Final = 0.000_02
_ANGLE_RAD: Final = 0.000_003
_WAVE: Final = np.pi * 3000 / 180


def bd09_from_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Places:
    """Return places in BD-09.

    Parameters
    ----------
    lon, lat
        Degrees in WGS 84, scalars or arrays of one shape.

    Returns
    -------
    lon : numpy.ndarray
        Longitude, in the shape of the input.
    lat : numpy.ndarray
        Latitude. Outside the frame of `gcj02_from_wgs84` Baidu's maps are in
        WGS 84. NaN stays NaN.

    See Also
    --------
    wgs84_from_bd09 : The way back.

    References
    ----------
    Not published by its makers either; the code is that of wandergis/coordtransform and many others.
    googollee/eviltransform leaves out the factor 3000 / 180 and differs by up to 50 m.

    Examples
    --------
    >>> lon, lat = bd09_from_wgs84(116.404, 39.915)
    >>> round(float(lon), 6), round(float(lat), 6)
    (116.416612, 39.922705)
    """
    return shifted(lon, lat, _from_wgs84)


def wgs84_from_bd09(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Places:
    """Return places in WGS 84 that are given in BD-09.

    Parameters
    ----------
    lon, lat
        Degrees in BD-09, scalars or arrays of one shape.

    Returns
    -------
    lon : numpy.ndarray
        Longitude, in the shape of the input.
    lat : numpy.ndarray
        Latitude. The inverse of `bd09_from_wgs84` to 1e-9 degrees, as
        `wgs84_from_gcj02` is.

    Examples
    --------
    >>> lon, lat = wgs84_from_bd09(116.416612, 39.922705)
    >>> round(float(lon), 5), round(float(lat), 5)
    (116.404, 39.915)
    """
    return unshifted(lon, lat, _from_wgs84)


def bd09_from_gcj02(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Places:
    """Return places in BD-09 that are given in GCJ-02; degrees, as of `bd09_from_wgs84`."""
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    inside = in_frame(*wgs84_from_gcj02(x, y), beside_deg=ROUNDING_DEG)
    with np.errstate(invalid="ignore"):
        there_x, there_y = bd09_shift(x, y)
    return np.where(inside, there_x, x), np.where(inside, there_y, y)


def gcj02_from_bd09(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Places:
    """Return places in GCJ-02 that are given in BD-09; degrees, the inverse of `bd09_from_gcj02`."""
    return shifted(*wgs84_from_bd09(lon, lat), gcj02_shift, beside_deg=ROUNDING_DEG)


def bd09_shift(lon: Floats, lat: Floats) -> Places:
    """Return places in BD-09 of places in GCJ-02 by the formula alone, wherever they lie; degrees."""
    radius = np.hypot(lon, lat) + _RADIUS_DEG * np.sin(lat * _WAVE)
    angle = np.arctan2(lat, lon) + _ANGLE_RAD * np.cos(lon * _WAVE)
    return radius * np.cos(angle) + _EAST_DEG, radius * np.sin(angle) + _NORTH_DEG


def _from_wgs84(lon: Floats, lat: Floats) -> Places:
    return bd09_shift(*gcj02_shift(lon, lat))
