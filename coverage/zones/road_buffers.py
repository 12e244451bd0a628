"""Lines widened to areas: everything within some distance of them, for growing sets of lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from ...common.arrays import Ints
from .outlines import OutlineSteps, outline_steps, outlined
from .road_distance import GridWindow, road_distance, road_pieces

GRID_STEPS = 5
"""Grid steps per width: 40 m where roads are widened by 200 m."""

_TILE_STEPS = 1024
"""Squares along a side of the part of the grid that is in memory at once."""


def widened(
    lines: Sequence[npt.NDArray[np.object_]], buffer_m: float, *, hole_min_m2: float = 0.0
) -> list[shapely.MultiPolygon]:
    """Widen lines to areas, each set together with those before it.

    Distances are exact on a grid of `buffer_m` / 5; between its points the outline is straight (marching
    squares). So it is exact beside straight roads, up to 1% of `buffer_m` inside the arc around an end, and
    about half a step from the corner where two roads' areas meet. Buffers that are united give the same
    area but take ten times as long.

    Parameters
    ----------
    lines
        Sets of LineStrings in a metric CRS; what is added to the sets before.
    buffer_m
        Metres on either side.
    hole_min_m2
        Smaller holes are filled.

    Returns
    -------
    list of shapely.MultiPolygon
        Valid, one per set; empty where there is no line yet.
    """
    step_m = buffer_m / GRID_STEPS
    reach_m = buffer_m + step_m
    added = [road_pieces(some, step_m) for some in lines]
    boxes = [pieces.box_steps(reach_m, step_m) for pieces in added]
    grid = _whole_grid(boxes, step_m)
    found: list[list[OutlineSteps]] = [[] for _ in added]
    for window in _tiles(grid):
        distance_m = np.full((window.rows, window.columns), np.inf, dtype=np.float32)
        for number, (pieces, (low, high)) in enumerate(zip(added, boxes, strict=True)):
            near = np.flatnonzero(((low <= window.last) & (high >= window.first)).all(axis=1))
            if len(near):
                found_m = road_distance(pieces.chosen(near), window, reach_m)
                np.minimum(distance_m, found_m, out=distance_m)
            found[number].append(outline_steps(distance_m, window, buffer_m, grid=grid))
    return [outlined(_joined(some), hole_min_m2=hole_min_m2) for some in found]


def _whole_grid(boxes: Sequence[tuple[Ints, Ints]], step_m: float) -> GridWindow:
    some = [(low, high) for low, high in boxes if len(low)]
    if not some:
        return GridWindow(column=0, row=0, columns=0, rows=0, step_m=step_m)
    west, south = np.min([low.min(axis=0) for low, _ in some], axis=0) - 1
    east, north = np.max([high.max(axis=0) for _, high in some], axis=0) + 1
    return GridWindow(
        column=int(west),
        row=int(south),
        columns=int(east - west) + 1,
        rows=int(north - south) + 1,
        step_m=step_m,
    )


def _tiles(grid: GridWindow) -> list[GridWindow]:
    """Parts of the grid that share the points of their borders, so that each square is in one of them."""
    return [
        GridWindow(
            column=grid.column + column,
            row=grid.row + row,
            columns=min(_TILE_STEPS + 1, grid.columns - column),
            rows=min(_TILE_STEPS + 1, grid.rows - row),
            step_m=grid.step_m,
        )
        for row in range(0, grid.rows - 1, _TILE_STEPS)
        for column in range(0, grid.columns - 1, _TILE_STEPS)
    ]


def _joined(steps: Sequence[OutlineSteps]) -> OutlineSteps:
    if not steps:
        none = np.empty(0, dtype=np.int64)
        return OutlineSteps(tail=none, head=none, tail_xy=np.empty((0, 2)))
    return OutlineSteps(
        tail=np.concatenate([some.tail for some in steps]),
        head=np.concatenate([some.head for some in steps]),
        tail_xy=np.concatenate([some.tail_xy for some in steps]),
    )
