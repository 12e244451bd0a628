"""The least cost of the roads around each pixel of a grid."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from ...common.arrays import Floats, Floats32, Ints
from ...common.compiled import compiled, compiled_part
from .pixel_grid import PixelGrid
from .road_costs import CostedPieces

Lines = npt.NDArray[np.object_]

_PIECE_PIXELS: Final = 8
"""Longer pieces have many points in their box that are far from them."""


class _Roads(NamedTuple):
    """Pieces of road on the grid: begin, way to the end and reach in pixels, costs at both ends."""

    begin: Floats
    way: Floats
    reach: Floats
    by_start: Floats
    by_end: Floats


class _Shores(NamedTuple):
    """Straight shores on the grid (from x, y to x, y), and by piece of road those near it (CSR)."""

    line: Floats
    first: Ints
    near: Ints


def least_costs(
    pieces: CostedPieces, reach: Floats, grid: PixelGrid, *, water: Lines | None = None
) -> Floats32:
    """Return the least cost of any point of a road within reach of each pixel's middle.

    Parameters
    ----------
    pieces
        Roads and their costs.
    reach
        How far each piece is widened, shape (pieces,), in the unit of the grid's CRS.
    grid
        The pixels.
    water
        Polygons, which have no cost. A pixel takes nothing from a piece of road whose nearest point lies
        beyond a shore.

    Returns
    -------
    numpy.ndarray
        Shape (rows, columns); infinite where no road is near.
    """
    short, whole = _short(pieces, _PIECE_PIXELS * grid.pixel)
    begin, finish = grid.places(short.begin), grid.places(short.finish)
    roads = _Roads(begin, finish - begin, reach[whole] / grid.pixel, short.by_start, short.by_end)
    result = np.full((grid.rows, grid.columns), np.inf, dtype=np.float32)
    _fill(result, roads, _shores(short, reach[whole], grid, water))
    if water is not None:
        result[grid.inside(water)] = np.inf
    return result


def _short(pieces: CostedPieces, longest: float) -> tuple[CostedPieces, Ints]:
    """Cut long pieces into equal ones, and say which piece each of them was."""
    length = np.hypot(*(pieces.finish - pieces.begin).T)
    counts = np.maximum(1, np.ceil(length / longest)).astype(np.int64)
    whole = np.repeat(np.arange(len(pieces)), counts)
    number = np.arange(len(whole)) - np.repeat(np.cumsum(counts) - counts, counts)
    low, high = (number / counts[whole])[:, None], ((number + 1) / counts[whole])[:, None]

    def between(first: Floats, last: Floats) -> tuple[Floats, Floats]:
        first, last = first[whole], last[whole]
        step = np.subtract(last, first, out=np.zeros_like(first), where=np.isfinite(first))
        return first + low * step, first + high * step

    begin, finish = between(pieces.begin, pieces.finish)
    return CostedPieces(
        begin=begin,
        finish=finish,
        by_start=np.hstack(between(pieces.by_start[:, :1], pieces.by_start[:, 1:])),
        by_end=np.hstack(between(pieces.by_end[:, :1], pieces.by_end[:, 1:])),
    ), whole


def _shores(pieces: CostedPieces, reach: Floats, grid: PixelGrid, water: Lines | None) -> _Shores:
    first = np.zeros(len(pieces) + 1, dtype=np.int64)
    if water is None or not len(water):
        return _Shores(np.empty((0, 4)), first, np.empty(0, dtype=np.int64))
    xy, ring = shapely.get_coordinates(shapely.get_rings(water), return_index=True)
    same = ring[:-1] == ring[1:]
    ends = np.stack([xy[:-1][same], xy[1:][same]], axis=1)
    low = np.minimum(pieces.begin, pieces.finish) - reach[:, None]
    high = np.maximum(pieces.begin, pieces.finish) + reach[:, None]
    tree = shapely.STRtree(np.asarray(shapely.linestrings(ends), dtype=object))
    piece, shore = tree.query(shapely.box(*low.T, *high.T))
    first[1:] = np.cumsum(np.bincount(piece, minlength=len(pieces)))
    line = np.hstack([grid.places(ends[:, 0]), grid.places(ends[:, 1])])
    return _Shores(line, first, shore[np.argsort(piece, kind="stable")].astype(np.int64))


@compiled
def _fill(result: Floats32, roads: _Roads, shores: _Shores) -> None:
    """Lower each pixel near a piece to the least cost of those points of the piece that are within reach.

    Along a piece the cost is the lesser of two straight lines, so that the least of any stretch of it is at
    one of the stretch's ends.
    """
    rows, columns = result.shape
    for i in range(len(roads.begin)):
        x, y = roads.begin[i]
        dx, dy = roads.way[i]
        reach = roads.reach[i]
        length2 = max(dx * dx + dy * dy, 1e-12)
        length = np.sqrt(length2)
        west = max(0, int(np.ceil(min(x, x + dx) - reach)))
        east = min(columns - 1, int(np.floor(max(x, x + dx) + reach)))
        north = max(0, int(np.ceil(min(y, y + dy) - reach)))
        south = min(rows - 1, int(np.floor(max(y, y + dy) + reach)))
        for row in range(north, south + 1):
            for column in range(west, east + 1):
                px, py = column - x, row - y
                nearest = (px * dx + py * dy) / length2
                aside = (px * dy - py * dx) / length if length > 1e-6 else np.hypot(px, py)
                half2 = reach * reach - aside * aside
                if half2 < 0:
                    continue
                half = np.sqrt(half2) / length
                low, high = max(0.0, nearest - half), min(1.0, nearest + half)
                if low > high:
                    continue
                cost = min(
                    _at(roads.by_start, i, low),
                    _at(roads.by_start, i, high),
                    _at(roads.by_end, i, low),
                    _at(roads.by_end, i, high),
                )
                if cost >= result[row, column]:
                    continue
                share = min(1.0, max(0.0, nearest))
                if not _is_beyond(shores, i, x + share * dx, y + share * dy, column, row):
                    result[row, column] = cost


@compiled_part
def _at(ends: Floats, i: int, share: float) -> float:
    if ends[i, 0] == np.inf:
        return np.inf
    return float(ends[i, 0] + share * (ends[i, 1] - ends[i, 0]))


@compiled_part
def _is_beyond(shores: _Shores, i: int, x: float, y: float, px: float, py: float) -> bool:
    """Whether a shore crosses the straight way from a point of piece `i` to a pixel."""
    for k in range(shores.first[i], shores.first[i + 1]):
        ax, ay, bx, by = shores.line[shores.near[k]]
        one = (px - x) * (ay - y) - (py - y) * (ax - x)
        other = (px - x) * (by - y) - (py - y) * (bx - x)
        if one * other > 0:
            continue
        one = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        other = (bx - ax) * (py - ay) - (by - ay) * (px - ax)
        if one * other <= 0:
            return True
    return False
