"""Lines of progress in another language: names, then a stage that is known by its fixed words."""

from __future__ import annotations

from .fixed_words import STAGE, all_fixed, fixed_translation
from .messages import Lang

_AFTER_NAME = ": "


def progress_said(line: str, lang: Lang) -> str:
    """Return a line of progress in a language; names in it, and what the catalogue does not know, stay.

    Parameters
    ----------
    line
        A stage, perhaps behind names: ``"nearest_five: choosing sites: exact solve: ..."``.
    lang
        The language.
    """
    if lang == "en":
        return line
    return _said(line, lang) or line


def _said(line: str, lang: Lang) -> str | None:
    """Return what a line says; None where nothing in it is known."""
    stages = all_fixed(lang, STAGE)
    if line in stages:
        return stages[line]
    name, mark, rest = line.partition(_AFTER_NAME)
    # The same words may be the beginning of another line: "reading sites" is no file.
    known = all_fixed(lang).get(f"{{}}{mark}{rest}")
    if known is not None and " " not in name:
        return known.replace("{}", name)
    head = (stages.get(name) or fixed_translation(name, lang)) if mark else None
    stage = _said(rest, lang) if mark else None
    if stage is not None and (head is not None or " " not in name):
        return f"{name if head is None else head}\uff1a{stage}"
    whole = fixed_translation(line, lang)
    if whole is not None or (head is None and stage is None):
        return whole
    return f"{name if head is None else head}\uff1a{rest if stage is None else stage}"
