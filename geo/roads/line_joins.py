"""Joining lines that almost touch: ends to vertices, and ends to the middle of a segment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
import scipy.sparse

from ...common.arrays import Floats, Ints
from .line_levels import LineLevels, line_ends
from .line_touches import near_touches
from .road_lines import RoadLines, chosen_lines

JOIN_M: Final = 0.1
"""Ends of lines as near as this to another line are joined to it, in metres."""

JOIN_MOST_M: Final = 10.0
"""No one joins lines that lie farther apart: streets that do not meet are often nearer."""

_LOOK_M: Final = 1.0
"""Ends that miss a line by this much are told of."""

_VERTEX_M: Final = 0.1
"""A vertex as near as this to the place where an end touches a segment is used instead of a new one."""


@dataclass(frozen=True, kw_only=True)
class JoinCounts:
    """What was joined, and what was not.

    Parameters
    ----------
    to_vertices, to_middles
        Pairs of an end and another line's vertex that were joined, and ends that were joined to a place between
        two vertices.
    longest_m
        The longest gap that was closed, in metres.
    passing
        Places where lines that meet each other lie this near to another line; these are not joined.
    missing
        Ends of one line alone that miss another line by at most 1 m, or ten times the tolerance.
    nearest_m, farthest_m
        By how much they miss it.
    """

    to_vertices: int
    to_middles: int
    longest_m: float
    passing: int
    missing: int
    nearest_m: float
    farthest_m: float


def join_lines(
    lines: RoadLines, levels: LineLevels, join_m: float = JOIN_M
) -> tuple[RoadLines, JoinCounts]:
    """Join ends of lines to the lines that they touch or almost touch.

    Lines that meet each other at a point are joined to the end of another line alone: they may well lead under
    or over the middle of one, as where a street is split below a flyover.
    The line that is touched stays where it is and gets a vertex there if it has none; the end is moved onto it.

    Parameters
    ----------
    lines
        The lines.
    levels
        Their levels: see `near_touches`.
    join_m
        How large a gap may be, in metres; 0 joins nothing.

    Returns
    -------
    RoadLines
        Lines that share vertices where they are joined; lines that were shorter than a gap are left out.
    JoinCounts
        What was joined.
    """
    touches = near_touches(lines, levels, max(_LOOK_M, 10 * join_m))
    near = (touches["gap_m"] <= join_m) & (join_m > 0)
    sure = _sure(lines, touches)
    joined, rest = touches[near & sure], touches[~near]
    misses = _misses(lines, joined, rest)
    beside = np.minimum(joined["t"], 1 - joined["t"]) * joined["length_m"] <= min(_VERTEX_M, join_m)
    counts = JoinCounts(
        to_vertices=_pairs(lines, joined[beside]),
        to_middles=int((~beside).sum()),
        longest_m=float(joined["gap_m"].max()) if len(joined) else 0.0,
        passing=int((near & ~sure).sum()),
        missing=len(misses),
        nearest_m=float(misses.min()) if len(misses) else 0.0,
        farthest_m=float(misses.max()) if len(misses) else 0.0,
    )
    if joined.empty:
        return lines, counts
    merged = _merged(lines, joined[beside])
    return _without_points(_with_vertices(lines, merged, joined[~beside]), lines), counts


def _sure(lines: RoadLines, touches: pd.DataFrame) -> np.ndarray:
    """Return which touches are of a line's loose end, or of two ends."""
    _, vertex, count = np.unique(lines.vertex_id, return_inverse=True, return_counts=True)
    loose = count[vertex[touches["end"]]] == 1
    t = touches["t"].to_numpy()
    at_vertex = np.minimum(t, 1 - t) * touches["length_m"].to_numpy() <= _VERTEX_M
    return np.asarray(loose | (at_vertex & line_ends(lines)[_targets(touches)]))


def _targets(to_vertices: pd.DataFrame) -> Ints:
    """Return the positions of the vertices that ends are joined to."""
    return (to_vertices["segment"] + (to_vertices["t"] > 0.5)).to_numpy()


def _pairs(lines: RoadLines, to_vertices: pd.DataFrame) -> int:
    """Return how many pairs of vertices are joined: two ends that face each other are one."""
    pair = np.stack([lines.vertex_id[to_vertices["end"]], lines.vertex_id[_targets(to_vertices)]])
    return int(np.unique(np.sort(pair, axis=0), axis=1).shape[1])


