"""The one catalogue of the page's messages: English is the key, a .po file holds each other language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, get_args

from babel import Locale
from babel.messages.pofile import read_po

from ...common.english.singular import in_singular
from ...common.errors import Fault, InputError

Lang = Literal["en", "zh"]
LANGS: Final[tuple[Lang, ...]] = get_args(Lang)
LANG_NAMES: Final = {"en": "English", "zh": "中文"}

Message = list[Any]
"""A message's English text and, if it needs them, its values by name: what the page puts into words."""

_FOLDER: Final = Path(__file__).parents[1] / "page" / "words"


def message(text: str, **values: object) -> Message:
    """Return a message for the page to translate when it is shown."""
    return [text, values]


def require_lang(lang: str) -> Lang:
    """Return a language, or refuse one that there is no catalogue of.

    Raises
    ------
    InputError
        If it is none of `LANGS`.
    """
    for known in LANGS:
        if lang == known:
            return known
    raise InputError(
        Fault(
            file="lang",
            value=lang,
            cause="there are no messages in this language",
            fix=f"give one of {', '.join(LANGS)}",
        )
    )


@cache
def catalogue(lang: Lang) -> dict[str, str]:
    """Return the translations of a language by English text; none for English itself."""
    if lang == "en":
        return {}
    with (_FOLDER / f"{lang}.po").open("rb") as file:
        entries = read_po(file, locale=lang)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id and entry.string}


def say(lang: Lang, text: str, **values: object) -> str:
    """Return a message in a language, with values put in; one that has no translation stays English."""
    words = catalogue(lang).get(text, text)
    if words == text:
        words = in_singular(text, values)
    return words.format(**values) if values else words


def thousands_sign(lang: Lang) -> str:
    """Return what parts the thousands: a space in English (as ISO 80000 asks), else as CLDR has it."""
    if lang == "en":
        return " "
    return str(Locale.parse(lang).number_symbols["latn"]["group"])
