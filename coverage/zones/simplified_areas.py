"""Simplifying areas to a tolerance that holds to the letter, also of long borders in little time."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

_RUN_VERTICES: Final = 500
"""Vertices of a run of border: the rule takes more than twice as long for a run twice as long."""

_LEAST_RUNS: Final = 3
"""Ends of runs stay, so that every ring keeps three corners."""


def simplified(area: shapely.MultiPolygon, tolerance_m: float) -> shapely.Geometry:
    """Simplify by Douglas and Peucker's rule (1973), and mend crossings.

    Every ring is cut into runs whose ends stay. A ring that is simplified whole may lose the vertex at which
    it happens to begin after the others were judged, which moves the border by up to twice the tolerance.

    Parameters
    ----------
    area
        Valid, in a metric CRS.
    tolerance_m
        No vertex is farther than this from the new border, nor the new border from the old one.

    Returns
    -------
    shapely.Geometry
        Valid and polygonal, but for what mending crossings may leave of lines.
    """
    parts = shapely.get_parts(area)
    if len(parts) == 0:
        return area
    rings, polygon = shapely.get_rings(parts, return_index=True)
    rings = _simplified_rings(rings, tolerance_m)
    first = np.searchsorted(polygon, np.arange(len(parts) + 1))
    polygons = [
        shapely.Polygon(rings[begin], rings[begin + 1 : end]) for begin, end in pairwise(first)
    ]
    return shapely.make_valid(shapely.MultiPolygon(polygons))


def _simplified_rings(
    rings: npt.NDArray[np.object_], tolerance_m: float
) -> npt.NDArray[np.object_]:
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
    lines = shapely.simplify(
        shapely.linestrings(xy[vertex], indices=run), tolerance_m, preserve_topology=False
    )
    kept, kept_run = shapely.get_coordinates(lines, return_index=True)
    # Each run leaves its last vertex to the next one; the ring is closed by itself.
    inner = np.append(kept_run[1:] == kept_run[:-1], False)
    return np.asarray(
        shapely.linearrings(kept[inner], indices=run_ring[kept_run[inner]]), dtype=object
    )
