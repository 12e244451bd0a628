"""Reading records that have a place: a CSV with coordinates or a vector layer, in our column names."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from ...common.errors import Fault, InputError
from ...common.sentences import Sentence, collected_notes, tell
from ...geo.crs import WGS84
from ...geo.datums.datums import to_wgs84
from ...geo.north_first import written_north_first
from ..content.measures import measures_dropped
from ..content.nested_columns import geoparquet_headings
from ..content.overture import overture_columns, tell_doubtful_places
from ..input_records.facts import CRS, tell_fact
from .columns import missing_columns, repeated_columns, their_names
from .coordinate_columns import (
    COORDINATES,
    PAIR,
    PLACE_COLUMNS,
    as_degrees,
    coordinate_layer,
    split_pairs,
)
from .encodings import is_text_table, vector_encoding
from .files import PARQUET_SUFFIXES, held_features, layer_name, read_features
from .geometry_kinds import shown_places, single_points
from .layer import Layer
from .layer_crs import (
    crs_text,
    no_crs,
    parse_crs,
    shift_of,
    tell_datum,
    tell_north_first,
    tell_unshifted,
)
from .record_faults import record_faults
from .said_crs import tell_other_crs
from .text_tables import read_text_table, text_headings
from .values import as_numbers, as_text

SWAPPED_FIX: Final = "exchange columns x and y"

_LON_MAX: Final = 180.0
_LAT_MAX: Final = 90.0


def open_places(layer: Layer) -> pd.DataFrame:
    """Read a file of records that have a place, as it is: text of a CSV file, else a vector layer."""
    if not is_text_table(layer):
        features: pd.DataFrame = read_features(layer)
        return features
    notes: list[Sentence] = []
    try:
        with collected_notes() as notes:
            raw = read_text_table(layer)
    finally:
        for note in notes:
            tell(note)
    tell_other_crs(layer, raw.columns, notes)
    return raw


def headings(layer: Layer) -> tuple[str, ...]:
    """Return the names of a file's columns, geometry apart; the file was read without a fault before."""
    suffix = layer.file.suffix.lower()
    if is_text_table(layer):
        return text_headings(layer)
    if layer.held is not None:
        return tuple(held_features(layer, layer.held).drop(columns="geometry").columns)
    if suffix in PARQUET_SUFFIXES:
        return geoparquet_headings(layer.file)
    with measures_dropped():
        info = pyogrio.read_info(
            layer.file, layer=layer_name(layer), encoding=vector_encoding(layer)
        )
    return tuple(str(name) for name in info["fields"])


def places_in(
    raw: pd.DataFrame,
    layer: Layer,
    *,
    id_name: str,
    required: Collection[str] = (),
    optional: Collection[str] = (),
) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """Return records with places in our column names.

    Parameters
    ----------
    raw
        What `open_places` returns: columns of coordinates of text, or a vector layer.
    layer
        The layer.
    id_name
        Our name of the column of ids; it is read as text.
    required, optional
        Our names of columns that must or may be there besides; every column that the layer maps is
        taken too.

    Returns
    -------
    table : geopandas.GeoDataFrame
        Index 0, 1, ...; our column names, values as the file has them, in the file's CRS.
    faults : list of Fault
        What is wrong with single records' places, to be raised with what else is found.

    Raises
    ------
    InputError
        If the file lacks a column or a CRS, or has x and y exchanged.
    """
    file = layer.name
    is_text = not isinstance(raw, gpd.GeoDataFrame)
    if is_text:
        layer = coordinate_layer(layer, raw.columns)
        pairs = PAIR in layer.columns and not any(name in layer.columns for name in COORDINATES)
        required = (*required, *((PAIR,) if pairs else COORDINATES))
    own = raw.columns if is_text else raw.columns.drop([raw.geometry.name])
    if not is_text:
        known = overture_columns(tuple(map(str, own)), id_name)
        layer = layer.model_copy(update={"columns": {**known, **layer.columns}})
        tell_doubtful_places(raw, file=file)
    # A mapping written for a CSV may serve a vector layer, which has its own coordinates.
    wanted = [
        name
        for name in dict.fromkeys([id_name, *required, *layer.columns])
        if is_text or name not in PLACE_COLUMNS
    ]
    names = [*wanted, *(name for name in optional if name not in wanted and name in own)]
    faults = missing_columns(file, their_names(layer, wanted), own)
    faults += repeated_columns(file, names[len(wanted) :], own)
    if is_text and layer.crs is None:
        faults.append(no_crs(file))
    if faults:
        raise InputError(*faults)
    theirs = their_names(layer, names)
    table = pd.DataFrame({ours: raw[column] for ours, column in theirs.items()})
    table[id_name] = as_text(table[id_name])
    if is_text:
        return _points(table, layer, id_name)
    places = single_points(raw.geometry)
    result = gpd.GeoDataFrame(table, geometry=places.to_numpy(), crs=raw.crs)
    return result, _place_faults(result, layer, id_name)


