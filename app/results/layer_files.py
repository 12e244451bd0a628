"""Layers as a GeoPackage; that of the cells in batches, as it may have millions of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely

from ...common.large_work import Report, say_nothing
from ...common.stage import Stage
from ...common.written.geopackages import reproducible_geopackages
from .results_size import written_s

_BATCH_ROWS: Final = 65_536
"""Rows that are put into a form for writing at a time."""

_IN_BATCHES: Final = "cells"
"""The layer all of whose columns are our own: those of users may hold what Arrow has no type for."""


def write_layers(
    layers: Mapping[str, gpd.GeoDataFrame], path: Path, *, report: Report = say_nothing
) -> None:
    """Write layers to a GeoPackage, the same bytes for the same tables.

    Parameters
    ----------
    layers
        By name.
    path
        The file, which does not exist yet.
    report
        Is told of each layer.
    """
    with reproducible_geopackages():
        for name, layer in layers.items():
            report(Stage(name, seconds=written_s(len(layer))))
            kind = _only_kind(layer) if name == _IN_BATCHES and _has_arrow_types(layer) else None
            if kind is None:
                layer.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
            else:
                _write_in_batches(layer, path, name, kind)


def _only_kind(layer: gpd.GeoDataFrame) -> str | None:
    """Return the one kind of geometry that a layer has; None where there are several, or heights."""
    geometry = layer.geometry.to_numpy()
    kinds = layer.geom_type.unique()
    if len(kinds) != 1 or pd.isna(kinds[0]) or shapely.has_z(geometry).any():
        return None
    return str(kinds[0])


def _has_arrow_types(layer: gpd.GeoDataFrame) -> bool:
    """Return whether columns of Python objects hold texts alone: what units are called may be mixed."""
    objects = layer.columns[[kind == "object" for kind in layer.dtypes.astype(str)]]
    return all(
        pd.api.types.infer_dtype(layer[column], skipna=True) in {"string", "empty"}
        for column in objects
    )


def _write_in_batches(layer: gpd.GeoDataFrame, path: Path, name: str, kind: str) -> None:
    geometry = str(layer.geometry.name)
    code = layer.crs.to_epsg()
    schema = _schema(layer)
    rows = pa.RecordBatchReader.from_batches(schema, _batches(layer, schema))
    pyogrio.write_arrow(
        rows,
        path,
        layer=name,
        driver="GPKG",
        geometry_name=geometry,
        geometry_type=kind,
        crs=f"EPSG:{code}" if code else layer.crs.to_wkt("WKT1_GDAL"),
    )


def _schema(layer: gpd.GeoDataFrame) -> pa.Schema:
    kinds = []
    for column, kind in layer.dtypes.items():
        if column == layer.geometry.name:
            kinds.append((column, pa.binary()))
        elif pd.api.types.is_string_dtype(kind):
            # Arrow's own guess of a column without any text would be that it has no type.
            kinds.append((column, pa.string()))
        else:
            kinds.append((column, pa.array(layer[column].iloc[:0]).type))
    return pa.schema(kinds)


def _batches(layer: gpd.GeoDataFrame, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    geometry = layer.geometry.name
    table = pd.DataFrame(layer.drop(columns=geometry))
    shapes = layer.geometry.to_numpy()
    for first in range(0, len(layer), _BATCH_ROWS):
        part = slice(first, first + _BATCH_ROWS)
        rows = table.iloc[part].assign(**{geometry: shapely.to_wkb(shapes[part])})
        whole = pa.Table.from_pandas(rows, schema=schema, preserve_index=False)
        # A column that was put together has its pieces.
        yield from whole.combine_chunks().to_batches()
