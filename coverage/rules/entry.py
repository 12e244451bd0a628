"""What all entries of a standards file have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Entry(BaseModel):
    """An entry: unknown keys are refused, and nothing is changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Title(Entry):
    """What something is called."""

    zh: str
    en: str


class Clause(Entry):
    """Where the plan says it, and in which words."""

    section: str
    words: str = ""
