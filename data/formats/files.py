"""Opening files: tables of text, vector layers, and what to say where one cannot be read."""

from __future__ import annotations

import difflib
import warnings
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyogrio.errors
import pyproj

from ...common.errors import Fault, InputError
from .encodings import vector_encoding, wrong_encoding
from .layer import Layer

CSV_SUFFIXES: Final = frozenset({".csv", ".tsv", ".txt"})
PARQUET_SUFFIXES: Final = frozenset({".parquet", ".geoparquet"})

_DAMAGED_FIX: Final = "check that the file is whole and is what its name says, or export it again"


def require_file(path: Path) -> None:
    """Check that a file is there.

    Raises
    ------
    InputError
        If it is not; names of files in the same folder that look alike are given.
    """
    if path.is_file():
        return
    folder = path.parent
    names = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
    near = difflib.get_close_matches(path.name, names, n=3, cutoff=0.6)
    if not folder.is_dir():
        fix = f"there is no folder {folder} either; check the path"
    elif near:
        fix = f"did you mean {' or '.join(near)}?"
    else:
        fix = f"check the path; nothing in {folder} has a name like it"
    raise InputError(Fault(file=str(path), cause="there is no such file", fix=fix.rstrip("?")))


def read_text_table(layer: Layer) -> pd.DataFrame:
    """Read a CSV (or TSV) file with every value as text, so that ids like 001 keep their zeros.

    Raises
    ------
    InputError
        If the file is missing, empty, not in its encoding or not a table.
    """
    require_file(layer.file)
    name = layer.file.name
    encoding = "utf-8-sig" if layer.encoding.lower() in {"utf-8", "utf8"} else layer.encoding
    try:
        with warnings.catch_warnings():
            # A record with more values than the header would lose them with no more than a warning.
            warnings.simplefilter("error", pd.errors.ParserWarning)
            table = pd.read_csv(
                layer.file,
                sep="\t" if layer.file.suffix.lower() == ".tsv" else ",",
                dtype=str,
                keep_default_na=False,
                encoding=encoding,
                index_col=False,
            )
    except UnicodeDecodeError as error:
        raise InputError(wrong_encoding(layer, layer.file)) from error
    except LookupError as error:
        raise InputError(
            Fault(
                file=name,
                column="encoding",
                value=layer.encoding,
                cause="there is no such encoding",
                fix="write encoding: utf-8, or gbk for older Chinese files",
            )
        ) from error
    except pd.errors.EmptyDataError as error:
        raise InputError(no_records(name)) from error
    except (pd.errors.ParserError, pd.errors.ParserWarning) as error:
        text = str(error).strip().removeprefix("Error tokenizing data. C error: ")
        raise InputError(
            Fault(
                file=name,
                cause=f"is not a table: {text}",
                fix="give every record as many values as the header, and put values that hold "
                "commas in quotes",
            )
        ) from error
    if table.empty:
        raise InputError(no_records(name))
    return table.fillna("")  # records shorter than the header


def read_features(layer: Layer) -> gpd.GeoDataFrame:
    """Read a vector layer that GDAL or GeoParquet knows, and settle its CRS.

    Returns
    -------
    geopandas.GeoDataFrame
        The file's own columns and geometry, index 0, 1, ...; never empty, and with a CRS.

    Raises
    ------
    InputError
        If the file is missing, damaged, empty or without geometry, or nobody says its CRS.
    """
    require_file(layer.file)
    name = layer.file.name
    try:
        if layer.file.suffix.lower() in PARQUET_SUFFIXES:
            table = gpd.read_parquet(layer.file)
        else:
            table = gpd.read_file(
                layer.file, layer=layer.layer, engine="pyogrio", encoding=vector_encoding(layer)
            )
    except UnicodeDecodeError as error:
        raise InputError(wrong_encoding(layer, layer.file.with_suffix(".dbf"))) from error
    except pyogrio.errors.DataLayerError as error:
        raise InputError(
            Fault(
                file=name,
                column="layer",
                value=layer.layer,
                cause=f"there is no such layer; the file has {', '.join(_layers(layer.file))}",
                fix="name one of these with `layer:`",
            )
        ) from error
    except (pyogrio.errors.DataSourceError, pa.ArrowException, ValueError, OSError) as error:
        raise InputError(
            Fault(file=name, cause=f"cannot be read: {error}".rstrip("."), fix=_DAMAGED_FIX)
        ) from error
    if not isinstance(table, gpd.GeoDataFrame):
        raise InputError(
            Fault(
                file=name, cause="has no geometry", fix="give a layer with points, lines or areas"
            )
        )
    if table.empty:
        raise InputError(no_records(name))
    return _with_crs(table.reset_index(drop=True), layer)


def no_records(file: str) -> Fault:
    """Return the fault of an empty file."""
    return Fault(
        file=file, cause="has no records", fix="give a file with at least one, or leave it out"
    )


def no_crs(file: str) -> Fault:
    """Return the fault of coordinates that nobody knows the CRS of."""
    return Fault(
        file=file,
        column="crs",
        cause="has no CRS: nothing says what its coordinates mean",
        fix="write crs: EPSG:4326 for longitude and latitude, or the code of its projection",
    )


def parse_crs(crs: str, *, file: str) -> pyproj.CRS:
    """Return `crs` as a pyproj CRS.

    Raises
    ------
    InputError
        If PROJ does not know it.
    """
    try:
        return pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError as error:
        raise InputError(
            Fault(
                file=file,
                column="crs",
                value=crs,
                cause="is not a known coordinate reference system",
                fix="write it as EPSG:4326 or another code that PROJ knows",
            )
        ) from error


def _with_crs(table: gpd.GeoDataFrame, layer: Layer) -> gpd.GeoDataFrame:
    name = layer.file.name
    if layer.crs is None:
        if table.crs is None:
            raise InputError(no_crs(name))
        return table
    given = parse_crs(layer.crs, file=name)
    if table.crs is None:
        return table.set_crs(given)
    if not table.crs.equals(given, ignore_axis_order=True):
        raise InputError(
            Fault(
                file=name,
                column="crs",
                value=layer.crs,
                cause=f"differs from {table.crs.name}, which the file itself states",
                fix="leave `crs:` out, or mend the file if it states the wrong one",
            )
        )
    return table


def _layers(path: Path) -> list[str]:
    return [str(name) for name, _ in pyogrio.list_layers(path)]
