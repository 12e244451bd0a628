"""A site moved from one region to another: both are chosen anew, with one more and with one fewer."""

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
    """A region's open candidates, and those chosen in their place."""

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
    """Yield the choice as it is, time and again, and at the end a better one if a transfer makes it so.

    In some regions the best choice is found with one site more, and with one fewer. Any two of these regions
    with nothing open in common make a choice of as many sites as before.

    Parameters
    ----------
    problem
        The reduced problem.
    budget
        What may be opened: a number, for money is not exchanged one by one.
    opened
        Where to begin, within the budget; not empty.
    solve_beside
        Chooses among some candidates beside others that stay open.
    threads
        How many choices are made at once.
    seconds
        For how long each is looked for.
    rng
        Draws the regions.
    params
        Constants of the search.
    """

    def changed(free: Ints, spare: int) -> _Changed:
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
    """Ask for the best choice of any candidates in place of some open ones."""
    stays = np.setdiff1d(opened, free)
    others = np.setdiff1d(np.arange(len(problem.candidates)), stays)
    return Beside(among=others, begin=free, stays=stays, spare=spare, seconds=seconds)


def _exchanged(
    opened: Ints, pairs: list[tuple[_Changed, _Changed]], at_most: int
) -> Iterator[Ints]:
    """Yield the choices of both regions together."""
    for one, other in pairs:
        if len(np.intersect1d(one.free, other.free)):
            continue
        rest = np.setdiff1d(opened, np.concatenate([one.free, other.free]))
        choice = np.unique(np.concatenate([rest, one.chosen, other.chosen]))
        if len(choice) <= at_most:
            yield choice
