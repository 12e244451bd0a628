"""Ends of lines that come near other lines without sharing a vertex with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely

from ...common.arrays import Floats
from .line_levels import HEIGHT_APART, LineLevels, line_ends
from .road_lines import RoadLines

_M_PER_DEGREE: Final = 111_194.9
"""Metres of a degree on a sphere of 6,371 km: within 0.6 % everywhere, which is enough for a tolerance."""

_ON_ITSELF: Final = 4.0
"""A line ends on itself only this many radii and more along it; what is nearer is a bend."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Segments:
    """The segments of all lines, by the position of their first vertex, and metres along each line."""

    first: np.ndarray
    line: np.ndarray
    along_m: Floats


def near_touches(lines: RoadLines, levels: LineLevels, radius_m: float) -> pd.DataFrame:
    """Find the ends of lines that come near another line, or their own, on the same level.

    Parameters
    ----------
    lines
        The lines.
    levels
        Their levels. An end touches what lies nearer to the ground, too, and the ends of other levels: a
        bridge ends on the bank.
    radius_m
        How near, in metres.

    Returns
    -------
    pandas.DataFrame
        One row for each end's vertex and line that it touches, the nearest first: ``end``, position of the
        vertex; ``segment``, position of the touched segment's first vertex; ``t``, where on it, 0 to 1;
        ``gap_m``; ``length_m`` of the segment. Those that share a vertex already are left out.
    """
    segments = _segments(lines)
    ends = np.flatnonzero(line_ends(lines))
    dy = radius_m / _M_PER_DEGREE
    dx = dy / np.maximum(np.cos(np.radians(lines.lat[ends])), 0.01)
    boxes = shapely.box(
        lines.lon[ends] - dx, lines.lat[ends] - dy, lines.lon[ends] + dx, lines.lat[ends] + dy
    )
    xy = np.column_stack([lines.lon, lines.lat])
    pairs = np.stack([segments.first, segments.first + 1], axis=1)
    tree = shapely.STRtree(shapely.linestrings(xy[pairs]))
    end, found = tree.query(boxes)
    table = _measured(lines, ends[end], segments.first[found])
    table["own"] = _line_of(lines)[table["end"]]
    table["line"] = segments.line[found]
    table["along_m"] = segments.along_m[table["segment"]] + table["t"] * table["length_m"]
    table = _without_met(lines, table, segments, radius_m)
    table = table[(table["gap_m"] <= radius_m) & _same_level(lines, levels, table)]
    table = table.sort_values("gap_m", kind="stable")
    table["id"] = lines.vertex_id[table["end"]]
    kept = table.drop_duplicates(["id", "line"])
    return kept[["end", "segment", "t", "gap_m", "length_m"]].reset_index(drop=True)


def _line_of(lines: RoadLines) -> np.ndarray:
    return np.repeat(np.arange(len(lines)), np.diff(lines.offsets))


def _segments(lines: RoadLines) -> _Segments:
    line = _line_of(lines)
    first = np.flatnonzero(line[:-1] == line[1:])
    step_m = np.zeros(len(line))
    step_m[first + 1] = np.hypot(
        np.diff(lines.lon)[first] * np.cos(np.radians(lines.lat[first])), np.diff(lines.lat)[first]
    )
    run_m = np.cumsum(step_m) * _M_PER_DEGREE
    return _Segments(first=first, line=line[first], along_m=run_m - run_m[lines.offsets[:-1]][line])


def _measured(lines: RoadLines, end: np.ndarray, segment: np.ndarray) -> pd.DataFrame:
    """Project ends onto segments, in a plane about each end."""
    scale = np.cos(np.radians(lines.lat[end])) * _M_PER_DEGREE
    ax = (lines.lon[segment] - lines.lon[end]) * scale
    ay = (lines.lat[segment] - lines.lat[end]) * _M_PER_DEGREE
    ux = (lines.lon[segment + 1] - lines.lon[segment]) * scale
    uy = (lines.lat[segment + 1] - lines.lat[segment]) * _M_PER_DEGREE
    square = ux**2 + uy**2
    t = np.divide(-(ax * ux + ay * uy), square, out=np.zeros_like(square), where=square > 0)
    t = np.clip(t, 0.0, 1.0)
    return pd.DataFrame(
        {
            "end": end,
            "segment": segment,
            "t": t,
            "gap_m": np.hypot(ax + t * ux, ay + t * uy),
            "length_m": np.sqrt(square),
        }
    )


def _without_met(
    lines: RoadLines, table: pd.DataFrame, segments: _Segments, radius_m: float
) -> pd.DataFrame:
    """Drop the lines that share the end's vertex, and what lies beside an end on its own line."""
    ids = lines.vertex_id
    segment, end = table["segment"].to_numpy(), table["end"].to_numpy()
    meets = (ids[segment] == ids[end]) | (ids[segment + 1] == ids[end])
    # A spur that doubles back on the line it starts from has nowhere else to lead.
    before = ids[np.where(np.isin(end, lines.offsets[:-1]), end + 1, end - 1)]
    spur = (ids[segment] == before) | (ids[segment + 1] == before)
    own = (table["own"] == table["line"]).to_numpy()
    key = pd.MultiIndex.from_arrays([ids[end], table["line"]])
    met = key.isin(key[meets & ~own])
    beside = np.abs(table["along_m"] - segments.along_m[end]) <= _ON_ITSELF * radius_m
    kept: pd.DataFrame = table[~np.where(own, beside | meets, met | spur)]
    return kept


def _same_level(lines: RoadLines, levels: LineLevels, table: pd.DataFrame) -> np.ndarray:
    """Return which touches may be joined, by level and height."""
    t = table["t"].to_numpy()
    segment, end = table["segment"].to_numpy(), table["end"].to_numpy()
    mine, theirs = levels.level[table["own"]], levels.level[table["line"]]
    vertex = np.where(t <= 0, segment, segment + 1)
    at_end = ((t <= 0) | (t >= 1)) & line_ends(lines)[vertex]
    height = levels.height
    theirs_height = height[segment] * (1 - t) + height[segment + 1] * t
    return np.asarray(
        ((mine == theirs) | (np.abs(mine) > np.abs(theirs)) | at_end)
        & ~(np.abs(theirs_height - height[end]) > HEIGHT_APART)
    )
