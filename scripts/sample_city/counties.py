"""County borders: cells of a power diagram around sketched axes, weighted to the official areas."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from facts import County
from scipy import ndimage
from terrain import CRS, SEED, Floats, Terrain, noise, to_metres

_STEP_M = 250.0
_ROUNDS = 150

# Which way a county stretches from its seat, so that it is not a plain disc around it (degrees).
_STRETCH = {
    "130302": ((119.58, 40.12),),
    "130303": ((119.74, 40.06),),
    "130304": ((119.43, 39.85),),
    "130306": ((119.30, 40.06), (119.33, 39.80)),
    "130321": ((118.72, 40.36), (119.02, 40.30), (119.42, 40.38)),
    "130322": ((119.00, 39.64), (119.20, 39.56)),
    "130324": ((118.93, 40.03), (118.92, 39.78)),
}


def draw_counties(terrain: Terrain, counties: Sequence[County]) -> gpd.GeoDataFrame:
    """Draw the counties.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, columns ``adcode``, ``name``, ``class`` and polygons that share their borders.
    """
    rng = np.random.default_rng([SEED, 2])
    west, south, east, north = terrain.land.bounds
    x = np.arange(west - _STEP_M, east + _STEP_M, _STEP_M)
    y = np.arange(south - _STEP_M, north + _STEP_M, _STEP_M)
    grid_x, grid_y = np.meshgrid(x, y)
    shapely.prepare(terrain.land)
    on_land = shapely.contains_xy(terrain.land, grid_x, grid_y)
    # Borders follow warped space: straight edges of the diagram turn into wandering ones.
    warp_x = 1800 * noise(grid_x.shape, rng, sigma=14) + 700 * noise(grid_x.shape, rng, sigma=4)
    warp_y = 1800 * noise(grid_x.shape, rng, sigma=14) + 700 * noise(grid_x.shape, rng, sigma=4)
    places = shapely.points((grid_x + warp_x)[on_land], (grid_y + warp_y)[on_land])
    squares = np.stack([(shapely.distance(_axis(c), places) / 1000) ** 2 for c in counties])
    areas = np.array([c.area_km2 for c in counties])
    target = areas / areas.sum() * on_land.sum()
    weight = np.zeros(len(counties))
    for _ in range(_ROUNDS):
        owner = (squares - weight[:, None]).argmin(axis=0)
        count = np.bincount(owner, minlength=len(counties))
        weight += 0.25 * (target - count) * _STEP_M**2 / 1e6
    labels = np.full(grid_x.shape, -1)
    labels[on_land] = owner
    labels = _one_piece_each(labels, len(counties))
    shapes = [_outline(labels == i, x, y) for i in range(len(counties))]
    shapes = shapely.coverage_simplify(np.array(shapes), _STEP_M * 1.25)
    table = gpd.GeoDataFrame(
        {
            "adcode": [c.adcode for c in counties],
            "name": [c.name for c in counties],
            "class": [c.kind for c in counties],
        },
        geometry=list(shapes),
        crs=CRS,
    ).to_crs(4326)
    # Rounding every vertex alike keeps shared borders shared.
    table.geometry = shapely.transform(table.geometry.to_numpy(), lambda xy: xy.round(5))
    return table


def _axis(county: County) -> shapely.LineString:
    turns: tuple[tuple[float, float], ...] = _STRETCH[county.adcode]
    return shapely.LineString(to_metres(((county.seat_lon, county.seat_lat), *turns)))


def _one_piece_each(labels: np.ndarray, number: int) -> np.ndarray:
    """Give detached pieces of a county, and of the land, to whoever is nearest."""
    kept = np.full(labels.shape, -1)
    for i in range(number):
        pieces, _ = ndimage.label(labels == i)
        sizes = np.bincount(pieces.ravel())[1:]
        kept[pieces == sizes.argmax() + 1] = i
    nearest = ndimage.distance_transform_edt(kept < 0, return_distances=False, return_indices=True)
    return np.where(labels >= 0, kept[tuple(nearest)], -1)


def _outline(inside: np.ndarray, x: Floats, y: Floats) -> shapely.Polygon:
    half = _STEP_M / 2
    boxes = [
        shapely.box(x[column] - half, y[row] - half, x[column] + half, y[row] + half)
        for row, column in np.argwhere(inside)
    ]
    # Unlike a union of arbitrary shapes, this keeps every corner, so neighbours match corner by corner.
    return shapely.coverage_union_all(boxes)
