"""Reading people per pixel from a GeoTIFF: every pixel with people becomes a cell."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
import rasterio.errors
from rasterio.windows import Window

from ...common.errors import Fault, InputError
from ...geo.tables import CELL_ID
from .files import no_crs, no_records, parse_crs, require_file
from .layer import Layer

RASTER_SUFFIXES: Final = frozenset({".tif", ".tiff"})
_STRIP_ROWS: Final = 512
"""Rows read at a time, so that a whole country need not fit into memory."""


def read_raster(layer: Layer) -> gpd.GeoDataFrame:
    """Read a raster of people per pixel.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns ``cell_id`` (``r<row>c<column>``, counted from 0), ``residents`` and the pixel's centre,
        in the raster's CRS; pixels without people or data are left out.

    Raises
    ------
    InputError
        If the file is missing or damaged, has no CRS or no people, more than one band, columns mapped,
        or counts below 0 or infinite.
    """
    require_file(layer.file)
    name = layer.file.name
    if layer.columns:
        raise InputError(
            Fault(
                file=name,
                column="columns",
                cause="a raster has no columns; its values are residents",
                fix="leave `columns:` out",
            )
        )
    try:
        with rasterio.open(layer.file) as raster:
            crs = raster.crs or (layer.crs and parse_crs(layer.crs, file=name))
            if not crs:
                raise InputError(no_crs(name))
            if raster.count != 1:
                raise InputError(
                    Fault(
                        file=name,
                        cause=f"has {raster.count} bands",
                        fix="give a raster with one band, people per pixel",
                    )
                )
            rows, columns, values = _pixels(raster)
            transform = raster.transform
    except rasterio.errors.RasterioError as error:
        raise InputError(
            Fault(
                file=name,
                cause=f"cannot be read: {error}".rstrip("."),
                fix="check that the file is whole, or download it again",
            )
        ) from error
    faults = [
        fault
        for wrong, what in ((values < 0, "negative"), (np.isinf(values), "infinite"))
        if (fault := _wrong_pixels(name, rows[wrong], columns[wrong], values[wrong], what))
    ]
    if faults:
        raise InputError(*faults)
    if not len(values):
        raise InputError(no_records(name))
    column, row = columns + 0.5, rows + 0.5  # the pixel's centre
    x = transform.c + transform.a * column + transform.b * row
    y = transform.f + transform.d * column + transform.e * row
    cell_id = "r" + pd.Series(rows).astype(str) + "c" + pd.Series(columns).astype(str)
    return gpd.GeoDataFrame(
        {CELL_ID: cell_id, "residents": values}, geometry=gpd.points_from_xy(x, y), crs=crs
    )


def _pixels(
    raster: rasterio.DatasetReader,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return row, column and value of every pixel whose value is data and not 0."""
    parts = []
    for first_row in range(0, raster.height, _STRIP_ROWS):
        height = min(_STRIP_ROWS, raster.height - first_row)
        strip = raster.read(1, window=Window(0, first_row, raster.width, height), masked=True)
        values = strip.filled(0) if strip.dtype.kind != "f" else strip.filled(np.nan)
        row, column = np.nonzero(~np.isnan(values) & (values != 0))
        parts.append((row + first_row, column, values[row, column].astype(np.float64)))
    rows, columns, counts = (np.concatenate(part) for part in zip(*parts, strict=True))
    return rows, columns, counts


def _wrong_pixels(
    file: str, rows: np.ndarray, columns: np.ndarray, values: np.ndarray, what: str
) -> Fault | None:
    # One fault for all: a missing nodata value makes millions of them.
    if not len(values):
        return None
    return Fault(
        file=file,
        key=f"pixel r{rows[0]}c{columns[0]}",
        value=float(values[0]),
        cause=f"is {what}, and is not the raster's nodata value; {len(values):,} pixels are",
        fix="set the raster's nodata value, or correct the pixels",
    )
