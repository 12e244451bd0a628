"""The names of shifted coordinates, and converting places and shapes of any of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import partial
from typing import Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely

from ...common.arrays import Floats
from ...common.errors import Fault, InputError
from .area import Places
from .bd09 import bd09_from_wgs84, wgs84_from_bd09
from .gcj02 import gcj02_from_wgs84, wgs84_from_gcj02

Datum: TypeAlias = Literal["wgs84", "gcj02", "bd09"]

TITLES: Final[dict[Datum, str]] = {"wgs84": "WGS 84", "gcj02": "GCJ-02", "bd09": "BD-09"}

_NAMES: Final[dict[str, Datum]] = {
    **dict.fromkeys(("wgs84", "wgs1984", "epsg4326", "gps"), "wgs84"),
    **dict.fromkeys(("gcj02", "gcj2", "gcj", "mars", "火星", "国测局"), "gcj02"),
    **dict.fromkeys(("amap", "gaode", "tencent", "高德", "腾讯"), "gcj02"),
    **dict.fromkeys(("bd09", "bd9", "bd09ll", "baidu", "百度"), "bd09"),
}
_NAME: Final = re.compile("|".join(sorted(_NAMES, key=len, reverse=True)))
_BESIDE_THE_NAME: Final = re.compile(r"坐标系|坐标|加密|经纬度|地图|[\W_]")


def datum_named(text: str) -> Datum | None:
    """Return which coordinates a text names, however it is spelt: ``"GCJ-02"``, ``"火星坐标系 (GCJ02)"``.

    Baidu's metres (``bd09mc``) are no longitude and latitude, and are not known here.

    Examples
    --------
    >>> datum_named("GCJ-02"), datum_named("百度坐标系"), datum_named("EPSG:4549")
    ('gcj02', 'bd09', None)
    """
    plain = _BESIDE_THE_NAME.sub("", unicodedata.normalize("NFKC", text).casefold())
    named = {_NAMES[name] for name in _NAME.findall(plain)}
    return named.pop() if len(named) == 1 and not _NAME.sub("", plain) else None


def to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: Datum) -> Places:
    """Convert longitudes and latitudes of Chinese maps to WGS 84.

    Parameters
    ----------
    lon, lat
        Degrees, scalars or arrays of one shape.
    datum
        What they are in: ``"gcj02"`` (Amap, Tencent), ``"bd09"`` (Baidu) or ``"wgs84"``, which changes nothing.

    Returns
    -------
    lon : numpy.ndarray
        Longitude, in the shape of the input.
    lat : numpy.ndarray
        Latitude. Both are the exact inverse of `from_wgs84`, to 0.1 mm.

    Raises
    ------
    InputError
        If there is no such datum.

    See Also
    --------
    from_wgs84 : The other way.
    Layer : Layers of a study say ``crs: gcj02`` instead.

    References
    ----------
    See docs/concepts/coordinate-systems.md.

    Examples
    --------
    >>> import halfhour as hh
    >>> lon, lat = hh.to_wgs84([116.410244, 121.531542], [39.916404, 31.175304], "gcj02")
    >>> lon.round(5).tolist(), lat.round(5).tolist()
    ([116.404, 121.52721], [39.915, 31.17743])
    """
    return _CONVERSIONS[_known(datum)][0](lon, lat)


def from_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: Datum) -> Places:
    """Convert longitudes and latitudes in WGS 84 to those of Chinese maps.

    Parameters
    ----------
    lon, lat
        Degrees in WGS 84, scalars or arrays of one shape.
    datum
        What is wanted: ``"gcj02"`` (Amap, Tencent), ``"bd09"`` (Baidu) or ``"wgs84"``, which changes nothing.

    Returns
    -------
    lon : numpy.ndarray
        Longitude, in the shape of the input.
    lat : numpy.ndarray
        Latitude. Nothing is shifted outside the frame from 72.004 to
        137.8347 degrees east and from 0.8293 to 55.8271 degrees north, at whose edge coordinates jump by up to
        1 km. NaN stays NaN.

    Raises
    ------
    InputError
        If there is no such datum.

    See Also
    --------
    to_wgs84 : The other way.

    References
    ----------
    See docs/concepts/coordinate-systems.md.

    Examples
    --------
    >>> import halfhour as hh
    >>> lon, lat = hh.from_wgs84(116.404, 39.915, "gcj02")
    >>> round(float(lon), 6), round(float(lat), 6)
    (116.410244, 39.916404)
    """
    return _CONVERSIONS[_known(datum)][1](lon, lat)


def shapes_to_wgs84(shapes: npt.ArrayLike, datum: Datum) -> npt.NDArray[np.object_]:
    """Return geometries in WGS 84, converted vertex by vertex.

    Parameters
    ----------
    shapes
        Shapely geometries, None among them; degrees in `datum`. A third coordinate stays as it is.
    datum
        What the degrees are in.
    """
    return _converted(shapes, partial(to_wgs84, datum=datum))


def shapes_from_wgs84(shapes: npt.ArrayLike, datum: Datum) -> npt.NDArray[np.object_]:
    """Return geometries that are given in WGS 84; the other way of `shapes_to_wgs84`."""
    return _converted(shapes, partial(from_wgs84, datum=datum))


def _converted(
    shapes: npt.ArrayLike, places: Callable[[Floats, Floats], Places]
) -> npt.NDArray[np.object_]:
    def moved(vertices: Floats) -> Floats:
        lon, lat = places(vertices[:, 0], vertices[:, 1])
        return np.column_stack([lon, lat, vertices[:, 2:]])

    result: npt.NDArray[np.object_] = shapely.transform(
        np.asarray(shapes, dtype=object), moved, include_z=True
    )
    return result


def _as_they_are(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Places:
    return np.array(lon, dtype=np.float64), np.array(lat, dtype=np.float64)


_Conversion: TypeAlias = Callable[[npt.ArrayLike, npt.ArrayLike], Places]

_CONVERSIONS: Final[dict[Datum, tuple[_Conversion, _Conversion]]] = {
    "wgs84": (_as_they_are, _as_they_are),
    "gcj02": (wgs84_from_gcj02, gcj02_from_wgs84),
    "bd09": (wgs84_from_bd09, bd09_from_wgs84),
}


def _known(datum: str) -> Datum:
    known = datum_named(datum)
    if known is None:
        raise InputError(
            Fault(
                file="datum",
                value=datum,
                cause="is not known",
                fix="give gcj02, bd09 or wgs84",
            )
        )
    return known
