"""Cells divided at the borders of areas: each part has as much of the people as of the cell's area."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from ...common.arrays import Bools, Floats, Ints
from ..inner_points import inner_points
from ..tables import groups
from .outlines import Outlines

_SLIVER: Final = 1e-9
"""A share of a cell that is none: what rounding leaves over."""

_INSIDE_M: Final = 0.01
"""How far from its border a part's point lies, in metres, so that no rounding puts it into a neighbour."""

_TILE_CELLS: Final = 16
_FEW_VERTICES: Final = 200
"""Areas with more corners are first cut to tiles of so many cells: each cell needs a few corners alone."""

Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Parts:
    """Cells and parts of cells, each within one area or outside all of them.

    Parameters
    ----------
    demand
        One row for each part, in the order of the cells; parts of a cell share its id.
    outlines
        The parts' own outlines.
    area
        By row the number of the area, or -1.
    is_cut
        Whether the row is less than a whole cell.
    """

    demand: gpd.GeoDataFrame
    outlines: Outlines
    area: Ints
    is_cut: Bools

    def within(self, rows: Bools) -> Parts:
        """Return some of the rows."""
        return Parts(
            demand=self.demand[rows],
            outlines=replace(self.outlines, cells=self.outlines.cells[rows]),
            area=self.area[rows],
            is_cut=self.is_cut[rows],
        )


def divided_cells(demand: gpd.GeoDataFrame, outlines: Outlines, areas: Shapes) -> Parts:
    """Divide cells at the borders of areas.

    Parameters
    ----------
    demand
        A demand table in a projected CRS in metres.
    outlines
        Of its cells; those that have no area are not divided.
    areas
        Valid polygons in the table's CRS. Where they overlap a cell's people are shared among them.

    Returns
    -------
    Parts
        People of all parts of a cell add up to those of the cell. A cell that lies in one area, or in none, is
        unchanged; a point without an area lies in the first of the areas that it touches. A part of an area is
        an area; a part of a pixel is a point: that of the pixel, or one inside the part where this lies
        elsewhere.
    """
    geometry = demand.geometry.to_numpy()
    points = inner_points(geometry)
    area = _areas_of(points, areas)
    border = _border_cells(outlines, areas)
    cut = _pieces(outlines, border, areas)
    # The points of slivers say less than their shapes.
    area[border] = cut.of_whole
    whole = np.ones(len(demand), dtype=bool)
    whole[cut.row] = False
    rows = np.concatenate([np.flatnonzero(whole), cut.row])
    # Parts of a cell stay in the order of the areas, what is outside last.
    order = np.argsort(rows, kind="stable")
    piece = np.concatenate([np.full(whole.sum(), None), cut.shape])[order]
    share = np.concatenate([np.ones(whole.sum()), cut.share])[order]
    row = rows[order]
    result = demand.iloc[row].copy()
    counted = groups(demand)
    result[counted] = result[counted].mul(share, axis=0)
    is_piece = np.array([one is not None for one in piece], dtype=bool)
    is_point = shapely.get_dimensions(geometry[row]) < 2
    places, outline = geometry[row].copy(), outlines.cells[row].copy()
    places[is_piece] = piece[is_piece]
    outline[is_piece] = piece[is_piece]
    small = is_piece & is_point
    places[small] = _points_within(points[row[small]], piece[small])
    return Parts(
        demand=result.set_geometry(places, crs=demand.crs),
        outlines=replace(outlines, cells=outline),
        area=np.concatenate([area[whole], cut.area])[order],
        is_cut=is_piece,
    )


def _areas_of(points: Shapes, areas: Shapes) -> Ints:
    """Return the first area that each point touches, or -1."""
    found = np.full(len(points), -1, dtype=np.int64)
    if len(areas) == 1:
        shapely.prepare(areas)
        found[shapely.intersects(areas[0], points)] = 0
        return found
    point, area = shapely.STRtree(areas).query(points, predicate="intersects")
    order = np.lexsort((area, point))
    inside, first = np.unique(point[order], return_index=True)
    found[inside] = area[order][first]
    return found


