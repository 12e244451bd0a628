"""The best of many good choices: what several runs agree on, chosen from exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...common.arrays import Ints
from ..core.budget import Budget
from ..core.covering_problem import NOBODY, CoveringProblem, people_served
from .annealing import annealed_choices
from .local_search import improved_choice
from .params import HEURISTIC_DEFAULTS, HeuristicParams


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


def family(
    problem: CoveringProblem,
    budget: Budget,
    opened: Ints,
    *,
    seeds: range,
    temperatures: tuple[float, float],
    visits: int,
    over: Callable[[], bool] = lambda: False,
    params: HeuristicParams = HEURISTIC_DEFAULTS,
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
    seeds
        Of the random numbers, one for each run.
    temperatures
        As `annealed_choices` takes them.
    visits
        At how many pairs of candidate and group a run looks, about.
    over
        Asked after each run whether the others are not wanted any more.
    params
        Constants of the search.
    """
    pairs = max(1, len(problem.groups_of.indices))
    rounds = min(
        params.rounds_after_annealing,
        params.local_search_rounds,
        int(params.share_after_annealing * visits) // pairs,
    )
    annealed = annealed_choices(
        problem,
        budget,
        opened,
        visits=visits,
        temperatures=temperatures,
        seeds=seeds,
        over=over,
        params=params,
    )
    return [
        improved_choice(problem, budget, one, rounds=rounds, seed=seed, params=params)
        for one, seed in zip(annealed, seeds[: len(annealed)], strict=True)
    ]


def best_among(
    problem: CoveringProblem,
    choices: list[Ints],
    solve_beside: SolveBeside,
    *,
    others: Ints = NOBODY,
    params: HeuristicParams = HEURISTIC_DEFAULTS,
) -> tuple[Ints, bool]:
    """Return the best choice among all candidates that some choices open, and whether none is better for sure.

    Heuristic concentration: Rosing, K. and ReVelle, C. (1997), European Journal of Operational Research 97,
    75-86. Good choices differ in places far from each other: the best of their parts together beats all.
    `others` may be opened, too.
    """
    leader = max(choices, key=lambda one: people_served(problem, one))
    union = np.unique(np.concatenate([*choices, others]))
    asked = Beside(among=union, begin=leader, stays=NOBODY, seconds=params.concentration_s)
    chosen, settled = solve_beside(asked)
    return max(leader, chosen, key=lambda one: people_served(problem, one)), settled
