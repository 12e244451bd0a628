"""The budget of an opening decision: a number of candidates and a sum of money."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...common.arrays import Floats, Ints
from ...common.sentences import Sentence
from .linear_model import ModelWriter
from .problem import Siting
from .tolerances import ROUNDING


class Budget(NamedTuple):
    """How many candidates may be opened, and what they may cost together.

    Parameters
    ----------
    opening_cost
        Fixed cost by candidate, not negative.
    max_new
        Maximum number of candidates.
    money
        Upper limit of the sum of opening costs; may be infinite.
    """

    opening_cost: Floats
    max_new: int
    money: float

    def fits(self, opened: Ints) -> bool:
        """Return whether opening these candidates is feasible."""
        return len(opened) <= self.max_new and float(self.opening_cost[opened].sum()) <= self.money

    def after(self, opened: Ints) -> Budget:
        """Return the remaining budget once these candidates are open, for all candidates."""
        return self._replace(
            max_new=self.max_new - len(opened),
            money=self.money - float(self.opening_cost[opened].sum()),
        )

    def of(self, candidates: Ints) -> Budget:
        """Return the budget restricted to some of the candidates."""
        return self._replace(opening_cost=self.opening_cost[candidates])

    def within(self, order: Ints) -> Ints:
        """Return the longest feasible prefix of these candidates."""
        first = order[: max(self.max_new, 0)]
        return first[np.cumsum(self.opening_cost[first]) <= self.money]

    @property
    def uniform(self) -> bool:
        """Whether all opening costs are equal and positive."""
        cost = self.opening_cost
        return len(cost) > 0 and bool((cost == cost[0]).all()) and float(cost[0]) > 0


def knapsack_of(budget: Budget) -> Budget:
    """Return a single knapsack constraint: money, or the number if money is infinite or costs are uniform."""
    count = len(budget.opening_cost)
    if np.isinf(budget.money):
        return Budget(np.ones(count), count, float(budget.max_new))
    if budget.uniform:
        number = min(budget.max_new, int(budget.money / budget.opening_cost[0] + ROUNDING))
        return Budget(np.ones(count), count, float(number))
    # Step sizes are scaled by the costs, so that none may be 0; the money grows by as much.
    cost = np.maximum(budget.opening_cost, 1e-9)
    return Budget(cost, count, budget.money + float((cost - budget.opening_cost).sum()))


class RelaxedOpening(NamedTuple):
    """Optimum of the continuous knapsack problem over candidates, with its dual values.

    Parameters
    ----------
    value
        Sum of the gains of what is opened.
    share
        By candidate the share that is opened.
    enter, leave
        By candidate thresholds of the gain: opening one that is left out lowers the value by ``enter`` less its
        gain at least, closing one that is chosen by its gain less ``leave``.
    """

    value: float
    share: Floats
    enter: Floats
    leave: Floats


def relaxed_opening(gain: Floats, budget: Budget) -> RelaxedOpening:
    """Return the optimum under the number or under the money, whichever bounds the gain more."""
    limits = [(np.ones(len(gain)), float(max(budget.max_new, 0)))]
    if np.isfinite(budget.money):
        limits.append((budget.opening_cost, max(budget.money, 0.0)))
    return min((_continuous_knapsack(gain, *limit) for limit in limits), key=lambda one: one.value)


def _continuous_knapsack(gain: Floats, weight: Floats, capacity: float) -> RelaxedOpening:
    """Solve the continuous knapsack problem (Dantzig 1957): by gain per weight, the last one fractional."""
    ratio = np.where(gain > 0, np.inf, -np.inf)
    np.divide(gain, weight, out=ratio, where=weight > 0)
    order = np.argsort(-ratio, kind="stable")
    order = order[: np.count_nonzero(gain > 0)]
    filled = np.cumsum(weight[order])
    whole = int(np.searchsorted(filled, capacity, side="right"))
    share = np.zeros(len(gain))
    share[order[:whole]] = 1.0
    enter = leave = 0.0
    if whole < len(order):
        last = order[whole]
        left = capacity - (filled[whole - 1] if whole else 0.0)
        share[last] = left / weight[last]
        leave = ratio[last]
        # Where the capacity is used up exactly, any dual value between the ratios of the two is valid.
        enter = ratio[order[whole - 1]] if left == 0 and whole else leave
    enter = enter if np.isfinite(enter) else leave
    return RelaxedOpening(
        value=float(gain @ share), share=share, enter=enter * weight, leave=leave * weight
    )


def budget_left(siting: Siting) -> Budget:
    """Return the remaining budget after `must_open`, with a slack for rounding."""
    count = len(siting.opening_cost)
    most = count if siting.max_new is None else min(siting.max_new, count)
    money = np.inf
    if siting.budget is not None:
        slack = ROUNDING * max(1.0, abs(siting.budget))
        money = siting.budget + slack - float(siting.opening_cost[siting.must_open].sum())
    return Budget(siting.opening_cost, most - int(siting.must_open.sum()), money)


def add_budget_rows(writer: ModelWriter, budget: Budget, is_open: Ints) -> None:
    """Add the budget constraints to a model; redundant rows are not written.

    Parameters
    ----------
    writer
        The model.
    budget
        The number of candidates that may be opened, and their total cost.
    is_open
        Variable numbers of the opening decisions, by candidate.
    """
    if budget.max_new < len(is_open):
        writer.add_rows([(np.ones((1, len(is_open))), is_open)], upper=float(budget.max_new))
    if budget.opening_cost.sum() > budget.money:
        writer.add_rows([(budget.opening_cost[None, :], is_open)], upper=budget.money)


def allowed(siting: Siting) -> Sentence:
    """Return the number and the budget in words."""
    sites = Sentence("at most {count} new sites", count=siting.max_new or 0)
    budget = Sentence("a budget of {budget:,g}", budget=siting.budget or 0.0)
    if siting.max_new is None:
        return Sentence("all candidates") if siting.budget is None else budget
    if siting.budget is None:
        return sites
    return Sentence("{sites} and {budget}", sites=sites, budget=budget)


def must_open_conflicts(siting: Siting) -> tuple[str, ...]:
    """Return why `must_open` is infeasible under number and budget, in words; nothing if it is feasible."""
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
    if left.money < 0:
        opening_cost = float(siting.opening_cost[must].sum())
        texts.append(
            Sentence(
                "must_open costs {opening_cost:,.10g} ({names}), but the budget is {budget:,.10g}: "
                "set the budget to {opening_cost:,.10g} or more, or take some out of must_open",
                opening_cost=opening_cost,
                names=names,
                budget=siting.budget or 0.0,
            )
        )
    return tuple(texts)
