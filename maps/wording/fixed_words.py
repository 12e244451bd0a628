"""Sentences in another language that are known by their fixed words, with the values between them.

Where a text is made, values stand in it already. A catalogue has the fixed words, with ``{}`` for each value;
a text that fits an entry as a whole is translated, any other stays English. A value that is such a text is
translated with it. An entry that begins with a comma or a semicolon is a clause at the end of another text.
Single words that a table may have as names have the context ``word``: they are translated where a sentence has
``{!}`` for them or a number stands before them, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po

from .messages import Lang

FOLDER: Final = Path(__file__).parents[1] / "page" / "words"
WORD: Final = "word"
STAGE: Final = "stage"
"""The contexts of single words, and of those that are a line of progress."""

_HOLE: Final = "{}"
_LISTS: Final = (" or ", ", ")
_UNKNOWN: Final = re.compile(r"[A-Za-z']{2,} [A-Za-z']{2,} [A-Za-z']{2,}")
"""What is likely to be a sentence, and no name."""

_OR_NAMES: Final = re.compile(r"(?<=\S) or (?=\S+$)")
_COUNTED: Final = re.compile(r"([\d.,]+) ([A-Za-z]+)")
_PLACES: Final = re.compile(r"\{(\d*)(!?)\}")
_DEEPEST: Final = 4
"""How often a value of a text is looked at for values of its own."""

_LONGEST: Final = 2_000
"""Letters of a text that may have values; a message shows far fewer."""


@dataclass(frozen=True)
class _Pattern:
    """Fixed words that values stand between.

    Parameters
    ----------
    fits
        Fits a whole text, with a group for each value.
    pieces
        The fixed words themselves, all of which the text must have.
    words
        The words of the other language; ``{0}`` or ``{}`` is where a value goes.
    is_clause
        Whether another text stands before it: the first group.
    """

    fits: re.Pattern[str]
    pieces: tuple[str, ...]
    words: str
    is_clause: bool


@cache
def fixed_catalogue(
    lang: Lang, context: str | None = None, *, name: str = "faults"
) -> dict[str, str]:
    """Return the translations of a catalogue by English text, ``{}`` for values; none for English itself.

    Parameters
    ----------
    lang
        The language.
    context
        `WORD` for its single words.
    name
        The catalogue: ``faults`` for what our sources say, ``libraries`` for messages of libraries.
    """
    if lang == "en":
        return {}
    with (FOLDER / f"{name}.{lang}.po").open("rb") as file:
        entries = read_po(file, locale=lang)
    return {
        str(entry.id): str(entry.string)
        for entry in entries
        if entry.id and entry.string and entry.context == context
    }


@cache
def all_fixed(lang: Lang, context: str | None = None) -> dict[str, str]:
    """Return both catalogues together, as `fixed_catalogue` returns each."""
    return {
        **fixed_catalogue(lang, context, name="libraries"),
        **fixed_catalogue(lang, context),
    }


def fixed_translation(text: str, lang: Lang, *, depth: int = 0) -> str | None:
    """Return the translation of a text by its fixed words; None where no catalogue has any.

    Parameters
    ----------
    text
        The text, with its values.
    lang
        The language.
    depth
        How many texts it is a value of.
    """
    whole = all_fixed(lang).get(text)
    if whole is not None:
        return whole
    if depth > _DEEPEST or len(text) > _LONGEST:
        return None

    def inner(value: str) -> str:
        return _value_said(value, lang, depth + 1)

    words = all_fixed(lang, WORD)
    first = None
    for pattern in _patterns(lang):
        # Most texts have none of a sentence's words, which is told quickly.
        if not all(piece in text for piece in pattern.pieces):
            continue
        found = pattern.fits.fullmatch(text)
        if found is None:
            continue
        values = list(found.groups())
        is_whole = not any(_UNKNOWN.search(one) and inner(one) == one for one in values)
        head = inner(values.pop(0)) if pattern.is_clause else ""
        said = head + _filled(pattern.words, values, inner, words.get)
        if is_whole:
            return said
        # A sentence whose values are known, too, is preferred to one with more fixed letters.
        first = first or said
    return first


def _value_said(value: str, lang: Lang, depth: int) -> str:
    known = _known_value(value, lang, depth)
    if known is not None:
        return known
    for between in _LISTS:
        parts = value.split(between)
        said = [_known_value(part, lang, depth) for part in parts]
        if len(parts) > 1 and any(one is not None for one in said):
            return all_fixed(lang, WORD)[between].join(
                part if one is None else one for part, one in zip(parts, said, strict=True)
            )
    return _OR_NAMES.sub(all_fixed(lang, WORD)[" or "], value)


def _known_value(value: str, lang: Lang, depth: int) -> str | None:
    counted = _COUNTED.fullmatch(value)
    word = None if counted is None else all_fixed(lang, WORD).get(counted[2])
    if counted is not None and word is not None:
        return f"{counted[1]} {word}"
    return fixed_translation(value, lang, depth=depth)


def _filled(
    words: str,
    values: Iterable[str],
    value_said: Callable[[str], str],
    word_said: Callable[[str, str], str],
) -> str:
    given = list(values)
    waiting = iter(given)

    def value(place: re.Match[str]) -> str:
        one = given[int(place[1])] if place[1] else next(waiting)
        return word_said(one, value_said(one)) if place[2] else value_said(one)

    return _PLACES.sub(value, words)


@cache
def _patterns(lang: Lang) -> tuple[_Pattern, ...]:
    """Return what fits texts with values: clauses at their end first, then what has most fixed letters."""
    found = [
        _pattern(english, words)
        for english, words in all_fixed(lang).items()
        if _HOLE in english or english.startswith((", ", "; "))
    ]
    return tuple(
        sorted(found, key=lambda one: (not one.is_clause, -sum(len(piece) for piece in one.pieces)))
    )


def _pattern(english: str, words: str) -> _Pattern:
    is_clause = english.startswith((", ", "; "))
    pieces = english.split(_HOLE)
    fits = ("(.+)" if is_clause else "") + "(.*?)".join(map(re.escape, pieces))
    return _Pattern(
        fits=re.compile(fits, flags=re.DOTALL),
        pieces=tuple(piece for piece in pieces if piece),
        words=words,
        is_clause=is_clause,
    )
