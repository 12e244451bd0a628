"""Transfers: a site is moved from one region to another, and both are solved again."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

import numpy as np

from ...common.arrays import Ints
from ..core.budget import Budget
from ..core.covering_problem import CoveringProblem, people_served
from .heuristic_concentration import Beside, SolveBeside
from .neighbours import open_near
from .params import HEURISTIC_DEFAULTS, HeuristicParams


class _Changed(NamedTuple):
    """A region's released candidates, and those chosen instead."""

    free: Ints
    chosen: Ints


def transfers(
    problem: CoveringProblem,
    budget: Budget,
    opened: Ints,
    *,
    solve_beside: SolveBeside,
    threads: int,
    seconds: float,
    rng: np.random.Generator,
    params: HeuristicParams = HEURISTIC_DEFAULTS,
) -> Iterator[Ints]:
    """Yield the solution repeatedly, and at the end a better one if a transfer improves it.

    Some regions are solved with one site more, and with one fewer.
    Any two disjoint ones of these regions, one of each kind, give a solution with the same number of sites.

    Parameters
    ----------
    problem
        The reduced problem.
    budget
        A limit on the number alone: under a cost limit a site more here does not offset a site less there.
    opened
        Start solution, within the budget; not empty.
    solve_beside
        Solves restricted problems.
    threads
        Maximum number of solves in parallel.
    seconds
        Time limit of each solve.
    rng
        Draws the regions.
    params
        Parameters of the search.
    """

    def changed(free: Ints, spare: int) -> _Changed:
        """Solve a region again with a changed number of sites."""
        asked = beside(problem, opened, free, spare=spare, seconds=seconds)
        return _Changed(free, solve_beside(asked)[0])

    more: list[_Changed] = []
    fewer: list[_Changed] = []
    with ThreadPoolExecutor(min(threads, 2)) as pool:
        for _ in range(params.transfer_regions):
            seed = rng.integers(len(problem.candidates), size=1)
            free = open_near(problem, opened, seed, min(params.transfer_size, len(opened)), rng)
            if not len(free):
                continue
            wider, closer = pool.map(partial(changed, free), (1, -1))
            pairs = [(wider, one) for one in fewer] + [(one, closer) for one in more]
            more.append(wider)
            fewer.append(closer)
            best = max(
                [opened, *_exchanged(opened, pairs, budget.max_new)],
                key=lambda one: people_served(problem, one),
            )
            yield best
            if best is not opened:
                return


def beside(
    problem: CoveringProblem, opened: Ints, free: Ints, *, spare: int = 0, seconds: float
) -> Beside:
    """Return the restricted problem in which some open candidates are released."""
    stays = np.setdiff1d(opened, free)
    others = np.setdiff1d(np.arange(len(problem.candidates)), stays)
    return Beside(among=others, begin=free, stays=stays, spare=spare, seconds=seconds)


def _exchanged(
    opened: Ints, pairs: list[tuple[_Changed, _Changed]], at_most: int
) -> Iterator[Ints]:
    """Yield the solutions that combine two disjoint regions."""
    for one, other in pairs:
        if len(np.intersect1d(one.free, other.free)):
            continue
        rest = np.setdiff1d(opened, np.concatenate([one.free, other.free]))
        choice = np.unique(np.concatenate([rest, one.chosen, other.chosen]))
        if len(choice) <= at_most:
            yield choice
