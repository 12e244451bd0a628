"""Most people served at given open sites: a maximum flow from merged cells to sites.

Shortest augmenting paths in phases (Dinic 1970): the level of a site is the number of people who have to make
spare for one another until one of them moves to a site with capacity left.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...common.arrays import Bools, Floats, Ints
from ...common.compiled import compiled, compiled_part

Arcs = tuple[Ints, Ints, Ints]
"""Pairs of open sites by cell: positions of each cell's first, and by pair its site and its cell."""

Columns = tuple[Ints, Ints]
"""The same pairs by site: positions of each site's first, and the numbers of the pairs."""


class Filling(NamedTuple):
    """The people served at open sites.

    Parameters
    ----------
    served
        All people who are served.
    left
        By cell the people who are not.
    wanting
        By cell whether more of its people would be served if one of its sites had more capacity, or if another
        one were opened: a minimum cut. What a site adds is at most the people of its wanting cells.
    """

    served: float
    left: Floats
    wanting: Bools


def fill_sites(
    pairs: tuple[Ints, Ints, Ints], people: Floats, capacity: Floats, is_open: Bools
) -> Filling:
    """Return the most people served at open sites.

    Parameters
    ----------
    pairs
        Positions of each cell's first pair, and by pair its site and its level: people may go to the open sites
        on the cell's lowest level that has one.
    people
        By cell.
    capacity
        By site.
    is_open
        By site.
    """
    left = people.copy()
    wanting = np.zeros(len(left), dtype=bool)
    _fill(*pairs, is_open, capacity, left, wanting)
    return Filling(float((people - left).sum()), left, wanting)


@compiled_part
def _open_pairs(indptr: Ints, site: Ints, level: Ints, is_open: Bools) -> tuple[Ints, Ints, Ints]:
    """Return by cell the pairs of open sites on its lowest level that has one: indptr, site, cell."""
    cells = len(indptr) - 1
    begin = np.zeros(cells + 1, np.int64)
    for i in range(cells):
        count, first = 0, -1
        for a in range(indptr[i], indptr[i + 1]):
            if is_open[site[a]] and (first < 0 or level[a] == first):
                count += 1
                first = level[a]
        begin[i + 1] = begin[i] + count
    to, of = np.empty(begin[cells], np.int64), np.empty(begin[cells], np.int64)
    for i in range(cells):
        at, first = begin[i], -1
        for a in range(indptr[i], indptr[i + 1]):
            if is_open[site[a]] and (first < 0 or level[a] == first):
                to[at], of[at] = site[a], i
                at += 1
                first = level[a]
    return begin, to, of


@compiled_part
def _by_site(to: Ints, sites: int) -> tuple[Ints, Ints]:
    """Return the positions of each site's first arc, and the arcs by site."""
    begin = np.zeros(sites + 1, np.int64)
    for a in range(len(to)):
        begin[to[a] + 1] += 1
    for j in range(sites):
        begin[j + 1] += begin[j]
    arcs, at = np.empty(len(to), np.int64), begin[:-1].copy()
    for a in range(len(to)):
        arcs[at[to[a]]] = a
        at[to[a]] += 1
    return begin, arcs


@compiled_part
def _fewest_first(begin: Ints) -> Ints:
    """Return the cells by how many open sites they have, equal ones in their order.

    They are counted, not compared: a sort takes two seconds to be compiled.
    """
    cells = len(begin) - 1
    most = 0
    for i in range(cells):
        most = max(most, begin[i + 1] - begin[i])
    at = np.zeros(most + 2, np.int64)
    for i in range(cells):
        at[begin[i + 1] - begin[i] + 1] += 1
    for degree in range(most + 1):
        at[degree + 1] += at[degree]
    order = np.empty(cells, np.int64)
    for i in range(cells):
        degree = begin[i + 1] - begin[i]
        order[at[degree]] = i
        at[degree] += 1
    return order


@compiled_part
def _start(begin: Ints, to: Ints, flow: Floats, left: Floats, spare: Floats) -> None:
    """Fill sites greedily: first the cells with the fewest open sites, at the site with the most left."""
    for i in _fewest_first(begin):
        for _ in range(begin[i], begin[i + 1]):
            best = begin[i]
            for a in range(begin[i], begin[i + 1]):
                if spare[to[a]] > spare[to[best]]:
                    best = a
            moved = min(left[i], spare[to[best]])
            if moved <= 0:
                break
            flow[best] += moved
            left[i] -= moved
            spare[to[best]] -= moved


