"""Sentences and rows about the people who are near the limit."""

from __future__ import annotations

from typing import Final

from ...coverage.limit_sensitivity import GAINED, LOST, LimitSensitivity
from .messages import Lang, say
from .words import count, sentence

NOT_KNOWN: Final = "not known"


def near_limit_said(near: LimitSensitivity, lang: Lang) -> str:
    """Return what is said beside a number of people served; empty where nobody asks for it."""
    return sentence(near.clause, lang)


def near_limit_rows(near: LimitSensitivity, lang: Lang) -> list[tuple[str, float | None]]:
    """Return the names and figures of who would be lost and gained; none where nobody asks for them.

    Parameters
    ----------
    near
        Reach at the three limits.
    lang
        Language of the names.

    Returns
    -------
    list of tuple
        A figure that is not known is None.
    """
    if not near.travel_uncertainty:
        return []
    return [
        (say(lang, LOST[near.unit], percent=near.percent), near.people_lost),
        (say(lang, GAINED[near.unit], percent=near.percent), near.people_gained),
    ]


def near_limit_count(people: float | None, lang: Lang) -> str:
    """Return one of these figures as text."""
    return say(lang, NOT_KNOWN) if people is None else count(people, lang)
