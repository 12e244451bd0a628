"""A feasible solution in which each cell has a way to a site, within the limit if so asked; or why not."""

from __future__ import annotations

import dataclasses

import numpy as np
from scipy.sparse import csc_array

from ...common.arrays import Bools, Floats, Ints
from ...common.sentences import Sentence
from ..core.budget import Budget, budget_left, must_open_conflicts
from ..core.effort import Deadline, Effort
from ..core.problem import Siting
from ..core.result import SearchResult
from .full_cover import find_cover, least_cover
from .nearest_costs import NearestCosts


def first_choice(
    siting: Siting, costs: NearestCosts, effort: Effort, *, within_limit: bool
) -> SearchResult:
    """Return candidates, `must_open` among them, with which each cell has a way to a site.

    With `within_limit` all cells that can be served within the limit are served, too.
    """
    conflicts = must_open_conflicts(siting)
    if conflicts:
        return SearchResult(status="infeasible", chosen=None, bound=np.inf, conflicts=conflicts)
    deadline = Deadline.of(effort)
    radius, asked = np.full(len(costs.cells), np.inf), costs.cut_off
    cover = _first_way(siting, costs) or cover_within(siting, costs, radius, asked, effort)
    if cover.status == "infeasible":
        return dataclasses.replace(
            cover, conflicts=(_ways_needed(siting, costs, radius, asked, effort),)
        )
    if cover.chosen is None or not within_limit:
        return cover
    radius[costs.demanded] = float(np.float32(siting.limit))
    asked = asked | costs.demanded
    cover = cover_within(siting, costs, radius, asked, effort.until(deadline))
    if cover.status == "infeasible":
        conflict = Sentence(
            "within_limit asks that all cells that some site could serve within {limit:,.0f} are served; "
            "{cells:,} of them are not today. That needs at least {needed}",
            limit=siting.limit,
            cells=int(costs.demanded.sum()),
            needed=_needed(siting, costs, radius, asked, effort),
        )
        return dataclasses.replace(cover, conflicts=(conflict,))
    return cover


def _first_way(siting: Siting, costs: NearestCosts) -> SearchResult | None:
    """Return `must_open` and the cheapest candidate if need be, where any site gives each cell a way."""
    chosen, left = siting.must_open.copy(), budget_left(siting)
    if costs.choosy().any():
        return None
    if costs.cut_off.any() and not chosen.any():
        cheapest = np.argmin(siting.opening_cost)
        if not left.fits(np.array([cheapest])):
            return None
        chosen[cheapest] = True
    return SearchResult(status="optimal", chosen=chosen, bound=0.0)


def cover_within(
    siting: Siting, costs: NearestCosts, radius: Floats, asked: Bools, effort: Effort
) -> SearchResult:
    """Find candidates, `must_open` among them, that serve the `asked` cells within a radius by cell."""
    reach, left, numbers = _open_question(siting, costs, radius, asked)
    cover = find_cover(reach, left, effort)
    if cover.chosen is None:
        return cover
    chosen = siting.must_open.copy()
    chosen[numbers[cover.chosen]] = True
    return dataclasses.replace(cover, chosen=chosen)


def _open_question(
    siting: Siting, costs: NearestCosts, radius: Floats, asked: Bools
) -> tuple[csc_array, Budget, Ints]:
    """Return the reach of cells that `must_open` leaves, the budget left, and the candidates' numbers."""
    pairs = costs.costs
    close = pairs.data <= radius[pairs.indices]
    kept = np.concatenate([[0], np.cumsum(close)])[pairs.indptr]
    reach = csc_array(
        (np.ones(int(close.sum()), dtype=bool), pairs.indices[close], kept), shape=pairs.shape
    )
    done = np.asarray(reach[:, np.flatnonzero(siting.must_open)].sum(axis=1)).ravel() > 0
    left = budget_left(siting)
    numbers = np.flatnonzero(~siting.must_open & (siting.opening_cost <= left.money))
    rows = np.flatnonzero(asked & ~done)
    return csc_array(csc_array(reach[:, numbers])[rows]), left.of(numbers), numbers


def _ways_needed(
    siting: Siting, costs: NearestCosts, radius: Floats, asked: Bools, effort: Effort
) -> str:
    """Return what would give each cell a way to a site."""
    return Sentence(
        "{cells:,} cells with people have a way to some candidates, but to no existing site: without a way to "
        "an open site there is no average and no worst. That needs at least {needed}; or forbid the candidates "
        "there, and these cells are left out",
        cells=int(asked.sum()),
        needed=_needed(siting, costs, radius, asked, effort),
    )


def _needed(
    siting: Siting, costs: NearestCosts, radius: Floats, asked: Bools, effort: Effort
) -> str:
    """Return the least number of sites, or budget, to serve all these cells within their radius."""
    free = siting.replace(max_new=None, budget=None)
    reach, left, _ = _open_question(free, costs, radius, asked)
    effort = dataclasses.replace(effort.diagnosing(), threads=1)
    must = siting.must_open
    count = int(
        must.sum() + np.ceil(least_cover(reach, np.ones(len(left.opening_cost)), effort) - 1e-6)
    )
    money = float(siting.opening_cost[must].sum()) + least_cover(reach, left.opening_cost, effort)
    sites = Sentence(
        "{count} new sites, and max_new allows {allowed}", count=count, allowed=siting.max_new or 0
    )
    budget = Sentence(
        "a budget of {money:,.0f}, and it is {budget:,.0f}",
        money=money,
        budget=siting.budget or 0.0,
    )
    if siting.max_new is not None and siting.budget is not None:
        return Sentence(
            "{sites} and {budget} (both at once may need more)", sites=sites, budget=budget
        )
    return sites if siting.budget is None else budget
