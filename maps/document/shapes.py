"""Geometry for the page: in degrees, rounded, and written as differences, which takes a third of GeoJSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from ...geo.crs import WGS84, transformer
from ...geo.inner_points import inner_points

DIGITS: Final = 6
"""Decimals of a degree that are kept: about 10 cm."""

Ring = list[int]
"""Longitude and latitude of the first vertex, then differences, as whole steps of 10**-digits degrees."""


def to_degrees(geometry: Iterable[object], crs: object) -> npt.NDArray[np.object_]:
    """Return geometries in longitude and latitude on WGS 84.

    Parameters
    ----------
    geometry
        Shapely geometries in `crs`.
    crs
        Anything that pyproj takes for a CRS.
    """
    series = gpd.GeoSeries(list(geometry), crs=crs)
    return np.asarray(series.to_crs(WGS84).to_numpy(), dtype=object)


def points_deg(geometry: Iterable[object], crs: object) -> npt.NDArray[np.float64]:
    """Return longitude and latitude of points, or of points inside polygons; shape (n, 2)."""
    values = geometry.to_numpy() if isinstance(geometry, gpd.GeoSeries) else list(geometry)
    places = inner_points(np.asarray(values, dtype=object))
    transform = transformer(pyproj.CRS.from_user_input(crs), WGS84).transform
    lon, lat = transform(shapely.get_x(places), shapely.get_y(places))
    return np.column_stack([lon, lat]).round(DIGITS)


def polygon_codes(area_deg: shapely.Geometry, digits: int = DIGITS) -> list[list[Ring]]:
    """Return the polygons of a geometry in degrees: for each its outer ring, then its holes.

    Lines and points in a collection have no area and are left out.
    """
    parts = shapely.get_parts(shapely.get_parts([area_deg]))
    polygons = [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]
    return [
        [_code(ring, digits) for ring in (polygon.exterior, *polygon.interiors)]
        for polygon in polygons
    ]


def line_code(line: shapely.Geometry, digits: int = DIGITS) -> Ring:
    """Return the vertices of a line in degrees, as of a ring."""
    return _code(line, digits)


def _code(line: shapely.Geometry, digits: int) -> Ring:
    steps = np.rint(shapely.get_coordinates(line) * 10**digits).astype(np.int64)
    moves = np.diff(steps, axis=0)
    # Vertices that fall together after rounding say nothing.
    moves = moves[moves.any(axis=1)]
    return [int(value) for value in np.concatenate([steps[:1], moves]).ravel()]
