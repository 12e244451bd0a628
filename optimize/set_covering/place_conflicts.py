"""Why shares of people with a place are infeasible though they could be reached, and what would be feasible."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from ...common.arrays import Floats
from ...common.sentences import Sentence
from ..core.effort import Effort
from ..core.tolerances import ROUNDING
from ..core.wording import figure
from .infeasibility import called, in_unit, rounded_down, too_little_money
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
    texts = [
        text
        for ask in asks
        for text in _too_few_places(PlaceShares(siting=free, asks=[ask]), word, effort)
    ]
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


def _spending(problem: PlaceShares, word: str, effort: Effort) -> list[str]:
    """Return the sites and the budget that the shares need, where they exceed what is allowed."""
    siting, texts = problem.siting, list[str]()
    shares = tuple(called(siting, ask, word) for ask in problem.asks)
    what = Sentence("{ask} needs", ask=shares[0])
    if len(shares) > 1:
        what = Sentence("the shares ({shares}) together need", shares=shares)
    allowed = siting.max_new
    if allowed is not None:
        least, proven = _least(problem, np.ones(len(siting.opening_cost)), None, effort)
        sites = math.ceil(least - 1e-6)
        if sites > allowed:
            short = Sentence(
                "{what} at least {sites} sites; max_new allows {allowed}",
                what=what,
                sites=sites,
                allowed=allowed,
            )
            fixed = Sentence("{short}: set max_new to {sites} or more", short=short, sites=sites)
            texts.append(fixed if proven else short)
            allowed = sites
    if siting.budget is not None:
        money, proven = _least(problem, siting.opening_cost, allowed, effort)
        if np.isfinite(money) and money > siting.budget + ROUNDING * max(1.0, siting.budget):
            short = too_little_money(what, money, siting.budget, allowed)
            enough = figure(money)
            fixed = Sentence("{short}: set it to {money} or more", short=short, money=enough)
            texts.append(fixed if proven else short)
    return texts


def _least(
    problem: PlaceShares, cost: Floats, max_new: int | None, effort: Effort
) -> tuple[float, bool]:
    """Return the least sites or cost for the shares without a budget, and whether it is optimal."""
    free = dataclasses.replace(problem, siting=problem.siting.replace(max_new=max_new, budget=None))
    found = least_cost_with_places(free, cost, effort)
    if found.status == "optimal" and found.chosen is not None:
        return float(cost[found.chosen].sum()), True
    return found.bound, False


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
