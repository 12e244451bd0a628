"""The CRS in which a file's coordinates stand, before anything is reprojected."""

from __future__ import annotations

import pyproj

from ...common.errors import InputError
from ...geo.crs import WGS84
from ..formats.coordinate_columns import coordinate_layer
from ..formats.encodings import is_text_table
from ..formats.files import read_features
from ..formats.layer import Layer
from ..formats.layer_crs import no_crs, parse_crs, shift_of
from ..formats.raster import RASTER_SUFFIXES, open_raster, raster_crs
from ..formats.text_tables import read_text_table


def layer_crs(layer: Layer) -> pyproj.CRS:
    """Return the CRS that a layer names, or else that its file states.

    Parameters
    ----------
    layer
        A layer of places. Text with columns ``lon`` and ``lat`` is in degrees (EPSG:4326), and so are layers in
        GCJ-02 or BD-09 once they are read.

    Raises
    ------
    InputError
        If the file cannot be read, or nothing says its CRS.
    """
    name, suffix = layer.file.name, layer.file.suffix.lower()
    if suffix in RASTER_SUFFIXES:
        with open_raster(layer.file) as raster:
            return raster_crs(raster, layer)
    if shift_of(layer.crs) is not None:
        return WGS84
    if layer.crs is not None:
        return parse_crs(layer.crs, file=name)
    if is_text_table(layer):
        crs = coordinate_layer(layer, read_text_table(layer).columns).crs
        if crs is None:
            raise InputError(no_crs(name))
        return parse_crs(crs, file=name)
    return pyproj.CRS.from_user_input(read_features(layer).crs)
