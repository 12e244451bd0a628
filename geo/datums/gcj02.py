"""GCJ-02, the coordinates that China prescribes for published maps: WGS 84 shifted by up to 800 m."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from ...common.arrays import Floats
from .area import Places, shifted, unshifted

# Krassowsky's ellipsoid of 1940. Some libraries have 6,378,137 m here, which changes results by 1 cm.
_AXIS_M: Final = 6_378_245.0
_ECCENTRICITY_2: Final = 0.006_693_421_622_965_943
_MIDDLE_LON_DEG: Final = 105.0
_MIDDLE_LAT_DEG: Final = 35.0


def gcj02_from_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Places:
    """Return places in GCJ-02.

    Parameters
    ----------
    lon, lat
        Degrees in WGS 84 (or CGCS2000, which is the same to a few decimetres), scalars or arrays of one shape.

    Returns
    -------
    lon : numpy.ndarray
        Longitude, in the shape of the input.
    lat : numpy.ndarray
        Latitude. Outside the frame from 72.004 to 137.8347 degrees east and from 0.8293 to 55.8271 degrees
        north GCJ-02 is WGS 84; at its edge coordinates jump by up to 1 km.
        NaN stays NaN.

    See Also
    --------
    wgs84_from_gcj02 : The way back.

    References
    ----------
    The formula was never published by its makers. It is known from the code that went round since 2010, among
    others in wandergis/coordtransform and googollee/eviltransform.

    Examples
    --------
    >>> lon, lat = gcj02_from_wgs84(116.404, 39.915)
    >>> round(float(lon), 6), round(float(lat), 6)
    (116.410244, 39.916404)
    """
    return shifted(lon, lat, gcj02_shift)


def wgs84_from_gcj02(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Places:
    """Return places in WGS 84 that are given in GCJ-02.

    Parameters
    ----------
    lon, lat
        Degrees in GCJ-02, scalars or arrays of one shape.

    Returns
    -------
    lon : numpy.ndarray
        Longitude, in the shape of the input.
    lat : numpy.ndarray
        Latitude. Both are the inverse of `gcj02_from_wgs84` to 1e-9 degrees for every place in the frame. It
        has no formula and is iterated; the one step of many libraries is off by up to some metres. Within
        1 km of the frame's edge, far from any city of China, a pair of coordinates may stand for two places, of
        which that in the frame is taken.

    See Also
    --------
    gcj02_from_wgs84 : The other way.

    Examples
    --------
    >>> lon, lat = wgs84_from_gcj02(116.410244, 39.916404)
    >>> round(float(lon), 5), round(float(lat), 5)
    (116.404, 39.915)
    """
    return unshifted(lon, lat, gcj02_shift)


def gcj02_shift(lon: Floats, lat: Floats) -> Places:
    """Return places in GCJ-02 by the formula alone, wherever they lie; degrees."""
    x, y = lon - _MIDDLE_LON_DEG, lat - _MIDDLE_LAT_DEG
    root = np.sqrt(np.abs(x))
    both = _waves(x, (20, 6), (20, 2))
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north_m += (both + _waves(y, (20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30))) * 2 / 3
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east_m += (both + _waves(x, (20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30))) * 2 / 3
    latitude = np.radians(lat)
    flat = 1 - _ECCENTRICITY_2 * np.sin(latitude) ** 2
    axis_m = _AXIS_M / np.sqrt(flat)
    meridian_m = axis_m * (1 - _ECCENTRICITY_2) / flat
    return (
        lon + np.degrees(east_m / (axis_m * np.cos(latitude))),
        lat + np.degrees(north_m / meridian_m),
    )


def _waves(degrees: Floats, *waves: tuple[float, float]) -> Floats:
    """Return a sum of sines, each of an amplitude in metres and half turns per degree."""
    total = np.zeros_like(degrees)
    for amplitude_m, half_turns in waves:
        total += amplitude_m * np.sin(degrees * half_turns * np.pi)
    return total
