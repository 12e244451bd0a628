"""Better choices by chance: exchanges that are accepted though they lose a little, less and less."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np
import numpy.typing as npt

from ..geo.compiled import compiled, compiled_part
from .exchange import Room, Who
from .reduction import Covering

Floats = npt.NDArray[np.float64]
Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

_FAR: Final = 0.1
"""Share of the exchanges that open a candidate anywhere; the others open one near the one they close."""

_COOLED_EVERY: Final = 1000
"""Exchanges tried at one temperature."""


def annealed_choices(
    problem: Covering,
    room: Room,
    opened: Int64s,
    *,
    tries: int,
    warmest: float,
    coldest: float,
    seeds: range,
    threads: int,
) -> list[Int64s]:
    """Exchange open candidates for closed ones by simulated annealing, once for each seed.

    Source: Murray, A. and Church, R. (1996), Applying simulated annealing to location-planning models,
    Journal of Heuristics 2, 31-53.

    Parameters
    ----------
    problem
        The reduced problem.
    room
        What may be opened. The number of open candidates stays as it is.
    opened
        Where to begin, within the room; not empty.
    tries
        How many exchanges each run tries.
    warmest, coldest
        Temperatures at the beginning and at the end, as shares of the people per open candidate.
    seeds
        Of the random numbers, one for each run.
    threads
        How many runs go on at once.

    Returns
    -------
    list of numpy.ndarray
        The best choice of each run, ascending.
    """
    who = Who(problem.groups_of, problem.candidates_of, problem.weight)
    scale = float(problem.weight.sum()) / len(opened)

    def run(seed: int) -> Int64s:
        choice = opened.copy()
        best = opened.copy()
        rng = np.random.default_rng(seed)
        _anneal(who, room, choice, best, tries, warmest * scale, coldest * scale, rng)
        return np.sort(best)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, seeds))


@compiled
def _anneal(
    who: Who,
    room: Room,
    choice: Int64s,
    best: Int64s,
    tries: int,
    warmest: float,
    coldest: float,
    rng: np.random.Generator,
) -> None:
    """Exchange within `choice`, and leave the best of all in `best`."""
    served_by = np.zeros(len(who.weight), dtype=np.int32)
    is_open = np.zeros(len(room.price), dtype=np.bool_)
    # Which groups the candidate serves that is to be closed: those with the number of this try.
    mark = np.full(len(who.weight), -1)
    spent = 0.0
    for j in choice:
        is_open[j] = True
        spent += room.price[j]
        _count(who, served_by, j, 1)
    temperature = warmest
    cooled = (coldest / warmest) ** (_COOLED_EVERY / max(tries, 1))
    ahead, most = 0.0, 1e-9 * warmest
    for turn in range(tries):
        if turn % _COOLED_EVERY == 0:
            temperature *= cooled
        at = int(rng.random() * len(choice))
        out = choice[at]
        new = _another(who, out, rng)
        if is_open[new] or spent - room.price[out] + room.price[new] > room.budget:
            continue
        profit = _profit(who, served_by, mark, turn, out, new)
        if profit < 0 and rng.random() >= np.exp(profit / temperature):
            continue
        _count(who, served_by, out, -1)
        _count(who, served_by, new, 1)
        is_open[out], is_open[new], choice[at] = False, True, new
        spent += room.price[new] - room.price[out]
        ahead += profit
        if ahead > most:
            most = ahead
            best[:] = choice


@compiled_part
def _count(who: Who, served_by: Int32s, j: int, by: int) -> None:
    for a in range(who.groups.begin[j], who.groups.begin[j + 1]):
        served_by[who.groups.items[a]] += by


@compiled_part
def _profit(who: Who, served_by: Int32s, mark: Int64s, turn: int, out: int, new: int) -> float:
    """Return the people that opening `new` for `out` gains."""
    profit = 0.0
    for a in range(who.groups.begin[out], who.groups.begin[out + 1]):
        i = who.groups.items[a]
        if served_by[i] == 1:
            profit -= who.weight[i]
            mark[i] = turn
    for a in range(who.groups.begin[new], who.groups.begin[new + 1]):
        i = who.groups.items[a]
        if served_by[i] == 0 or mark[i] == turn:
            profit += who.weight[i]
    return profit


@compiled_part
def _another(who: Who, out: int, rng: np.random.Generator) -> int:
    """Return a candidate: one that serves a group of `out`, or a group of such a one, or any."""
    if rng.random() < _FAR:
        return int(rng.random() * (len(who.groups.begin) - 1))
    new = _neighbour(who, out, rng)
    return _neighbour(who, new, rng) if rng.random() < 0.5 else new


@compiled_part
def _neighbour(who: Who, j: int, rng: np.random.Generator) -> int:
    """Return a candidate that serves a group which `j` serves."""
    begin, end = who.groups.begin[j], who.groups.begin[j + 1]
    i = who.groups.items[begin + int(rng.random() * (end - begin))]
    begin, end = who.candidates.begin[i], who.candidates.begin[i + 1]
    return int(who.candidates.items[begin + int(rng.random() * (end - begin))])
