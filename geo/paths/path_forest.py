"""Shortest paths of many cells to their nearest sites, which share what they have in common: a forest.

All nodes know their nearest site and its exact cost from one search (`SweepSearch.nearest_of_nodes`). From each
node one tight arc leads on to a node with the same nearest site, so that the paths of all cells are found
without a search for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import shapely

from ...common.arrays import Bools, Floats, Ints
from ..routing.contraction import INFINITY
from ..travel.positions import PositionRows
from ..travel.road_search import RoadSearch
from ..travel.travel_times import TravelTimes

_NONE: Final = -1


@dataclass(frozen=True, kw_only=True, eq=False)
class PathForest:
    """Shortest paths between cells and their nearest sites as parts of edges, each followed by another.

    Parts run from cell to site, whatever the direction of travel.

    Parameters
    ----------
    edge
        Edge of each part, shape (parts,).
    begin, finish
        Edge fractions at its end towards the cell and towards the site, shape (parts,).
    onward
        The part that follows towards the site, -1 after the last.
    cost, left
        Seconds or metres that remain to the site where the part begins and where it ends, egress leg included.
    first
        For each cell the part that its path begins with, -1 where it has none, shape (cells,).
    """

    edge: Ints
    begin: Floats
    finish: Floats
    onward: Ints
    cost: Floats
    left: Floats
    first: Ints

    def __len__(self) -> int:
        """Return the number of parts."""
        return len(self.edge)


def path_forest(times: TravelTimes, open_sites: Sequence[str], rows: Ints) -> PathForest:
    """Return shortest paths between some cells and their nearest sites, without limit.

    Parameters
    ----------
    times
        Travel times along roads; those that were read from a table have no paths.
    open_sites
        Ids of sites.
    rows
        Rows of the demand table, ascending.

    Returns
    -------
    PathForest
        Its `first` follows `rows`.
    """
    position = times.positions(open_sites)
    nearest = times.search.nearest(position)[0][rows]
    first = np.full(len(rows), _NONE, dtype=np.int64)
    forests = [_NO_PATHS]
    count = 0
    for one in times.demand_classes:
        for part in one.parts:
            own = np.flatnonzero(np.isin(rows, one.rows) & np.isin(nearest, part.sites))
            if not len(own):
                continue
            cells = np.searchsorted(one.rows, rows[own])
            forest = _forest(part.search, part.among(position), cells)
            first[own] = np.where(forest.first >= 0, forest.first + count, _NONE)
            forests.append(forest)
            count += len(forest)
    return _joined(forests, first)


def joined_forests(one: PathForest, other: PathForest) -> PathForest:
    """Return two forests as one; the cells of the second follow those of the first."""
    more = np.where(other.first >= 0, other.first + len(one), _NONE)
    return _joined([one, other], np.concatenate([one.first, more]))


def _joined(forests: Sequence[PathForest], first: Ints) -> PathForest:
    """Return the parts of all forests one after the other."""
    begins = np.cumsum([0, *map(len, forests)])
    columns = {
        field.name: np.concatenate([getattr(forest, field.name) for forest in forests])
        for field in fields(PathForest)
        if field.name not in {"onward", "first"}
    }
    onward = np.concatenate(
        [
            np.where(forest.onward >= 0, forest.onward + begin, _NONE)
            for forest, begin in zip(forests, begins, strict=False)
        ]
    )
    return PathForest(**columns, onward=onward, first=first)


_NO_INTS: Final = np.empty(0, dtype=np.int64)
_NO_FLOATS: Final = np.empty(0)
_NO_PATHS: Final = PathForest(
    edge=_NO_INTS,
    begin=_NO_FLOATS,
    finish=_NO_FLOATS,
    onward=_NO_INTS,
    cost=_NO_FLOATS,
    left=_NO_FLOATS,
    first=_NO_INTS,
)


class _Labels(NamedTuple):
    """By node of the graph: the nearest site, -1 for none, and the ticks to it, -1 if there is none."""

    site: Ints
    ticks: Ints


class _Ends(NamedTuple):
    """Both ways between positions and the ends of their edges: row of the position, node, end, ticks."""

    row: Ints
    node: Ints
    end: Floats
    ticks: Ints


class _Steps(NamedTuple):
    """By node: the arc that leads on, or the row of the way from it into the site's edge; -1 for neither."""

    arc: Ints
    goal: Ints


class _Starts(NamedTuple):
    """How the path of each cell begins: its own position, then a node, or (-1) a site on the same edge."""

    row: Ints
    node: Ints
    end: Floats
    goal: Ints
    ticks: Ints


