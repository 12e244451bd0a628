"""Lines of different levels at one vertex: which of them meet there, and which pass over each other."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ...common.arrays import Floats, Ints
from .road_lines import RoadLines

HEIGHT_APART: Final = 2.0
"""Vertices at one place whose heights differ by more do not meet. A bridge has more room below it, and a model
of the ground is nearly always closer."""

# Classes that lead from one level to another; their tags give one level at most.
_LINKS: Final = frozenset({"steps", "elevator"})


@dataclass(frozen=True, kw_only=True, eq=False)
class LineLevels:
    """Where lines lie above or below the ground.

    Parameters
    ----------
    level
        Of each line, 0 on the ground, shape (lines,).
    height
        Of each vertex, in the layer's unit; NaN where it is not known, shape (vertices,).
    """

    level: Ints
    height: Floats


@dataclass(frozen=True, kw_only=True)
class LevelCounts:
    """What became of the places where lines of different levels share a vertex.

    Parameters
    ----------
    apart
        Places where some of them do not meet.
    ends
        Places where lines of several levels end, two and more of each, and are taken to meet.
    """

    apart: int
    ends: int


@dataclass(frozen=True)
class _Passing:
    """The lines of one level, at about one height, at one place."""

    level: int
    storey: int
    ends: int
    others: int
    link: bool


def split_levels(lines: RoadLines, levels: LineLevels) -> tuple[RoadLines, LevelCounts]:
    """Give lines that share a vertex without meeting there vertices of their own.

    Heights decide first. Of two levels, the one farther from the ground must end there to meet the other: a
    bridge that goes on does not touch what is below. A single line that ends on it meets it all the same, and
    so do steps.

    Parameters
    ----------
    lines
        The lines.
    levels
        Their levels.

    Returns
    -------
    RoadLines
        The same lines with further vertex ids, which are negative.
    LevelCounts
        How many places there are of each kind.
    """
    line = np.repeat(np.arange(len(lines)), np.diff(lines.offsets))
    level = levels.level[line]
    ids, vertex = np.unique(lines.vertex_id, return_inverse=True)
    crowded = (_spread(level, vertex, len(ids)) > 0) | (
        _spread(levels.height, vertex, len(ids)) > HEIGHT_APART
    )
    position = np.flatnonzero(crowded[vertex])
    position = position[np.argsort(vertex[position], kind="stable")]
    starts = np.flatnonzero(np.diff(vertex[position], prepend=-1))
    is_end = line_ends(lines)
    link = lines.tags["highway"].isin(_LINKS).to_numpy()[line]
    vertex_id = lines.vertex_id.copy()
    fresh = min(int(ids.min(initial=0)), 0)
    apart = ends = 0
    for here in np.split(position, starts[1:]):
        if not len(here):
            continue
        storey = _storeys(levels.height[here])
        kinds = list(zip(storey, level[here].tolist(), strict=True))
        passing = [
            _Passing(
                level=kind[1],
                storey=kind[0],
                ends=int(is_end[of].sum()),
                others=int((~is_end[of]).sum()),
                link=bool(link[of].all()),
            )
            for kind in sorted(set(kinds))
            for of in [here[[other == kind for other in kinds]]]
        ]
        group = _groups(passing)
        apart += len(set(group)) > 1
        ends += len(set(group)) == 1 and all(p.ends > 1 and not p.others for p in passing)
        of_kind = dict(zip(sorted(set(kinds)), group, strict=True))
        for other in sorted(set(group))[1:]:
            fresh -= 1
            vertex_id[here[[of_kind[kind] == other for kind in kinds]]] = fresh
    return replace(lines, vertex_id=vertex_id), LevelCounts(apart=apart, ends=ends)


def line_ends(lines: RoadLines) -> np.ndarray:
    """Return which vertices are the first or last of their line, shape (vertices,)."""
    result = np.zeros(len(lines.vertex_id), dtype=bool)
    result[lines.offsets[:-1]] = True
    result[lines.offsets[1:] - 1] = True
    return result


def _spread(values: np.ndarray, group: Ints, groups: int) -> Floats:
    """Return the difference between the largest and the smallest known value of each group."""
    known = np.isfinite(values)
    high, low = np.full(groups, -np.inf), np.full(groups, np.inf)
    np.maximum.at(high, group[known], values[known])
    np.minimum.at(low, group[known], values[known])
    return np.asarray(high - low)


def _storeys(height: Floats) -> list[int]:
    """Return the number of each vertex's storey, from below; an unknown height is in the lowest."""
    order = np.argsort(height, kind="stable")  # NaN comes last
    known = order[np.isfinite(height[order])]
    storey = np.zeros(len(height), dtype=np.int64)
    storey[known] = np.cumsum(np.diff(height[known], prepend=height[known][:1]) > HEIGHT_APART)
    return [int(number) for number in storey]


def _groups(passing: Sequence[_Passing]) -> list[int]:
    """Return which of them meet, directly or through others: the same number."""
    group = list(range(len(passing)))
    for a, b in itertools.combinations(range(len(passing)), 2):
        if _meet(passing[a], passing[b]):
            kept, gone = sorted((group[a], group[b]))
            group = [kept if number == gone else number for number in group]
    return group


def _meet(a: _Passing, b: _Passing) -> bool:
    if a.storey != b.storey:
        return False
    if a.link or b.link:
        return True
    if abs(a.level) == abs(b.level):  # over and under the ground
        return a.ends > 0 and b.ends > 0
    below, above = sorted((a, b), key=lambda one: abs(one.level))
    return above.ends > 0 or (below.ends == 1 and below.others == 0)
