"""The search for a better choice, where a proof would take long."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from .concentration import SolveBeside, best_among, generation
from .covering_part import people_served
from .exchange import Room
from .reduction import Covering
from .regions import region_choices

Int64s = npt.NDArray[np.int64]

_KEPT: Final = 40
"""Choices kept over the generations: the best ones."""

_IDLE: Final = 3
"""Generations without a better choice, after which regions are chosen anew."""


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
    where another ended: what they find would soon be the same. When they find nothing better, the best is
    chosen anew region by region; and then what each further generation finds.

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
    found: list[tuple[float, tuple[int, ...]]] = [_counted(problem, opened)]
    idle = 0
    for number in itertools.count():
        new = generation(
            problem,
            room,
            opened,
            number=number,
            looks=looks,
            threads=threads,
            solve_beside=solve_beside,
        )
        before = found[0]
        found = _with(problem, found, new)
        best = best_among(problem, _kept(found), solve_beside)
        found = _with(problem, found, best)
        yield best
        idle = 0 if found[0][0] > before[0] else idle + 1
        if idle < _IDLE:
            continue
        if not patient:
            return
        # The best is not searched twice.
        begin = best if idle == _IDLE else new
        regions = region_choices(
            problem, room, begin, solve_beside=solve_beside, threads=threads, seed=number
        )
        for choice in regions:
            new = choice
            yield max(best, new, key=lambda one: people_served(problem, one))
        found = _with(problem, found, new)
        best = best_among(problem, _kept(found), solve_beside)
        found = _with(problem, found, best)
        yield best
        idle = _IDLE


def _with(
    problem: Covering, found: list[tuple[float, tuple[int, ...]]], choice: Int64s
) -> list[tuple[float, tuple[int, ...]]]:
    return sorted({*found, _counted(problem, choice)}, reverse=True)[:_KEPT]


def _kept(found: list[tuple[float, tuple[int, ...]]]) -> list[Int64s]:
    return [np.array(one, dtype=np.int64) for _, one in found]


def _counted(problem: Covering, choice: Int64s) -> tuple[float, tuple[int, ...]]:
    return people_served(problem, choice), tuple(choice.tolist())
