"""Words of a study for its readers, in one language or in both, and the unit of its money."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

from ....common.entries import Entry
from ....common.words import Words


def _words(value: Any) -> Words:  # noqa: ANN401 - what the file holds
    if isinstance(value, (int, float)):
        raise ValueError("is a number: write it in quotes where it is a text")  # noqa: TRY004
    return Words.of(value)


StudyWords = Annotated[Words, BeforeValidator(_words), PlainSerializer(Words.in_both)]
"""A text, or ``{en: ..., zh: ...}``."""


class MoneyEntry(Entry):
    """The money that costs and budgets are in."""

    unit: StudyWords
    """Shown beside every amount, such as ``{en: "10,000 yuan", zh: 万元}``."""
