"""Read a file of results as values by key: single values by their dotted names, tables by theirs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import rasterio

Values = dict[str, object]
"""A name within a file, such as ``certificate.bound``, with a single value or a table.

A table's first column names its rows. It may have no name, if the file is nothing but one table.
"""


def read_values(path: Path) -> Values:
    """Read all values of a file of results.

    Returns
    -------
    dict
        Empty where the file is of a kind without values of its own: a page, a picture.

    Raises
    ------
    ValueError, OSError
        If the file is not what its name says.
    """
    read = _READERS.get(path.suffix)
    return {} if read is None else read(path)


def _read_json(path: Path) -> Values:
    return dict(_flat(json.loads(path.read_text(encoding="utf-8")), ""))


def _flat(value: object, name: str) -> Iterator[tuple[str, object]]:
    parts: Mapping[object, object] = {}
    if isinstance(value, dict):
        parts = value
    elif isinstance(value, list):
        parts = dict(enumerate(value))
    if not parts:
        yield name, value
    for key, part in parts.items():
        yield from _flat(part, f"{name}.{key}" if name else str(key))


def _read_csv(path: Path) -> Values:
    # As text, so that a number which is written otherwise is a difference.
    return {"": pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")}


def _read_geopackage(path: Path) -> Values:
    layers = pyogrio.list_layers(path)[:, 0]
    tables = {name: pyogrio.read_dataframe(path, layer=name) for name in sorted(layers)}
    values: Values = {}
    for name, table in tables.items():
        if getattr(table, "crs", None) is not None:
            values[f"{name}.crs"] = table.crs.to_wkt()
        # Geometries are compared one by one, vertex by vertex.
        values[name] = pd.DataFrame(table).astype(
            {column: object for column in table.columns if table[column].dtype == "geometry"}
        )
    return values


def _read_workbook(path: Path) -> Values:
    book = openpyxl.load_workbook(path)
    values: Values = {}
    for sheet in book:
        header, *rows = sheet.iter_rows(values_only=True)
        values[sheet.title] = pd.DataFrame(rows, columns=list(header), dtype=object)
    return values


def _read_raster(path: Path) -> Values:
    with rasterio.open(path) as raster:
        values: Values = {
            "crs": raster.crs.to_wkt(),
            "transform": tuple(raster.transform),
            "nodata": raster.nodata,
        }
        for band in raster.indexes:
            table = pd.DataFrame(raster.read(band))
            table.insert(0, "row", np.arange(len(table)))
            values[f"band {band}"] = table
    return values


_READERS: dict[str, Callable[[Path], Values]] = {
    ".json": _read_json,
    ".csv": _read_csv,
    ".gpkg": _read_geopackage,
    ".xlsx": _read_workbook,
    ".tif": _read_raster,
}
