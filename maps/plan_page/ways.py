"""The way of each cell to its nearest site, today and with the plan, small enough for a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from ...common.arrays import Bools, Floats, Ints
from ...coverage.assessment import Assessment
from ...geo.paths.path_forest import PathForest, joined_forests, path_forest
from ...geo.roads.line_parts import line_parts
from ...geo.roads.network import RoadNetwork
from ...geo.roads.road_words import road_word
from ..document.packing import packed, packed_steps
from ..document.shapes import to_degrees

DIGITS: Final = 5
"""Decimals of a degree that are kept of a way: about a metre."""

STEPS_A_UNIT: Final = {"s": 10, "m": 1}
"""Whole steps in which costs along a way are counted: tenths of a second, or metres."""

SEGMENTS_MAX: Final = 120_000
"""Segments that a page keeps: about 2.5 MB; ways of cells whose need is less are left out."""

_SIMPLIFY_M: Final = 8.0


@dataclass(frozen=True, kw_only=True, eq=False)
class WaySegments:
    """Ways as segments, each of one road class and without a junction of ways inside.

    Segments come after those that they lead to.

    Parameters
    ----------
    onward
        The segment that follows towards the site, -1 where the site is reached.
    cost, left
        What remains to the site at the far end and at the near end of each segment.
    road_class
        Road class.
    line
        From the end towards the site to the other, in the network's CRS.
    first
        For each cell the segment that its way begins with; -1 where there is none.
    """

    onward: Ints
    cost: Floats
    left: Floats
    road_class: npt.NDArray[np.object_]
    line: npt.NDArray[np.object_]
    first: Ints


def ways_table(today: Assessment, after: Assessment, rows: Ints) -> dict[str, Any] | None:
    """Return the ways of cells for the page; None for travel times that were computed elsewhere.

    Parameters
    ----------
    today, after
        Coverage today and with the plan, on the same demand table.
    rows
        Rows of the page's cells, as `PageCells` has them.

    Returns
    -------
    dict or None
        ``classes``, words for the road classes, and by segment ``onward`` (steps back to the one that follows
        towards the site, 0 where the site is reached), ``cost`` and ``left`` (see `STEPS_A_UNIT`; ``left`` of
        the last ones only), ``of`` (number of the class), ``sizes`` and ``steps`` (vertices after the end of
        the one that follows, as differences). ``now`` has for each cell the number of the segment that its way
        begins with, from 1, 0 for none; ``then`` the same for those cells alone whose nearest site or its cost
        is another with the plan. ``all`` tells whether the page has the ways of all cells.
    """
    if not today.times.road_parts or not after.times.road_parts:
        return None
    if today.times.network is None and after.times.network is None:
        return None
    roads, shift = _roads(today.times.network, after.times.network)
    changed = _changed(today, after, rows)
    most = _by_need(after, rows)
    kept = rows
    while True:
        chosen = np.isin(rows, kept)
        segments = way_segments(
            joined_forests(
                _paths(today, rows[chosen]), _paths(after, rows[chosen & changed], shift)
            ),
            roads,
        )
        if len(segments.onward) <= SEGMENTS_MAX or not len(kept):
            break
        kept = most[: len(kept) // 2]
    return _table(segments, roads.crs, chosen, changed, today.times.unit)


def _roads(one: RoadNetwork | None, other: RoadNetwork | None) -> tuple[gpd.GeoSeries, int]:
    """Return the roads of both, by class, and where those of the second begin: they may be the same."""
    networks = [network for network in (one, other) if network is not None]
    if one is other:
        networks = networks[:1]
    roads = [
        gpd.GeoSeries(
            network.geometry,
            index=np.char.replace(network.road_class.astype(np.str_), "_link", ""),
            crs=network.crs,
        )
        for network in networks
    ]
    return pd.concat(roads), 0 if one is other else len(roads[0])


def _paths(state: Assessment, rows: Ints, shift: int = 0) -> PathForest:
    """Return the ways of some cells, whatever the order of their rows, over edges numbered from `shift`."""
    order = np.argsort(rows)
    forest = path_forest(state.times, list(state.open_sites), rows[order])
    first = np.empty_like(forest.first)
    first[order] = forest.first
    return PathForest(
        edge=forest.edge + shift,
        begin=forest.begin,
        finish=forest.finish,
        onward=forest.onward,
        cost=forest.cost,
        left=forest.left,
        first=first,
    )


def _changed(today: Assessment, after: Assessment, rows: Ints) -> Bools:
    """Return which cells have another nearest site with the plan, or another way to it."""
    one, other = (state.cells.iloc[rows] for state in (today, after))
    same = [
        one[name].to_numpy(dtype=kind) == other[name].to_numpy(dtype=kind)
        for name, kind in (("site_id", object), ("cost", np.float32))
    ]
    changed: Bools = ~(same[0] & same[1]) & other["site_id"].notna().to_numpy()
    return changed


def _by_need(after: Assessment, rows: Ints) -> Ints:
    """Return rows, those with most people whom the plan leaves unserved first."""
    own = after.cells.iloc[rows]
    people = own["people"].to_numpy(dtype=np.float64)
    unserved = people - own["people_served"].to_numpy(dtype=np.float64)
    return rows[np.lexsort((rows, -people, -unserved))]


def way_segments(forest: PathForest, roads: gpd.GeoSeries) -> WaySegments:
    """Join the parts of ways to segments, so that only junctions of ways and changes of class part them.

    Parameters
    ----------
    forest
        The ways.
    roads
        The line of each edge, indexed by road class.
    """
    own_class = roads.index.to_numpy(dtype=object)[forest.edge]
    number = len(forest)
    onward = forest.onward
    inner = onward >= 0
    uses = np.bincount(onward[inner], minlength=number)
    # A part goes on in the segment of the part that follows it, if nothing else leads there.
    joins = inner & (uses[onward] == 1) & (own_class == own_class[onward])
    near_first = _from_sites(onward, forest.first)
    segment = np.empty(number, dtype=np.int64)
    begins = np.flatnonzero(~joins[near_first])
    segment[near_first] = np.cumsum(~joins[near_first]) - 1
    nearest = near_first[begins]
    farthest = near_first[np.append(begins[1:], number)[: len(begins)] - 1]
    follows = onward[nearest]
    return WaySegments(
        onward=np.where(follows >= 0, segment[follows], -1),
        cost=forest.cost[farthest],
        left=forest.left[nearest],
        road_class=own_class[nearest],
        line=_lines(forest, roads.to_numpy(), near_first, segment),
        # No way at all is -1, and so is where that leads.
        first=np.append(segment, -1)[forest.first],
    )


def _from_sites(onward: Ints, first: Ints) -> Ints:
    """Return parts in depth-first order from the sites: each after all that its way leads over.

    Of several parts that lead to one, that of the earlier cell comes first: the order of roads in their file
    does not matter.
    """
    number = len(onward)
    cell = np.full(number, len(first), dtype=np.int64)
    known = first >= 0
    np.minimum.at(cell, first[known], np.flatnonzero(known))
    # Each round looks twice as far ahead, so that ways of a thousand parts take ten.
    size = np.ones(number, dtype=np.int64)
    for part, ahead in _ever_farther(onward):
        earlier, more = cell[part], size[part]
        np.minimum.at(cell, ahead, earlier)
        np.add.at(size, ahead, more)
    # Before a part stand the one that it leads to, what comes before that, and all of its earlier siblings.
    order = np.lexsort((cell, onward))
    before = np.cumsum(size[order]) - size[order]
    begins = np.flatnonzero(np.diff(onward[order], prepend=-2))
    place = np.empty(number, dtype=np.int64)
    place[order] = before - np.repeat(before[begins], np.diff(np.append(begins, number)))
    place += onward >= 0
    for part, ahead in _ever_farther(onward):
        place[part] += place[ahead]
    return np.argsort(place)


def _ever_farther(onward: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Yield parts and those 1, 2, 4, 8 ... parts ahead of them, as long as there are any."""
    ahead = onward
    while len(part := np.flatnonzero(ahead >= 0)):
        yield part, ahead[part]
        farther = np.full(len(onward), -1, dtype=np.int64)
        farther[part] = ahead[ahead[part]]
        ahead = farther


