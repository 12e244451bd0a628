"""The search for a better choice, where a proof would take long."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np
import numpy.typing as npt

from .concentration import TEMPERATURES, SolveBeside, best_among, family
from .covering_part import people_served
from .exchange import Room
from .kernel_regions import KernelRegions
from .reduction import Covering
from .regions import region_choices

Int64s = npt.NDArray[np.int64]

_KEPT: Final = 48
"""Champions, or runs where there is no patience for champions, kept: the best ones."""

_RUNS: Final = 4
_RUNS_PATIENTLY: Final = 12
"""Runs of annealing in a family."""

_IDLE: Final = 3
_IDLE_PATIENTLY: Final = 8
"""Generations without a better choice, after which it ends, or regions are chosen anew."""


class _Champions:
    """The best choices found, the best first."""

    def __init__(self, problem: Covering, opened: Int64s) -> None:
        self._problem = problem
        self._found: list[tuple[float, tuple[int, ...]]] = []
        self.add([opened])

    def add(self, choices: Iterable[Int64s]) -> bool:
        """Take in some choices, and tell whether one of them is better than all before."""
        most = self._found[0][0] if self._found else -1.0
        new = {(people_served(self._problem, one), tuple(one.tolist())) for one in choices}
        self._found = sorted({*self._found, *new}, reverse=True)[:_KEPT]
        return self._found[0][0] > most

    @property
    def all(self) -> list[Int64s]:
        return [np.array(one, dtype=np.int64) for _, one in self._found]

    @property
    def best(self) -> Int64s:
        return self.all[0]


class _Ranges:
    """Which temperatures to anneal at: each range once, and then the one whose runs were the best."""

    def __init__(self, problem: Covering) -> None:
        self._problem = problem
        self._served: list[float] = []

    def of(self, number: int) -> tuple[float, float]:
        """Return those of the family with this number."""
        tried = len(self._served) == len(TEMPERATURES)
        return TEMPERATURES[int(np.argmax(self._served)) if tried else number % len(TEMPERATURES)]

    def learn(self, families: list[list[Int64s]]) -> None:
        """Take in what the families served whose numbers come next."""
        for runs in families[: len(TEMPERATURES) - len(self._served)]:
            served = [people_served(self._problem, one) for one in runs]
            self._served.append(float(np.median(served)))


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

    A generation is a family of annealing runs on each thread. What a family opened is chosen from exactly:
    its champion; and then what all champions opened. No family begins where another ended: what they find
    would soon be the same. After some generations that found nothing better an exact choice is made among what
    is cheap to bring into some champion and all there is in a region. When that does not help, either,
    regions are chosen anew beside what is open; and then generations go on.

    Parameters
    ----------
    problem
        The reduced problem.
    room
        What may be opened.
    opened
        Where to begin, within the room; not empty.
    looks
        At how many pairs of candidate and group a run looks, about.
    threads
        How many families there are in a generation.
    patient
        Whether to go on for ever; else it ends when generations find nothing better: kernels and regions
        take minutes, in which a proof may be found.
    solve_beside
        Chooses among some candidates beside others that stay open.
    """
    champions, ranges = _Champions(problem, opened), _Ranges(problem)
    kernels = KernelRegions(problem, solve_beside, threads=threads)
    idle = 0

    def annealed(number: int) -> list[Int64s]:
        return family(
            problem,
            room,
            opened,
            number=number,
            runs=_RUNS_PATIENTLY if patient else _RUNS,
            temperatures=ranges.of(number),
            looks=looks,
        )

    def champion(runs: list[Int64s]) -> Int64s:
        return best_among(problem, runs, solve_beside)[0]

    with ThreadPoolExecutor(threads) as pool:
        for number in itertools.count():
            families = list(pool.map(annealed, range(number * threads, (number + 1) * threads)))
            ranges.learn(families)
            if patient:
                better = champions.add(pool.map(champion, families))
                yield champions.best
            else:
                # For a moment only: one exact choice, from all runs.
                better = champions.add(itertools.chain.from_iterable(families))
            better |= champions.add([champion(champions.all)])
            yield champions.best
            known = idle >= _IDLE and patient
            while known and not better:
                found = kernels.choose(champions.all)
                better = champions.add(found.choices)
                yield champions.best
                if found.whole:
                    return
                known = found.settled
            idle = 0 if better else idle + 1
            if idle < (_IDLE_PATIENTLY if patient else _IDLE):
                continue
            if not patient:
                return
            regions = region_choices(
                problem,
                room,
                champions.best,
                solve_beside=solve_beside,
                threads=threads,
                seed=number,
            )
            for choice in regions:
                champions.add([choice])
                yield champions.best
            idle = _IDLE
