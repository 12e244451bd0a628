"""Places with two positions: the places of a made case, of which the last ones also take further positions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from halfhour.geo.travel.positions import PositionRows, SnappedPositions
from halfhour.geo.travel.road_search import RoadSearch
from split_graphs import Case, positions_of


def with_second(count: int, positions: list[tuple[int, float, float]]) -> SnappedPositions:
    """The first `count` positions are places, the others second positions of the last places."""
    found = positions_of(positions)
    more = len(positions) - count
    parts = (part[count:] for part in (found.edge, found.fraction, found.access_m))
    first = {
        name: getattr(found, name)[:count]
        for name in ("edge", "fraction", "access_m", "nearest_road_m", "reason")
    }
    return SnappedPositions(**first, second=PositionRows(np.arange(count - more, count), *parts))


def halves(positions: list[tuple[int, float, float]]) -> int:
    """How many of the positions are first ones: more than half."""
    return len(positions) - len(positions) // 2


def twice(search: RoadSearch, case: Case) -> RoadSearch:
    """A search of the case in which half of its positions are second ones."""
    return replace(
        search,
        cells=with_second(halves(case.cells), case.cells),
        sites=with_second(halves(case.sites), case.sites),
    )


def least_of(times: np.ndarray, case: Case) -> np.ndarray:
    """The least of each pair of places, from times between positions."""
    for axis, positions in enumerate((case.cells, case.sites)):
        count = halves(positions)
        more = len(positions) - count
        first, second = np.split(times, [count], axis=axis)
        rows = [slice(None)] * 2
        rows[axis] = slice(count - more, count)
        first[tuple(rows)] = np.minimum(first[tuple(rows)], second)
        times = first
    return times