def _lines(
    forest: PathForest, geometry: npt.NDArray[np.object_], order: Ints, segment: Ints
) -> npt.NDArray[np.object_]:
    """Return the line of each segment, from its end towards the site to the other."""
    if not len(order):
        return np.empty(0, dtype=object)
    begin, finish = forest.begin[order], forest.finish[order]
    parts = line_parts(
        geometry[forest.edge[order]], np.minimum(begin, finish), np.maximum(begin, finish)
    )
    # From the site outwards a part runs from `finish` to `begin`.
    turned = finish > begin
    parts[turned] = shapely.reverse(parts[turned])
    xy, of = shapely.get_coordinates(parts, return_index=True)
    return np.asarray(shapely.linestrings(xy, indices=segment[order][of]), dtype=object)


def _table(
    segments: WaySegments, crs: object, chosen: Bools, changed: Bools, unit: str
) -> dict[str, Any]:
    names = sorted(set(segments.road_class))
    steps_a_unit = STEPS_A_UNIT[unit]
    cost, left = (
        np.floor(values * steps_a_unit + 1e-6).astype(np.int64)
        for values in (segments.cost, segments.left)
    )
    last = segments.onward < 0
    ahead = np.where(last, left, cost[segments.onward])
    sizes, steps = _vertices(segments, crs)
    first = np.zeros(len(chosen), dtype=np.int64)
    cells = int(chosen.sum())
    first[chosen] = segments.first[:cells] + 1
    then = np.zeros(int(changed.sum()), dtype=np.int64)
    then[chosen[changed]] = segments.first[cells:] + 1
    return {
        "digits": DIGITS,
        "steps_a_unit": steps_a_unit,
        "all": bool(chosen.all()),
        "classes": [road_word(name) for name in names],
        "onward": packed_steps(np.where(last, 0, np.arange(len(last)) - segments.onward)),
        "cost": packed_steps(np.maximum(cost - ahead, 0)),
        "left": packed_steps(left[last]),
        "of": packed(np.searchsorted(names, segments.road_class.astype(np.str_))),
        "sizes": packed_steps(sizes),
        "steps": packed_steps(steps),
        "now": packed(first),
        "then": packed(then),
    }


