"""A grid of square pixels, as rasters have it: rows from north to south."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import rasterio.features
from rasterio.transform import Affine

from ...common.arrays import Floats, Floats32


@dataclass(frozen=True, kw_only=True)
class PixelGrid:
    """Square pixels.

    Parameters
    ----------
    west, north
        The outer corner of the first pixel, in the CRS's unit.
    pixel
        Side of a pixel, in the same unit.
    rows, columns
        How many pixels there are southward and eastward.
    """

    west: float
    north: float
    pixel: float
    rows: int
    columns: int

    @classmethod
    def over(cls, bounds: tuple[float, float, float, float], pixel: float) -> PixelGrid:
        """Return the grid over west, south, east, north; its corners are at whole multiples of a pixel."""
        west, south, east, north = bounds
        column, row = math.floor(west / pixel), math.ceil(north / pixel)
        return cls(
            west=column * pixel,
            north=row * pixel,
            pixel=pixel,
            rows=max(1, row - math.floor(south / pixel)),
            columns=max(1, math.ceil(east / pixel) - column),
        )

    @property
    def transform(self) -> Affine:
        """From column and row to the place of a pixel's north-western corner, as rasterio has it."""
        return Affine(self.pixel, 0.0, self.west, 0.0, -self.pixel, self.north)

    def places(self, xy: Floats) -> Floats:
        """Return column and row of places, shape (n, 2); whole numbers are the middles of pixels."""
        return np.column_stack([xy[:, 0] - self.west, self.north - xy[:, 1]]) / self.pixel - 0.5

    def inside(self, polygons: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
        """Return which pixels have their middle in one of some polygons, shape (rows, columns)."""
        if not len(polygons):
            return np.zeros((self.rows, self.columns), dtype=bool)
        return np.asarray(
            rasterio.features.geometry_mask(
                polygons, (self.rows, self.columns), self.transform, invert=True
            )
        )

    def least(self, polygons: npt.NDArray[np.object_], values: Floats) -> Floats32:
        """Return the least value of the polygons that hold a pixel's middle; infinite where none does."""
        order = np.argsort(-values, kind="stable")
        order = order[np.isfinite(values[order])]
        result = np.full((self.rows, self.columns), np.inf, dtype=np.float32)
        if len(order):
            # Later ones are burnt over earlier ones.
            shapes = zip(polygons[order], values[order].tolist(), strict=True)
            rasterio.features.rasterize(shapes, out=result, transform=self.transform)
        return result
