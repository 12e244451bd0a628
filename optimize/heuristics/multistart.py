"""Multistart annealing: independent runs, grouped by thread, iteration after iteration."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ...common.arrays import Ints
from ..core.budget import Budget
from ..core.covering_problem import CoveringProblem, people_served
from .heuristic_concentration import annealing_runs
from .params import HEURISTIC_DEFAULTS, HeuristicParams


class _Ranges:
    """Chooses the temperature range: each once, and then the one whose runs had the best median."""

    def __init__(self, problem: CoveringProblem, ranges: tuple[tuple[float, float], ...]) -> None:
        """Start with no range tried."""
        self._problem, self._ranges = problem, ranges
        self._served: list[float] = []

    def of(self, number: int) -> tuple[float, float]:
        """Return the range for the group of runs with this number."""
        count = len(self._ranges)
        tried = len(self._served) == count
        return self._ranges[int(np.argmax(self._served)) if tried else number % count]

    def learn(self, run_groups: list[list[Ints]]) -> None:
        """Record the objectives of the groups of runs whose numbers come next."""
        for runs in run_groups[: len(self._ranges) - len(self._served)]:
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
    """Yield the solutions of one iteration after the other, without end: a group of runs from each thread.

    All runs start from the same solution, not from each other's: else they would soon be equal.

    Parameters
    ----------
    problem, budget, opened, visits, over, params
        As for `annealing_runs`.
    runs
        Number of runs in a group, each with its own random seed.
    threads
        Number of groups in an iteration.
    """
    ranges = _Ranges(problem, params.temperatures)

    def annealed(number: int) -> list[Ints]:
        """Return the solutions of one group of runs."""
        return annealing_runs(
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
            run_groups = list(pool.map(annealed, range(first, first + threads)))
            ranges.learn(run_groups)
            yield run_groups