def _misses(lines: RoadLines, joined: pd.DataFrame, rest: pd.DataFrame) -> Floats:
    """Return the gaps of ends that meet nothing: neither a line's vertex nor, now, another line."""
    ids, count = np.unique(lines.vertex_id, return_counts=True)
    end = lines.vertex_id[rest["end"]]
    alone = count[np.searchsorted(ids, end)] == 1
    touched = np.isin(end, lines.vertex_id[joined["end"]])
    # An end that another one was joined to is no longer loose either.
    targets = np.concatenate([joined["segment"], joined["segment"] + 1])
    touched |= np.isin(end, lines.vertex_id[targets])
    loose = rest[alone & ~touched].assign(id=end[alone & ~touched])
    return np.asarray(loose.drop_duplicates("id")["gap_m"], dtype=np.float64)


def _merged(lines: RoadLines, to_vertices: pd.DataFrame) -> RoadLines:
    """Give ends and the vertices that they touch one id and one place."""
    if to_vertices.empty:
        return lines
    end = to_vertices["end"].to_numpy()
    target = _targets(to_vertices)
    ids, vertex = np.unique(lines.vertex_id, return_inverse=True)
    links = scipy.sparse.coo_array(
        (np.ones(len(end)), (vertex[end], vertex[target])), shape=(len(ids), len(ids))
    )
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - loads slowly

    _, group = connected_components(links, directed=False)
    # Vertices inside a line stay where they are, if there are any.
    lead = np.full(len(ids), -1, dtype=np.int64)
    for position in (np.arange(len(vertex)), np.flatnonzero(~line_ends(lines))):
        lead[group[vertex[position[::-1]]]] = position[::-1]
    moved = np.bincount(group, minlength=len(ids))[group[vertex]] > 1
    place = np.where(moved, lead[group[vertex]], np.arange(len(vertex)))
    return replace(
        lines,
        vertex_id=np.where(moved, lines.vertex_id[place], lines.vertex_id),
        lon=lines.lon[place],
        lat=lines.lat[place],
    )


def _with_vertices(old: RoadLines, lines: RoadLines, to_middles: pd.DataFrame) -> RoadLines:
    """Put a vertex where an end touches a segment, and the end onto it."""
    if to_middles.empty:
        return lines
    rows = to_middles.sort_values(["segment", "t"], kind="stable")
    rows = rows.assign(id=lines.vertex_id[rows["end"]]).drop_duplicates(["segment", "id"])
    segment, end, t = (rows[name].to_numpy() for name in ("segment", "end", "t"))
    ids = lines.vertex_id[end]
    x = old.lon[segment] * (1 - t) + old.lon[segment + 1] * t
    y = old.lat[segment] * (1 - t) + old.lat[segment + 1] * t
    added = np.bincount(_line_of(lines, segment), minlength=len(lines))
    lon, lat = (
        np.insert(values, segment + 1, new) for values, new in ((lines.lon, x), (lines.lat, y))
    )
    vertex_id = np.insert(lines.vertex_id, segment + 1, ids)
    known, first = np.unique(ids, return_index=True)
    at = np.minimum(np.searchsorted(known, vertex_id), len(known) - 1)
    here = known[at] == vertex_id
    return replace(
        lines,
        vertex_id=vertex_id,
        lon=np.where(here, x[first][at], lon),
        lat=np.where(here, y[first][at], lat),
        offsets=lines.offsets + np.concatenate([[0], np.cumsum(added)]),
    )


def _line_of(lines: RoadLines, position: Ints) -> Ints:
    return np.searchsorted(lines.offsets, position, side="right") - 1


def _without_points(lines: RoadLines, before: RoadLines) -> RoadLines:
    """Leave out the lines that have become a point."""

    def same(of: RoadLines) -> np.ndarray:
        first = np.repeat(of.vertex_id[of.offsets[:-1]], np.diff(of.offsets))
        return np.asarray(np.logical_and.reduceat(of.vertex_id == first, of.offsets[:-1]))

    kept = ~same(lines) | same(before)
    return lines if kept.all() else chosen_lines(lines, kept)