@compiled_part
def _levels(arcs: Arcs, columns: Columns, flow: Floats, spare: Floats, level: Ints) -> None:
    """Write by site how many people have to move for one more to find a place there; -1 where nobody can."""
    begin, to, of = arcs
    first, arc = columns
    queue = np.empty(len(spare), np.int64)
    head, tail = 0, 0
    for j in range(len(spare)):
        level[j] = -1
        if spare[j] > 0 and first[j + 1] > first[j]:
            level[j] = 0
            queue[tail] = j
            tail += 1
    while head < tail:
        j = queue[head]
        head += 1
        for c in range(first[j], first[j + 1]):
            i = of[arc[c]]
            for a in range(begin[i], begin[i + 1]):
                if flow[a] > 0 and level[to[a]] < 0:
                    level[to[a]] = level[j] + 1
                    queue[tail] = to[a]
                    tail += 1


@compiled_part
def _next(
    arcs: Arcs, columns: Columns, flow: Floats, level: Ints, at: Ints, j: int
) -> tuple[int, int]:
    """Return an arc into site `j` with people who can move, and their arc to a site one level lower."""
    begin, to, of = arcs
    first, arc = columns
    while at[j] < first[j + 1]:
        full = arc[at[j]]
        if flow[full] > 0:
            i = of[full]
            for a in range(begin[i], begin[i + 1]):
                if level[to[a]] == level[j] - 1:
                    return full, a
        at[j] += 1
    return -1, -1


@compiled_part
def _augment(
    arcs: Arcs, columns: Columns, flow: Floats, left: Floats, spare: Floats, level: Ints
) -> bool:
    """Send people along shortest augmenting paths until none of this length is left; return whether any."""
    begin, to, _ = arcs
    at = columns[0][:-1].copy()
    out, into = np.empty(len(spare) + 1, np.int64), np.empty(len(spare) + 1, np.int64)
    some = False
    for i in range(len(left)):
        for first in range(begin[i], begin[i + 1]):
            while left[i] > 0 and level[to[first]] >= 0:
                moved, j, count = left[i], to[first], 0
                while level[j] > 0:
                    full, a = _next(arcs, columns, flow, level, at, j)
                    if full < 0:
                        break
                    out[count], into[count] = full, a
                    moved = min(moved, flow[full])
                    count += 1
                    j = to[a]
                if level[j] > 0 or spare[j] <= 0:
                    # A dead end: nobody gets here any more in this phase.
                    level[j] = -1
                    continue
                moved = min(moved, spare[j])
                some = True
                left[i] -= moved
                spare[j] -= moved
                flow[first] += moved
                for k in range(count):
                    flow[out[k]] -= moved
                    flow[into[k]] += moved
    return some


@compiled_part
def _cut(arcs: Arcs, columns: Columns, flow: Floats, left: Floats, wanting: Bools) -> None:
    """Write by cell whether its people, or others in their place, would take more capacity at its sites."""
    begin, to, of = arcs
    first, arc = columns
    seen = np.zeros(len(first) - 1, np.bool_)
    queue, head, tail = np.empty(len(left), np.int64), 0, 0
    for i in range(len(left)):
        if left[i] > 0:
            wanting[i] = True
            queue[tail] = i
            tail += 1
    while head < tail:
        i = queue[head]
        head += 1
        for a in range(begin[i], begin[i + 1]):
            if seen[to[a]]:
                continue
            seen[to[a]] = True
            for c in range(first[to[a]], first[to[a] + 1]):
                other = of[arc[c]]
                if flow[arc[c]] > 0 and not wanting[other]:
                    wanting[other] = True
                    queue[tail] = other
                    tail += 1


@compiled
def _fill(
    indptr: Ints,
    site: Ints,
    level: Ints,
    is_open: Bools,
    capacity: Floats,
    left: Floats,
    wanting: Bools,
) -> None:
    """Write by cell the people left over by a maximum flow, and a minimum cut."""
    arcs = _open_pairs(indptr, site, level, is_open)
    columns = _by_site(arcs[1], len(capacity))
    flow, spare = np.zeros(len(arcs[1])), capacity.copy()
    steps = np.empty(len(spare), np.int64)
    _start(arcs[0], arcs[1], flow, left, spare)
    some = True
    while some:
        _levels(arcs, columns, flow, spare, steps)
        some = _augment(arcs, columns, flow, left, spare, steps)
    _cut(arcs, columns, flow, left, wanting)
