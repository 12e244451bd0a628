"""The CRS in which a file's coordinates stand, before anything is reprojected."""

from __future__ import annotations

import pyproj
import rasterio

from ...common.errors import InputError
from ...geo.crs import WGS84
from .files import CSV_SUFFIXES, no_crs, parse_crs, read_features, read_text_table
from .layer import Layer
from .raster import RASTER_SUFFIXES


def layer_crs(layer: Layer) -> pyproj.CRS:
    """Return the CRS that a layer names, or else that its file states.

    Parameters
    ----------
    layer
        A layer of places. Text with columns ``lon`` and ``lat`` is in degrees (EPSG:4326).

    Raises
    ------
    InputError
        If the file cannot be read, or nothing says its CRS.
    """
    name, suffix = layer.file.name, layer.file.suffix.lower()
    if layer.crs is not None:
        return parse_crs(layer.crs, file=name)
    if suffix in CSV_SUFFIXES:
        if {"lon", "lat"} <= set(read_text_table(layer).columns):
            return WGS84
        raise InputError(no_crs(name))
    if suffix in RASTER_SUFFIXES:
        with rasterio.open(layer.file) as raster:
            if raster.crs is None:
                raise InputError(no_crs(name))
            return pyproj.CRS.from_user_input(raster.crs)
    return pyproj.CRS.from_user_input(read_features(layer).crs)
