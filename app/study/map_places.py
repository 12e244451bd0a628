"""Which places a study's maps can name: its places, and the units that the map does not draw."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from ...geo.crs import WGS84
from .layers import Layers


def map_places(layers: Layers) -> gpd.GeoDataFrame | None:
    """Return names, kinds and places in degrees; None where the study has none.

    Every level of units but the first, which the map draws, comes with its level as kind: townships as areas,
    villages as points.
    """
    levels = [*list(layers.units.values())[1:], *layers.point_units.values()]
    parts = [
        gpd.GeoDataFrame(
            {"name": table["name"].astype(str), "kind": table["level"].astype(str)},
            geometry=table.geometry,
        )
        for table in levels
    ]
    if layers.places is not None:
        parts.append(layers.places)
    if not parts:
        return None
    alike = [part.to_crs(WGS84) for part in parts]
    return gpd.GeoDataFrame(pd.concat(alike, ignore_index=True), crs=WGS84)
