"""Reading a raster of values that are asked for by place: elevations, classes of land."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pyproj

from ...common.arrays import Floats
from ...common.errors import Fault, InputError
from ...common.large_work import StageEstimate, announce
from ..formats.layer import Layer
from ..formats.raster import RASTER_SUFFIXES, no_position, open_raster, raster_crs

_BYTES_PER_CELL: Final = 40
_SECONDS_PER_CELL: Final = 1e-7


class RasterValues(NamedTuple):
    """The values of a raster, NaN where it has no data, its transform and its CRS; the unit as it is stated."""

    values: Floats
    transform: tuple[float, float, float, float, float, float]
    crs: pyproj.CRS
    unit: str


def is_raster(layer: Layer) -> bool:
    """Whether a layer's file is a raster."""
    return layer.file.suffix.lower() in RASTER_SUFFIXES


def read_raster_values(layer: Layer, *, what: str) -> RasterValues:
    """Read a raster of one band.

    Parameters
    ----------
    layer
        The file, and perhaps its CRS.
    what
        What its values are, for the faults.

    Raises
    ------
    InputError
        If the file is missing or damaged, has no CRS or no position, several bands or complex numbers, or
        columns are mapped; or if it would not fit into the memory that is free.
    """
    name = layer.name
    if layer.columns:
        raise InputError(
            Fault(
                file=name,
                column="columns",
                cause=f"a raster has no columns; its values are {what}",
                fix="leave `columns:` out",
            )
        )
    with open_raster(layer.file) as raster:
        cause = fix = ""
        if raster.count != 1 or raster.dtypes[0].startswith("complex"):
            cause, fix = f"has {raster.count} bands of {raster.dtypes[0]}", "one band of numbers"
        elif why := no_position(raster):
            cause, fix = f"has no position: {why}", "a raster with its position (gdalwarp)"
        if cause:
            raise InputError(Fault(file=name, cause=cause, fix=f"give {fix}, {what}"))
        crs = raster_crs(raster, layer)
        cells = raster.width * raster.height
        announce(
            StageEstimate(
                stage=f"reading {name}",
                file=name,
                counts={"cells": cells},
                memory_mb=cells * _BYTES_PER_CELL / 2**20,
                seconds=cells * _SECONDS_PER_CELL,
                fix="clip it to the area that is planned",
            )
        )
        values = raster.read(1, masked=True).astype(np.float64).filled(np.nan)
        values = values * raster.scales[0] + raster.offsets[0]
        unit = str(raster.units[0] or "")
        transform = tuple(float(one) for one in raster.transform[:6])
    values[~np.isfinite(values)] = np.nan
    if np.isnan(values).all():
        raise InputError(
            Fault(
                file=name,
                cause="has no value anywhere",
                fix=f"check its nodata value; give a raster of {what}",
            )
        )
    return RasterValues(values, transform, crs, unit)  # type: ignore[arg-type]
