"""Why `must_open` is infeasible under the years' limits, and which limits would be feasible."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import numpy as np

from ...common.arrays import Floats
from ...common.sentences import Sentence
from ..core.effort import Effort
from ..core.linear_rows import stack_rows
from ..core.problem import Siting
from ..core.wording import figure
from ..covering.solve_under_rules import least_choice
from .years import YearBudget, order_rows, purse_rows, spending_rows, total_rows


def year_conflicts(years: Sequence[YearBudget], siting: Siting, effort: Effort) -> tuple[str, ...]:
    """Return in words why `must_open` is infeasible; no other constraint can be.

    Parameters
    ----------
    years
        The limits of the years.
    siting
        The candidates, and which of them must be opened.
    effort
        How many threads.
    """
    must = siting.must_open
    sites, money = float(must.sum()), float(siting.opening_cost[must].sum())
    needed = Sentence(
        "must_open: {sites} sites that cost {money}", sites=figure(sites), money=figure(money)
    )
    texts = []
    if siting.max_new is not None and siting.max_new < sites:
        texts.append(
            Sentence(
                "{needed}; max_new of all years together allows {allowed}, {enough} would work",
                needed=needed,
                allowed=siting.max_new,
                enough=figure(sites),
            )
        )
    if siting.budget is not None and siting.budget < money:
        texts.append(
            Sentence(
                "{needed}; the budget of all years together allows {allowed}, {enough} would work",
                needed=needed,
                allowed=figure(siting.budget),
                enough=figure(money),
            )
        )
    return tuple(texts) or _yearly(years, siting, needed, effort)


def _yearly(
    years: Sequence[YearBudget], siting: Siting, needed: str, effort: Effort
) -> tuple[str, ...]:
    """Find the least increase of the last year's limits: all that must be opened could be opened then."""
    *before, last = years
    trial = dataclasses.replace(last, max_new=None, budget=None)
    ways: list[str] = []
    # First the number of sites, then the budget with that number.
    if last.max_new is not None:
        limits = [year.max_new for year in years]
        more = _least_more(
            limits, np.ones(len(siting.opening_cost)), [*before, trial], siting, effort
        )
        enough_sites = last.max_new + math.ceil(more - 1e-6)
        trial = dataclasses.replace(trial, max_new=enough_sites)
        raised = Sentence("max_new {enough} (not {given})", enough=enough_sites, given=last.max_new)
        ways += [raised] if more > 0 else []
    if last.budget is not None:
        costs = [year.budget for year in years]
        more = _least_more(costs, siting.opening_cost, [*before, trial], siting, effort)
        raised = Sentence(
            "budget {enough} (not {given})",
            enough=figure(last.budget + more),
            given=figure(last.budget),
        )
        ways += [raised] if more > 0 else []
    text = Sentence(
        "{needed}; they do not fit into what the years {first} to {last} allow one by one; in {last} {ways} "
        "would work",
        needed=needed,
        first=years[0].year,
        last=last.year,
        ways=Sentence("{one} and {other}", one=ways[0], other=ways[1])
        if len(ways) > 1
        else next(iter(ways), ""),
    )
    return (text,)


def _least_more(
    limits: Sequence[float | None],
    taken: Floats,
    years: Sequence[YearBudget],
    siting: Siting,
    effort: Effort,
) -> float:
    """Return by how much the last year's limit must rise; `years` are without that limit."""
    purse = purse_rows(limits, [year.carry_over for year in years], taken)
    rows = stack_rows(
        [
            order_rows(len(years), len(taken)),
            spending_rows(years, siting),
            total_rows(len(years), siting),
        ],
        len(years) * len(taken),
    )
    effort = effort.diagnosing()
    found = least_choice(purse.matrix[[-1]].toarray().ravel(), rows, effort)
    if found.chosen is None:
        # No solution in time: enough for all of them in the last year is an upper bound.
        return float(taken[siting.must_open].sum())
    spent = float((purse.matrix[[-1]] @ found.chosen.astype(np.float64))[0])
    return max(0.0, spent - float(purse.upper[-1]))
