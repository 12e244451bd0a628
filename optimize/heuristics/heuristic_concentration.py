"""Heuristic concentration: an exact solve restricted to the candidates of several good solutions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...common.arrays import Ints
from ..core.budget import Budget
from ..core.covering_problem import CoveringProblem, people_served
from .annealing import annealed_choices
from .local_search import improved_choice
from .params import HEURISTIC_DEFAULTS, HeuristicParams


@dataclass(frozen=True, kw_only=True, eq=False)
class RestrictedProblem:
    """The problem with some of its candidates alone.

    Parameters
    ----------
    candidates
        These candidates.
    start
        Start solution, from them.
    time_limit_s
        Time limit in seconds.
    """

    candidates: Ints
    start: Ints
    time_limit_s: float


SolveRestricted = Callable[[RestrictedProblem], Ints]
"""Solves a restricted problem, and returns its best solution."""


def annealing_runs(
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
    """Return the solutions of several annealing runs, each improved by iterated local search.

    Parameters
    ----------
    problem
        The reduced problem.
    budget
        Limits on number and cost.
    opened
        Start solution, within the budget; not empty.
    seeds
        Random seeds, one for each run.
    temperatures
        As for `annealed_choices`.
    visits
        Approximate number of pairs of candidate and group that a run visits.
    over
        Called after each run; True skips the remaining runs.
    params
        Parameters of the search.
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
    solve_restricted: SolveRestricted,
    *,
    params: HeuristicParams = HEURISTIC_DEFAULTS,
) -> Ints:
    """Solve exactly over the union of some solutions' candidates, and return the best solution.

    Heuristic concentration: Rosing, K. and ReVelle, C. (1997), European Journal of Operational Research 97,
    75-86. Good solutions differ in places far from each other: a combination of them may be better than each.
    """
    best = max(choices, key=lambda one: people_served(problem, one))
    restricted = RestrictedProblem(
        candidates=np.unique(np.concatenate(choices)),
        start=best,
        time_limit_s=params.concentration_s,
    )
    return max(best, solve_restricted(restricted), key=lambda one: people_served(problem, one))
