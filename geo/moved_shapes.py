"""Shapes in another CRS, whose straight edges stay where they are on the ground.

An edge joins two corners by a straight line in the coordinates of its own CRS: in degrees, between two
corners of one latitude, that is the parallel. Another CRS shows this line as a curve. If only the corners
are moved, the edge becomes its chord: of 100 km along a parallel at 45 degrees, 200 m off in the middle.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from ..common.arrays import Bools, Floats, Ints
from .crs import transformer

Shapes = npt.NDArray[np.object_]
Move = Callable[[Floats], Floats]
"""From coordinates of shape (n, 2) to coordinates of the same shape."""

WITHIN_M: Final = 0.01
"""How far an edge may lie off the curve that it stands for."""

WITHIN_DEG: Final = 1e-7
"""The same where the curve is in degrees: 11 mm or less."""

SHORT_DEG: Final = 0.005
_SHORT_M: Final = 500.0
"""Edges up to here are at most 6 mm off in any projection that is true to scale, and stay as they are."""

_ALONG: Final = np.array([0.25, 0.5, 0.75])
"""Where an edge is compared with its curve; in the middle alone, a curve like an S is not seen."""

_MARGIN: Final = 1.1
"""More parts than an even bend needs, so that few have to be split once more."""

_LINES_AND_AREAS: Final = (
    shapely.GeometryType.LINESTRING,
    shapely.GeometryType.POLYGON,
    shapely.GeometryType.MULTILINESTRING,
    shapely.GeometryType.MULTIPOLYGON,
)


def moved_table(
    table: gpd.GeoDataFrame, crs: pyproj.CRS, *, within_m: float = WITHIN_M
) -> gpd.GeoDataFrame:
    """Return a table with its shapes in another CRS.

    Parameters
    ----------
    table
        Points, lines or areas in any CRS.
    crs
        Where they are wanted.
    within_m
        How far an edge may lie off the line that it is in the table's CRS.
    """
    shapes = table.geometry.to_numpy()
    split = split_for(shapes, table.crs, crs, within_m=within_m)
    if split is not shapes:
        table = table.set_geometry(gpd.GeoSeries(split, index=table.index, crs=table.crs))
    return table.to_crs(crs)


def moved_shapes(
    shapes: Shapes | Sequence[BaseGeometry | None],
    source: pyproj.CRS,
    crs: pyproj.CRS,
    *,
    within_m: float = WITHIN_M,
) -> Shapes:
    """Return shapes in another CRS.

    Parameters
    ----------
    shapes
        Points, lines or areas, None among them.
    source, crs
        Their CRS, and the one in which they are wanted.
    within_m
        As for `moved_table`.
    """
    split = split_for(np.asarray(shapes, dtype=object), source, crs, within_m=within_m)
    return np.asarray(gpd.GeoSeries(split, crs=source).to_crs(crs).to_numpy(), dtype=object)


def split_for(
    shapes: Shapes, source: pyproj.CRS, crs: pyproj.CRS, *, within_m: float = WITHIN_M
) -> Shapes:
    """Return shapes in their own CRS, with the corners that they need in another.

    Parameters
    ----------
    shapes, source, crs, within_m
        As for `moved_shapes`.
    """
    if source == crs or (source.is_geographic and crs.is_geographic):
        return shapes

    def move(xy: Floats) -> Floats:
        return np.column_stack(transformer(source, crs).transform(xy[:, 0], xy[:, 1]))

    within = within_m * (WITHIN_DEG / WITHIN_M) if crs.is_geographic else within_m
    return split_edges(shapes, move, in_degrees=source.is_geographic, within=within)


def split_edges(shapes: Shapes, move: Move, *, in_degrees: bool, within: float) -> Shapes:
    """Split long edges so far that straight lines between their moved corners show the moved edge.

    An edge is split at the same places whichever way it is walked: areas that share it still share it.

    Parameters
    ----------
    shapes
        Points, lines or areas, None among them; collections stay as they are.
    move
        How coordinates are moved.
    in_degrees
        Whether the shapes' coordinates are degrees, or metres. Edges of at most 0.005 degrees or 500 m stay
        as they are.
    within
        How far a moved edge may lie off its straight line, in the coordinates that it is moved to.

    Returns
    -------
    numpy.ndarray
        The same array where no edge needs it.
    """
    longer_than = SHORT_DEG if in_degrees else _SHORT_M
    while True:
        split = _split_once(shapes, move, longer_than, within)
        if split is shapes:
            return shapes
        # A curve that bends unevenly has parts that are still too long.
        shapes = split


def _split_once(shapes: Shapes, move: Move, longer_than: float, within: float) -> Shapes:
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    if len(xy) < 2:
        return shapes
    apart = np.hypot(*np.diff(xy, axis=0).T)
    # Here the steps between two rings of a shape are counted, too; below they are not.
    long = np.unique(owner[1:][(apart > longer_than) & (owner[1:] == owner[:-1])])
    kinds = shapely.get_type_id(shapes[long])
    three = shapely.has_z(shapes[long])
    result = shapes
    for kind in _LINES_AND_AREAS:
        for with_z in (False, True):
            rows = long[(kinds == kind) & (three == with_z)]
            if not len(rows):
                continue
            _, corners, offsets = shapely.to_ragged_array(shapes[rows], include_z=with_z)
            starts = np.asarray(offsets[0], dtype=np.int64)
            parts = _parts_of_edges(corners, starts, move, longer_than, within)
            if (parts == 1).all():
                continue
            if result is shapes:
                result = shapes.copy()
            first = np.concatenate([[0], np.cumsum(parts)])
            result[rows] = shapely.from_ragged_array(
                kind, _with_corners(corners, parts), (first[starts], *offsets[1:])
            )
    return result


def _parts_of_edges(
    corners: Floats, offsets: Ints, move: Move, longer_than: float, within: float
) -> Ints:
    """Return into how many parts the edge that begins at each corner is split; 1 where none begins."""
    parts = np.ones(len(corners), dtype=np.int64)
    begins = np.ones(len(corners), dtype=bool)
    begins[offsets[1:] - 1] = False
    edge = np.flatnonzero(begins)
    length = np.hypot(*(corners[edge + 1, :2] - corners[edge, :2]).T)
    edge, length = edge[length > longer_than], length[length > longer_than]
    if not len(edge):
        return parts
    a, b, _ = _one_way(corners[edge, :2], corners[edge + 1, :2])
    between = (a[:, None, :] + (b - a)[:, None, :] * _ALONG[:, None]).reshape(-1, 2)
    start, curve, end = move(a), move(between).reshape(len(edge), -1, 2), move(b)
    with np.errstate(invalid="ignore", divide="ignore"):
        along = (end - start) / np.hypot(*(end - start).T)[:, None]
        aside = curve - start[:, None, :]
        off = aside[..., 1] * along[:, None, 0] - aside[..., 0] * along[:, None, 1]
    # What cannot be moved is told of by those who move it.
    times = np.nan_to_num(np.abs(off), nan=0.0, posinf=0.0).max(axis=1) / within
    bent = times > 1
    # Half the length is a quarter of the distance.
    wanted = np.minimum(np.ceil(_MARGIN * np.sqrt(times)), np.ceil(length / longer_than))
    parts[edge[bent]] = wanted[bent].astype(np.int64)
    return parts


def _with_corners(corners: Floats, parts: Ints) -> Floats:
    """Return corners with those between the parts of edges."""
    owner = np.repeat(np.arange(len(corners)), parts)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(parts) - parts, parts)
    result = corners[owner]
    new = number > 0
    edge = owner[new]
    a, b, turned = _one_way(corners[edge], corners[edge + 1])
    step = np.where(turned, parts[edge] - number[new], number[new])
    result[new] = a + (b - a) * (step / parts[edge])[:, None]
    return result


def _one_way(a: Floats, b: Floats) -> tuple[Floats, Floats, Bools]:
    """Return the ends of edges from west to east, or from south to north, and which were turned."""
    turned = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    return np.where(turned[:, None], b, a), np.where(turned[:, None], a, b), turned
