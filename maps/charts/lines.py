"""Lines of text in pictures: how wide a text is, where it breaks, and where it is cut."""

from __future__ import annotations

import unicodedata
from itertools import accumulate
from typing import Final

_CUT: Final = "…"


def wrapped(text: str, chars: int) -> list[str]:
    """Break a text into lines of at most so many letters; a Chinese character counts as two.

    Lines break at spaces, or between Chinese characters, which have none; a longer word is cut.
    """
    lines = [""]
    for word in _words(text):
        if letters(lines[-1]) + letters(word.rstrip()) > chars and lines[-1]:
            lines.append("")
        rest = word if lines[-1] else word.lstrip()
        while letters(rest) > chars:
            head = _head(rest, chars)
            lines[-1:] = [head, ""]
            rest = rest[len(head) :]
        lines[-1] += rest
    return [line.rstrip() for line in lines if line.strip()] or [""]


def cut(text: str, chars: int) -> str:
    """Shorten a text to so many letters, with a sign that something is missing."""
    return text if letters(text) <= chars else _head(text, chars - 1) + _CUT


def letters(text: str) -> int:
    """Return how wide a text is, in letters."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _head(text: str, chars: int) -> str:
    sizes = accumulate(letters(c) for c in text)
    return text[: max(1, sum(size <= chars for size in sizes))]


def _words(text: str) -> list[str]:
    """Cut a text where a line may break: before a space, and around wide characters."""
    words = [""]
    for character in text:
        wide = letters(character) == 2
        after_wide = bool(words[-1]) and letters(words[-1][-1]) == 2
        # A line does not begin with a comma or a closing bracket.
        closes = unicodedata.category(character) in ("Po", "Pe", "Pf")
        # Nor does it end with an opening one.
        opened = bool(words[-1]) and unicodedata.category(words[-1][-1]) in ("Ps", "Pi")
        if character == " " or (not closes and not opened and (wide or after_wide)):
            words.append(character)
        else:
            words[-1] += character
    return [word for word in words if word]
