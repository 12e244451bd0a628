"""What the sites that must open leave of number and budget, and what to say if that is less than nothing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...common.arrays import Floats, Ints
from ...common.sentences import Sentence
from .linear_model import ModelWriter
from .problem import Siting
from .tolerances import ROUNDING


class BudgetLeft(NamedTuple):
    """How many more candidates may be opened, and for how much; the budget may be infinite."""

    max_new: int
    budget: float


def budget_left(siting: Siting) -> BudgetLeft:
    """Return what is left after `must_open`, with a little slack for rounding."""
    count = len(siting.price)
    most = count if siting.max_new is None else min(siting.max_new, count)
    budget = np.inf
    if siting.budget is not None:
        slack = ROUNDING * max(1.0, abs(siting.budget))
        budget = siting.budget + slack - float(siting.price[siting.must_open].sum())
    return BudgetLeft(most - int(siting.must_open.sum()), budget)


def add_budget_rows(writer: ModelWriter, left: BudgetLeft, is_open: Ints, price: Floats) -> None:
    """Hold what is opened to what is left; no row is written that holds anyway.

    Parameters
    ----------
    writer
        The model.
    left
        How many may be opened, and for how much.
    is_open, price
        Variables of candidates that are not opened anyway, and what each costs.
    """
    if left.max_new < len(is_open):
        writer.add_rows([(np.ones((1, len(is_open))), is_open)], upper=float(left.max_new))
    if price.sum() > left.budget:
        writer.add_rows([(price[None, :], is_open)], upper=left.budget)


def must_open_conflicts(siting: Siting) -> tuple[str, ...]:
    """Return how `must_open` contradicts number and budget, in words; nothing if it does not."""
    must = np.flatnonzero(siting.must_open)
    left = budget_left(siting)
    names: tuple[str, ...] | Sentence = tuple(siting.candidate_names[j] for j in must[:5])
    if len(must) > 5:
        names = Sentence("{names} and {number} more", names=names, number=len(must) - 5)
    texts = []
    if left.max_new < 0:
        texts.append(
            Sentence(
                "must_open opens {count} candidates ({names}), but max_new allows {allowed}: "
                "set max_new to {count} or more, or take some out of must_open",
                count=len(must),
                names=names,
                allowed=siting.max_new or 0,
            )
        )
    if left.budget < 0:
        price = float(siting.price[must].sum())
        texts.append(
            Sentence(
                "must_open costs {price:,.10g} ({names}), but the budget is {budget:,.10g}: "
                "set the budget to {price:,.10g} or more, or take some out of must_open",
                price=price,
                names=names,
                budget=siting.budget or 0.0,
            )
        )
    return tuple(texts)
