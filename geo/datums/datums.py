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
    """Return places in WGS 84.

    Parameters
    ----------
    lon, lat
        Degrees in `datum`, scalars or arrays of one shape.
    datum
        What the degrees are in.
    """
    if datum == "gcj02":
        return wgs84_from_gcj02(lon, lat)
    if datum == "bd09":
        return wgs84_from_bd09(lon, lat)
    return _as_they_are(lon, lat)


def from_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: Datum) -> Places:
    """Return places that are given in WGS 84; the other way of `to_wgs84`."""
    if datum == "gcj02":
        return gcj02_from_wgs84(lon, lat)
    if datum == "bd09":
        return bd09_from_wgs84(lon, lat)
    return _as_they_are(lon, lat)


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
