"""Snapping index: the exact nearest edge of many points, by a k-d tree of sample points on the edges.

An R-tree of lines measures distances one by one; a k-d tree of points answers a million queries in seconds.
If samples lie at most h apart on every segment, a segment at distance d from a point has a sample within
sqrt(d^2 + (h/2)^2): the foot of the perpendicular is at most h/2 from a sample along the segment, or it is an
end of the segment and so a sample itself. Hence, given the distance to any segment, every segment that is as
near or nearer has a sample within that radius.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import shapely

from ...common.arrays import Floats, Ints

if TYPE_CHECKING:
    from scipy.spatial import KDTree

TIE_M: Final = 1e-6
"""Edges whose distances differ by less, in metres, are equally near: only rounding tells them apart."""

_SPACING_M: Final = 50.0
"""Samples on a segment are at most this far apart: wider gives fewer samples, but more segments to measure."""

_FIRST_SAMPLES: Final = 4
_SAMPLES_FACTOR: Final = 4
"""Samples queried for a point at first, and the factor of more where these do not prove the nearest segment."""

_GRID_MOST: Final = 1000
"""Squares along a side of the grid by which edges far from all points are dropped."""

_BLOCK_PAIRS: Final = 400_000
"""Pairs of point and segment that are measured at once; more do not fit into the processor's cache."""


@dataclass(frozen=True, kw_only=True, eq=False)
class NearestEdges:
    """The nearest edge of each query point, and the position on it.

    Parameters
    ----------
    edge
        The edge, of equally near ones the lowest, shape (points,); -1 where none is within the distance.
    distance_m
        Metres of the CRS between point and edge, shape (points,); infinite without edge.
    xy
        The snapped position in metres of the CRS, shape (points, 2); NaN without edge.
    """

    edge: Ints
    distance_m: Floats
    xy: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class _Segments:
    """The straight segments of edges, in the edges' order; coordinates in metres, shape (segments, 2)."""

    start: Floats
    vector: Floats
    length_m: Floats
    edge: Ints


