"""The best of many good choices: what several runs agree on, chosen from exactly."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from .annealing import annealed_choices
from .covering_part import NOBODY, people_served
from .exchange import Room, improved_choice
from .reduction import Covering

Int64s = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Beside:
    """A question: the best choice among some candidates, beside others that stay open.

    Parameters
    ----------
    among
        The candidates that may be opened.
    begin
        Which of them to begin with.
    stays
        Those that stay open.
    spare
        How many may be opened beyond the room; -1 is one fewer.
    seconds
        When to stop.
    """

    among: Int64s
    begin: Int64s
    stays: Int64s
    spare: int = 0
    seconds: float


SolveBeside = Callable[[Beside], tuple[Int64s, bool]]
"""Answers with the best choice found, and whether none is better for sure."""

_SECONDS: Final = 20.0
"""For the exact choice among the candidates of several runs."""

_RUNS: Final = 8
"""Runs of annealing in a generation."""

_ROUNDS: Final = 1000
"""Rounds of disturbing and exchanging after a run of annealing at most."""

_WARMEST: Final = 0.03
_COLDEST: Final = 0.003


def generation(
    problem: Covering,
    room: Room,
    opened: Int64s,
    *,
    number: int,
    looks: int,
    threads: int,
    solve_beside: SolveBeside,
) -> Int64s:
    """Anneal several times, and choose exactly among those candidates that one of the runs opened.

    Heuristic concentration: Rosing, K. and ReVelle, C. (1997), European Journal of Operational Research 97,
    75-86. Good choices differ in places far from each other: the best of their parts together beats all.

    Parameters
    ----------
    problem
        The reduced problem.
    room
        What may be opened.
    opened
        Where to begin, within the room; not empty.
    number
        Of the generation: its random numbers are its own.
    looks
        At how many pairs of candidate and group a run looks, about: annealing, and exchanging afterwards.
    threads
        How many runs go on at once.
    solve_beside
        Chooses exactly among some of the candidates.
    """
    pairs = max(1, len(problem.groups_of.items))
    rounds = min(_ROUNDS, looks // pairs)
    seeds = range(number * _RUNS, (number + 1) * _RUNS)

    def improved(choice: Int64s, seed: int) -> Int64s:
        return improved_choice(problem, room, choice, rounds=rounds, seed=seed)

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
    return best_among(problem, choices, solve_beside)


def best_among(problem: Covering, choices: list[Int64s], solve_beside: SolveBeside) -> Int64s:
    """Return the best choice among all candidates that some choices open."""
    leader = max(choices, key=lambda one: people_served(problem, one))
    union = np.unique(np.concatenate(choices))
    chosen, _ = solve_beside(Beside(among=union, begin=leader, stays=NOBODY, seconds=_SECONDS))
    return max(leader, chosen, key=lambda one: people_served(problem, one))
