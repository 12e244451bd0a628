"""GeoParquet with columns inside columns, such as Overture's: each inner value is a column ``outer.inner``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq

_BOXES: Final = frozenset({"bbox"})
"""Columns that repeat the extent of each geometry."""


def read_geoparquet(path: Path) -> gpd.GeoDataFrame:
    """Read a GeoParquet file; columns of several values become one column for each.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    geopandas.GeoDataFrame
        As GeoPandas reads it, with columns such as ``names.primary`` in place of ``names``; those that hold
        lists stay. Inner lists and maps are left out.
    """
    nested = _nested(pq.read_schema(path))
    if not nested:
        return gpd.read_parquet(path)
    plain = [name for name in pq.read_schema(path).names if name not in nested]
    # Pandas keeps the index that it wrote itself among the columns.
    plain = [name for name in plain if not name.startswith("__index_level_")]
    table = gpd.read_parquet(path, columns=plain)
    inner = [name for name in nested if name not in _BOXES]
    if not inner:
        return table
    flat = _flat(pq.read_table(path, columns=inner))
    columns = {
        str(name): flat[name].to_pandas().set_axis(table.index) for name in flat.column_names
    }
    return table.assign(**columns)


def geoparquet_headings(path: Path) -> tuple[str, ...]:
    """Return the names of the columns that `read_geoparquet` reads, geometry among them."""
    schema = pq.read_schema(path)
    nested = _nested(schema)
    inner = [schema.field(name) for name in nested if name not in _BOXES]
    flat = _flat(pa.schema(inner).empty_table())
    return (*(name for name in schema.names if name not in nested), *flat.column_names)


def _nested(schema: pa.Schema) -> list[str]:
    """Return the columns of several values, but for geometry in a form of its own."""
    geo: Any = json.loads((schema.metadata or {}).get(b"geo", b"{}"))
    shapes = geo.get("columns", {})
    return [
        field.name
        for field in schema
        if pa.types.is_struct(field.type)
        and field.name not in shapes
        and "ARROW:extension:name" not in _text(field.metadata)
    ]


def _text(metadata: dict[bytes, bytes] | None) -> str:
    return " ".join(key.decode("utf-8", "replace") for key in metadata or {})


def _flat(table: pa.Table) -> pa.Table:
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    single = [
        field.name
        for field in table.schema
        if not pa.types.is_nested(field.type) and not pa.types.is_null(field.type)
    ]
    return table.select(single)
