"""Faults in another language: sentences that are known by their fixed words, with the values between them.

A fault's cause and fix are English text in which values stand already. The catalogue of faults has the fixed
words, with ``{}`` for each value; a text that fits one as a whole is translated, any other stays English.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po

from ...common.sentences import Sentence
from .messages import Lang
from .words import sentence

FOLDER: Final = Path(__file__).parents[1] / "page" / "words"
_HOLE: Final = "{}"


@dataclass(frozen=True)
class _Pattern:
    """Fixed words that values stand between.

    Parameters
    ----------
    fits
        Fits a whole text, with a group for each value.
    words
        The words of the other language; ``{0}`` or ``{}`` is where a value goes.
    fixed
        How many letters are fixed.
    """

    fits: re.Pattern[str]
    words: str
    fixed: int


@cache
def fault_catalogue(lang: Lang) -> dict[str, str]:
    """Return the translations by English text, ``{}`` for values; none for English itself."""
    if lang == "en":
        return {}
    with (FOLDER / f"faults.{lang}.po").open("rb") as file:
        entries = read_po(file, locale=lang)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string}


def fault_translator(lang: Lang) -> Callable[[str], str]:
    """Return what translates a cause, a fix, or the words around them; see `Fault.said`."""

    def translate(text: str) -> str:
        if isinstance(text, Sentence) and (said := sentence(text, lang)) != str(text):
            return said
        return _translated(str(text), lang)

    return translate


def note_said(note: str, lang: Lang) -> str:
    """Return a note in a language, of which a fault's cause and fix may be a part."""
    if lang == "en" or not isinstance(note, Sentence):
        return note
    translate = fault_translator(lang)

    def words_of(text: str) -> str:
        known = sentence(Sentence(text), lang)
        return translate(text) if known == text else known

    return note.said(words_of)


def _translated(text: str, lang: Lang) -> str:
    whole = fault_catalogue(lang).get(text)
    if whole is not None:
        return whole
    for pattern in _patterns(lang):
        found = pattern.fits.fullmatch(text)
        if found is not None:
            # A value may be words that are known, too.
            values = [fault_catalogue(lang).get(value, value) for value in found.groups()]
            return _filled(pattern.words, values)
    return text


def _filled(words: str, values: list[str]) -> str:
    waiting = iter(values)

    def value(hole: re.Match[str]) -> str:
        return values[int(hole[1])] if hole[1] else next(waiting)

    return re.sub(r"\{(\d*)\}", value, words)


@cache
def _patterns(lang: Lang) -> tuple[_Pattern, ...]:
    """Return what fits texts with values, that with most fixed letters first."""
    found = [
        _Pattern(
            fits=re.compile("(.+?)".join(map(re.escape, english.split(_HOLE))), flags=re.DOTALL),
            words=words,
            fixed=len(english.replace(_HOLE, "")),
        )
        for english, words in fault_catalogue(lang).items()
        if _HOLE in english
    ]
    return tuple(sorted(found, key=lambda one: -one.fixed))
