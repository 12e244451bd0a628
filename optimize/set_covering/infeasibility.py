"""Why shares are infeasible, in words with numbers, and which limits or shares would be feasible."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from ...common.arrays import Floats
from ...common.sentences import Sentence
from ..core.effort import Effort
from ..core.problem import Siting
from ..core.tolerances import ROUNDING
from ..core.wording import figure
from .share_problem import Ask, ShareProblem, share_problem
from .share_search import highest_level, least_cost

Least = Callable[[Floats, int | None], tuple[float, bool]]


def unreachable(
    siting: Siting, asks: Sequence[Ask], problem: ShareProblem, word: str
) -> tuple[str, ...]:
    """Return which shares are infeasible even with all candidates open.

    Parameters
    ----------
    siting
        Cells, sites and candidates.
    asks, problem
        The shares, and their reduction.
    word
        What a share is called: ``"share"`` or ``"floor"``.
    """
    texts = []
    for ask, lacking, most, total in zip(
        asks, problem.lacking(problem.most), problem.most, problem.total, strict=True
    ):
        if lacking > 0:
            share = rounded_down(most / total)
            texts.append(
                Sentence(
                    "{asked} cannot be reached: all {count} candidates together serve {share} ({missed} of "
                    "{total} people can be served by none); ask for {share} or less, or add candidates",
                    asked=called(siting, ask, word),
                    count=len(siting.opening_cost),
                    share=share,
                    missed=figure(round(total - most, 2)),
                    total=figure(round(total, 2)),
                )
            )
    return tuple(texts)


def spending_conflicts(
    siting: Siting, asks: Sequence[Ask], what: str, effort: Effort
) -> tuple[str, ...]:
    """Return the sites and the budget that shares need, where they exceed what is allowed.

    If both are too low, the budget is that for the number of sites named: both together are feasible.

    Parameters
    ----------
    siting
        Cells, sites and candidates.
    asks
        The shares; with all candidates open they are served.
    what
        The shares as the subject of a sentence, such as ``"share 90 % needs"``.
    effort
        Threads.
    """

    def least(cost: Floats, max_new: int | None) -> tuple[float, bool]:
        return _least(siting.replace(max_new=max_new, budget=None), asks, cost, effort)

    return excesses(siting, what, least)


def excesses(siting: Siting, what: str, least: Least) -> tuple[str, ...]:
    """Return the sites and the budget that shares need at least, where they exceed what is allowed.

    Parameters
    ----------
    siting
        Cells, sites and candidates.
    what
        The shares as the subject of a sentence.
    least
        Returns the least sum of a cost by candidate within a number of sites, and whether it is optimal.
    """
    texts = []
    allowed = siting.max_new
    if allowed is not None:
        number, proven = least(np.ones(len(siting.opening_cost)), None)
        sites = math.ceil(number - 1e-6)
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
        money, proven = least(siting.opening_cost, allowed)
        if np.isfinite(money) and money > siting.budget + ROUNDING * max(1.0, siting.budget):
            short = too_little_money(what, money, siting.budget, allowed)
            enough = figure(money)
            fixed = Sentence("{short}: set it to {money} or more", short=short, money=enough)
            texts.append(fixed if proven else short)
    return tuple(texts)


def too_little_money(what: str, money: float, budget: float, sites: int | None) -> Sentence:
    """Return that shares, the subject `what` of the sentence, need more money than the budget."""
    if sites is None:
        return Sentence(
            "{what} at least {money} money; the budget is {budget}",
            what=what,
            money=figure(money),
            budget=figure(budget),
        )
    return Sentence(
        "{what} at least {money} money with {sites} sites; the budget is {budget}",
        what=what,
        money=figure(money),
        sites=sites,
        budget=figure(budget),
    )


def highest_common(siting: Siting, asks: Sequence[Ask], effort: Effort) -> Floats:
    """Return the highest feasible shares if all are lowered by the same factor.

    Parameters
    ----------
    siting
        Cells, sites and candidates.
    asks
        The shares, above 0, each of a positive number of people.
    effort
        Threads.
    """
    effort = effort.diagnosing()
    problem = share_problem(siting, asks, everybody=False)
    found = highest_level(problem, problem.need, effort)
    if found.chosen is None:
        return np.zeros(len(asks))
    part = float((problem.reached(found.chosen) / problem.need).min())
    return np.array([ask.share for ask in asks]) * min(part, 1.0)


def called(siting: Siting, ask: Ask, word: str) -> str:
    """Return the text of a share: "floor 80 % in unit2"."""
    percent = 100 * ask.share
    asked = Sentence("share {percent:.10g} %", percent=percent)
    if word == "floor":
        asked = Sentence("floor {percent:.10g} %", percent=percent)
    return asked if ask.unit is None else in_unit(siting, ask, asked)


def in_unit(siting: Siting, ask: Ask, what: str) -> str:
    """Return a text with the unit of a share: "80 % in unit2"."""
    return Sentence("{what} in {unit}", what=what, unit=siting.unit_names[ask.unit or 0])


def rounded_down(share: float) -> str:
    """Return a share in per cent, rounded down so that it stays feasible."""
    return f"{math.floor(1000 * share * (1 + ROUNDING)) / 10:g} %"


def _least(siting: Siting, asks: Sequence[Ask], cost: Floats, effort: Effort) -> tuple[float, bool]:
    """Return the least cost for the shares, `must_open` included, and whether it is optimal."""
    problem = share_problem(siting, asks, everybody=False)
    effort = effort.diagnosing()
    found = least_cost(problem, cost[problem.candidates], effort)
    base = float(cost[siting.must_open].sum())
    if found.status == "optimal" and found.chosen is not None:
        return base + float(cost[problem.candidates][found.chosen].sum()), True
    return base + found.bound, False
