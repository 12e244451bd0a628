"""Pieces of the small tables that notebooks show; whatever they hold is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

ROWS_MAX: Final = 50
"""Rows of a table that are shown at most."""

_RIGHT: Final = ' style="text-align:right"'
_LEFT: Final = ' style="text-align:left"'


def block(text: str, *parts: str) -> str:
    """Return a paragraph of text, and parts that are HTML already."""
    return f"<div>{paragraph(text)}{''.join(parts)}</div>"


def paragraph(text: str) -> str:
    """Return a text as a paragraph; nothing for none."""
    return f"<p>{escape(text)}</p>" if text else ""


def html_table(head: Sequence[str], rows: Iterable[Sequence[str]], *, text: int = 0) -> str:
    """Return a table; the first column, and column `text`, are words, the others figures at the right."""
    words = {0, text}

    def row(cells: Sequence[str], tag: str) -> str:
        aligned = (
            f"<{tag}{_LEFT if n in words else _RIGHT}>{escape(cell)}</{tag}>"
            for n, cell in enumerate(cells)
        )
        return f"<tr>{''.join(aligned)}</tr>"

    top = f"<thead>{row(head, 'th')}</thead>" if head else ""
    return f"<table>{top}<tbody>{''.join(row(cells, 'td') for cells in rows)}</tbody></table>"
