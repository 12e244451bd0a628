"""The access zone of the open sites: where one is reached within the limit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely

from ..geo.reach import reached_lines
from ..geo.road_search import RoadSearch
from .assessment import Assessment

ROAD_BUFFER_M = 200.0
"""How far a zone extends on either side of a reached road."""

_SIMPLIFY_M = 10.0
_CELL_RADIUS_M = 400.0
_PARTS = 4
"""Always as many, so that a zone is the same to the byte on any number of cores."""


# A map and a table of one plan ask for the same zones, which take seconds for a large city.
@lru_cache(maxsize=4)
def access_zone(
    assessment: Assessment, *, buffer_m: float = ROAD_BUFFER_M
) -> shapely.geometry.base.BaseGeometry:
    """Return the area from which an open site is reached within the limit.

    Reached parts of roads are widened; holes stay. A zone is for the eye: people are counted by the travel
    time of their cell. Where there are no roads (travel times from a table) served cells are dissolved, as
    they are where cells are polygons, else each as a disc of 400 m.

    Parameters
    ----------
    assessment
        Which sites are open and what the limit is.
    buffer_m
        Metres on either side of a reached road.

    Returns
    -------
    shapely.geometry.base.BaseGeometry
        Polygons, valid, in the demand table's CRS, simplified to 10 m; empty where nothing is reached.
    """
    times = assessment.times
    if isinstance(times.search, RoadSearch):
        lines = reached_lines(
            times.search, times.positions(assessment.open_sites), assessment.limit
        )
        zone = _widened(shapely.simplify(lines, _SIMPLIFY_M), buffer_m)
    else:
        served = times.demand.geometry[assessment.cells["served"]]
        discs = served.where(served.area > 0, served.centroid.buffer(_CELL_RADIUS_M))
        zone = discs.union_all()
    return shapely.make_valid(shapely.simplify(zone, _SIMPLIFY_M))


def _widened(lines: npt.NDArray[np.object_], buffer_m: float) -> shapely.geometry.base.BaseGeometry:
    """Union of the lines' buffers, from west to east in parts that are united side by side."""
    west_to_east = np.argsort(shapely.bounds(lines)[:, 0], kind="stable")
    parts = np.array_split(lines[west_to_east], _PARTS)

    def unite(part: npt.NDArray[np.object_]) -> shapely.geometry.base.BaseGeometry:
        return shapely.union_all(shapely.buffer(part, buffer_m, quad_segs=3))

    with ThreadPoolExecutor() as threads:
        return shapely.union_all(list(threads.map(unite, parts)))
