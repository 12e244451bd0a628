"""Reading layers of land on which nothing, or alone something, may be built."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from ...common.errors import Fault, InputError
from ..formats.files import read_features
from ..formats.geometry_kinds import LINES, POINT, POLYGONS, GeometryKinds
from ..formats.layer import Layer, Source, as_layer
from ..formats.projection import moved
from ..formats.values import as_text

_AREAS: Final = GeometryKinds(
    allowed=POLYGONS, cause="is not an area", fix="give a layer of polygons"
)
_NEAR: Final = GeometryKinds(
    allowed=POLYGONS | LINES | {POINT, "MultiPoint"},
    cause="is neither a point, a line nor an area",
    fix="give a layer of points, lines or polygons",
)
_COLUMNS: Final = ("name",)
_ARC_PARTS: Final = 64
"""Straight parts of a quarter of a circle around a point: its area is 0.01 % too small."""


def read_land(source: Source, *, crs: object, within_m: float | None = None) -> gpd.GeoDataFrame:
    """Read a layer of land that a clause speaks of.

    Parameters
    ----------
    source
        A vector layer of polygons, in any CRS; perhaps with a column ``name``.
    crs
        Metric CRS of the result, that of the demand table.
    within_m
        What lies so near to a record belongs to it, too; then records may be points and lines. None for the
        polygons alone.

    Returns
    -------
    geopandas.GeoDataFrame
        One valid polygon, of one or several parts, per record; index 0, 1, ...; columns ``name`` (empty where
        the file has none) and ``mended`` (whether its ring crossed itself and was mended).

    Raises
    ------
    InputError
        If the file cannot be read, holds records that are not polygons (all of them are listed), or has no
        column that the layer maps.
    """
    layer = as_layer(source)
    table = read_features(layer)
    kinds = _AREAS if within_m is None else _NEAR
    kinds.require(table, table.geometry.isna() | table.geometry.is_empty, file=layer.name)
    require_columns(layer, table, _COLUMNS, what="land")
    named = layer.columns.get("name", "name")
    names = as_text(table[named]).to_numpy() if named in table else ""
    areas = moved(table, crs, file=layer.name).geometry.to_numpy()
    mended = ~shapely.is_valid(areas)
    areas = valid_areas(areas) if within_m is None else widened(areas, within_m)
    return gpd.GeoDataFrame({"name": names, "mended": mended}, geometry=areas, crs=crs)


def require_columns(
    layer: Layer, table: gpd.GeoDataFrame, known: tuple[str, ...], *, what: str
) -> None:
    """Check that a layer maps known columns alone, and that the file has them.

    Parameters
    ----------
    layer
        The layer.
    table
        What the file holds.
    known
        Our names of the columns that may be mapped.
    what
        What the layer is of, for the faults.

    Raises
    ------
    InputError
        With every column that is not known, or not there.
    """
    faults = [
        Fault(
            file=layer.name,
            column=ours if ours not in known else theirs,
            cause=f"is no column of {what}" if ours not in known else "the file has no such column",
            fix=f"map {' and '.join(f'`{one}`' for one in known)} alone"
            if ours not in known
            else f"name one of {', '.join(map(str, table.columns.drop(table.geometry.name)))}",
        )
        for ours, theirs in layer.columns.items()
        if ours not in known or theirs not in table
    ]
    if faults:
        raise InputError(*faults)


def widened(shapes: np.ndarray, within_m: float) -> np.ndarray:
    """Return what lies within some metres of shapes.

    Parameters
    ----------
    shapes
        Points, lines or polygons in a metric CRS.
    within_m
        How near.
    """
    return np.asarray(
        shapely.buffer(shapely.make_valid(shapes), within_m, quad_segs=_ARC_PARTS), dtype=object
    )


def valid_areas(areas: np.ndarray) -> np.ndarray:
    """Mend rings that cross themselves; lines and points that this leaves over have no inside.

    Parameters
    ----------
    areas
        Polygons.
    """
    valid = shapely.make_valid(areas)
    for row in np.flatnonzero(
        shapely.get_type_id(valid) == shapely.GeometryType.GEOMETRYCOLLECTION
    ):
        parts = shapely.get_parts(valid[row])
        valid[row] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return valid
