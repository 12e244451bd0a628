"""Figures of a comparison as text, in either language."""

from __future__ import annotations

import pandas as pd

from ...maps.wording.messages import Lang, say
from ...maps.wording.words import count, percent
from ..results.plan_words import BothPart
from .compared import Figure, Kind

NOTHING = "-"
"""Shown where there is no figure."""


def value_shown(value: float | BothPart | None, kind: Kind, lang: Lang) -> str:
    """Return a figure as text: people by thousands, shares in percent.

    Parameters
    ----------
    value
        The figure.
    kind
        What it is.
    lang
        Language.
    """
    if isinstance(value, BothPart):
        return getattr(value, lang) or NOTHING
    if value is None:
        return NOTHING
    if kind == "share":
        return percent(value)
    if kind == "number" and not float(value).is_integer():
        return f"{value:.4g}"
    return count(value, lang)


def difference_shown(one: Figure, lang: Lang) -> str:
    """Return by how much B's figure is more than A's, with its sign; of texts whether they differ."""
    if one.kind == "text":
        return "" if one.a == one.b else say(lang, "differs")
    return amount_shown(one.difference, one.kind, lang)


def amount_shown(difference: float | None, kind: Kind, lang: Lang) -> str:
    """Return a difference with its sign; of shares in percentage points.

    Parameters
    ----------
    difference
        The difference; None for none.
    kind
        What it is of.
    lang
        Language.
    """
    if difference is None:
        return ""
    sign = "+" if difference > 0 else "\N{MINUS SIGN}" if difference < 0 else "\N{PLUS-MINUS SIGN}"
    if kind == "share":
        return say(lang, "{points} points", points=f"{sign}{abs(difference) * 100:.1f}")
    return sign + value_shown(abs(difference), kind, lang)


def known(value: float) -> float | None:
    """Return a number of a table; None where there is none."""
    return None if pd.isna(value) else float(value)
