"""A scenario's question in words, for a heading: ``where to build 8 new sites``."""

from __future__ import annotations

from typing import Final

from ...optimize.objectives.multi_period import MultiPeriodCovering
from ...optimize.objectives.set_covering import SetCovering
from ...optimize.scenario import Scenario
from .messages import Lang, say
from .money import amount_said, money_said
from .words import count

AIMS: Final = {
    "maximin_covering": "for the worst-off units",
    "p_median": "for the shortest average way",
    "capacitated_p_median": "for the shortest average way",
    "p_center": "for the shortest longest way",
    "capacitated_facility_location": "at the least cost of building and travel",
}
"""What an objective is after, where that is not to serve most people."""

SHARES_ASKED: Final = {
    "sites": (
        "how few new sites serve everybody",
        "how few new sites serve a share of each unit",
        "how few new sites serve {share} of the people",
    ),
    "cost": (
        "how to serve everybody at least cost",
        "how to serve a share of each unit at least cost",
        "how to serve {share} of the people at least cost",
    ),
}
"""What set covering asks: of everybody, of units alone, of a share."""


def question_said(scenario: Scenario, lang: Lang) -> str:
    """Return what a scenario asks, in a few words."""
    objective, aim = scenario.objective, AIMS.get(scenario.objective.kind)
    if isinstance(objective, SetCovering):
        asked = _share_asked(objective, lang)
    elif isinstance(objective, MultiPeriodCovering):
        years = [one.year for one in objective.years]
        asked = say(lang, "what to build from {first} to {last}", first=min(years), last=max(years))
    elif scenario.max_new == 0 or (scenario.max_new is None and scenario.budget == 0):
        return say(lang, "who is served today")
    elif scenario.max_new == 1:
        asked = say(lang, "where to build one new site")
    elif scenario.max_new is not None:
        number = count(scenario.max_new, lang)
        asked = say(lang, "where to build {number} new sites", number=number)
    elif scenario.budget is not None:
        money = money_said(scenario.times.study, amount_said(scenario.budget, lang), lang)
        return _with(lang, say(lang, "what to build for {money}", money=money), aim)
    else:
        asked = say(lang, "where to build new sites")
    return _with(lang, asked, aim)


def _share_asked(objective: SetCovering, lang: Lang) -> str:
    of_all, of_units, of_some = SHARES_ASKED[objective.minimise]
    if objective.share >= 1:
        return say(lang, of_all)
    if not objective.share:
        return say(lang, of_units)
    return say(lang, of_some, share=f"{100 * objective.share:.4g}%")


def _with(lang: Lang, asked: str, aim: str | None) -> str:
    return (
        asked if aim is None else say(lang, "{question} {aim}", question=asked, aim=say(lang, aim))
    )
