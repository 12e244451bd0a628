"""Lines that cross in their middles without a vertex there."""

from __future__ import annotations

import numpy as np
import shapely

from ...common.arrays import Floats, Ints
from .line_levels import HEIGHT_APART, LineLevels
from .road_lines import RoadLines


def count_crossings(lines: RoadLines, levels: LineLevels) -> int:
    """Count the places where segments of one level cross inside both.

    Parameters
    ----------
    lines
        The lines.
    levels
        Their levels; where the heights at a crossing are known and differ, the lines pass over each other.
    """
    line = np.repeat(np.arange(len(lines)), np.diff(lines.offsets))
    first = np.flatnonzero(line[:-1] == line[1:])
    # Segments that lie there twice, as where a way is drawn once for each direction, cross others once.
    ends = np.sort(np.stack([lines.vertex_id[first], lines.vertex_id[first + 1]]), axis=0)
    first = first[np.unique(ends, axis=1, return_index=True)[1]]
    xy = np.column_stack([lines.lon, lines.lat])
    segments = xy[np.stack([first, first + 1], axis=1)]
    low, high = segments.min(axis=1), segments.max(axis=1)
    tree = shapely.STRtree(np.asarray(shapely.linestrings(segments)))
    a, b = tree.query(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]))
    a, b = first[a], first[b]
    level = levels.level[line]
    kept = (a < b) & (level[a] == level[b])
    a, b = a[kept], b[kept]
    t, u = _sides(xy, a, b), _sides(xy, b, a)
    inside = (t[0] * t[1] < 0) & (u[0] * u[1] < 0)
    a, b, t, u = a[inside], b[inside], t[:, inside], u[:, inside]
    apart = np.abs(_height(levels.height, b, t) - _height(levels.height, a, u)) > HEIGHT_APART
    return int((~apart).sum())


def _sides(xy: Floats, a: Ints, b: Ints) -> Floats:
    """Return on which side of segment a the two ends of segment b lie, by sign; 0 on it."""
    along = xy[a + 1] - xy[a]
    return np.stack(
        [
            along[:, 0] * (xy[end][:, 1] - xy[a][:, 1])
            - along[:, 1] * (xy[end][:, 0] - xy[a][:, 0])
            for end in (b, b + 1)
        ]
    )


def _height(height: Floats, segment: Ints, sides: Floats) -> Floats:
    """Return a segment's height where it crosses the line whose sides its ends lie on."""
    share = sides[0] / (sides[0] - sides[1])
    return np.asarray(height[segment] * (1 - share) + height[segment + 1] * share)
