"""The best of many good choices: what several runs agree on, chosen from exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from ...common.arrays import Ints
from ..core.budget import Budget
from ..core.covering_problem import NOBODY, CoveringProblem, people_served
from .annealing import annealed_choices
from .local_search import improved_choice


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
        How many may be opened beyond the budget; -1 is one fewer.
    seconds
        When to stop.
    """

    among: Ints
    begin: Ints
    stays: Ints
    spare: int = 0
    seconds: float


SolveBeside = Callable[[Beside], tuple[Ints, bool]]
"""Answers with the best choice found, and whether none is better for sure."""

_SECONDS: Final = 30.0
"""For the exact choice among some candidates."""

_ROUNDS: Final = 1000
"""Rounds of disturbing and exchanging after a run of annealing at most ..."""

_EXCHANGED: Final = 0.1
"""... and how many looks they take, as a share of the run's own."""

TEMPERATURES: Final = ((0.05, 0.0017), (0.025, 0.006), (0.01, 0.0003))
"""Warmest and coldest, as `annealed_choices` takes them.

Of runs of 100,000 exchanges the first did best on average on New York with 50 sites, the second with 100, both
about equally on the Bronx with 90, and the third with 100, where nearly all are served.
"""


def family(
    problem: CoveringProblem,
    budget: Budget,
    opened: Ints,
    *,
    number: int,
    runs: int,
    temperatures: tuple[float, float],
    looks: int,
    over: Callable[[], bool] = lambda: False,
) -> list[Ints]:
    """Anneal several times, and improve each choice by exchanges.

    Parameters
    ----------
    problem
        The reduced problem.
    budget
        What may be opened.
    opened
        Where to begin, within the budget; not empty.
    number
        Of the family: its random numbers are its own.
    runs
        How many there are.
    temperatures
        As `annealed_choices` takes them.
    looks
        At how many pairs of candidate and group a run looks, about.
    over
        Asked after each run whether the others are not wanted any more.
    """
    pairs = max(1, len(problem.groups_of.items))
    rounds = min(_ROUNDS, int(_EXCHANGED * looks) // pairs)
    seeds = range(number * runs, (number + 1) * runs)
    annealed = annealed_choices(
        problem,
        budget,
        opened,
        looks=looks,
        temperatures=temperatures,
        seeds=seeds,
        over=over,
    )
    return [
        improved_choice(problem, budget, one, rounds=rounds, seed=seed)
        for one, seed in zip(annealed, seeds[: len(annealed)], strict=True)
    ]


def best_among(
    problem: CoveringProblem,
    choices: list[Ints],
    solve_beside: SolveBeside,
    *,
    others: Ints = NOBODY,
) -> tuple[Ints, bool]:
    """Return the best choice among all candidates that some choices open, and whether none is better for sure.

    Heuristic concentration: Rosing, K. and ReVelle, C. (1997), European Journal of Operational Research 97,
    75-86. Good choices differ in places far from each other: the best of their parts together beats all.
    `others` may be opened, too.
    """
    leader = max(choices, key=lambda one: people_served(problem, one))
    union = np.unique(np.concatenate([*choices, others]))
    asked = Beside(among=union, begin=leader, stays=NOBODY, seconds=_SECONDS)
    chosen, settled = solve_beside(asked)
    return max(leader, chosen, key=lambda one: people_served(problem, one)), settled
