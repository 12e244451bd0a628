"""Reading layers of classes of land: polygons with a code or a name, or a raster of whole numbers."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from ...common.errors import Fault, InputError
from ...geo.land_classes import CLASS
from ...geo.land_codes import LandStandard, codes_of
from ...geo.terrain.grid import PlaceGrid
from ..formats.files import read_features
from ..formats.geometry_kinds import POLYGONS, GeometryKinds
from ..formats.layer import Layer, as_layer
from ..formats.projection import moved
from ..formats.values import as_text
from ..tables.land import require_columns, valid_areas
from .raster_values import read_raster_values

_AREAS: Final = GeometryKinds(
    allowed=POLYGONS, cause="is not an area", fix="give a layer of polygons, or a raster"
)


def read_class_areas(
    source: str | Path | Layer, *, crs: object, standard: LandStandard | None = None
) -> gpd.GeoDataFrame:
    """Read a layer of polygons with a class of land.

    Parameters
    ----------
    source
        A vector layer in any CRS, with a column ``class`` (mapped by ``columns: {class: ...}``).
    crs
        Metric CRS of the result.
    standard
        The standard whose codes or names the classes are; the result has codes.

    Returns
    -------
    geopandas.GeoDataFrame
        One valid polygon per record; index 0, 1, ...; columns ``class`` (text; empty where the file has none)
        and ``mended``. A class that the standard does not have stays as the file has it.

    Raises
    ------
    InputError
        If the file cannot be read, holds records that are not polygons, or has no column of classes.
    """
    layer = as_layer(source)
    table = read_features(layer)
    _AREAS.require(table, table.geometry.isna() | table.geometry.is_empty, file=layer.name)
    require_columns(layer, table, (CLASS,), what="classes of land")
    column = layer.columns.get(CLASS, CLASS)
    if column not in table:
        others = ", ".join(map(str, table.columns.drop(table.geometry.name)))
        raise InputError(
            Fault(
                file=layer.name,
                column=CLASS,
                cause="is missing: nothing says which class an area has",
                fix=f"map one of the file's columns, columns: {{class: ...}}: {others}",
            )
        )
    areas = moved(table, crs, file=layer.name).geometry.to_numpy()
    texts = as_text(table[column]).map(lambda text: _plain(text, standard))
    return gpd.GeoDataFrame(
        {CLASS: texts.to_numpy(dtype=object), "mended": ~shapely.is_valid(areas)},
        geometry=valid_areas(areas),
        crs=crs,
    )


def read_class_grid(source: str | Path | Layer, *, crs: object) -> PlaceGrid:
    """Read a raster of classes of land.

    Parameters
    ----------
    source
        A GeoTIFF of whole numbers, in any CRS.
    crs
        CRS of the places that classes are asked of.

    Raises
    ------
    InputError
        If it cannot be read, or holds numbers that are not whole.
    """
    layer = as_layer(source)
    read = read_raster_values(layer, what="classes of land as whole numbers")
    known = read.values[~np.isnan(read.values)]
    if (known != np.round(known)).any():
        raise InputError(
            Fault(
                file=layer.name,
                value=float(known[known != np.round(known)][0]),
                cause="is no class of land: classes are whole numbers",
                fix="give a raster of classes",
            )
        )
    return PlaceGrid(
        values=read.values.astype(np.float32),
        transform=read.transform,
        crs_wkt=read.crs.to_wkt(),
        places_wkt=pyproj.CRS.from_user_input(crs).to_wkt(),
    )


def _plain(text: str, standard: LandStandard | None) -> str:
    """Return a class without the marks of typing; as a code where the standard has one alone."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.endswith(".0"):
        plain = plain.removesuffix(".0")
    if standard is None:
        return plain
    codes = codes_of(plain, standard)
    return codes[0] if len(codes) == 1 else plain
