"""The coordinates of a layer as its file has them, whatever they mean."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyogrio
import pyproj

from ...common.arrays import Floats
from ...common.errors import InputError
from ..content.measures import measures_dropped
from ..formats.coordinate_columns import COORDINATES, coordinate_layer
from ..formats.encodings import is_text_table
from ..formats.files import PARQUET_SUFFIXES, layer_name
from ..formats.layer import Layer
from ..formats.layer_crs import parse_crs, shift_of
from ..formats.raster import RASTER_SUFFIXES
from ..formats.text_tables import read_text_table


def numbers_of_places(layer: Layer) -> tuple[Floats, pyproj.CRS | None, bool] | None:
    """Return a layer's coordinates, what they are said to be in, and whether the file itself says it.

    Parameters
    ----------
    layer
        A layer of places.

    Returns
    -------
    tuple or None
        Numbers, shape (places, 2), of geometries the middle of their extent; their CRS, None if nobody says it.
        None of a layer whose coordinates cannot be read, or are shifted.
    """
    suffix = layer.file.suffix.lower()
    if suffix in RASTER_SUFFIXES or suffix in PARQUET_SUFFIXES or shift_of(layer.crs) is not None:
        return None
    try:
        given = None if layer.crs is None else parse_crs(layer.crs, file=layer.name)
        if not is_text_table(layer):
            name = layer_name(layer)
            with measures_dropped():
                stated = pyogrio.read_info(layer.file, layer=name)["crs"]
                _, bounds = pyogrio.read_bounds(layer.file, layer=name)
            xy = np.column_stack([bounds[0] + bounds[2], bounds[1] + bounds[3]]) / 2
            return xy, given or (None if stated is None else pyproj.CRS(stated)), bool(stated)
        table = read_text_table(layer)
        known = coordinate_layer(layer, table.columns)
        if known.crs is not None and given is None:
            given = parse_crs(known.crs, file=layer.name)
        xy = np.column_stack(
            [
                pd.to_numeric(table[known.columns.get(one, one)], errors="coerce")
                for one in COORDINATES
            ]
        ).astype(np.float64)
    except (InputError, KeyError, ValueError, OSError, RuntimeError):
        # What cannot be read is told by whoever reads it; this only looks for what else its numbers may be.
        return None
    return xy, given, False
