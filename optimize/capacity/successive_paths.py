"""The transportation problem with one optimum: successive shortest paths, in whole numbers.

Among all assignments with the most people served and the least total travel one is chosen by a rule, so that
the map page finds the same one (`maps/page/plan/transport.js` is this file in JavaScript).

Sources: Busacker, R. and Gowen, P. (1960), A procedure for determining a family of minimum-cost network flow
patterns, Technical Paper ORO-TP-15; Ahuja, R., Magnanti, T. and Orlin, J. (1993), Network Flows, section 9.7.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from ...common.arrays import Floats, Floats32, Ints
from ...common.compiled import compiled, compiled_part
from ..core.pairs import Pairs

PAIRS_MAX: Final = 100_000
"""Up to how many pairs of a cell and an open site ties are broken by the rule."""

TICKS: Final = 10
"""Travel is counted in whole tenths of a second, or of a metre."""

MARKS: Final = 2**24
"""Marks are smaller: a tick is more than any of them."""

_SUM_BITS: Final = 52
_PART_BITS_MAX: Final = 30
_NEVER: Final = 2**61


def pair_marks(cells: Ints, sites: Ints) -> Ints:
    """Return the marks of pairs from the positions of cell and site in their tables, counted from 0.

    Of assignments that are equal in people and ticks that one is chosen whose sum of marks is least. Marks are
    scattered (by the last step of MurmurHash3, twice), so that only by an unlikely chance two assignments
    have the same sum.
    """
    with np.errstate(over="ignore"):
        mixed = _mixed(_mixed(cells.astype(np.uint32) + np.uint32(1)) + sites.astype(np.uint32))
    return np.asarray(mixed >> np.uint32(8), dtype=np.int64)


def _mixed(number: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    number = (number ^ (number >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    number = (number ^ (number >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return np.asarray(number ^ (number >> np.uint32(16)))


def whole_parts(people: float) -> int:
    """Return in how many parts a person is counted: a power of two, the sum of all below 2**52."""
    whole = math.ceil(math.log2(max(1.0, people))) + 1
    return int(2 ** max(0, min(_PART_BITS_MAX, _SUM_BITS - whole)))


def ticks_of(costs: Floats | Floats32) -> Ints:
    """Return travel costs in whole ticks."""
    return np.rint(np.asarray(costs, dtype=np.float64) * TICKS).astype(np.int64)


def countable(pairs: int, limit: float, sites: int) -> bool:
    """Return whether the rule applies: few enough pairs, and sums of costs along a path below 2**52."""
    longest = (sites + 1) * (limit * TICKS + 2) * float(MARKS)
    return pairs <= PAIRS_MAX and longest < 2.0**_SUM_BITS


def flows_by_paths(
    pairs: Pairs, ticks: Ints, cells: Ints, people: Floats, capacity: Floats
) -> Floats:
    """Return the people of each pair.

    Parameters
    ----------
    pairs
        Cells and sites within the limit.
    ticks
        By pair its travel cost in ticks.
    cells
        The position of each cell in the demand table; sites are numbered in the order of the site table.
    people
        By cell.
    capacity
        By site, in people; may be infinite.
    """
    total = float(people.sum())
    parts = whole_parts(total)
    supply = np.rint(people * parts).astype(np.int64)
    places = np.floor(np.minimum(capacity, total + 1) * parts).astype(np.int64)
    cost = ticks * MARKS + pair_marks(cells[pairs.cell], pairs.site)
    # Nearest people first: few of them are moved on by those who come later.
    first = np.full(pairs.cells, _NEVER, dtype=np.int64)
    has = pairs.degree > 0
    if len(cost):
        first[has] = np.minimum.reduceat(cost, pairs.indptr[:-1][has])
    turn = np.argsort(first, kind="stable")[: int(has.sum())]
    problem = _Problem(pairs.indptr, pairs.cell, pairs.site, cost, supply)
    flow = _assign(problem, _nobody_yet(problem, places), turn)
    # Whoever is served wholly has exactly their own number.
    return np.asarray(flow / np.maximum(supply, 1)[pairs.cell] * people[pairs.cell])


class _Problem(NamedTuple):
    """Pairs by cell, the cost of each, and the supply of each cell."""

    indptr: Ints
    cell: Ints
    site: Ints
    cost: Ints
    supply: Ints


class _State(NamedTuple):
    """The flow of each pair, what is left of each site, and the residual network of full sites.

    ``way_length`` is the length of the shortest way from a site to one with places left, or out of all sites;
    ``step`` the next site on it, -1 for out. ``move[a, b]`` is the least cost of moving somebody from a to b,
    whose pair with a is ``mover[a, b]``; the last column stands for out. The members of a site are the pairs
    with flow: ``member[begin[a] : begin[a] + held[a]]``, and ``place`` tells where a pair stands there.
    ``near[a, : near_count[a]]`` are the sites where people of a were ever able to move. Moves of ``stale``
    sites are to be looked up anew; ``longer`` marks those whose way may have become longer.
    ``full[: full_count[0]]`` are the full sites in their order: moves of others are not set.
    """

    flow: Ints
    left: Ints
    way_length: Ints
    step: Ints
    move: Ints
    mover: Ints
    begin: Ints
    held: Ints
    member: Ints
    place: Ints
    near: Ints
    near_count: Ints
    stale: Ints
    longer: Ints
    full: Ints
    full_count: Ints


def _nobody_yet(problem: _Problem, places: Ints) -> _State:
    """Return the state before anybody is served.

    It is made outside of the compiled loops: NumPy is there at once, and takes seconds to be compiled.
    """
    sites, pairs = len(places), len(problem.site)
    begin = np.zeros(sites + 1, dtype=np.int64)
    np.cumsum(np.bincount(problem.site, minlength=sites), out=begin[1:])
    return _State(
        flow=np.zeros(pairs, dtype=np.int64),
        left=places.copy(),
        way_length=np.where(places > 0, 0, _NEVER),
        step=np.full(sites, -1, dtype=np.int64),
        # Rows are set when a site is first full: of most sites the system need not find memory for them.
        move=np.zeros((sites, sites + 1), dtype=np.int64),
        mover=np.zeros((sites, sites + 1), dtype=np.int64),
        begin=begin,
        held=np.zeros(sites, dtype=np.int64),
        member=np.zeros(pairs, dtype=np.int64),
        place=np.zeros(pairs, dtype=np.int64),
        near=np.zeros((sites, sites), dtype=np.int64),
        near_count=np.zeros(sites, dtype=np.int64),
        stale=np.zeros(sites, dtype=np.int64),
        longer=np.zeros(sites, dtype=np.int64),
        full=np.zeros(sites, dtype=np.int64),
        full_count=np.zeros(1, dtype=np.int64),
    )


@compiled
def _assign(problem: _Problem, state: _State, turn: Ints) -> Ints:
    """Insert cell after cell, each along shortest paths, until it is served or nobody would gain."""
    dearest = np.int64(0)
    for pair in range(len(problem.cost)):
        dearest = max(dearest, problem.cost[pair])
    # Out is dearer than any detour: one more person served outweighs them all.
    out = (len(state.left) + 1) * (dearest + 1)
    # A bare -1 is a type of its own to numba, for which all that it is handed to is compiled once more.
    none = int(np.int64(-1))
    for cell in turn:
        waiting = problem.supply[cell]
        while waiting > 0:
            best, least = none, out
            for pair in range(problem.indptr[cell], problem.indptr[cell + 1]):
                length = problem.cost[pair] + state.way_length[problem.site[pair]]
                if length < least:
                    best, least = pair, length
            if best < 0:
                break
            waiting -= _push(problem, state, best, waiting, out)
    return state.flow


@compiled_part
def _push(
    problem: _Problem, state: _State, first: int, waiting: np.int64, out: np.int64
) -> np.int64:
    """Send people along the shortest path that begins with a pair, as many as it takes; return how many."""
    pair, site, changed = first, problem.site[first], False
    amount = _most(state, site, waiting)
    while True:
        _add(problem, state, pair, amount, out)
        if state.left[site] > 0:
            state.left[site] -= amount
            if state.left[site] == 0:
                _fill(state, site)
                changed = True
            break
        changed = True
        step = state.step[site]
        mover = state.mover[site, step]
        _take(state, site, mover, amount)
        if step < 0:
            break
        cell = problem.cell[mover]
        for other in range(problem.indptr[cell], problem.indptr[cell + 1]):
            if problem.site[other] == step:
                pair = other
        site = step
    if changed:
        _measure_ways(problem, state, out)
    return amount


@compiled_part
def _fill(state: _State, site: int) -> None:
    """Add a site to the full ones, which stay in their order; its moves are to be looked up."""
    at = state.full_count[0]
    while at > 0 and state.full[at - 1] > site:
        state.full[at] = state.full[at - 1]
        at -= 1
    state.full[at] = site
    state.full_count[0] += 1
    state.stale[site] = 1
    for to in range(len(state.left) + 1):
        state.move[site, to] = _NEVER


@compiled_part
def _most(state: _State, site: int, waiting: np.int64) -> np.int64:
    """Return how many people the shortest path from a site takes."""
    amount = waiting
    while state.left[site] == 0:
        step = state.step[site]
        amount = np.int64(min(amount, state.flow[state.mover[site, step]]))
        if step < 0:
            return amount
        site = step
    return np.int64(min(amount, state.left[site]))


@compiled_part
def _add(problem: _Problem, state: _State, pair: int, amount: np.int64, out: np.int64) -> None:
    """Add to the flow of a pair, which becomes a member of its site."""
    if state.flow[pair] == 0:
        site = problem.site[pair]
        state.place[pair] = state.begin[site] + state.held[site]
        state.member[state.place[pair]] = pair
        state.held[site] += 1
        if state.left[site] == 0 and not state.stale[site]:
            _offer(problem, state, pair, out)
    state.flow[pair] += amount


@compiled_part
def _take(state: _State, site: int, pair: int, amount: np.int64) -> None:
    """Take from the flow of a pair; where nothing is left, its site's moves are to be looked up anew."""
    state.flow[pair] -= amount
    if state.flow[pair] == 0:
        state.held[site] -= 1
        last = state.member[state.begin[site] + state.held[site]]
        state.member[state.place[pair]] = last
        state.place[last] = state.place[pair]
        state.stale[site] = 1


