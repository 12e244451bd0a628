"""The CRS that results are written in: the study's, that of the people as they came, or any other."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj

from ...common.errors import Fault, InputError
from ...data.formats.layer_crs import parse_crs
from ...data.formats.projection import degrees_of
from ...data.tables.input_crs import layer_crs
from ...geo.crs import require_area_of_use
from ...geo.middle import middle_of
from ..study.layers import Layers

STUDY = "study"
INPUT = "input"
_OPTION = "--crs"


def require_crs_choice(choice: str) -> None:
    """Check what can be checked before a study is opened.

    Raises
    ------
    InputError
        If the choice is neither ``"study"`` nor ``"input"`` nor a CRS that PROJ knows.
    """
    if choice not in (STUDY, INPUT):
        named_crs(choice)


def result_crs(choice: str, layers: Layers) -> pyproj.CRS:
    """Return the CRS that results are to be in.

    Parameters
    ----------
    choice
        ``"study"``: the metric one of all computations; ``"input"``: that of the people layer's file; or the
        code of another, such as ``"EPSG:4490"``.
    layers
        The study's layers.

    Raises
    ------
    InputError
        If there is no such CRS, it is made for another part of the world, or the people layer has none.
    """
    if choice == STUDY:
        return pyproj.CRS.from_user_input(layers.demand.crs)
    if choice == INPUT:
        return layer_crs(layers.file.people)
    crs = named_crs(choice)
    require_area_of_use(
        crs,
        *middle_of(*degrees_of(layers.demand).T),
        what=_OPTION,
        fix="name a CRS of this part of the world, or leave it out",
    )
    return crs


def in_crs(layer: gpd.GeoDataFrame, crs: pyproj.CRS) -> gpd.GeoDataFrame:
    """Return a layer in a CRS.

    Raises
    ------
    InputError
        If the CRS has no coordinates where the layer lies.
    """
    if layer.crs == crs:
        return layer
    moved = layer.to_crs(crs)
    if not np.isfinite(moved.total_bounds).all() and np.isfinite(layer.total_bounds).all():
        raise InputError(
            Fault(
                file=_OPTION,
                value=crs.to_string(),
                cause=f"{crs.name} has no coordinates where the results lie",
                fix="name a CRS of this part of the world, or leave it out",
            )
        )
    return moved


def named_crs(choice: str) -> pyproj.CRS:
    """Return a CRS by its code.

    Raises
    ------
    InputError
        If PROJ does not know it.
    """
    try:
        return parse_crs(choice, file=_OPTION)
    except InputError as error:
        raise InputError(
            Fault(
                file=_OPTION,
                value=choice,
                cause=error.faults[0].cause,
                fix="write study, input, or a code such as EPSG:4490",
            )
        ) from error
