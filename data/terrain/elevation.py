"""Reading a raster of elevations as slopes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyproj

from ...common.errors import Fault, InputError
from ...common.sentences import Sentence, tell
from ...geo.terrain.grid import PlaceGrid
from ...geo.terrain.slope import cell_sizes_m, horn_slope
from ..formats.layer import Layer, as_layer
from .raster_values import is_raster, read_raster_values

_METRES: Final[Mapping[str, float]] = MappingProxyType(
    {
        **dict.fromkeys(("", "m", "metre", "metres", "meter", "meters", "米"), 1.0),
        **dict.fromkeys(("ft", "foot", "feet", "international foot"), 0.3048),
        **dict.fromkeys(("us survey foot", "ftus", "us-ft"), 1200 / 3937),
        **dict.fromkeys(("cm", "centimetre", "centimeters", "centimetres"), 0.01),
        **dict.fromkeys(("dm", "decimetre", "decimeters", "decimetres"), 0.1),
    }
)
"""Metres of a unit of elevation, as rasters state it."""


def read_slope(source: str | Path | Layer, *, crs: object) -> PlaceGrid:
    """Read a raster of elevations, and return its slopes.

    Parameters
    ----------
    source
        A GeoTIFF of elevations, in metres where it does not state another unit, in any CRS.
    crs
        CRS of the places that slopes are asked of, that of the demand table.

    Returns
    -------
    PlaceGrid
        Slope, rise over run, by Horn's formula (`horn_slope`); NaN at the edge and beside cells without data.

    Raises
    ------
    InputError
        If the file is no raster, cannot be read, is rotated, or states a unit that nobody knows.
    """
    layer = as_layer(source)
    if not is_raster(layer):
        raise InputError(
            Fault(
                file=layer.name,
                cause="is no raster of elevations",
                fix="give a GeoTIFF (.tif) of elevations in metres",
            )
        )
    read = read_raster_values(layer, what="elevations in metres")
    _, b, _, d, _, _ = read.transform
    if b or d:
        raise InputError(
            Fault(
                file=layer.name,
                cause="is rotated, so that its rows do not lie east to west",
                fix="warp it to a CRS (gdalwarp)",
            )
        )
    metres = _METRES.get(read.unit.strip().lower())
    if metres is None:
        raise InputError(
            Fault(
                file=layer.name,
                value=read.unit,
                cause="states a unit of elevations that is not known",
                fix="give elevations in metres, or state m or ft",
            )
        )
    if metres != 1.0:
        tell(
            Sentence(
                "{file}: its elevations are in {unit} and were converted to metres",
                file=layer.name,
                unit=read.unit,
            )
        )
    width_m, height_m = cell_sizes_m(read.transform, read.values.shape, read.crs)
    # Columns may go west, or rows north: the slope is the same.
    slope = horn_slope(read.values * metres, width_m, height_m)
    return PlaceGrid(
        values=slope,
        transform=read.transform,
        crs_wkt=read.crs.to_wkt(),
        places_wkt=pyproj.CRS.from_user_input(crs).to_wkt(),
    )
