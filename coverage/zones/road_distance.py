"""The distance from the points of a grid to the nearest road, as far as a zone is wide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from ...common.arrays import Floats, Floats32, Ints

_PIECE_STEPS = 4
"""Longer pieces have many points in their box that are far from them."""

_BATCH_PAIRS = 1 << 17
"""Pairs of a point and a piece that are computed at once: what stays in the processor's cache."""


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
    squared = np.full(window.rows * window.columns, np.inf, dtype=np.float32)
    low, high = pieces.box_steps(reach_m, window.step_m)
    low = np.maximum(low, window.first)
    size = np.minimum(high, window.last) - low + 1
    # Pieces whose boxes are of one size are computed together, as one block of numbers.
    kind = np.where((size > 0).all(axis=1), size[:, 0] * (window.rows + 1) + size[:, 1], -1)
    order = np.argsort(kind, kind="stable")
    order = order[np.searchsorted(kind[order], 0) :]
    for group in np.split(order, np.flatnonzero(np.diff(kind[order])) + 1):
        if len(group) == 0:
            continue
        batch = max(1, _BATCH_PAIRS // int(size[group[0]].prod()))
        for first in range(0, len(group), batch):
            chosen = group[first : first + batch]
            columns, rows = size[chosen[0]]
            column = low[chosen, :1] + np.arange(columns)
            row = low[chosen, 1:] + np.arange(rows)
            east = (column * window.step_m - pieces.begin[chosen, :1]).astype(np.float32)
            north = (row * window.step_m - pieces.begin[chosen, 1:]).astype(np.float32)
            at = (row - window.row)[:, :, None] * window.columns + (column - window.column)[
                :, None, :
            ]
            away = _squared_m2(east, north, pieces.way[chosen].astype(np.float32))
            np.minimum.at(squared, at.ravel(), away.ravel())
    return np.sqrt(squared).reshape(window.rows, window.columns)


def _squared_m2(east: Floats32, north: Floats32, way: Floats32) -> Floats32:
    """Squared distance of each piece's points from it; both counted from where the piece begins."""
    x, y = way[:, :1], way[:, 1:]
    length_m2 = np.maximum(x * x + y * y, np.float32(1e-6))
    per_m = way / length_m2
    share = (north * per_m[:, 1:])[:, :, None] + (east * per_m[:, :1])[:, None, :]
    np.clip(share, 0, 1, out=share)
    aside = east[:, None, :] - share * x[:, :, None]
    away = north[:, :, None] - share * y[:, :, None]
    aside *= aside
    away *= away
    aside += away
    return aside.astype(np.float32, copy=False)
