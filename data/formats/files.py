"""Opening files: vector layers, and what to say where a file cannot be read."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pyogrio.errors
import pyogrio.raw
import shapely

from ...common.errors import Fault, InputError
from ...common.paths import require_readable
from ..content.measures import measures_dropped
from ..content.nested_columns import read_geoparquet
from ..content.vector_kinds import JSON_SUFFIXES, json_crs, require_kind
from ..held.held_table import HeldTable
from ..input_records.facts import CRS, ENCODING, ROWS, tell_fact, tell_opened
from .encodings import tell_encoding, vector_encoding, wrong_encoding
from .layer import Layer
from .layer_crs import crs_text, settled_crs, shift_of, unshifted_table
from .record_faults import record_faults

PARQUET_SUFFIXES: Final = frozenset({".parquet", ".geoparquet"})

_WITH_LAYERS: Final = frozenset({".gpkg"})

_DAMAGED_FIX: Final = "check that the file is whole and is what its name says, or export it again"


def require_file(path: Path) -> None:
    """Check that a file is there and can be read.

    Raises
    ------
    InputError
        If it is not; names of files in the same folder that look alike are given.
    """
    require_readable(path, what="a file that is there")


def require_no_sheet(layer: Layer) -> None:
    """Check that nobody names a sheet of a file that is no workbook.

    Raises
    ------
    InputError
        If somebody does.
    """
    if layer.sheet is not None:
        raise InputError(
            Fault(
                file=layer.name,
                column="sheet",
                value=layer.sheet,
                cause="is for workbooks (.xlsx, .xls), and this file is none",
                fix="leave it out; a layer of a GeoPackage is named with `layer:`",
            )
        )


def read_features(layer: Layer) -> gpd.GeoDataFrame:
    """Read a vector layer that GDAL or GeoParquet knows, and settle its CRS.

    Returns
    -------
    geopandas.GeoDataFrame
        The file's own columns and geometry, index 0, 1, ...; never empty, and with a CRS.

    Raises
    ------
    InputError
        If the file is missing, damaged, empty or without geometry, or nobody says its CRS or which of its
        layers is meant.
    """
    if layer.held is not None:
        return held_features(layer, layer.held)
    require_file(layer.file)
    require_no_sheet(layer)
    name = layer.file.name
    is_parquet = layer.file.suffix.lower() in PARQUET_SUFFIXES
    try:
        table = _parquet(layer) if is_parquet else _by_gdal(layer)
    except UnicodeDecodeError as error:
        shapefile = layer.file.suffix.lower() == ".shp"
        text_file = layer.file.with_suffix(".dbf") if shapefile else layer.file
        raise InputError(wrong_encoding(layer, text_file)) from error
    except pyogrio.errors.CRSError as error:
        raise InputError(
            Fault(
                file=name,
                column="crs",
                cause=f"the file states a CRS that cannot be understood: {error}".rstrip("."),
                fix="mend what the file states (of a Shapefile, its .prj), or export it again",
            )
        ) from error
    except shapely.errors.GEOSException as error:
        raise InputError(*_broken_geometry(layer, error)) from error
    except InputError:
        raise
    except Exception as error:
        # Of a damaged file libraries raise whatever their code stumbles over; only they are called here.
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(
            Fault(file=name, cause=f"cannot be read: {said}".rstrip("."), fix=_DAMAGED_FIX)
        ) from error
    if not isinstance(table, gpd.GeoDataFrame):
        raise InputError(
            Fault(
                file=name, cause="has no geometry", fix="give a layer with points, lines or areas"
            )
        )
    if table.empty:
        raise InputError(no_records(name))
    _require_numbers(table, name)
    placed = _with_crs(table.reset_index(drop=True), layer)
    _tell_facts(placed, layer)
    return placed


def _tell_facts(table: gpd.GeoDataFrame, layer: Layer) -> None:
    named = layer.file.suffix.lower() in _WITH_LAYERS
    tell_opened(layer.file, layer_name(layer) if named else None)
    encoding = vector_encoding(layer)
    if encoding is not None:
        tell_fact(layer.file, ENCODING, encoding)
    tell_fact(layer.file, CRS, crs_text(layer, table.crs))
    tell_fact(layer.file, ROWS, len(table))


def held_features(layer: Layer, held: HeldTable) -> gpd.GeoDataFrame:
    """Do the same with a table in memory, whose CRS is that of its geometry.

    Raises
    ------
    InputError
        If it has no geometry, no records, or nobody says its CRS.
    """
    require_no_sheet(layer)
    table = held.records()
    if not isinstance(table, gpd.GeoDataFrame) or table.active_geometry_name is None:
        raise InputError(
            Fault(
                file=layer.name,
                cause="has no geometry",
                fix="give a GeoDataFrame with points, lines or areas",
            )
        )
    if table.empty:
        raise InputError(no_records(layer.name))
    _require_numbers(table, layer.name)
    table = _with_crs(table, layer)
    named = table.geometry.name == "geometry" or "geometry" in table.columns
    return table if named else table.rename_geometry("geometry")


def _require_numbers(table: gpd.GeoDataFrame, file: str) -> None:
    """Check that every vertex has numbers: the extent of a geometry passes over those that are NaN."""
    vertices, record = shapely.get_coordinates(table.geometry.to_numpy(), return_index=True)
    wrong = np.zeros(len(table), dtype=bool)
    wrong[record[~np.isfinite(vertices).all(axis=1)]] = True
    faults = record_faults(
        table.reset_index(drop=True),
        wrong,
        file=file,
        id_name=None,
        column="geometry",
        cause="has a coordinate that is no finite number",
        fix="correct it, or export the file again",
    )
    if faults:
        raise InputError(*faults)


def _by_gdal(layer: Layer) -> gpd.GeoDataFrame:
    require_kind(layer.file)
    encoding = vector_encoding(layer)
    name = layer_name(layer)
    with measures_dropped():
        table = gpd.read_file(layer.file, layer=name, engine="pyogrio", encoding=encoding)
    if not isinstance(table, gpd.GeoDataFrame) and layer.file.suffix.lower() == ".gpkg":
        # A view that nobody registered: as a query its geometry is known by its content.
        quoted = name.replace('"', '""')
        with measures_dropped():
            table = gpd.read_file(layer.file, sql=f'SELECT * FROM "{quoted}"', engine="pyogrio")  # noqa: S608
    tell_encoding(layer, encoding)
    return table


def layer_name(layer: Layer) -> str:
    """Return the layer that is named, else the only one with geometry.

    Raises
    ------
    InputError
        If there is none, or several.
    """
    name = layer.file.name
    with measures_dropped():
        listed = pyogrio.list_layers(layer.file)
    names = [str(one) for one, _ in listed]
    if layer.layer is not None:
        if layer.layer in names:
            return layer.layer
        raise InputError(
            Fault(
                file=name,
                column="layer",
                value=layer.layer,
                cause=f"there is no such layer; the file has {', '.join(names)}",
                fix="name one of these with `layer:`",
            )
        )
    placed = [str(one) for one, kind in listed if kind is not None]
    if len(placed) > 1:
        raise InputError(
            Fault(
                file=name,
                column="layer",
                cause=f"the file has several layers: {', '.join(placed)}",
                fix="name the one to read with `layer:`",
            )
        )
    if not names:
        raise InputError(no_records(name))
    return placed[0] if placed else names[0]


def _parquet(layer: Layer) -> gpd.GeoDataFrame:
    table = read_geoparquet(layer.file)
    if layer.crs is not None and not _parquet_states_crs(layer.file, table.geometry.name):
        # The format's default, longitude and latitude, is no statement of the file's.
        return table.set_crs(None, allow_override=True)
    return table


def _parquet_states_crs(path: Path, column: str) -> bool:
    metadata: dict[bytes, bytes] = pq.read_schema(path).metadata or {}
    geo: Any = json.loads(metadata.get(b"geo", b"{}"))
    return "crs" in geo.get("columns", {}).get(column, {})


def _broken_geometry(layer: Layer, error: Exception) -> list[Fault]:
    """Return a fault for every record whose geometry is none, such as a line of one point."""
    said = re.sub(r"^\w+Exception: ", "", str(error).strip()).rstrip(".")
    fix = "draw it again or delete the record: a line has two points or more, a ring ends where it begins"
    cause = f"is no geometry: {said}"
    shapes = _shapes(layer)
    read = shapely.from_wkb(shapes, on_invalid="ignore")
    broken = [one is None and shape is not None for one, shape in zip(read, shapes, strict=True)]
    return record_faults(
        pd.DataFrame(index=range(len(broken))),
        np.array(broken),
        file=layer.name,
        id_name=None,
        column="geometry",
        cause=cause,
        fix=fix,
    ) or [Fault(file=layer.name, column="geometry", cause=cause, fix=fix)]


def _shapes(layer: Layer) -> Sequence[bytes | None]:
    """Return the geometries of a layer as the file has them, in WKB; none where nobody can tell."""
    try:
        if layer.file.suffix.lower() not in PARQUET_SUFFIXES:
            return list(pyogrio.raw.read(layer.file, layer=layer_name(layer), columns=[])[2])
        table = pq.read_table(layer.file)
        geo: Any = json.loads(table.schema.metadata[b"geo"])
        return [shape.as_py() for shape in table[geo["primary_column"]]]
    except Exception:  # noqa: BLE001 - the file is damaged; this only looks for the record
        return []


def no_records(file: str) -> Fault:
    """Return the fault of an empty file."""
    return Fault(
        file=file, cause="has no records", fix="give a file with at least one, or leave it out"
    )


def _with_crs(table: gpd.GeoDataFrame, layer: Layer) -> gpd.GeoDataFrame:
    silent = layer.file.suffix.lower() in JSON_SUFFIXES and json_crs(layer.file) is None
    # GeoJSON without a CRS is in degrees by its standard; only where nobody says otherwise.
    stated = None if silent and layer.crs is not None else table.crs
    datum = shift_of(layer.crs)
    if datum is not None:
        return unshifted_table(table.set_crs(stated, allow_override=True), layer, datum)
    crs = settled_crs(stated, layer)
    in_degrees = silent or layer.file.suffix.lower() in PARQUET_SUFFIXES
    if stated is None and in_degrees and crs.is_projected:
        west, south, east, north = table.total_bounds
        if -180 <= west <= east <= 180 and -90 <= south <= north <= 90:
            raise InputError(
                Fault(
                    file=layer.name,
                    column="crs",
                    value=layer.crs,
                    cause="the file states no CRS, and its coordinates are degrees, as its format has them",
                    fix="leave `crs:` out, or write EPSG:4326",
                )
            )
    return table.set_crs(crs, allow_override=True)
