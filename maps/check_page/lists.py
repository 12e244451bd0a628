"""Tables and lists of a memo: texts, and how many more rows stand in the tables beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Rows of a table, or points of a list.

    Parameters
    ----------
    head
        Headings of the columns.
    rows
        Texts, as many in each row as there are columns.
    more
        How many rows have no room and stand in the file of tables.
    note
        A sentence below; may be empty.
    """

    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    more: int = 0
    note: str = ""


def shortened(rows: Sequence[Sequence[str]], most: int) -> tuple[Sequence[Sequence[str]], int]:
    """Return the first rows, and how many are left out."""
    return rows[:most], max(0, len(rows) - most)
