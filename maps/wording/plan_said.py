"""What an overview says of a plan, in every language."""

from __future__ import annotations

from collections.abc import Callable

from ...coverage.assessment import Assessment
from ...coverage.worst_unit import worst_unit
from ...geo.study_context import StudyContext
from ...optimize.plan import Plan, opening_cost
from .messages import LANGS, Lang, say
from .money import amount_said, money_said
from .names import level_said
from .picture_words import limit_in_short
from .proof import proof_said
from .titles import scenario_title
from .words import percent, services, whose

InLangs = dict[str, str]
"""A text by language."""


def in_langs(said: Callable[[Lang], str]) -> InLangs:
    """Return what a function says in each language."""
    return {lang: said(lang) for lang in LANGS}


def plan_said(plan: Plan) -> dict[str, InLangs]:
    """Return by subject what is said of a plan: its title, service, group, limit, proof and cost.

    The worst unit is that of today. The cost is that of the opened sites; empty where one of these has none.
    """
    cost, study = opening_cost(plan), plan.scenario.times.study
    return {
        "title": in_langs(lambda lang: scenario_title(plan.scenario, lang)),
        "service": in_langs(lambda lang: services(plan.after, lang)),
        "group": in_langs(lambda lang: whose(plan.after, lang)),
        "limit": in_langs(lambda lang: limit_in_short(plan.after, lang)),
        "proof": in_langs(lambda lang: proof_said(plan, lang)),
        "worst": worst_today(plan.before),
        "cost": in_langs(lambda lang: cost_said(study, cost, lang)),
    }


def cost_said(study: StudyContext, cost: float | None, lang: Lang) -> str:
    """Return what sites cost in the study's money; nothing where it is not known."""
    return "" if cost is None else money_said(study, amount_said(cost, lang), lang)


def worst_today(today: Assessment) -> InLangs:
    """Return the unit with the lowest share, of several the one with the most people not served.

    Units are those of the first level that the study draws; nothing without any.
    """
    study = today.times.study
    worst = None if study.units is None or study.units.empty else worst_unit(today)
    if worst is None:
        return in_langs(lambda _: "")
    return in_langs(
        lambda lang: say(
            lang,
            "Worst {level}: {name}, {share}",
            level=level_said(study, worst.level, lang),
            name=worst.name,
            share=percent(worst.share),
        )
    )
