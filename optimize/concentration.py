"""The best of many good choices: what several runs agree on, chosen from exactly."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np
import numpy.typing as npt

from .annealing import annealed_choices
from .covering_part import people_served
from .exchange import Room, improved_choice
from .reduction import Covering

Int64s = npt.NDArray[np.int64]

SolveAmong = Callable[[Int64s, Int64s], Int64s]
"""From candidates to choose among and a choice to begin with to the best choice found."""

_RUNS: Final = 8
"""Runs of annealing in a generation."""

_KEPT: Final = 40
"""Choices kept over the generations: the best ones."""

_ROUNDS: Final = 1000
"""Rounds of disturbing and exchanging after a run of annealing at most."""

_WARMEST: Final = 0.03
_COLDEST: Final = 0.003


def concentrated_choices(
    problem: Covering,
    room: Room,
    opened: Int64s,
    *,
    looks: int,
    threads: int,
    solve_among: SolveAmong,
) -> Iterator[Int64s]:
    """Yield one generation's best choice after the other, each no worse than the one before.

    A generation anneals several times from different random numbers, and then chooses exactly among those
    candidates that one of its runs opened (heuristic concentration: Rosing, K. and ReVelle, C. (1997), European
    Journal of Operational Research 97, 75-86); then among those that the best of all generations opened. Good
    choices differ in places far from each other, so that the best of their parts together beats all of them. No
    generation begins where another ended: what they find would soon be the same.

    Parameters
    ----------
    problem
        The reduced problem.
    room
        What may be opened.
    opened
        Where to begin, within the room; not empty.
    looks
        At how many pairs of candidate and group a run looks, about: annealing, and exchanging afterwards.
    threads
        How many runs go on at once.
    solve_among
        Chooses exactly among some of the candidates.
    """
    pairs = max(1, len(problem.groups_of.items))
    rounds = min(_ROUNDS, looks // pairs)

    def improved(choice: Int64s, seed: int) -> Int64s:
        return improved_choice(problem, room, choice, rounds=rounds, seed=seed)

    best = opened
    found: list[tuple[float, tuple[int, ...]]] = []
    for generation in itertools.count():
        seeds = range(generation * _RUNS, (generation + 1) * _RUNS)
        annealed = annealed_choices(
            problem,
            room,
            opened,
            tries=looks * len(problem.candidates) // pairs,
            warmest=_WARMEST,
            coldest=_COLDEST,
            seeds=seeds,
            threads=threads,
        )
        with ThreadPoolExecutor(threads) as pool:
            choices = list(pool.map(improved, annealed, seeds))
        found.append(_counted(problem, _best_of(problem, choices, solve_among)))
        found = sorted({*found, _counted(problem, best)}, reverse=True)[:_KEPT]
        kept = [np.array(one, dtype=np.int64) for _, one in found]
        best = _best_of(problem, kept, solve_among)
        yield best


def _best_of(problem: Covering, choices: list[Int64s], solve_among: SolveAmong) -> Int64s:
    """Return the best choice among all candidates that some choices open."""
    leader = max(choices, key=lambda one: people_served(problem, one))
    chosen = solve_among(np.unique(np.concatenate(choices)), leader)
    return max(leader, chosen, key=lambda one: people_served(problem, one))


def _counted(problem: Covering, choice: Int64s) -> tuple[float, tuple[int, ...]]:
    return people_served(problem, choice), tuple(choice.tolist())
