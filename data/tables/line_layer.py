"""Reading roads from a line layer: GeoPackage, Shapefile, GeoJSON or GeoParquet."""

from __future__ import annotations

import ast
from typing import Final

import numpy as np
import pandas as pd
import shapely

from ...common.errors import Fault, InputError
from ...geo.crs import WGS84
from ...geo.roads.road_lines import RoadLines
from ..formats.columns import missing_columns
from ..formats.files import read_features
from ..formats.geometry_kinds import LINES, GeometryKinds
from ..formats.layer import Layer
from ..formats.values import as_text
from ..osm.extract import TAG_KEYS

CLASS: Final = "class"
"""Our name of the column that holds OSM's ``highway`` value."""

_LINES: Final = GeometryKinds(allowed=LINES, cause="is not a line", fix="give a layer of lines")
_FORWARD: Final = frozenset({"yes", "true", "1"})
_BACKWARD: Final = frozenset({"-1", "reverse"})
# Tools write these of roads without a tag, too; only "no" itself says that a roundabout is no one-way.
_FALSE: Final = frozenset({"false", "0"})
# Geofabrik's shapefiles: along the line, against it, both ways.
_GEOFABRIK: Final = {"f": "yes", "t": "-1", "b": ""}

# 1e-7 degrees, about a centimetre: OSM's own resolution.
_UNITS_PER_DEGREE: Final = 1e7


def read_lines(layer: Layer) -> RoadLines:
    """Read roads from a line layer.

    Parameters
    ----------
    layer
        The layer. Its columns are those named like OSM's keys, ``highway`` first of all, or others mapped
        to them; ``class`` maps to ``highway``.

    Returns
    -------
    RoadLines
        Lines meet where they share a vertex, to 1e-7 degrees; lines that cross without one do not
        meet.

    Raises
    ------
    InputError
        If the file cannot be read, holds something else than lines, or has no column of road classes.
    """
    table = read_features(layer)
    name = layer.file.name
    tags = _tags(layer, table)
    missing = table.geometry.isna() | table.geometry.is_empty
    _LINES.require(table, missing, file=name)
    lines, record = shapely.get_parts(table.geometry.to_crs(WGS84).to_numpy(), return_index=True)
    coordinates = shapely.get_coordinates(lines)
    if not _in_degrees(coordinates):
        raise InputError(
            Fault(
                file=name,
                column="crs",
                value=table.crs.name,
                cause="its coordinates lie beyond what this CRS allows",
                fix="check the CRS of the layer",
            )
        )
    return RoadLines(
        vertex_id=vertex_ids(coordinates),
        lon=coordinates[:, 0].copy(),
        lat=coordinates[:, 1].copy(),
        offsets=np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(lines))]).astype(
            np.int64
        ),
        tags=tags.iloc[record].reset_index(drop=True),
        source=name,
    )


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


def _tags(layer: Layer, table: pd.DataFrame) -> pd.DataFrame:
    name = layer.file.name
    columns = {("highway" if k == CLASS else k): theirs for k, theirs in layer.columns.items()}
    faults = [
        Fault(
            file=name,
            column=f"columns.{key}",
            cause="is not one of OSM's keys that Halfhour reads",
            fix=f"use {CLASS} or one of {', '.join(TAG_KEYS)}",
        )
        for key in columns
        if key not in TAG_KEYS
    ]
    own = [column for column in table.columns if column != table.geometry.name]
    wanted = {"highway": "highway", **columns}
    faults += missing_columns(
        name, {CLASS if key == "highway" else key: theirs for key, theirs in wanted.items()}, own
    )
    if faults:
        raise InputError(*faults)
    result = {}
    for key in TAG_KEYS:
        theirs = columns.get(key, key)
        if theirs in own:
            text = _first_as_text(table[theirs])
            result[key] = _oneway(text, key) if key.startswith("oneway") else text
        else:
            result[key] = pd.Series("", index=table.index, dtype=str)
    return pd.DataFrame(result)


def _first_as_text(values: pd.Series) -> pd.Series:
    """Return text; of a list, as OSMnx writes it where it merges ways, the first item."""
    if not pd.api.types.is_numeric_dtype(values):
        values = values.map(_first)
    return as_text(values)


def _first(value: object) -> object:
    if isinstance(value, str) and value.startswith("[") and value.endswith("]"):
        try:
            value = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            return value
    if isinstance(value, (list, tuple, np.ndarray)):
        return str(value[0]) if len(value) else None
    return value


def _oneway(text: pd.Series, key: str) -> pd.Series:
    lower = text.str.lower()
    if (lower == "b").any():
        lower = lower.replace(_GEOFABRIK)
    result = lower.mask(lower.isin(_FORWARD), "yes").mask(lower.isin(_BACKWARD), "-1")
    # A column of their own for bicycles or feet is filled where they are treated apart.
    return result.mask(lower.isin(_FALSE), "" if key == "oneway" else "no")