def _vertices(segments: WaySegments, crs: object) -> tuple[Ints, Ints]:
    """Return by segment the vertices beyond the end of the one that follows, and their differences, folded."""
    if not len(segments.line):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    lines = to_degrees(shapely.simplify(segments.line, _SIMPLIFY_M), crs)
    xy, of = shapely.get_coordinates(lines, return_index=True)
    whole = np.rint(xy * 10**DIGITS).astype(np.int64)
    begins = np.searchsorted(of, np.arange(len(lines)))
    ends = np.append(begins[1:], len(of)) - 1
    previous = np.vstack([np.zeros((1, 2), dtype=np.int64), whole[:-1]])
    inner = segments.onward >= 0
    # The first vertex is where the segment that follows ended; a site's is told from the last site's.
    previous[begins[inner]] = whole[ends[segments.onward[inner]]]
    roots = begins[~inner]
    previous[roots] = np.vstack([np.zeros((1, 2), dtype=np.int64), whole[roots[:-1]]])
    moves = whole - previous
    kept = np.asarray(moves.any(axis=1))
    kept[roots] = True
    folded = np.where(moves < 0, -2 * moves - 1, 2 * moves)[kept]
    return np.bincount(of[kept], minlength=len(lines)).astype(np.int64), folded.ravel()
