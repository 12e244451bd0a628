"""Reading roads from a line layer: GeoPackage, Shapefile, GeoJSON or GeoParquet."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ...common.errors import Fault, InputError
from ...geo.crs import WGS84
from ...geo.moved_shapes import moved_shapes
from ...geo.roads.line_joins import JOIN_M
from ...geo.roads.road_lines import RoadLines
from ..formats.columns import missing_columns
from ..formats.files import read_features
from ..formats.geometry_kinds import LINES, GeometryKinds
from ..formats.layer import Layer
from ..formats.values import as_text
from ..tables.only import chosen_records
from .line_tags import read_tags
from .line_topology import connected
from .overture.segments import is_segments, with_osm_keys

_LINES: Final = GeometryKinds(allowed=LINES, cause="is not a line", fix="give a layer of lines")
# 1e-7 degrees, about a centimetre: OSM's own resolution.
_UNITS_PER_DEGREE: Final = 1e7


def read_lines(layer: Layer, *, join_m: float = JOIN_M) -> RoadLines:
    """Read roads from a line layer.

    Parameters
    ----------
    layer
        The layer. Its columns are those named like OSM's keys, ``highway`` first of all, or others mapped
        to them; ``class`` maps to ``highway``.
    join_m
        How near an end of a line must be to another line to be joined to it, in metres.

    Returns
    -------
    RoadLines
        Lines meet where they share a vertex, to 1e-7 degrees, on the same level, and where one ends on or
        near another. Lines that cross without a vertex do not meet.

    Raises
    ------
    InputError
        If the file cannot be read, holds something else than lines, has no column of road classes, or one
        whose values are not understood.
    """
    table = read_features(layer)
    name = layer.file.name
    chosen = _chosen(layer, table)
    own = table[chosen].drop(columns=table.geometry.name)
    if is_segments(own.columns):
        own = with_osm_keys(pd.DataFrame(own), file=name)
    tags = read_tags(layer, own)
    missing = (table.geometry.isna() | table.geometry.is_empty) & chosen
    # Rows that do not count may be of any kind.
    checked = table.set_geometry(table.geometry.where(chosen))
    _LINES.require(checked, missing, file=name)
    shapes = moved_shapes(table.geometry[chosen].to_numpy(), table.crs, WGS84)
    lines, record = shapely.get_parts(shapes, return_index=True)
    there = ~shapely.is_empty(lines)
    lines, record = lines[there], record[there]
    coordinates = shapely.get_coordinates(lines, include_z=True)
    if not _in_degrees(coordinates[:, :2]):
        raise InputError(
            Fault(
                file=name,
                column="crs",
                value=table.crs.name,
                cause="its coordinates lie beyond what this CRS allows",
                fix="check the CRS of the layer",
            )
        )
    result = RoadLines(
        vertex_id=vertex_ids(coordinates[:, :2]),
        lon=coordinates[:, 0].copy(),
        lat=coordinates[:, 1].copy(),
        offsets=np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(lines))]).astype(
            np.int64
        ),
        tags=tags.table.iloc[record].reset_index(drop=True),
        source=name,
        notes=tags.notes,
    )
    return connected(result, coordinates[:, 2], join_m)


def _chosen(layer: Layer, table: gpd.GeoDataFrame) -> pd.Series:
    """Return which records the layer's ``only:`` names; all, if it has none."""
    faults = missing_columns(layer.name, {c: c for c in layer.only}, table.columns)
    if faults:
        raise InputError(*faults)
    texts = {column: as_text(table[column]) for column in layer.only}
    if not texts:
        return pd.Series(data=True, index=table.index)
    return pd.Series(chosen_records(texts, layer), index=table.index)


def vertex_ids(lon_lat: np.ndarray) -> np.ndarray:
    """Return the identity of vertices: one number per place, to 1e-7 degrees.

    Parameters
    ----------
    lon_lat
        Degrees, shape (n, 2).
    """
    steps = np.rint(lon_lat * _UNITS_PER_DEGREE).astype(np.int64)
    # Longitude in the upper bits, latitude in the lower 31; both counted from their minimum.
    return ((steps[:, 0] + 1_800_000_000) << 31) + (steps[:, 1] + 900_000_000)


def _in_degrees(lon_lat: np.ndarray) -> bool:
    return bool((np.abs(lon_lat) <= (180.0, 90.0)).all())
