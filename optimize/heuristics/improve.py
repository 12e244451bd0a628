"""The search for a better choice, where a proof would take long."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np

from ...common.arrays import Ints
from ..core.budget import Budget
from ..core.covering_problem import CoveringProblem, people_served
from .heuristic_concentration import SolveBeside, best_among
from .kernel_regions import KernelRegions
from .large_neighbourhood import region_choices
from .local_search import greedy_choice
from .multistart import generations

_KEPT: Final = 48
"""Champions, or runs where there are no families' champions, kept: the best ones."""

_FIRST_RUNS: Final = 4
_RUNS: Final = 12
"""Runs of annealing in a family, of the first choices and later."""

_IDLE: Final = 3
_LONG_IDLE: Final = 8
"""Generations without a better choice after which kernels are tried, and regions."""


class _Champions:
    """The best choices found, the best first."""

    def __init__(self, problem: CoveringProblem, opened: Ints) -> None:
        self._problem = problem
        self._found: list[tuple[float, tuple[int, ...]]] = []
        self.add([opened])

    def add(self, choices: Iterable[Ints]) -> bool:
        """Take in some choices, and tell whether one of them is better than all before."""
        most = self._found[0][0] if self._found else -1.0
        new = {(people_served(self._problem, one), tuple(one.tolist())) for one in choices}
        self._found = sorted({*self._found, *new}, reverse=True)[:_KEPT]
        return self._found[0][0] > most

    @property
    def all(self) -> list[Ints]:
        return [np.array(one, dtype=np.int64) for _, one in self._found]

    @property
    def best(self) -> Ints:
        return self.all[0]


def _agree(problem: CoveringProblem, families: list[list[Ints]], best: Ints) -> bool:
    """Tell whether two runs came to as many people as the best choice: hardly, if there were better ones."""
    most = people_served(problem, best)
    same = [people_served(problem, one) >= most for runs in families for one in runs]
    return sum(same) > 1


def first_choices(
    problem: CoveringProblem,
    budget: Budget,
    opened: Ints,
    *,
    looks: int,
    threads: int,
    solve_beside: SolveBeside,
) -> Iterator[Ints]:
    """Yield the best choice so far, for a moment only.

    After each generation of annealing runs one exact choice is made among all that was opened. It ends when
    that finds nothing better, or two of the runs agree with it.

    Parameters
    ----------
    problem, budget, opened, looks, threads
        As `generations` takes them.
    solve_beside
        Chooses among some candidates beside others that stay open.
    """
    champions = _Champions(problem, opened)
    for families in generations(
        problem, budget, opened, runs=_FIRST_RUNS, looks=looks, threads=threads
    ):
        better = champions.add(itertools.chain.from_iterable(families))
        better |= champions.add([best_among(problem, champions.all, solve_beside)[0]])
        yield champions.best
        if not better or _agree(problem, families, champions.best):
            return


def better_choices(
    problem: CoveringProblem,
    budget: Budget,
    opened: Ints,
    *,
    looks: int,
    threads: int,
    solve_beside: SolveBeside,
    over: Callable[[], bool] = lambda: False,
) -> Iterator[Ints]:
    """Yield the best choice so far, time and again, until none is better for sure.

    What a family of annealing runs opened is chosen from exactly: its champion; and then what all champions
    opened. After some generations that found nothing better an exact choice is made among what
    is cheap to bring into some champion and all there is in a region. When that does not help, either,
    regions are chosen anew beside what is open; and then generations go on.

    Parameters
    ----------
    problem, budget, opened, looks, threads, over
        As `generations` takes them.
    solve_beside
        Chooses among some candidates beside others that stay open.
    """
    champions = _Champions(problem, opened)
    kernels = KernelRegions(problem, solve_beside, threads=threads)
    idle = 0

    def champion(runs: list[Ints]) -> Ints:
        return best_among(problem, runs, solve_beside)[0]

    # From a choice that is good already the coldest runs would come back to it, and seem the best.
    begin = greedy_choice(problem, budget)
    made = generations(problem, budget, begin, runs=_RUNS, looks=looks, threads=threads, over=over)
    for number, families in enumerate(made):
        with ThreadPoolExecutor(threads) as pool:
            better = champions.add(pool.map(champion, families))
        yield champions.best
        better |= champions.add([champion(champions.all)])
        yield champions.best
        known = idle >= _IDLE
        while known and not better:
            found = kernels.choose(champions.all)
            better = champions.add(found.choices)
            yield champions.best
            if found.whole:
                return
            known = found.settled
        idle = 0 if better else idle + 1
        if idle < _LONG_IDLE:
            continue
        for choice in region_choices(
            problem,
            budget,
            champions.best,
            solve_beside=solve_beside,
            threads=threads,
            seed=number,
        ):
            champions.add([choice])
            yield champions.best
        idle = _IDLE
