"""The sheet of ``tables.xlsx`` about people near the limit, group by group."""

from __future__ import annotations

from typing import Final

import pandas as pd

from ....coverage.limit_sensitivity import (
    LimitSensitivity,
    limit_sensitivity,
    sensitivity_by_group,
)
from ....maps.wording.messages import Lang, say
from ....maps.wording.near_limit import NOT_KNOWN
from ....optimize.plan import Plan
from ..table_files import Sheet

_PEOPLE: Final = "#,##0"


def near_limit_sheet(plan: Plan, lang: Lang) -> Sheet:
    """Return the reach of each group at the limit, below and above it, today and with the plan.

    Parameters
    ----------
    plan
        The plan.
    lang
        Language of headings.

    Returns
    -------
    Sheet
        Without rows where the travel times have an uncertainty of 0.
    """
    if not plan.scenario.times.travel_uncertainty:
        return Sheet(table=pd.DataFrame())
    states = (("Today", plan.before), ("With the plan", plan.after))
    rows = [
        (say(lang, when), say(lang, group), near)
        for when, state in states
        for group, near in sensitivity_by_group(state).items()
    ]
    lower, middle, upper = _limits(limit_sensitivity(plan.after), lang)
    columns: dict[str, list[object]] = {
        say(lang, "Sites"): [when for when, *_ in rows],
        say(lang, "Group"): [group for _, group, _ in rows],
        say(lang, "People"): [near.people_total for *_, near in rows],
        lower: [near.reach_lower for *_, near in rows],
        middle: [near.reach for *_, near in rows],
        upper: [known(near.reach_upper, lang) for *_, near in rows],
    }
    words = list(columns)[:2]
    formats = {name: "@" if name in words else _PEOPLE for name in columns}
    return Sheet(table=pd.DataFrame(columns), formats=formats)


def known(people: float | None, lang: Lang) -> object:
    """Return a number of people for a cell of a sheet, or that it is not known."""
    return say(lang, NOT_KNOWN) if people is None else people


def _limits(near: LimitSensitivity, lang: Lang) -> list[str]:
    if near.unit == "m":
        return [say(lang, "Within {amount} m", amount=f"{limit:,.10g}") for limit in near.limits]
    return [say(lang, "Within {amount} min", amount=f"{limit / 60:.10g}") for limit in near.limits]
