"""Why shares of people with a place are infeasible though they could be reached, and what would be feasible."""

from __future__ import annotations

import dataclasses
import math

from ...common.arrays import Floats
from ...common.sentences import Sentence
from ..core.effort import Effort
from ..core.tolerances import ROUNDING
from ..core.wording import figure
from .infeasibility import called, excesses, in_unit, rounded_down
from .share_problem import Ask
from .shares_with_places import (
    PlaceShares,
    highest_level_with_places,
    least_cost_with_places,
)


def place_conflicts(problem: PlaceShares, word: str, effort: Effort) -> tuple[str, ...]:
    """Return whether places are missing or too little is allowed, and which shares would be feasible.

    Parameters
    ----------
    problem
        Shares whose people reach a candidate, which are infeasible.
    word
        What a share is called: ``"share"`` or ``"floor"``.
    effort
        Time limit of each solve, and threads.
    """
    effort = effort.diagnosing()
    asks = [ask for ask, need in zip(problem.asks, problem.need, strict=True) if need > 0]
    problem = PlaceShares(siting=problem.siting, asks=asks)
    free = problem.siting.replace(max_new=None, budget=None)
    texts = tuple(
        text
        for ask in asks
        for text in _too_few_places(PlaceShares(siting=free, asks=[ask]), word, effort)
    )
    if not texts:
        texts = _spending(problem, word, effort)
    return *texts, _instead(problem, effort)


def _too_few_places(alone: PlaceShares, word: str, effort: Effort) -> tuple[str, ...]:
    """Return that a share cannot be given places, however many sites are opened."""
    siting, ask = alone.siting, alone.asks[0]
    most = _highest(alone, effort) * float(alone.need[0])
    total, missing = float(alone.total[0]), float(alone.need[0]) - most
    if missing <= ROUNDING * max(1.0, total):
        return ()
    return (
        Sentence(
            "{asked}: places are missing, not reach: with any of the {count} candidates at most {share} find "
            "a place within the limit; places for {missing} people more are needed, or ask for {share} or less",
            asked=called(siting, ask, word),
            count=len(siting.opening_cost),
            share=rounded_down(most / total),
            missing=figure(math.ceil(missing)),
        ),
    )


def _highest(problem: PlaceShares, effort: Effort) -> float:
    """Return a part of the shares that can be served for sure: all lowered by the same factor."""
    found, level = highest_level_with_places(problem, problem.need, effort)
    # Stopped early, the bound is what is proven: no more than that can be served.
    return min(level if found.status == "optimal" else found.bound, 1.0)


def _spending(problem: PlaceShares, word: str, effort: Effort) -> tuple[str, ...]:
    """Return the sites and the budget that the shares need, where they exceed what is allowed."""
    siting = problem.siting
    shares = tuple(called(siting, ask, word) for ask in problem.asks)
    what = Sentence("{ask} needs", ask=shares[0])
    if len(shares) > 1:
        what = Sentence("the shares ({shares}) together need", shares=shares)

    def least(cost: Floats, max_new: int | None) -> tuple[float, bool]:
        free = siting.replace(max_new=max_new, budget=None)
        found = least_cost_with_places(dataclasses.replace(problem, siting=free), cost, effort)
        if found.status == "optimal" and found.chosen is not None:
            return float(cost[found.chosen].sum()), True
        return found.bound, False

    return excesses(siting, what, least)


def _instead(problem: PlaceShares, effort: Effort) -> str:
    """Return the shares that what is allowed can serve."""
    found, level = highest_level_with_places(problem, problem.need, effort)
    part = 0.0 if found.chosen is None else min(max(level, 0.0), 1.0)

    def lowered(ask: Ask) -> str:
        share = rounded_down(ask.share * part)
        return share if ask.unit is None else in_unit(problem.siting, ask, share)

    return Sentence(
        "with what is allowed can be served: {shares}", shares=tuple(map(lowered, problem.asks))
    )