@compiled_part
def _is_near(state: _State, site: int, to: int) -> bool:
    """Return whether people of a site were ever able to move to another one."""
    for at in range(state.near_count[site]):  # noqa: SIM110 - numba has no any()
        if state.near[site, at] == to:
            return True
    return False


@compiled_part
def _offer(problem: _Problem, state: _State, pair: int, out: np.int64) -> None:
    """Lower the moves from a pair's site by what this pair's people would pay elsewhere."""
    cell, site, cost = problem.cell[pair], problem.site[pair], problem.cost[pair]
    for other in range(problem.indptr[cell], problem.indptr[cell + 1]):
        to, more = problem.site[other], problem.cost[other] - cost
        if to != site and more < state.move[site, to]:
            if not _is_near(state, site, to):
                state.near[site, state.near_count[site]] = to
                state.near_count[site] += 1
            state.move[site, to] = more
            state.mover[site, to] = pair
    if out - cost < state.move[site, -1]:
        state.move[site, -1] = out - cost
        state.mover[site, -1] = pair


@compiled_part
def _refresh(problem: _Problem, state: _State, out: np.int64) -> None:
    """Look up stale moves anew, and mark the sites whose ways lead over a site that had any."""
    for number in range(state.full_count[0]):
        site = state.full[number]
        state.longer[site] = state.stale[site]
    for number in range(state.full_count[0]):
        site = state.full[number]
        if state.stale[site]:
            state.stale[site] = 0
            for at in range(state.near_count[site]):
                state.move[site, state.near[site, at]] = _NEVER
            state.move[site, -1] = _NEVER
            state.near_count[site] = 0
            for at in range(state.begin[site], state.begin[site] + state.held[site]):
                _offer(problem, state, state.member[at], out)
    more = True
    while more:
        more = False
        for number in range(state.full_count[0]):
            site = state.full[number]
            step = state.step[site]
            if state.longer[site] == 0 and step >= 0 and state.longer[step]:
                state.longer[site] = 1
                more = True


@compiled_part
def _measure_ways(problem: _Problem, state: _State, out: np.int64) -> None:
    """Find the shortest paths (Bellman and Ford) that are no longer what they were.

    Paths only become longer, and do so where they lead over a site with stale moves.
    """
    _refresh(problem, state, out)
    for number in range(state.full_count[0]):
        site = state.full[number]
        if state.longer[site]:
            state.way_length[site] = state.move[site, -1]
            state.step[site] = -1
    better = True
    while better:
        better = False
        for number in range(state.full_count[0]):
            site = state.full[number]
            if not state.longer[site]:
                continue
            for at in range(state.near_count[site]):
                to = state.near[site, at]
                length = state.move[site, to] + state.way_length[to]
                if length < state.way_length[site]:
                    state.way_length[site] = length
                    state.step[site] = to
                    better = True
