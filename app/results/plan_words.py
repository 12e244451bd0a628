"""The words of ``plan.json``: what readers see in place of names, in both languages."""

from __future__ import annotations

from pydantic import BaseModel

from ...common.words import Words
from ...maps.wording.messages import LANGS
from ...maps.wording.names import service_said
from ...maps.wording.titles import scenario_titles
from ...optimize.plan import Plan


class BothPart(BaseModel, extra="forbid", frozen=True):
    """A text in English and in Chinese; one that the study gives in one language alone is in both the same."""

    en: str
    zh: str


class WordsPart(BaseModel, extra="forbid", frozen=True):
    """What readers see of the study: titles in place of names, and what is said beside the figures."""

    study: BothPart
    service: BothPart
    scenario: BothPart
    """Where the study gives no title, the question in words."""
    notice: BothPart
    credits: BothPart
    money_unit: BothPart
    """Of costs and budgets; empty where the study does not say."""
    levels: dict[str, BothPart]
    """What the study calls its levels of units, by their names."""


class SaidPart(BaseModel, extra="forbid", frozen=True):
    """What overviews say of the plan."""

    title: BothPart
    service: BothPart
    group: BothPart
    limit: BothPart
    """With the mode of travel."""
    proof: BothPart
    cost: BothPart
    """Of the opened sites, with the unit of money; empty where one of them has none."""
    worst: BothPart
    """The unit of the first level with the lowest share today; empty where there are none."""


def plan_words(plan: Plan, service: str) -> WordsPart:
    """Return the words of a plan and of the service that it is about.

    Parameters
    ----------
    plan
        The plan.
    service
        As the study names it.
    """
    study = plan.scenario.times.study
    called = Words(**{lang: service_said(study, service, lang) for lang in LANGS})
    return WordsPart(
        study=_both(study.title),
        service=_both(called),
        scenario=_both(scenario_titles(plan.scenario)),
        notice=_both(study.notice),
        credits=_both(study.credits),
        money_unit=_both(study.money),
        levels={level: _both(title) for level, title in study.levels.items()},
    )


def _both(words: Words) -> BothPart:
    return BothPart(**words.in_both())
