"""Faults in another language: a fault's cause and fix are known by their fixed words."""

from __future__ import annotations

from collections.abc import Callable

from ...common.sentences import Sentence
from .fixed_words import fixed_translation
from .messages import Lang, catalogue
from .words import sentence


def fault_translator(lang: Lang) -> Callable[[str], str]:
    """Return what translates a cause, a fix, or the words around them; see `Fault.said`."""

    def translate(text: str) -> str:
        if isinstance(text, Sentence) and (said := sentence(text, lang)) != str(text):
            return said
        known = fixed_translation(str(text), lang)
        # What a page says of a plan may be the cause of a fault as well.
        return catalogue(lang).get(text, str(text)) if known is None else known

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
