"""The nearest of many edges for many places, exactly: a tree of points on the edges names the few to measure.

A tree of lines measures distances one by one; a tree of points answers a million places in seconds. If points
stand at most h apart on every segment, then a segment at distance d from a place has one of its points within
sqrt(d^2 + (h/2)^2): its foot lies at most h/2 from one of them, along the segment, or is an end and so a point
itself. Hence once the distance to some segment is known, every nearer or equally near one is among those whose
points lie within that radius.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import KDTree

from ...common.arrays import Floats, Ints

TIE_M: Final = 1e-6
"""Edges whose distances differ by less, in metres, are equally near: only rounding tells them apart."""

_SPACING_M: Final = 50.0
"""Points on a segment are at most this far apart: wider gives fewer points, but more segments to measure."""

_FIRST_POINTS: Final = 4
_MORE_POINTS: Final = 4
"""So many times more points are asked for where the nearest ones do not settle it."""

_BLOCK_PAIRS: Final = 400_000
"""Pairs of place and segment that are measured at once; more fall out of the processor's cache."""


@dataclass(frozen=True, kw_only=True, eq=False)
class NearestEdges:
    """The nearest point of the nearest edge, one entry per place.

    Parameters
    ----------
    edge
        The edge, of equally near ones the lowest; -1 where none is within the distance.
    distance_m
        Metres of the CRS between place and edge; infinite without edge.
    xy
        The nearest point, shape (places, 2); NaN without edge.
    """

    edge: Ints
    distance_m: Floats
    xy: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class _Segments:
    """The straight parts of edges, in their order."""

    start: Floats
    vector: Floats
    length_m: Floats
    edge: Ints


def nearest_edges(
    xy: Floats, geometry: npt.NDArray[np.object_], edges: Ints, *, max_m: float
) -> NearestEdges:
    """Find the nearest of `edges` to each place.

    Parameters
    ----------
    xy
        Places in metres, shape (places, 2).
    geometry
        LineStrings of all edges, in metres of the same CRS.
    edges
        Which of them count, ascending.
    max_m
        Edges farther than this, in metres of the CRS, do not count.
    """
    places = len(xy)
    segment = np.full(places, -1, dtype=np.int64)
    distance_m = np.full(places, np.inf)
    segments = _segments(geometry, _in_reach(geometry, edges, xy, max_m))
    if places and len(segments.edge):
        points, owner = _points(segments)
        tree = KDTree(points)
        rest, count = np.arange(places), _FIRST_POINTS
        while len(rest):
            count = min(count, len(points))
            block = max(1, _BLOCK_PAIRS // count)
            open_ = []
            for first in range(0, len(rest), block):
                rows = rest[first : first + block]
                found = _nearest(xy[rows], segments, tree, owner, max_m=max_m, count=count)
                segment[rows], distance_m[rows], settled = found
                open_.append(rows[~settled])
            rest, count = np.concatenate(open_), count * _MORE_POINTS
    near = np.flatnonzero(segment >= 0)
    at = segment[near]
    vector = segments.vector[at]
    share = _share(xy[near] - segments.start[at], vector, segments.length_m[at])
    edge, foot = np.full(places, -1, dtype=np.int64), np.full((places, 2), np.nan)
    edge[near] = segments.edge[at]
    foot[near] = segments.start[at] + share[:, None] * vector
    return NearestEdges(edge=edge, distance_m=distance_m, xy=foot)


def _in_reach(geometry: npt.NDArray[np.object_], edges: Ints, xy: Floats, max_m: float) -> Ints:
    """Leave out edges that are too far from all places together, so that a single place has few to look at."""
    if not len(xy) or not len(edges):
        return edges[:0]
    bounds = shapely.bounds(geometry[edges])
    inside = (bounds[:, :2] <= xy.max(axis=0) + max_m) & (bounds[:, 2:] >= xy.min(axis=0) - max_m)
    return np.asarray(edges[inside.all(axis=1)], dtype=np.int64)


def _segments(geometry: npt.NDArray[np.object_], edges: Ints) -> _Segments:
    vertex, line = shapely.get_coordinates(geometry[edges], return_index=True)
    inside = line[:-1] == line[1:]
    start = vertex[:-1][inside]
    vector = (vertex[1:] - vertex[:-1])[inside]
    length_m = np.hypot(vector[:, 0], vector[:, 1])
    return _Segments(start=start, vector=vector, length_m=length_m, edge=edges[line[:-1][inside]])


def _points(segments: _Segments) -> tuple[Floats, Ints]:
    """Points at most `_SPACING_M` apart on every segment, both ends among them, and the segment of each."""
    gaps = np.maximum(1, np.ceil(segments.length_m / _SPACING_M)).astype(np.int64)
    owner = np.repeat(np.arange(len(gaps)), gaps + 1)
    begins = np.cumsum(gaps + 1) - (gaps + 1)
    share = (np.arange(len(owner)) - begins[owner]) / gaps[owner]
    return segments.start[owner] + share[:, None] * segments.vector[owner], owner


def _nearest(
    xy: Floats, segments: _Segments, tree: KDTree, owner: Ints, *, max_m: float, count: int
) -> tuple[Ints, Floats, npt.NDArray[np.bool_]]:
    """Nearest segment by the `count` nearest points: itself, its distance, whether no other can be nearer."""
    half_m = _SPACING_M / 2
    # A metre more than needed, so that no rounding shuts out what lies at the very distance.
    bound_m = np.hypot(max_m, half_m) + 1
    point_m, point = tree.query(xy, k=count, distance_upper_bound=bound_m, workers=-1)
    point_m, point = (np.reshape(found, (len(xy), count)) for found in (point_m, point))
    known = np.isfinite(point_m)
    candidate = owner[np.where(known, point, 0)]
    away = xy[:, None, :] - segments.start[candidate]
    vector = segments.vector[candidate]
    share = _share(away, vector, segments.length_m[candidate])
    away -= share[..., None] * vector
    away_m = np.where(known, np.hypot(away[..., 0], away[..., 1]), np.inf)
    best_m = away_m.min(axis=1)
    equal = away_m <= best_m[:, None] + TIE_M
    lowest = np.where(equal, candidate, len(segments.edge)).min(axis=1)
    # Settled: all points within the bound are known, or the last known one lies beyond the radius.
    radius_m = np.hypot(np.minimum(best_m, max_m) + TIE_M, half_m) + TIE_M
    settled = (count == len(owner)) | ~known[:, -1] | (point_m[:, -1] > radius_m)
    beyond = ~(best_m <= max_m)
    return np.where(beyond, -1, lowest), np.where(beyond, np.inf, best_m), settled


def _share(away: Floats, vector: Floats, length_m: Floats) -> Floats:
    """Share of a segment before the foot of a place, 0 to 1; 0 on a segment without length."""
    dot = away[..., 0] * vector[..., 0] + away[..., 1] * vector[..., 1]
    square = length_m * length_m
    share = np.divide(dot, square, out=np.zeros_like(dot), where=square > 0)
    return np.clip(share, 0.0, 1.0, out=share)
