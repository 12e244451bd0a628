"""The search for a better choice, where a proof would take long."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from .concentration import TEMPERATURES, SolveBeside, best_among, generation
from .covering_part import NOBODY, people_served
from .exchange import Room
from .reduction import Covering
from .regions import region_choices

Int64s = npt.NDArray[np.int64]

_Counted = tuple[float, tuple[int, ...]]
"""The people that a choice serves, and the choice."""

_MOST_KEPT: Final = 64
_FEWEST_KEPT: Final = 16
"""Choices kept over the generations: the best ones, and as many as can be chosen among in time."""

_IDLE: Final = 3
_IDLE_PATIENTLY: Final = 8
"""Generations without a better choice, after which it ends, or regions are chosen anew."""


def better_choices(
    problem: Covering,
    room: Room,
    opened: Int64s,
    *,
    looks: int,
    threads: int,
    patient: bool,
    solve_beside: SolveBeside,
) -> Iterator[Int64s]:
    """Yield the best choice so far, time and again.

    Generations come first, each with the exact choice among what all of them opened. No generation begins
    where another ended: what they find would soon be the same; and after one that found nothing better, runs
    shun a part of the best choice. When that does not help, either, the best is chosen anew region by region;
    and then what each further generation finds.

    Parameters
    ----------
    problem
        The reduced problem.
    room
        What may be opened.
    opened
        Where to begin, within the room; not empty.
    looks
        At how many pairs of candidate and group a run of a generation looks, about.
    threads
        How many runs go on at once.
    patient
        Whether to go on for ever; else it ends when generations find nothing better: searching by regions
        takes minutes, in which a proof may be found.
    solve_beside
        Chooses among some candidates beside others that stay open.
    """
    found = _with(problem, [], [opened])
    best, idle, kept = opened, 0, _MOST_KEPT
    most_idle = _IDLE_PATIENTLY if patient else _IDLE
    # By temperatures what half of the runs served: each is tried once, and then the best goes on.
    served: list[float] = []
    for number in itertools.count():
        trial = number < len(TEMPERATURES)
        which = number if trial else int(np.argmax(served))
        runs = generation(
            problem,
            room,
            opened,
            number=number,
            temperatures=TEMPERATURES[which],
            looks=looks,
            threads=threads,
            shunned=best if idle and not trial else NOBODY,
        )
        if trial:
            served.append(float(np.median([people_served(problem, one) for one in runs])))
        before = found[0]
        found = _with(problem, found, runs)
        # The runs' own choices, too: those that shun the best serve fewer, but show what else there is.
        best, settled = best_among(problem, [*_choices(found[:kept]), *runs], solve_beside)
        found = _with(problem, found, [best])
        yield best
        kept = min(kept + 4, _MOST_KEPT) if settled else max(3 * kept // 4, _FEWEST_KEPT)
        idle = 0 if found[0][0] > before[0] else idle + 1
        if idle < most_idle:
            continue
        if not patient:
            return
        # The best is not searched twice.
        begin = best if idle == most_idle else best_among(problem, runs, solve_beside)[0]
        regions = region_choices(
            problem, room, begin, solve_beside=solve_beside, threads=threads, seed=number
        )
        new = begin
        for choice in regions:
            new = choice
            yield max(best, new, key=lambda one: people_served(problem, one))
        found = _with(problem, found, [new])
        best, _ = best_among(problem, _choices(found[:kept]), solve_beside)
        found = _with(problem, found, [best])
        yield best
        idle = most_idle


def _with(problem: Covering, found: list[_Counted], choices: list[Int64s]) -> list[_Counted]:
    counted = {(people_served(problem, one), tuple(one.tolist())) for one in choices}
    return sorted({*found, *counted}, reverse=True)[:_MOST_KEPT]


def _choices(found: list[_Counted]) -> list[Int64s]:
    return [np.array(one, dtype=np.int64) for _, one in found]
