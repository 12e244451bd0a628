"""Simplifying areas to a tolerance that holds to the letter, also of long borders in little time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from ...common.arrays import Floats, Ints
from .border_crossings import crossing_segments

Lines = npt.NDArray[np.object_]

_RUN_VERTICES: Final = 500
"""Vertices of a run of border: the rule takes more than twice as long for a run twice as long."""

_LEAST_RUNS: Final = 3
"""Ends of runs stay, so that every ring keeps three corners."""

_HALVINGS: Final = 4
"""How often runs that cross others are simplified less, before they stay as they were."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Runs:
    """Rings cut into runs that share their ends.

    Parameters
    ----------
    lines
        The runs in the order of the rings.
    ring
        The ring of each run.
    """

    lines: Lines
    ring: Ints


def simplified(area: shapely.MultiPolygon, tolerance_m: float) -> shapely.Geometry:
    """Simplify by Douglas and Peucker's rule (1973), so that borders that did not cross still do not.

    Every ring is cut into runs whose ends stay. A ring that is simplified whole may lose the vertex at which
    it happens to begin after the others were judged, which moves the border by up to twice the tolerance.
    Runs that cross others when they are simplified are simplified with half the tolerance, and so on.

    Parameters
    ----------
    area
        Valid, in a metric CRS.
    tolerance_m
        No vertex is farther than this from the new border, nor the new border from the old one.

    Returns
    -------
    shapely.Geometry
        Valid and polygonal, but for what mending may leave of lines where a border has leapt over a small
        part or hole as a whole.
    """
    parts = shapely.get_parts(area)
    if len(parts) == 0:
        return area
    rings, polygon = shapely.get_rings(parts, return_index=True)
    rings = _simplified_rings(rings, tolerance_m)
    first = np.searchsorted(polygon, np.arange(len(parts) + 1))
    result = shapely.MultiPolygon(
        [shapely.polygons(rings[begin], rings[begin + 1 : end]) for begin, end in pairwise(first)]
    )
    return result if shapely.is_valid(result) else shapely.make_valid(result)


def _simplified_rings(rings: Lines, tolerance_m: float) -> Lines:
    runs = _runs_of(rings)
    lines = shapely.simplify(runs.lines, tolerance_m, preserve_topology=False)
    looked_at = np.arange(len(lines))
    for halving in range(1, _HALVINGS + 2):
        crossing = looked_at[_crossing(lines[looked_at])]
        if not len(crossing):
            break
        less_m = tolerance_m / 2**halving if halving <= _HALVINGS else 0.0
        lines[crossing] = shapely.simplify(runs.lines[crossing], less_m, preserve_topology=False)
        # What has not changed crosses nothing but what has.
        looked_at = np.unique(shapely.STRtree(lines).query(lines[crossing])[1])
    return _closed(replace(runs, lines=lines))


def _runs_of(rings: Lines) -> _Runs:
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    steps = np.bincount(ring, minlength=len(rings)) - 1
    first = np.cumsum(steps + 1) - (steps + 1)
    runs = np.maximum(_LEAST_RUNS, -(-steps // _RUN_VERTICES))
    run_ring = np.repeat(np.arange(len(rings)), runs)
    nth = np.arange(len(run_ring)) - np.repeat(np.cumsum(runs) - runs, runs)
    begin = first[run_ring] + nth * steps[run_ring] // runs[run_ring]
    end = first[run_ring] + (nth + 1) * steps[run_ring] // runs[run_ring]
    # Vertices begin..end of every run: neighbours share the vertex between them.
    sizes = end - begin + 1
    run = np.repeat(np.arange(len(sizes)), sizes)
    vertex = np.arange(len(run)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + begin[run]
    return _Runs(lines=shapely.linestrings(xy[vertex], indices=run), ring=run_ring)


def _crossing(lines: Lines) -> Ints:
    """Return which lines cross others, or themselves."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    same = line[:-1] == line[1:]
    return np.unique(line[:-1][same][crossing_segments(xy[:-1][same], xy[1:][same])])


def _closed(runs: _Runs) -> Lines:
    """Join runs to rings again."""
    kept, run = shapely.get_coordinates(runs.lines, return_index=True)
    # Each run leaves its last vertex to the next one; the ring is closed by itself.
    inner = np.append(run[1:] == run[:-1], False)
    rings: Floats = kept[inner]
    return np.asarray(shapely.linearrings(rings, indices=runs.ring[run[inner]]), dtype=object)
