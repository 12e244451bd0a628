"""Reading water: the lakes and rivers that access zones do not cross."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from ...common.errors import Fault, InputError
from ..formats.files import read_features
from ..formats.layer import Layer, as_layer

_POLYGON_KINDS = frozenset({"Polygon", "MultiPolygon"})


def read_water(source: str | Path | Layer, *, crs: object) -> gpd.GeoDataFrame:
    """Read a layer of water surfaces.

    Parameters
    ----------
    source
        A vector layer of polygons; no columns are needed.
    crs
        Metric CRS of the result, that of the demand table.

    Returns
    -------
    geopandas.GeoDataFrame
        One valid polygon per row, index 0, 1, ...; a surface in several parts, or one whose ring crosses
        itself, has a row for each part.

    Raises
    ------
    InputError
        If the file cannot be read, or holds records that are not polygons; all of them are listed.
    """
    layer = as_layer(source)
    table = read_features(layer)
    kinds = table.geometry.geom_type
    empty = np.asarray(table.geometry.is_empty)
    faults = [
        Fault(
            file=layer.name,
            row=int(index) + 1,
            column="geometry",
            value=None if empty[index] else kinds.iloc[index],
            cause="has no geometry"
            if kinds.iloc[index] is None or empty[index]
            else "is no surface",
            fix="give a layer of polygons: rivers as their banks, not as their middle lines",
        )
        for index in np.flatnonzero(~kinds.isin(_POLYGON_KINDS) | empty)
    ]
    if faults:
        raise InputError(*faults)
    surfaces = shapely.make_valid(table.to_crs(crs).geometry.to_numpy())
    parts = shapely.get_parts(shapely.get_parts(surfaces))
    return gpd.GeoDataFrame(geometry=parts[shapely.get_dimensions(parts) == 2], crs=crs)
