"""Outlines of where a field on a grid is at most some level, as polygons with holes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from ...common.arrays import Bools, Floats, Floats32, Ints
from ...common.compiled import compiled
from .road_distance import GridWindow

_BOTTOM, _RIGHT, _TOP, _LEFT, _NONE = 0, 1, 2, 3, -1

# Which sides of a square the outline enters and leaves by, the inside on its left, for each set of
# corners inside (1 south-west, 2 south-east, 4 north-east, 8 north-west). Opposite corners stay apart.
_WAYS = np.full((16, 2, 2), _NONE)
_WAYS[[1, 2, 4, 8], 0] = [(_BOTTOM, _LEFT), (_RIGHT, _BOTTOM), (_TOP, _RIGHT), (_LEFT, _TOP)]
_WAYS[[14, 13, 11, 7], 0] = [(_LEFT, _BOTTOM), (_BOTTOM, _RIGHT), (_RIGHT, _TOP), (_TOP, _LEFT)]
_WAYS[[3, 6, 12, 9], 0] = [(_RIGHT, _LEFT), (_TOP, _BOTTOM), (_LEFT, _RIGHT), (_BOTTOM, _TOP)]
_WAYS[5] = [(_BOTTOM, _LEFT), (_TOP, _RIGHT)]
_WAYS[10] = [(_RIGHT, _BOTTOM), (_LEFT, _TOP)]

_SIDE_COLUMN = np.array([0, 1, 0, 0])
_SIDE_ROW = np.array([0, 0, 1, 0])
_SIDE_UPRIGHT = np.array([0, 1, 0, 1])

_MARGIN = 1e-3
"""An outline keeps this share of a step away from grid points, so that no ring touches itself."""

_HUGE = np.finfo(np.float32).max


@dataclass(frozen=True, kw_only=True, eq=False)
class OutlineSteps:
    """Steps of outlines, each through one square of the grid; a place is where it crosses a side.

    Parameters
    ----------
    tail, head
        The places that a step leads from and to, as numbers of sides of the whole grid.
    tail_xy
        Where the first of them is, metres, shape (steps, 2).
    """

    tail: Ints
    head: Ints
    tail_xy: Floats


def outline_steps(
    field: Floats32, window: GridWindow, level: float, *, grid: GridWindow
) -> OutlineSteps:
    """Follow the outline through every square of a window (marching squares, linear along the sides).

    Parameters
    ----------
    field
        Values at the window's points, shape (rows, columns).
    window
        The points.
    level
        Inside is where the field is at most this.
    grid
        The whole grid, which numbers the sides; the outline must not leave it.
    """
    inside = (field <= level).astype(np.int64)
    corners = inside[:-1, :-1] + 2 * inside[:-1, 1:] + 4 * inside[1:, 1:] + 8 * inside[1:, :-1]
    row, column = np.nonzero((corners > 0) & (corners < 15))
    ways = _WAYS[corners[row, column]]
    square, which = np.nonzero(ways[:, :, 0] != _NONE)
    side = ways[square, which]
    side_row = row[square, None] + _SIDE_ROW[side]
    side_column = column[square, None] + _SIDE_COLUMN[side]
    upright = _SIDE_UPRIGHT[side]
    number = (side_row + window.row - grid.row) * grid.columns + side_column
    number = (number + window.column - grid.column) * 2 + upright
    r, c, up = side_row[:, 0], side_column[:, 0], upright[:, 0]
    # Infinity counts as a huge number: the outline then keeps its margin from the point inside.
    here = np.minimum(field[r, c], _HUGE).astype(np.float64)
    there = np.minimum(field[r + up, c + 1 - up], _HUGE).astype(np.float64)
    share = np.clip((level - here) / (there - here), _MARGIN, 1 - _MARGIN)
    x = window.column + c + np.where(up == 1, 0.0, share)
    y = window.row + r + np.where(up == 1, share, 0.0)
    return OutlineSteps(
        tail=number[:, 0], head=number[:, 1], tail_xy=np.column_stack([x, y]) * window.step_m
    )


def outlined(steps: OutlineSteps, *, hole_min_m2: float = 0.0) -> shapely.MultiPolygon:
    """Join steps to rings, and rings to polygons.

    Parameters
    ----------
    steps
        Steps of closed outlines.
    hole_min_m2
        Smaller holes are filled.
    """
    if len(steps.tail) == 0:
        return shapely.MultiPolygon()
    order = np.argsort(steps.tail)
    following = np.searchsorted(steps.tail[order], steps.head[order])
    ring, place = _ring_order(following)
    xy = steps.tail_xy[order][place]
    rings = np.asarray(shapely.linearrings(xy, indices=ring), dtype=object)
    polygons = np.asarray(shapely.polygons(rings), dtype=object)
    outer = shapely.is_ccw(rings)
    holes = rings[~outer & (shapely.area(polygons) >= hole_min_m2)]
    shells = rings[outer]
    owner = _owners(holes, polygons[outer])
    by_owner = np.argsort(owner, kind="stable")
    groups = np.split(holes[by_owner], np.searchsorted(owner[by_owner], np.arange(1, len(shells))))
    return shapely.MultiPolygon(
        [shapely.polygons(shell, own) for shell, own in zip(shells, groups, strict=True)]
    )


def _ring_order(following: Ints) -> tuple[Ints, Ints]:
    """List the places of a permutation's rings, each up to its least place, and number the rings."""
    ring, order = np.empty_like(following), np.empty_like(following)
    _follow(following, np.zeros(len(following), dtype=np.bool_), ring, order)
    return ring, order


@compiled
def _follow(following: Ints, seen: Bools, ring: Ints, order: Ints) -> None:
    """Follow each ring once around, from the place after its least one."""
    at, number = 0, 0
    for least in range(len(following)):
        if seen[least]:
            continue
        place = following[least]
        while True:
            seen[place] = True
            order[at], ring[at] = place, number
            at += 1
            if place == least:
                break
            place = following[place]
        number += 1


def _owners(holes: npt.NDArray[np.object_], shells: npt.NDArray[np.object_]) -> Ints:
    """Return the smallest shell around each hole."""
    owner = np.zeros(len(holes), dtype=np.int64)
    if len(holes):
        # The large shells ask and the points are found: it is the asking side that gets an index of its own.
        shell, hole = shapely.STRtree(shapely.get_point(holes, 0)).query(
            shells, predicate="intersects"
        )
        order = np.lexsort((shapely.area(shells)[shell], hole))
        hole, first = np.unique(hole[order], return_index=True)
        owner[hole] = shell[order][first]
    return owner
