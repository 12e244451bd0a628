"""County borders: cells of a power diagram around sketched axes, weighted to the official areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from facts import POOR_COUNTY, URBAN_COUNTIES, County, yes
from land.terrain import SEED, Floats, Terrain, noise, to_degrees, to_metres
from scipy import ndimage

STEP_M = 250.0
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


@dataclass(frozen=True)
class Grid:
    """Squares of `STEP_M` over the land: their middles, the same places warped, and their county.

    Parameters
    ----------
    x_m, y_m
        Middles of columns and rows, in metres.
    warped_m
        Middle of every square in warped space, shape (rows, columns, 2).
    county
        Number of the county of every square, -1 at sea.
    """

    x_m: Floats
    y_m: Floats
    warped_m: Floats
    county: npt.NDArray[np.int64]

    def square_of(self, xy_m: npt.ArrayLike) -> tuple[int, int]:
        """Return row and column of the square nearest to a place."""
        x, y = np.asarray(xy_m, dtype="float64")
        return int(abs(self.y_m - y).argmin()), int(abs(self.x_m - x).argmin())


def lay_counties(terrain: Terrain, counties: Sequence[County]) -> Grid:
    """Give every square of land to a county."""
    rng = np.random.default_rng([SEED, 2])
    west, south, east, north = terrain.land.bounds
    x = np.arange(west - STEP_M, east + STEP_M, STEP_M)
    y = np.arange(south - STEP_M, north + STEP_M, STEP_M)
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
        weight += 0.25 * (target - count) * STEP_M**2 / 1e6
    labels = np.full(grid_x.shape, -1)
    labels[on_land] = owner
    warped = np.stack([grid_x + warp_x, grid_y + warp_y], axis=2)
    return Grid(x, y, warped, one_piece_each(labels, len(counties)))


def draw_counties(grid: Grid, counties: Sequence[County]) -> gpd.GeoDataFrame:
    """Draw the counties by themselves, for placing towns; `joined_counties` draws the final ones.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, columns ``adcode``, ``name``, ``class`` and polygons that share their borders.
    """
    shapes = outlines(grid, grid.county, len(counties))
    return _with_facts(gpd.GeoSeries(list(shapes), crs=4326), counties)


def joined_counties(townships: gpd.GeoDataFrame, counties: Sequence[County]) -> gpd.GeoDataFrame:
    """Join townships (column ``part_of``) into counties, so that they share every vertex with them."""
    shapes = townships.geometry.to_numpy()
    own = townships["part_of"].to_numpy()
    joined = [shapely.coverage_union_all(shapes[own == county.adcode]) for county in counties]
    return _with_facts(gpd.GeoSeries(joined, crs=4326), counties)


def _with_facts(shapes: gpd.GeoSeries, counties: Sequence[County]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "adcode": [c.adcode for c in counties],
            "name": [c.name for c in counties],
            "class": [c.kind for c in counties],
            "urban": [yes(c.adcode in URBAN_COUNTIES) for c in counties],
            "poor": [yes(c.adcode == POOR_COUNTY) for c in counties],
        },
        geometry=shapes,
    )


def _axis(county: County) -> shapely.LineString:
    turns: tuple[tuple[float, float], ...] = _STRETCH[county.adcode]
    return shapely.LineString(to_metres(((county.seat_lon, county.seat_lat), *turns)))


def one_piece_each(labels: npt.NDArray[np.int64], number: int) -> npt.NDArray[np.int64]:
    """Give detached pieces of an area, and of the land, to whoever is nearest."""
    kept = np.full(labels.shape, -1)
    for i in range(number):
        pieces, _ = ndimage.label(labels == i)
        sizes = np.bincount(pieces.ravel())[1:]
        kept[pieces == sizes.argmax() + 1] = i
    nearest = ndimage.distance_transform_edt(kept < 0, return_distances=False, return_indices=True)
    return np.where(labels >= 0, kept[tuple(nearest)], -1)


def outlines(grid: Grid, labels: npt.NDArray[np.int64], number: int) -> npt.NDArray[np.object_]:
    """Return the area of each label, simplified together, in degrees."""
    shapes = [_outline(labels == i, grid.x_m, grid.y_m) for i in range(number)]
    simple = shapely.coverage_simplify(np.array(shapes), STEP_M * 1.25)
    # Rounding every vertex alike keeps shared borders shared.
    return shapely.transform(simple, lambda xy: to_degrees(xy).round(5))


def _outline(inside: npt.NDArray[np.bool_], x: Floats, y: Floats) -> shapely.Polygon:
    half = STEP_M / 2
    boxes = [
        shapely.box(x[column] - half, y[row] - half, x[column] + half, y[row] + half)
        for row, column in np.argwhere(inside)
    ]
    # Unlike a union of arbitrary shapes, this keeps every corner, so neighbours match corner by corner.
    return shapely.coverage_union_all(boxes)
