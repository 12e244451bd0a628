"""The outlines of cells: their own areas, or the squares of a regular grid around points."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from ...common.arrays import Bools, Floats, Ints
from ...common.errors import Fault, InputError
from ..crs import transformer
from ..moved_shapes import moved_shapes
from ..spacing import usual_spacing_m

_CORNERS: Final = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
_OFF_GRID_MAX: Final = 0.05
"""How far a point may lie off its place in a grid, in cells: coordinates of tables are rounded."""

_SAMPLE: Final = 20_000


@dataclass(frozen=True, eq=False)
class GridSteps:
    """A regular grid in some CRS: what one column and one row are in its coordinates.

    Parameters
    ----------
    crs
        Its CRS.
    column, row
        Two numbers each; a rotated grid has four that are not 0.
    """

    crs: pyproj.CRS
    column: tuple[float, float]
    row: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Outlines:
    """The outlines of a demand table's cells, made when they are asked for.

    Parameters
    ----------
    cells
        The cells, in a metric CRS.
    grid
        The grid whose cells have the points of `cells` as their middles; None where points are mere points.
    """

    cells: npt.NDArray[np.object_]
    crs: pyproj.CRS
    grid: GridSteps | None = None

    @property
    def has_area(self) -> Bools:
        """Whether each cell has an area."""
        areas = shapely.get_dimensions(self.cells) == 2
        return areas if self.grid is None else np.ones(len(self.cells), dtype=bool)

    def with_cells(self, outlines: npt.NDArray[np.object_]) -> Outlines:
        """Return the same with further cells, whose outlines are given."""
        return replace(self, cells=np.concatenate([self.cells, outlines]))

    def radius_m(self) -> float:
        """Return how far the outline of a grid's cell reaches from its middle at most, and a little more."""
        points = np.flatnonzero(shapely.get_type_id(self.cells) == shapely.GeometryType.POINT)
        if self.grid is None or not len(points):
            return 0.0
        some = points[:: max(1, len(points) // _SAMPLE)]
        corners, square = shapely.get_coordinates(self.of(some), return_index=True)
        middle = shapely.get_coordinates(self.cells[some])
        away = np.hypot(*(corners - middle[square]).T)
        return float(away.max()) * 1.1

    def of(self, rows: Ints) -> npt.NDArray[np.object_]:
        """Return the outlines of some cells, which have an area.

        Parameters
        ----------
        rows
            Rows of `cells`.
        """
        cells = self.cells[rows]
        if self.grid is None:
            return cells
        points = shapely.get_type_id(cells) == shapely.GeometryType.POINT
        result = cells.copy()
        if points.any():
            result[points] = self._squares(shapely.get_coordinates(cells[points]))
        return result

    def _squares(self, xy: Floats) -> npt.NDArray[np.object_]:
        grid = self.grid
        assert grid is not None  # noqa: S101 - narrows the type
        middle = np.column_stack(transformer(self.crs, grid.crs).transform(*xy.T))
        offsets = _CORNERS @ np.array([grid.column, grid.row])
        squares = shapely.polygons(middle[:, None, :] + offsets[None])
        return moved_shapes(squares, grid.crs, self.crs)


def grid_of_points(cells: gpd.GeoDataFrame, crs: pyproj.CRS, *, file: str) -> GridSteps:
    """Return the regular grid whose cells have some points as their middles.

    Parameters
    ----------
    cells
        A demand table of points.
    crs
        The CRS in which they stand in columns and rows.
    file
        The file, for messages.

    Raises
    ------
    InputError
        If they stand in no columns and rows of one distance each.
    """
    geometry = cells.geometry.to_numpy()
    if (shapely.get_type_id(geometry) != shapely.GeometryType.POINT).any():
        raise InputError(
            Fault(
                file=file,
                column="squares",
                cause="has areas, not points: an area needs no square",
                fix="leave `squares:` out",
            )
        )
    xy = shapely.get_coordinates(cells.geometry.to_crs(crs).to_numpy())
    near = usual_spacing_m(xy, sample=2000)
    steps = [None if near is None else _step(xy[:, axis], near) for axis in (0, 1)]
    across, up = steps
    # Of a single row or column the other distance holds for both.
    across, up = across or up, up or across
    if across is None or up is None or not _on_grid(xy, across, up):
        raise InputError(
            Fault(
                file=file,
                column="squares",
                cause=f"its points are no regular grid in {crs.name}",
                fix="name the CRS in which they stand in rows and columns with `crs:`, give all cells "
                "as areas, or leave `squares:` out",
            )
        )
    return GridSteps(crs=crs, column=(across, 0.0), row=(0.0, up))


def _step(values: Floats, near: float) -> float | None:
    """Return the distance of neighbouring columns; None where there is only one."""
    ordered = np.sort(values)
    new = np.concatenate([[True], np.diff(ordered) > 0.25 * near])
    number = np.cumsum(new) - 1
    if number[-1] == 0:
        return None
    centre = np.bincount(number, weights=ordered) / np.bincount(number)
    least = float(np.diff(centre).min())
    count = np.rint((centre - centre[0]) / least)
    # Rounded coordinates of many columns tell the step better than two neighbours do.
    for _ in range(3):
        least = float((count @ (centre - centre[0])) / (count @ count))
        count = np.rint((centre - centre[0]) / least)
    return least


def _on_grid(xy: Floats, across: float, up: float) -> bool:
    for values, step in zip(xy.T, (across, up), strict=True):
        place = (values - values.min()) / step
        off = place - np.rint(place)
        # The first column is rounded as well.
        if np.abs(off - np.median(off)).max() > _OFF_GRID_MAX:
            return False
    return True
