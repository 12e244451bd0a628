"""What all entries of a standards file have in common."""

from __future__ import annotations

from ...common.entries import Entry


class Title(Entry):
    """What something is called."""

    zh: str
    en: str


class Clause(Entry):
    """Where the plan says it, and in which words."""

    section: str
    words: str = ""
