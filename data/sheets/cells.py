"""Cells of a sheet as text, as the other tables of text have their values."""

from __future__ import annotations

import datetime as dt

_WHOLE_MAX = 2.0**53


def cell_text(cell: object) -> str:
    """Return a cell's value as text: 20.0 is 20, a day is 2026-01-31, an empty cell nothing.

    Examples
    --------
    >>> cell_text(20.0), cell_text(119.52), cell_text(True), cell_text(" 001 ")
    ('20', '119.52', 'yes', '001')
    """
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        whole = cell.is_integer() and abs(cell) < _WHOLE_MAX
        return str(int(cell)) if whole else repr(cell)
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    return "" if cell is None else str(cell).strip()


def is_filled(cell: object) -> bool:
    """Return whether anything stands in a cell."""
    return cell is not None and not (isinstance(cell, str) and not cell.strip())


def is_words(cell: object) -> bool:
    """Return whether a cell holds a text that is no number, as a heading does."""
    if not isinstance(cell, str) or not cell.strip():
        return False
    try:
        float(cell.strip())
    except ValueError:
        return True
    return False


def column_letters(column: int) -> str:
    """Return what a spreadsheet calls a column, counted from 0.

    Examples
    --------
    >>> column_letters(0), column_letters(25), column_letters(26)
    ('A', 'Z', 'AA')
    """
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
