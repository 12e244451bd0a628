"""Validation of amounts: number of sites, budget, limits of time and memory, and opening costs."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas as gpd

from ..common.amounts import number_of, whole_number_of
from ..common.arrays import Ints
from ..common.errors import Fault


def amount_faults(
    where: str,
    *,
    max_new: object,
    budget: object,
    time_limit_s: object,
    memory_limit_mb: object = None,
) -> Iterator[Fault]:
    """Yield what is wrong with a number of new sites, a budget, a time limit or a memory limit.

    Parameters
    ----------
    where
        The scenario, as the faults name it.
    max_new, budget, time_limit_s, memory_limit_mb
        As the user gave them; None for none.
    """
    count = whole_number_of(max_new)
    if max_new is not None and (count is None or count < 0):
        yield Fault(
            file=where,
            column="max_new",
            value=max_new,
            cause="is not a whole number of new sites, 0 or more",
            fix="write 0 to assess today's sites, or how many may be opened",
        )
    money = number_of(budget)
    if budget is not None and (money is None or money < 0):
        yield Fault(
            file=where,
            column="budget",
            value=budget,
            cause="is not a sum of money, 0 or more",
            fix="leave it out for any sum",
        )
    seconds = number_of(time_limit_s)
    if time_limit_s is not None and (seconds is None or seconds <= 0):
        yield Fault(
            file=where,
            column="time_limit_s",
            value=time_limit_s,
            cause="must be above 0 seconds",
            fix="leave it out for no limit, or give the seconds that the search may take",
        )
    megabytes = number_of(memory_limit_mb)
    if memory_limit_mb is not None and (megabytes is None or megabytes <= 0):
        yield Fault(
            file=where,
            column="memory_limit_mb",
            value=memory_limit_mb,
            cause="must be above 0 megabytes",
            fix="leave it out for half of what is free, or give what the search may take",
        )


def cost_faults(sites: gpd.GeoDataFrame, candidates: Ints, *, what: str) -> Iterator[Fault]:
    """Yield the candidates without an opening cost, which a budget needs.

    Parameters
    ----------
    sites
        A site table.
    candidates
        Positions of those that may be opened.
    what
        The table, as the faults name it.
    """
    cost = sites["cost"].iloc[candidates]
    for site in cost.index[~(cost >= 0).to_numpy()]:
        yield Fault(
            file=what,
            key=f"site_id {site}",
            column="cost",
            value=float(cost[site]),
            cause="is no cost, 0 or more, though a budget is given",
            fix="give every candidate its cost, or ask with max_new instead of a budget",
        )


def counts_cost(objective: object) -> bool:
    """Tell whether an objective asks what candidates cost, besides a scenario's budget."""
    years = getattr(objective, "years", ())
    return getattr(objective, "minimise", None) == "cost" or any(
        year.budget is not None for year in years
    )
