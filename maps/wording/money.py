"""Amounts of money with the unit that the study gives."""

from __future__ import annotations

from ...geo.study_context import StudyContext
from .messages import Lang, say, thousands_sign


def with_money_unit(study: StudyContext, text: str, lang: Lang) -> str:
    """Return a heading or an amount with the unit of the study's money in brackets, if it has one."""
    unit = study.money.said(lang)
    return say(lang, "{heading} ({unit})", heading=text, unit=unit) if unit else text


def amount_said(number: float, lang: Lang) -> str:
    """Return an amount of money to a hundredth, no zeros behind: ``9.25``, ``1 200``."""
    said = f"{round(float(number), 2):,.2f}".rstrip("0").rstrip(".")
    return said.replace(",", thousands_sign(lang))


def money_said(study: StudyContext, amount: str, lang: Lang) -> str:
    """Return an amount of money with its unit: ``500 (10,000 yuan)``, or the amount alone."""
    unit = study.money.said(lang)
    if not unit:
        return amount
    # "500 10,000 yuan" would be read as one number.
    return with_money_unit(study, amount, lang) if unit[0].isdigit() else f"{amount} {unit}"
