"""What the page needs to walk through the years of a plan: who is opened when, and whom each year counts."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from ...common.arrays import Floats, Ints
from ...optimize.objectives.multi_period import MultiPeriodCovering
from ...optimize.plan import Plan
from ..document.packing import packed
from .cells import parts_counted
from .page_cells import PageCells, each_cell


def people_by_year(plan: Plan) -> dict[int, Floats]:
    """Return by year and cell the people of those years that have people of their own."""
    objective = plan.scenario.objective
    if not isinstance(objective, MultiPeriodCovering):
        return {}
    own = {year.year: year.people_of(plan.scenario.group) for year in objective.years}
    return {year: people for year, people in own.items() if people is not None}


def year_table(
    plan: Plan,
    rows: Ints,
    *,
    number: Mapping[Hashable, int] | None = None,
    merged: PageCells | None = None,
) -> dict[str, Any] | None:
    """Return the years of a plan over years; None of any other plan, and of one that opens nothing.

    Parameters
    ----------
    plan
        The plan.
    rows
        Which cells the page has, in its order.
    number
        By site that the page has its number there; needed where some are not open yet in some year.
    merged
        Of which cells the people are counted in each of `rows`; by default its own.

    Returns
    -------
    dict
        ``names`` (the years), ``of`` (for each of the plan's opened sites the position of its year),
        ``people`` (for each year null, or ``counts`` and ``parts`` as `cell_table` has them by group) and,
        where some existing sites are not open yet in some year, ``unopened``: these for today, which is taken
        for the first year, and for each year.
    """
    objective = plan.scenario.objective
    if not isinstance(objective, MultiPeriodCovering) or not plan.years:
        return None
    names = [year.year for year in objective.years]
    own = people_by_year(plan)
    cells = each_cell(rows, len(plan.scenario.times.demand)) if merged is None else merged
    shown = number or {}
    by_year = [[shown[site] for site in year.unopened if site in shown] for year in objective.years]
    return {
        **({"unopened": [by_year[0], *by_year]} if any(by_year) else {}),
        "names": names,
        "of": [names.index(year) for year in plan.years],
        "people": [
            {"counts": packed(cells.sums(own[name])), "parts": parts_counted(pd.Series(own[name]))}
            if name in own
            else None
            for name in names
        ],
    }