def _forest(search: RoadSearch, sites: Ints, cells: Ints) -> PathForest:
    """Return the paths of some cells of a search to the nearest of some of its sites."""
    tick = search.graph.hierarchy.tick
    site, cost = search.sweeps.nearest_of_nodes(search.sources(sites))
    known = np.isfinite(cost)
    ticks = np.full(len(cost), _NONE, dtype=np.int64)
    ticks[known] = np.rint(cost[known] / tick)
    labels = _Labels(site, ticks)
    to_site = search.direction == "to_site"
    goals = _rows(search.sites.rows, sites)
    own = _rows(search.cells.rows, cells)
    into = _ends(search, goals, leaving=not to_site)
    steps = _steps(search, labels, goals, into)
    starts = _starts(search, labels, own, goals)
    nodes = _visited(search, steps, np.unique(starts.node[starts.node >= 0]))
    part = np.full(len(ticks), _NONE, dtype=np.int64)
    part[nodes] = np.arange(len(nodes))
    part = part[_past_last_nodes(search, steps, len(ticks))]
    on_nodes = _parts_at_nodes(search, labels, goals, into, steps, nodes, part)
    at_start = own.chosen(starts.row)
    access, egress = search.access(at_start), search.access(goals)
    direct = starts.goal >= 0
    cell_cost = np.maximum(starts.ticks * tick - access, 0.0)
    left = np.where(direct, egress[starts.goal], ticks[starts.node] * tick)
    first = np.full(len(cells), _NONE, dtype=np.int64)
    first[np.searchsorted(cells, at_start.place)] = len(nodes) + np.arange(len(at_start.place))
    forest = PathForest(
        edge=np.concatenate([on_nodes.edge, at_start.edge]),
        begin=np.concatenate([on_nodes.begin, at_start.fraction]),
        finish=np.concatenate(
            [on_nodes.finish, np.where(direct, goals.fraction[starts.goal], starts.end)]
        ),
        onward=np.concatenate([on_nodes.onward, np.where(direct, _NONE, part[starts.node])]),
        cost=np.concatenate([on_nodes.cost, cell_cost]),
        left=np.concatenate([on_nodes.left, np.minimum(left, cell_cost)]),
        first=first,
    )
    return _without_points(forest, np.arange(len(forest)) < len(nodes))


def _without_points(forest: PathForest, at_nodes: Bools) -> PathForest:
    """Return a forest without last parts that have no length, of those at nodes.

    A site at a junction may lie on any of the edges there; the way ends where it comes to the junction.
    """
    gone = at_nodes & (forest.onward < 0) & (forest.begin == forest.finish)
    ends = (forest.onward >= 0) & gone[forest.onward]
    number = np.cumsum(~gone) - 1
    onward = np.where((forest.onward >= 0) & ~ends, number[forest.onward], _NONE)
    left = np.where(ends, forest.left[forest.onward], forest.left)
    return PathForest(
        edge=forest.edge[~gone],
        begin=forest.begin[~gone],
        finish=forest.finish[~gone],
        onward=onward[~gone],
        cost=forest.cost[~gone],
        left=left[~gone],
        first=np.where(forest.first >= 0, number[forest.first], _NONE),
    )


def _rows(rows: PositionRows, places: Ints) -> PositionRows:
    """Return the positions of some places."""
    return rows.chosen(np.isin(rows.place, places) & (rows.edge >= 0))


def _ends(search: RoadSearch, rows: PositionRows, *, leaving: bool) -> _Ends:
    """Return the open ways between positions and both ends of their edges."""
    nodes = np.concatenate(search.end_nodes(rows, leaving=leaving))
    ticks = np.concatenate(search.end_ticks(rows, leaving=leaving)).astype(np.int64)
    open_ = np.flatnonzero(ticks < INFINITY)
    number = len(rows.place)
    ends = np.where(open_ >= number, 1.0, 0.0)
    return _Ends(open_ % max(1, number), nodes[open_].astype(np.int64), ends, ticks[open_])


def _steps(search: RoadSearch, labels: _Labels, goals: PositionRows, into: _Ends) -> _Steps:
    """Return how the path goes on at each node.

    A tight arc's cost is exactly the difference of the labels of its ends. Those of cost 0 may form cycles:
    they are taken only towards nodes from which a path is known, and only where there is no other.
    """
    arc, goal = (np.full(len(labels.ticks), _NONE, dtype=np.int64) for _ in range(2))
    here = np.flatnonzero(
        (labels.ticks[into.node] == into.ticks) & (labels.site[into.node] == goals.place[into.row])
    )
    _set_first(goal, into.node[here], here)
    near, far = _near_and_far(search)
    cost = search.graph.arc_ticks
    tight = (labels.ticks[far] >= 0) & (labels.ticks[near] == labels.ticks[far] + cost)
    tight &= (labels.site[near] == labels.site[far]) & (goal[near] < 0)
    tight_arcs = _by_place(search, np.flatnonzero(tight))
    longer, without = tight_arcs[cost[tight_arcs] > 0], tight_arcs[cost[tight_arcs] == 0]
    _set_first(arc, near[longer], longer)
    while len(without):
        settled = (arc >= 0) | (goal >= 0)
        usable = without[~settled[near[without]] & settled[far[without]]]
        if not len(usable):
            break
        _set_first(arc, near[usable], usable)
    return _Steps(arc, goal)


def _by_place(search: RoadSearch, arcs: Ints) -> Ints:
    """Return arcs by where their edges lie, so that the order of roads decides nothing between equal ways."""
    edges = len(search.network.start)
    number = search.graph.turns.number[arcs].astype(np.int64)
    middle = np.zeros((len(arcs), 2))
    own = number >= 0
    lines = search.network.geometry[number[own] % edges]
    middle[own] = shapely.get_coordinates(
        shapely.line_interpolate_point(lines, 0.5, normalized=True)
    )
    return arcs[np.lexsort((*middle.T, ~own))]