def nearest_edges(
    xy: Floats, geometry: npt.NDArray[np.object_], edges: Ints, *, max_m: float
) -> NearestEdges:
    """Find the nearest of `edges` to each point.

    Parameters
    ----------
    xy
        Points in metres of a projected CRS, shape (points, 2).
    geometry
        LineStrings of all edges in the same CRS, shape (edges,).
    edges
        Which of them count, ascending.
    max_m
        Edges farther than this, in metres of the CRS, do not count.

    Returns
    -------
    NearestEdges
        One entry per point.
    """
    count = len(xy)
    segment = np.full(count, -1, dtype=np.int64)
    distance_m = np.full(count, np.inf)
    segments = _segments(geometry, _in_reach(geometry, edges, xy, max_m))
    if count and len(segments.edge):
        from scipy.spatial import KDTree  # noqa: PLC0415 - loads slowly

        samples, owner = _samples(segments)
        tree = KDTree(samples)
        rest, k = np.arange(count), _FIRST_SAMPLES
        while len(rest):
            k = min(k, len(samples))
            block = max(1, _BLOCK_PAIRS // k)
            unproven = []
            for first in range(0, len(rest), block):
                rows = rest[first : first + block]
                segment[rows], distance_m[rows], proven = _nearest(
                    xy[rows], segments, tree, owner, max_m=max_m, k=k
                )
                unproven.append(rows[~proven])
            rest, k = np.concatenate(unproven), k * _SAMPLES_FACTOR
    near = np.flatnonzero(segment >= 0)
    at = segment[near]
    vector = segments.vector[at]
    fraction = _fraction(xy[near] - segments.start[at], vector, segments.length_m[at])
    edge, foot = np.full(count, -1, dtype=np.int64), np.full((count, 2), np.nan)
    edge[near] = segments.edge[at]
    foot[near] = segments.start[at] + fraction[:, None] * vector
    return NearestEdges(edge=edge, distance_m=distance_m, xy=foot)


def _in_reach(geometry: npt.NDArray[np.object_], edges: Ints, xy: Floats, max_m: float) -> Ints:
    """Drop edges that are beyond `max_m` from all points, by a coarse grid: a few points need few edges."""
    if not len(xy) or not len(edges):
        return edges[:0]
    bounds = shapely.bounds(geometry[edges])
    corner, extent = xy.min(axis=0), np.ptp(xy, axis=0)
    # Squares as large as the distance, so that only the eight around a point's own are near; but not too many.
    side_m = max(max_m * (1 + 1e-9), float(extent.max()) / _GRID_MOST)
    size = np.floor(extent / side_m).astype(np.int64) + 3
    marked = np.zeros(size, dtype=np.int64)
    column, row = np.floor((xy - corner) / side_m).astype(np.int64).T + 1
    for east in (-1, 0, 1):
        for north in (-1, 0, 1):
            marked[column + east, row + north] = 1
    # How many squares are marked west and south of each corner: a box has some if its sum is not 0.
    sums = np.zeros(size + 1, dtype=np.int64)
    sums[1:, 1:] = marked.cumsum(axis=0).cumsum(axis=1)
    low, high = (
        np.clip(np.floor((ends - corner) / side_m) + 1 + step, 0, size).astype(np.int64)
        for ends, step in ((bounds[:, :2], 0), (bounds[:, 2:], 1))
    )
    inside = (
        sums[high[:, 0], high[:, 1]]
        - sums[low[:, 0], high[:, 1]]
        - sums[high[:, 0], low[:, 1]]
        + sums[low[:, 0], low[:, 1]]
    )
    return np.asarray(edges[inside > 0], dtype=np.int64)


def _segments(geometry: npt.NDArray[np.object_], edges: Ints) -> _Segments:
    """Split edges into their straight segments."""
    vertex, line = shapely.get_coordinates(geometry[edges], return_index=True)
    inside = line[:-1] == line[1:]
    start = vertex[:-1][inside]
    vector = (vertex[1:] - vertex[:-1])[inside]
    length_m = np.hypot(vector[:, 0], vector[:, 1])
    return _Segments(start=start, vector=vector, length_m=length_m, edge=edges[line[:-1][inside]])


def _samples(segments: _Segments) -> tuple[Floats, Ints]:
    """Return samples at most `_SPACING_M` apart on every segment, both ends included, and their segments."""
    gaps = np.maximum(1, np.ceil(segments.length_m / _SPACING_M)).astype(np.int64)
    owner = np.repeat(np.arange(len(gaps)), gaps + 1)
    begin = np.cumsum(gaps + 1) - (gaps + 1)
    fraction = (np.arange(len(owner)) - begin[owner]) / gaps[owner]
    return segments.start[owner] + fraction[:, None] * segments.vector[owner], owner


def _nearest(
    xy: Floats, segments: _Segments, tree: KDTree, owner: Ints, *, max_m: float, k: int
) -> tuple[Ints, Floats, npt.NDArray[np.bool_]]:
    """Return the nearest segment by the k nearest samples, its distance, and whether it is proven."""
    half_m = _SPACING_M / 2
    # A metre of margin, so that rounding excludes no sample at exactly the bound.
    bound_m = np.hypot(max_m, half_m) + 1
    sample_m, sample = tree.query(xy, k=k, distance_upper_bound=bound_m, workers=-1)
    sample_m, sample = (np.reshape(part, (len(xy), k)) for part in (sample_m, sample))
    known = np.isfinite(sample_m)
    candidate = owner[np.where(known, sample, 0)]
    offset = xy[:, None, :] - segments.start[candidate]
    vector = segments.vector[candidate]
    fraction = _fraction(offset, vector, segments.length_m[candidate])
    offset -= fraction[..., None] * vector
    offset_m = np.where(known, np.hypot(offset[..., 0], offset[..., 1]), np.inf)
    best_m = offset_m.min(axis=1)
    equal = offset_m <= best_m[:, None] + TIE_M
    lowest = np.where(equal, candidate, len(segments.edge)).min(axis=1)
    # Proven: all samples within the bound are known, or the last known one lies beyond the radius.
    radius_m = np.hypot(np.minimum(best_m, max_m) + TIE_M, half_m) + TIE_M
    proven = (k == len(owner)) | ~known[:, -1] | (sample_m[:, -1] > radius_m)
    beyond = ~(best_m <= max_m)
    return np.where(beyond, -1, lowest), np.where(beyond, np.inf, best_m), proven


def _fraction(offset: Floats, vector: Floats, length_m: Floats) -> Floats:
    """Return the fraction of a segment before a point's projection on it, 0 to 1; 0 without length."""
    dot = offset[..., 0] * vector[..., 0] + offset[..., 1] * vector[..., 1]
    square = length_m * length_m
    fraction = np.divide(dot, square, out=np.zeros_like(dot), where=square > 0)
    return np.clip(fraction, 0.0, 1.0, out=fraction)
