"""Reading what is built: the layer that people of areas are spread over."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd

from ...common.errors import InputError
from ..formats.files import no_records, read_features
from ..formats.layer import Layer, as_layer
from ..formats.projection import moved


def read_built(source: str | Path | Layer, *, crs: object) -> gpd.GeoDataFrame:
    """Read built-up land, buildings, streets or addresses.

    Parameters
    ----------
    source
        A vector layer of polygons, lines or points.
    crs
        Metric CRS of the result: the demand table's.

    Returns
    -------
    geopandas.GeoDataFrame
        The geometries alone, without those that are missing or empty.

    Raises
    ------
    InputError
        If it cannot be read, or holds nothing.
    """
    layer = as_layer(source)
    table = read_features(layer)
    table = table[~(table.geometry.isna() | table.geometry.is_empty)].reset_index(drop=True)
    if table.empty:
        raise InputError(no_records(layer.name))
    return moved(table[[table.geometry.name]], crs, file=layer.name)