def _set_first(values: Ints, at: Ints, value: Ints) -> None:
    """Set values at some places; where a place is named several times, to the first."""
    values[at[::-1]] = value[::-1]


def _near_and_far(search: RoadSearch) -> tuple[Ints, Ints]:
    """Return the node of each arc towards the cells, and the one towards the sites."""
    turns = search.graph.turns
    ends = (turns.tail, turns.head) if search.direction == "to_site" else (turns.head, turns.tail)
    return ends[0].astype(np.int64), ends[1].astype(np.int64)


def _starts(
    search: RoadSearch, labels: _Labels, cells: PositionRows, goals: PositionRows
) -> _Starts:
    """Return how the path of each cell begins; cells without a path are left out."""
    out = _ends(search, cells, leaving=search.direction == "to_site")
    reached = np.flatnonzero(labels.ticks[out.node] >= 0)
    same = pd.DataFrame({"edge": cells.edge, "row": np.arange(len(cells.edge))}).merge(
        pd.DataFrame({"edge": goals.edge, "goal": np.arange(len(goals.edge))}), on="edge"
    )
    row, goal = (same[name].to_numpy(dtype=np.int64) for name in ("row", "goal"))
    along = search.edge_ticks(cells.chosen(row), goals.chosen(goal)).astype(np.int64)
    row, goal, along = (values[along < INFINITY] for values in (row, goal, along))
    node = out.node[reached].astype(np.int64)
    every = _Starts(
        row=np.concatenate([row, out.row[reached]]),
        node=np.concatenate([np.full(len(row), _NONE), node]),
        end=np.concatenate([np.zeros(len(row)), out.end[reached]]),
        goal=np.concatenate([goal, np.full(len(node), _NONE)]),
        ticks=np.concatenate([along, out.ticks[reached] + labels.ticks[node]]),
    )
    site = np.concatenate([goals.place[goal], labels.site[node]])
    # The least cost, of equally near sites the first, along one edge where that is as short.
    place = cells.place[every.row]
    order = np.lexsort((np.arange(len(place)), site, every.ticks, place))
    _, best = np.unique(place[order], return_index=True)
    kept = order[best]
    return _Starts(
        row=every.row[kept],
        node=every.node[kept],
        end=every.end[kept],
        goal=every.goal[kept],
        ticks=every.ticks[kept],
    )


def _visited(search: RoadSearch, steps: _Steps, nodes: Ints) -> Ints:
    """Return the nodes on the paths from some nodes."""
    _, far = _near_and_far(search)
    seen = np.zeros(len(steps.arc), dtype=bool)
    while len(nodes):
        seen[nodes] = True
        arcs = steps.arc[nodes]
        nodes = np.unique(far[arcs[arcs >= 0]])
        nodes = nodes[~seen[nodes]]
    return np.flatnonzero(seen & ~_without_edge(search, steps))


def _without_edge(search: RoadSearch, steps: _Steps) -> Bools:
    """Return the nodes from which the path goes on along an arc that is no edge."""
    return (steps.arc >= 0) & (search.graph.turns.number[steps.arc] < 0)


def _past_last_nodes(search: RoadSearch, steps: _Steps, count: int) -> Ints:
    """Return for each node the first on its path, itself included, from which an edge leads on."""
    _, far = _near_and_far(search)
    result = np.arange(count)
    skipped = _without_edge(search, steps)
    result[skipped] = far[steps.arc[skipped]]
    while skipped[result].any():
        result = result[result]
    return result


def _parts_at_nodes(
    search: RoadSearch,
    labels: _Labels,
    goals: PositionRows,
    into: _Ends,
    steps: _Steps,
    nodes: Ints,
    part: Ints,
) -> PathForest:
    """Return the part with which the path goes on at each of some nodes."""
    tick, edges = search.graph.hierarchy.tick, len(search.network.start)
    _, far = _near_and_far(search)
    arc, goal = steps.arc[nodes], steps.goal[nodes]
    last = goal >= 0
    number = search.graph.turns.number[arc].astype(np.int64)
    ahead = (number < edges) == (search.direction == "to_site")
    row = into.row[goal] if len(into.row) else np.zeros(len(goal), dtype=np.int64)
    end = into.end[goal] if len(into.row) else np.zeros(len(goal))
    egress = search.access(goals)
    cost: Floats = np.asarray(labels.ticks[nodes] * tick, dtype=np.float64)
    left = np.where(last, egress[row], labels.ticks[far[arc]] * tick)
    return PathForest(
        edge=np.where(last, goals.edge[row], number % edges),
        begin=np.where(last, end, np.where(ahead, 0.0, 1.0)),
        finish=np.where(last, goals.fraction[row], np.where(ahead, 1.0, 0.0)),
        onward=np.where(last, _NONE, part[far[arc]]),
        cost=cost,
        left=np.minimum(left, cost),
        first=_NO_INTS,
    )