def _place_faults(table: gpd.GeoDataFrame, layer: Layer, id_name: str) -> list[Fault]:
    """Return the faults of a vector layer's places: none, or beyond the degrees that there are."""
    file, crs = layer.name, table.crs
    faults = record_faults(
        table,
        table.geometry.isna() | table.geometry.is_empty,
        file=file,
        id_name=id_name,
        column="geometry",
        cause="has no geometry",
        fix="give it a place, or delete the record",
    )
    if not crs.is_geographic:
        return faults
    extent = table.geometry.bounds
    _require_not_swapped(extent["minx"], extent["maxy"], file)
    beyond = (extent[["minx", "maxx"]].abs() > _LON_MAX).any(axis=1)
    beyond |= (extent[["miny", "maxy"]].abs() > _LAT_MAX).any(axis=1)
    faults += record_faults(
        table,
        beyond,
        file=file,
        id_name=id_name,
        column="geometry",
        cause=f"is no place in {crs.name}, in which the file's coordinates are taken",
        fix="correct the coordinates, or say the CRS that they are in with `crs:` where the file does not",
        values=shown_places(extent["minx"], extent["miny"], beyond),
    )
    return faults


def _points(
    table: pd.DataFrame, layer: Layer, id_name: str
) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    file = layer.name
    datum = shift_of(layer.crs)
    crs = WGS84 if datum is not None else parse_crs(str(layer.crs), file=file)
    faults: list[Fault] = []
    if PAIR in table:
        table, faults = split_pairs(table, layer, id_name=id_name)
    numbers = {}
    read = as_degrees if crs.is_geographic else as_numbers
    for column in COORDINATES:
        numbers[column], wrong = read(table, column, file=file, id_name=id_name)
        faults += wrong
    x, y = numbers["x"], numbers["y"]
    if crs.is_geographic:
        _require_not_swapped(x, y, file)
    elif written_north_first(x, y, crs):
        x, y = y, x
        numbers = {"x": x, "y": y}
        tell_north_first(layer, crs)
    limit = {"x": _LON_MAX, "y": _LAT_MAX} if crs.is_geographic else {"x": np.inf, "y": np.inf}
    for column in COORDINATES:
        values = numbers[column]
        beyond = np.isinf(values) | (values.abs() > limit[column])
        for bad, cause in (
            (values.isna(), "is missing"),
            (beyond, f"is no coordinate in {crs.name}"),
        ):
            faults += record_faults(
                table,
                bad,
                file=file,
                id_name=id_name,
                column=column,
                cause=cause,
                fix="correct the coordinate, or the CRS of the layer",
                values=values,
            )
    tell_fact(layer.file, CRS, crs_text(layer, crs))
    tell_datum(layer, crs)
    if datum is not None:
        tell_unshifted(layer, datum)
    points = gpd.points_from_xy(*(x, y) if datum is None else to_wgs84(x, y, datum))
    own = table.drop(columns=list(COORDINATES))
    return gpd.GeoDataFrame(own, geometry=points, crs=crs), faults


def _require_not_swapped(x: pd.Series, y: pd.Series, file: str) -> None:
    beyond = y.abs() > 90
    if beyond.any() and bool((x.dropna().abs() <= 90).all() and (y.dropna().abs() <= 180).all()):
        index = int(np.flatnonzero(beyond)[0])
        raise InputError(
            Fault(
                file=file,
                row=index + 1,
                column="y",
                value=float(y.iloc[index]),
                cause="x and y look swapped: latitudes end at 90 degrees",
                fix=SWAPPED_FIX,
            )
        )
