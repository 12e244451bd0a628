"""The distance from the points of a grid to the nearest road, as far as a zone is wide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from ...common.arrays import Floats, Floats32, Ints
from ...common.compiled import compiled

_PIECE_STEPS = 4
"""Longer pieces have many points in their box that are far from them."""


@dataclass(frozen=True, kw_only=True)
class GridWindow:
    """A rectangle of grid points, which lie at whole multiples of `step_m`.

    Parameters
    ----------
    column, row
        The south-western point, in steps from the CRS's origin.
    columns, rows
        How many points there are eastward and northward.
    step_m
        Metres between neighbouring points.
    """

    column: int
    row: int
    columns: int
    rows: int
    step_m: float

    @property
    def first(self) -> Ints:
        """Column and row of the south-western point."""
        return np.array([self.column, self.row], dtype=np.int64)

    @property
    def last(self) -> Ints:
        """Column and row of the north-eastern point."""
        return self.first + np.array([self.columns - 1, self.rows - 1], dtype=np.int64)


@dataclass(frozen=True, kw_only=True, eq=False)
class RoadPieces:
    """Straight pieces of roads.

    Parameters
    ----------
    begin
        Where each piece begins, metres, shape (pieces, 2).
    way
        From there to its end, metres, shape (pieces, 2).
    """

    begin: Floats
    way: Floats

    def __len__(self) -> int:
        return len(self.begin)

    def chosen(self, which: Ints) -> RoadPieces:
        """Return some of the pieces."""
        return RoadPieces(begin=self.begin[which], way=self.way[which])

    def box_steps(self, reach_m: float, step_m: float) -> tuple[Ints, Ints]:
        """Return the first and last grid column and row within `reach_m` of each piece's box."""
        end = self.begin + self.way
        low = np.ceil((np.minimum(self.begin, end) - reach_m) / step_m).astype(np.int64)
        high = np.floor((np.maximum(self.begin, end) + reach_m) / step_m).astype(np.int64)
        return low, high


class _Boxes(NamedTuple):
    """Columns and rows of the grid near each piece (first and last), and where the window begins."""

    low: Ints
    high: Ints
    first: Ints
    step_m: float


def road_pieces(lines: npt.NDArray[np.object_], step_m: float) -> RoadPieces:
    """Cut lines at their vertices, and long straight stretches into equal pieces.

    Parameters
    ----------
    lines
        LineStrings in a metric CRS.
    step_m
        Metres between the points of the grid that they will be measured on.
    """
    xy, line = shapely.get_coordinates(lines, return_index=True)
    same = line[:-1] == line[1:]
    begin, way = xy[:-1][same], np.diff(xy, axis=0)[same]
    counts = np.ceil(np.hypot(*way.T) / (_PIECE_STEPS * step_m)).astype(np.int64)
    counts = np.maximum(counts, 1)
    stretch = np.repeat(np.arange(len(begin)), counts)
    number = np.arange(len(stretch)) - np.repeat(np.cumsum(counts) - counts, counts)
    part = way[stretch] / counts[stretch, None]
    return RoadPieces(begin=begin[stretch] + part * number[:, None], way=part)


def road_distance(pieces: RoadPieces, window: GridWindow, reach_m: float) -> Floats32:
    """Measure how far each point of a window is from the nearest piece of road.

    Parameters
    ----------
    pieces
        The roads.
    window
        Which points of the grid.
    reach_m
        Up to where distances are wanted.

    Returns
    -------
    numpy.ndarray
        Metres, shape (rows, columns), from south to north: exact up to `reach_m`, above it where
        nothing is nearer. Equal points have equal values in whatever window they lie.
    """
    squared = np.full((window.rows, window.columns), np.inf, dtype=np.float32)
    low, high = pieces.box_steps(reach_m, window.step_m)
    low = np.maximum(low, window.first)
    _lower(
        squared,
        _Boxes(low, np.minimum(high, window.last), window.first, window.step_m),
        pieces.begin,
        pieces.way.astype(np.float32),
    )
    return np.sqrt(squared)


@compiled
def _lower(squared: Floats32, boxes: _Boxes, begin: Floats, way: Floats32) -> None:
    """Lower the squared distance of each point in a piece's box to that from the piece.

    Points are counted from where the piece begins, so that single precision is enough for what follows.
    """
    none, one, least = np.float32(0), np.float32(1), np.float32(1e-6)
    for i in range(len(begin)):
        x, y = way[i]
        length_m2 = max(x * x + y * y, least)
        along_x, along_y = x / length_m2, y / length_m2
        for row in range(boxes.low[i, 1], boxes.high[i, 1] + 1):
            north = np.float32(row * boxes.step_m - begin[i, 1])
            for column in range(boxes.low[i, 0], boxes.high[i, 0] + 1):
                east = np.float32(column * boxes.step_m - begin[i, 0])
                share = min(max(north * along_y + east * along_x, none), one)
                aside, away = east - share * x, north - share * y
                found = aside * aside + away * away
                at = row - boxes.first[1], column - boxes.first[0]
                squared[at] = min(squared[at], found)
