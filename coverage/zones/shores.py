"""Roads beside water: how far they are widened without leaping over it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

Lines = npt.NDArray[np.object_]

_BLOCK_M = 1000.0
"""Roads are cut out of the water block by block, since a river is long and a road is not."""

_QUARTER_SEGMENTS = 8


def split_by_water(lines: Lines, water: Lines, buffer_m: float) -> tuple[Lines, Lines]:
    """Return the lines that are farther from all water than `buffer_m`, and the others.

    Parameters
    ----------
    lines
        LineStrings.
    water
        Polygons in their CRS.
    buffer_m
        Metres.
    """
    # The long rivers ask and the short roads are found, since it is the asking side that gets an index.
    _, near = shapely.STRtree(lines).query(water, predicate="dwithin", distance=buffer_m)
    wet = np.zeros(len(lines), dtype=bool)
    wet[near] = True
    return lines[~wet], lines[wet]


def widened_ashore(lines: Lines, water: Lines, buffer_m: float) -> shapely.Geometry:
    """Widen lines on dry land only.

    Of the land within `buffer_m` of a line those parts count that the line itself touches: a road along a
    river stays on its own bank, a road over a bridge is on both.

    Parameters
    ----------
    lines
        LineStrings in a metric CRS.
    water
        Polygons, valid, in the lines' CRS.
    buffer_m
        Metres on either side.

    Returns
    -------
    shapely.Geometry
        Polygonal and valid.
    """
    if len(lines) == 0:
        return shapely.MultiPolygon()
    tree = shapely.STRtree(water)
    block = np.floor(shapely.get_coordinates(shapely.centroid(lines)) / _BLOCK_M)
    order = np.lexsort(block.T)
    cuts = np.flatnonzero((np.diff(block[order], axis=0) != 0).any(axis=1)) + 1
    areas = [_ashore(lines[group], water, tree, buffer_m) for group in np.split(order, cuts)]
    return shapely.union_all(areas)


def _ashore(lines: Lines, water: Lines, tree: shapely.STRtree, buffer_m: float) -> shapely.Geometry:
    west, south, east, north = shapely.total_bounds(lines).tolist()
    margin_m = buffer_m + 1
    frame = (west - margin_m, south - margin_m, east + margin_m, north + margin_m)
    near = np.sort(tree.query(shapely.box(*frame)))
    clipped = shapely.make_valid(shapely.clip_by_rect(water[near], *frame))
    local = shapely.union_all(_polygons(shapely.get_parts(clipped)))
    land = shapely.difference(shapely.buffer(lines, buffer_m, quad_segs=_QUARTER_SEGMENTS), local)
    parts, line = shapely.get_parts(land, return_index=True)
    return shapely.union_all(parts[shapely.intersects(parts, lines[line])])


def _polygons(parts: Lines) -> Lines:
    """Leave out what clipping has touched without cutting: points and lines."""
    return shapely.get_parts(parts[shapely.get_dimensions(parts) == 2])
