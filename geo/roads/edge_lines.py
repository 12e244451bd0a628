"""The lines of edges in metres, where those of the roads are in degrees."""

from __future__ import annotations

import numpy as np
import pyproj
import shapely

from ...common.arrays import Floats, Ints
from ..crs import WGS84
from ..moved_shapes import SHORT_DEG, Shapes, moved_shapes
from .road_lines import RoadLines


def edge_lines(
    lines: RoadLines, vertices: Ints, edge: Ints, *, xy_m: Floats, crs: pyproj.CRS
) -> Shapes:
    """Return the line of each edge; between vertices far apart it has the bend that it has on the ground.

    Parameters
    ----------
    lines
        The roads.
    vertices, edge
        Numbers of the edges' vertices one after the other, and of the edge of each (`vertex_ranges`).
    xy_m, crs
        Where all vertices lie in metres, shape (vertices of `lines`, 2), and in which CRS.
    """
    result = np.asarray(shapely.linestrings(xy_m[vertices], indices=edge), dtype=object)
    lon, lat = lines.lon[vertices], lines.lat[vertices]
    apart = np.hypot(np.diff(lon), np.diff(lat))
    long = np.unique(edge[1:][(apart > SHORT_DEG) & (edge[1:] == edge[:-1])])
    mine = np.isin(edge, long)
    number = np.searchsorted(long, edge[mine])
    degrees = np.asarray(shapely.linestrings(lon[mine], lat[mine], indices=number), dtype=object)
    bent = moved_shapes(degrees, WGS84, crs)
    more = shapely.get_num_coordinates(bent) > shapely.get_num_coordinates(degrees)
    result[long[more]] = bent[more]
    return result
