"""Rasters of people for the made-up town of `osm_town`, as bytes."""

from __future__ import annotations

import numpy as np
from rasterio.io import MemoryFile
from rasterio.transform import Affine

NODATA = -99999.0


def raster_bytes(
    values: np.ndarray, transform: Affine, *, crs: str = "EPSG:4326", **options: object
) -> bytes:
    """Return a GeoTIFF of one band, in blocks of 256 pixels unless said otherwise."""
    profile = {
        "driver": "GTiff",
        "height": values.shape[0],
        "width": values.shape[1],
        "count": 1,
        "dtype": values.dtype,
        "crs": crs,
        "transform": transform,
        "nodata": NODATA,
        "tiled": True,
        "blockxsize": 256,
        "blockysize": 256,
        **options,
    }
    with MemoryFile() as memory:
        with memory.open(**profile) as raster:
            raster.write(values, 1)
        return bytes(memory.read())


def north_up(west: float, north: float, size: float) -> Affine:
    """Return the transform of square pixels that begin at a corner."""
    return Affine(size, 0, west, 0, -size, north)


def places(
    transform: Affine, columns: np.ndarray, rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of columns and rows."""
    return transform.c + transform.a * columns, transform.f + transform.e * rows


def country(side: int = 1200) -> tuple[np.ndarray, Affine]:
    """Return a square of pixels of 3 seconds of arc around the town, a third of them without data."""
    values = np.random.default_rng(7).gamma(0.5, 20, (side, side)).astype("float32")
    values[np.random.default_rng(8).random((side, side)) < 1 / 3] = NODATA
    return values, north_up(9.5, 0.5, 1 / 1200)