def _border_cells(outlines: Outlines, areas: Shapes) -> Ints:
    """Return the rows of cells with an area that a border may cross."""
    lines = shapely.get_parts(shapely.get_parts(shapely.boundary(areas)))
    ends, line = shapely.get_coordinates(lines, return_index=True)
    if not len(ends) or not len(outlines.cells):
        return np.empty(0, dtype=np.int64)
    pairs = np.stack([ends[:-1], ends[1:]], axis=1)[line[:-1] == line[1:]]
    # Piece by piece: the rectangle around a whole border holds nearly every cell.
    tree = shapely.STRtree(outlines.cells)
    _, near = tree.query(
        shapely.linestrings(pairs), predicate="dwithin", distance=outlines.radius_m()
    )
    rows = np.unique(near)
    return np.asarray(rows[outlines.has_area[rows]], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class _Pieces:
    """Parts of cells: the cell's row, the area or -1, the part's share of the cell, and its shape.

    `of_whole` has the area of each cell that was asked about and is not cut, or -1.
    """

    row: Ints
    area: Ints
    share: Floats
    shape: Shapes
    of_whole: Ints


def _pieces(outlines: Outlines, rows: Ints, areas: Shapes) -> _Pieces:
    """Return the parts of cells of which a part lies in some area, and another does not."""
    cells = outlines.of(rows)
    size = shapely.area(cells)
    cell, area = shapely.STRtree(areas).query(cells, predicate="intersects")
    order = np.lexsort((area, cell))
    cell, area = cell[order], area[order]
    shape = _polygonal(_intersections(cells[cell], areas, area))
    share = shapely.area(shape) / size[cell]
    kept = share > _SLIVER
    cell, area, shape, share = cell[kept], area[kept], shape[kept], share[kept]
    inside = np.bincount(cell, weights=share, minlength=len(rows))
    share = share / np.maximum(inside, 1.0)[cell]
    of_whole = np.full(len(rows), -1, dtype=np.int64)
    of_whole[cell] = area
    count = np.bincount(cell, minlength=len(rows))
    is_cut = (count > 1) | ((count == 1) & (inside < 1 - _SLIVER))
    of_cut = is_cut[cell]
    cell, area, shape, share = cell[of_cut], area[of_cut], shape[of_cut], share[of_cut]
    rest = np.flatnonzero(is_cut & (inside < 1 - _SLIVER))
    starts = np.searchsorted(cell, [rest, rest + 1])
    others = [
        shapely.difference(cells[one], shapely.union_all(shape[first:last]))
        for one, first, last in zip(rest, *starts, strict=True)
    ]
    return _Pieces(
        row=np.concatenate([rows[cell], rows[rest]]),
        area=np.concatenate([area, np.full(len(rest), -1)]),
        share=np.concatenate([share, 1 - inside[rest]]),
        shape=np.concatenate([shape, _polygonal(np.array(others, dtype=object))]),
        of_whole=of_whole,
    )


def _intersections(cells: Shapes, areas: Shapes, area: Ints) -> Shapes:
    """Return each cell's intersection with its area, of which only what is near the cell is looked at."""
    bounds = shapely.bounds(cells)
    tile_m = _TILE_CELLS * float(np.median(bounds[:, 2] - bounds[:, 0])) if len(cells) else 1.0
    tile = np.floor(bounds[:, :2] / max(tile_m, 1.0)).astype(np.int64)
    order = np.lexsort((tile[:, 1], tile[:, 0], area))
    keys = np.column_stack([area, tile])[order]
    starts = np.flatnonzero(np.r_[True, (np.diff(keys, axis=0) != 0).any(axis=1)])
    found = np.empty(len(cells), dtype=object)
    for rows in np.split(order, starts[1:]) if len(order) else []:
        near = areas[area[rows[0]]]
        if shapely.get_num_coordinates(near) > _FEW_VERTICES and len(rows) > 1:
            west, south = bounds[rows, :2].min(axis=0)
            east, north = bounds[rows, 2:].max(axis=0)
            near = shapely.intersection(near, shapely.box(west - 1, south - 1, east + 1, north + 1))
        found[rows] = shapely.intersection(cells[rows], near)
    return found


def _polygonal(shapes: Shapes) -> Shapes:
    """Return what has an area of each shape: lines where borders touch have none."""
    mixed = shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION
    for index in np.flatnonzero(mixed):
        parts = shapely.get_parts(shapes[index])
        shapes[index] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return shapes


def _points_within(points: Shapes, shapes: Shapes) -> Shapes:
    """Return each point where it lies well inside its shape, else one that does."""
    # Differences have spikes without width, whose points would lie on the border.
    inner = shapely.buffer(shapes, -_INSIDE_M, join_style="mitre")
    inner = np.where(shapely.is_empty(inner), shapes, inner)
    inside = shapely.intersects(inner, points)
    return np.where(inside, points, shapely.point_on_surface(inner))
