"""The CRS in which a file's coordinates stand, before anything is reprojected."""

from __future__ import annotations

import pyproj

from ...common.errors import InputError
from ...geo.crs import WGS84
from .encodings import CSV_SUFFIXES
from .files import no_crs, parse_crs, read_features
from .layer import Layer
from .raster import RASTER_SUFFIXES, open_raster, raster_crs
from .text_tables import read_text_table


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
    if suffix in RASTER_SUFFIXES:
        with open_raster(layer.file) as raster:
            return raster_crs(raster, layer)
    if layer.crs is not None:
        return parse_crs(layer.crs, file=name)
    if suffix in CSV_SUFFIXES:
        if {"lon", "lat"} <= set(read_text_table(layer).columns):
            return WGS84
        raise InputError(no_crs(name))
    return pyproj.CRS.from_user_input(read_features(layer).crs)
