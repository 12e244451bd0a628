"""Heuristic search for a better solution of large problems: annealing and heuristic concentration."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ...common.arrays import Ints
from ..core.budget import Budget
from ..core.covering_problem import CoveringProblem, people_served
from .heuristic_concentration import SolveRestricted, best_among
from .local_search import greedy_choice
from .multistart import multistart
from .params import HEURISTIC_DEFAULTS, HeuristicParams


class _EliteSet:
    """Pool of the best solutions, in descending order of the objective."""

    def __init__(self, problem: CoveringProblem, opened: Ints, kept: int) -> None:
        """Start the pool with one solution; it holds at most `kept`."""
        self._problem, self._kept = problem, kept
        self._solutions: list[tuple[float, tuple[int, ...]]] = []
        self.add([opened])

    def add(self, choices: Iterable[Ints]) -> bool:
        """Add solutions, and return whether one of them is better than all before."""
        most = self._solutions[0][0] if self._solutions else -1.0
        new = {(people_served(self._problem, one), tuple(one.tolist())) for one in choices}
        self._solutions = sorted({*self._solutions, *new}, reverse=True)[: self._kept]
        return self._solutions[0][0] > most

    @property
    def all(self) -> list[Ints]:
        """All solutions, the best first."""
        return [np.array(one, dtype=np.int64) for _, one in self._solutions]

    @property
    def best(self) -> Ints:
        """The best solution."""
        return self.all[0]


def _agree(problem: CoveringProblem, run_groups: list[list[Ints]], best: Ints) -> bool:
    """Return whether two runs reached the best objective: if it were not optimal, that would be unlikely."""
    most = people_served(problem, best)
    same = [people_served(problem, one) >= most for runs in run_groups for one in runs]
    return sum(same) > 1


def first_choices(
    problem: CoveringProblem,
    budget: Budget,
    opened: Ints,
    *,
    visits: int,
    threads: int,
    solve_restricted: SolveRestricted,
    over: Callable[[], bool] = lambda: False,
    params: HeuristicParams = HEURISTIC_DEFAULTS,
) -> Iterator[Ints]:
    """Yield the best solution so far: the quick search.

    Heuristic concentration follows each iteration of multistart annealing. The search ends when an iteration
    brings no improvement, or two of its runs reach the best objective.

    Parameters
    ----------
    problem, budget, opened, visits, threads, over
        As for `multistart`.
    solve_restricted
        Solves restricted problems.
    params
        Parameters of the search.
    """
    if not params.use_annealing:
        return
    elite = _EliteSet(problem, opened, params.kept)
    for run_groups in multistart(
        problem,
        budget,
        opened,
        runs=params.first_runs,
        visits=visits,
        threads=threads,
        over=over,
        params=params,
    ):
        better = elite.add(itertools.chain.from_iterable(run_groups))
        if params.use_concentration:
            better |= elite.add([best_among(problem, elite.all, solve_restricted, params=params)])
        yield elite.best
        if not better or _agree(problem, run_groups, elite.best):
            return


def better_choices(
    problem: CoveringProblem,
    budget: Budget,
    opened: Ints,
    *,
    visits: int,
    threads: int,
    solve_restricted: SolveRestricted,
    over: Callable[[], bool] = lambda: False,
    params: HeuristicParams = HEURISTIC_DEFAULTS,
) -> Iterator[Ints]:
    """Yield the best solution so far, repeatedly: the thorough search.

    Heuristic concentration is applied to the runs of each thread, and then to the pool of best solutions.
    The search ends after some iterations of multistart without improvement.

    Parameters
    ----------
    problem, budget, opened, visits, threads, over
        As for `multistart`.
    solve_restricted
        Solves restricted problems.
    params
        Parameters of the search.
    """
    if not params.use_annealing:
        return
    elite = _EliteSet(problem, opened, params.kept)

    def concentrated(runs: list[Ints]) -> Ints:
        """Return the best solution of some runs, by heuristic concentration."""
        if params.use_concentration:
            return best_among(problem, runs, solve_restricted, params=params)
        return max(runs, key=lambda one: people_served(problem, one))

    # From a good solution the coldest runs would return to it, and their temperatures would seem the best.
    begin = greedy_choice(problem, budget)
    idle = 0
    for run_groups in multistart(
        problem,
        budget,
        begin,
        runs=params.runs,
        visits=visits,
        threads=threads,
        over=over,
        params=params,
    ):
        with ThreadPoolExecutor(threads) as pool:
            better = elite.add(pool.map(concentrated, run_groups))
        yield elite.best
        better |= elite.add([concentrated(elite.all)])
        yield elite.best
        idle = 0 if better else idle + 1
        if idle > params.idle:
            return
