"""The small tables that notebooks show, and the templates that write them as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ..document.templates import rendered
from ..wording.messages import Lang, say
from ..wording.words import count

ROWS_MAX: Final = 50
"""Rows of a table that are shown at most."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Texts in rows and columns.

    Parameters
    ----------
    head
        Headings of the columns; none for a table without a head.
    rows
        As many texts in each as there are columns.
    words
        Numbers of the columns that hold words, at the left; the others are figures, at the right.
    more
        A line below the table, such as how many rows are left out; may be empty.
    """

    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]]
    words: tuple[int, ...] = (0,)
    more: str = ""


def more_said(left_out: int, lang: Lang) -> str:
    """Return how many rows are left out, as a line below a table; nothing if none."""
    return say(lang, "and {number} more", number=count(left_out, lang)) if left_out > 0 else ""


def block(text: str, *tables: Table) -> str:
    """Return a paragraph of text, and the tables that have rows, as HTML."""
    return written("block", text=text, tables=[table for table in tables if table.rows])


def written(template: str, /, **shown: object) -> str:
    """Return one of the templates beside this file, filled in; whatever it shows is escaped."""
    return rendered(f"notebook/templates/{template}.html.jinja", **shown)
