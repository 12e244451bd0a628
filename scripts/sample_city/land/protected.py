"""Protected land of the sample city: river banks, where nothing is built, and fields, which take a consent."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from land.terrain import Terrain, to_degrees, to_metres

_BANK_M = 300.0
_PLAIN_M = 25.0
"""How far an outline may depart from what was drawn."""

_FIELDS = {
    "饮马河灌区": ((119.06, 39.70), (119.13, 39.72), (119.15, 39.66), (119.08, 39.65)),
    "洋河灌区": ((119.18, 39.87), (119.24, 39.88), (119.25, 39.83), (119.19, 39.82)),
    "青龙河灌区": ((118.84, 39.95), (118.89, 39.97), (118.90, 39.91), (118.85, 39.90)),
}


def river_banks(terrain: Terrain) -> gpd.GeoDataFrame:
    """Return the banks of the rivers, a polygon for each, in degrees."""
    shapes = [
        line.buffer(_BANK_M).simplify(_PLAIN_M).intersection(terrain.land)
        for line in terrain.rivers.values()
    ]
    return _in_degrees(list(terrain.rivers), shapes)


def farmland(terrain: Terrain) -> gpd.GeoDataFrame:
    """Return the fields that are kept as farmland, without the banks of rivers, in degrees."""
    banks = shapely.union_all([line.buffer(_BANK_M) for line in terrain.rivers.values()])
    shapes = [
        shapely.Polygon(to_metres(corners)).difference(banks).simplify(_PLAIN_M)
        for corners in _FIELDS.values()
    ]
    return _in_degrees(list(_FIELDS), shapes)


def _in_degrees(names: list[str], shapes: list[shapely.Geometry]) -> gpd.GeoDataFrame:
    placed = [
        shapely.transform(shape, lambda xy_m: np.round(to_degrees(xy_m), 6)) for shape in shapes
    ]
    return gpd.GeoDataFrame({"name": names}, geometry=placed, crs=4326)
