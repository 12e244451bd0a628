"""Families of annealing runs, one on each thread, generation after generation."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ...common.arrays import Ints
from ..core.budget import Budget
from ..core.covering_problem import CoveringProblem, people_served
from .heuristic_concentration import family
from .params import HEURISTIC_DEFAULTS, HeuristicParams


class _Ranges:
    """Which temperatures to anneal at: each range once, and then the one whose runs were the best."""

    def __init__(self, problem: CoveringProblem, ranges: tuple[tuple[float, float], ...]) -> None:
        self._problem, self._ranges = problem, ranges
        self._served: list[float] = []

    def of(self, number: int) -> tuple[float, float]:
        """Return those of the family with this number."""
        count = len(self._ranges)
        tried = len(self._served) == count
        return self._ranges[int(np.argmax(self._served)) if tried else number % count]

    def learn(self, families: list[list[Ints]]) -> None:
        """Take in what the families served whose numbers come next."""
        for runs in families[: len(self._ranges) - len(self._served)]:
            served = [people_served(self._problem, one) for one in runs]
            self._served.append(float(np.median(served)))


def multistart(
    problem: CoveringProblem,
    budget: Budget,
    opened: Ints,
    *,
    runs: int,
    visits: int,
    threads: int,
    over: Callable[[], bool] = lambda: False,
    params: HeuristicParams = HEURISTIC_DEFAULTS,
) -> Iterator[list[list[Ints]]]:
    """Yield one generation after the other, for ever: a family from each thread.

    No family begins where another ended: what they find would soon be the same.

    Parameters
    ----------
    problem, budget, opened, visits, over, params
        As `family` takes them.
    runs
        How many there are in a family, each with random numbers of its own.
    threads
        How many families there are in a generation.
    """
    ranges = _Ranges(problem, params.temperatures)

    def annealed(number: int) -> list[Ints]:
        return family(
            problem,
            budget,
            opened,
            seeds=range(number * runs, (number + 1) * runs),
            temperatures=ranges.of(number),
            visits=visits,
            over=over,
            params=params,
        )

    with ThreadPoolExecutor(threads) as pool:
        for first in itertools.count(step=threads):
            families = list(pool.map(annealed, range(first, first + threads)))
            ranges.learn(families)
            yield families
