"""A raster whose cells are asked for by place: slope, classes of land."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from ...common.arrays import Floats
from ..crs import transformer


@dataclass(frozen=True, kw_only=True, eq=False)
class PlaceGrid:
    """Values of a raster by place.

    Parameters
    ----------
    values
        One value a cell, NaN where nobody knows it.
    transform
        ``(a, b, c, d, e, f)``: the corner of column i and row j lies at x = a i + b j + c, y = d i + e j + f.
    crs_wkt
        CRS of the raster.
    places_wkt
        CRS of the places that are asked for.
    """

    values: np.ndarray
    transform: tuple[float, float, float, float, float, float]
    crs_wkt: str
    places_wkt: str

    def of_places_in(self, crs: pyproj.CRS) -> Self:
        """Return the same grid for places in another CRS."""
        return self if crs == self._places_crs else replace(self, places_wkt=crs.to_wkt())

    def at(self, points: np.ndarray) -> Floats:
        """Return the value of the cell that each point lies in, NaN outside the raster.

        Parameters
        ----------
        points
            Points in the CRS of the places.
        """
        return self._of_cells(self._in_grid(shapely.get_coordinates(points)))

    def inside(self, area: BaseGeometry) -> Floats:
        """Return the values of the cells whose centre lies in an area; at least one, of a point inside it.

        Parameters
        ----------
        area
            A polygon in the CRS of the places.
        """
        cells = shapely.transform(area, self._in_grid)
        west, north, east, south = (float(one) for one in cells.bounds)
        rows, columns = self.values.shape
        # An area that reaches beyond the raster has unknown cells there: the row or column beside it stands for
        # them.
        first_column, last_column = max(-1, int(west // 1)), min(columns, int(east // 1))
        first_row, last_row = max(-1, int(north // 1)), min(rows, int(south // 1))
        x, y = np.meshgrid(
            np.arange(first_column, last_column + 1) + 0.5, np.arange(first_row, last_row + 1) + 0.5
        )
        within = shapely.contains_xy(cells, x.ravel(), y.ravel())
        if not within.any():
            return self.at(np.array([shapely.point_on_surface(area)]))
        return self._of_cells(np.column_stack([x.ravel()[within], y.ravel()[within]]))

    @cached_property
    def _places_crs(self) -> pyproj.CRS:
        return pyproj.CRS.from_wkt(self.places_wkt)

    @cached_property
    def _to_raster(self) -> pyproj.Transformer:
        return transformer(self._places_crs, pyproj.CRS.from_wkt(self.crs_wkt))

    def _in_grid(self, xy: Floats) -> Floats:
        """Return columns and rows of coordinates, as fractions."""
        x, y = self._to_raster.transform(xy[:, 0], xy[:, 1])
        a, b, c, d, e, f = self.transform
        x, y = np.asarray(x) - c, np.asarray(y) - f
        determinant = a * e - b * d
        return np.column_stack([(e * x - b * y) / determinant, (a * y - d * x) / determinant])

    def _of_cells(self, places: Floats) -> Floats:
        found = np.full(len(places), np.nan)
        rows, columns = self.values.shape
        with np.errstate(invalid="ignore"):
            known = ((places >= 0) & (places < (columns, rows))).all(axis=1)
        column, row = places[known].astype(np.int64).T
        found[known] = self.values[row, column]
        return found
