"""Where a sheet's table begins: title rows, and headings over one or several rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from .cells import cell_text, column_letters, is_filled, is_words
from .workbook import Cell, Sheet

_ROWS_TRIED: Final = 40
"""How many rows the headings are looked for in."""

_ROWS_COMPARED: Final = 30
_HEADING_SHARE: Final = 0.6
"""A row of headings fills at least this share of the columns that the rows below it usually fill."""


@dataclass(frozen=True)
class Header:
    """The headings of a sheet's table.

    Parameters
    ----------
    first, last
        Rows of the headings, counted from 0.
    names
        By column of the sheet its heading; a column's letters where it has none and is filled, empty where
        nothing stands in the column at all.
    """

    first: int
    last: int
    names: tuple[str, ...]


def find_header(sheet: Sheet) -> Header | None:
    """Return the headings of a sheet's table; None where it has no table.

    The first row that holds nothing but words and fills about as many columns as the rows below, unless the
    next does so better; further rows belong to it where cells of it are merged over several columns or rows.
    """
    filled = [sum(map(is_filled, row)) for row in sheet.rows[: _ROWS_TRIED + _ROWS_COMPARED]]
    for place, row in enumerate(sheet.rows[:_ROWS_TRIED]):
        below = [count for count in filled[place + 1 : place + 1 + _ROWS_COMPARED] if count]
        if not filled[place] or not below:
            continue
        heads = _filled_through(sheet, place)
        usual = float(np.median(below))
        fuller = _all_words(sheet.rows[place + 1]) and filled[place + 1] > heads
        if heads >= max(1.0, _HEADING_SHARE * usual) and _all_words(row) and not fuller:
            last = _last_row(sheet, place)
            names = _names(sheet, place, last)
            if any(is_filled(cell) for row in sheet.rows[last + 1 :] for cell in row):
                return Header(place, last, names)
    return None


def _all_words(row: Sequence[Cell]) -> bool:
    filled = [cell for cell in row if is_filled(cell)]
    return all(is_words(cell) for cell in filled)


def _filled_through(sheet: Sheet, row: int) -> int:
    """Return how many columns a row's cells fill, merged ones all of theirs; 0 for a title over the whole."""
    filled = {column for column, cell in enumerate(sheet.rows[row]) if is_filled(cell)}
    texts = len(filled)
    for (top, left), (bottom, right) in sheet.merged:
        if top <= row <= bottom and is_filled(_cell(sheet, top, left)):
            filled |= set(range(left, right + 1))
    width = max(map(len, sheet.rows), default=0)
    return 0 if texts == 1 and len(filled) > 1 else min(len(filled), width)


def _last_row(sheet: Sheet, first: int) -> int:
    """Return the last row of headings that begin in a row: merged cells reach down, or leave room for more."""
    last = first
    across = False
    for (top, left), (bottom, right) in sheet.merged:
        if top == first and is_filled(_cell(sheet, top, left)):
            last = max(last, bottom)
            across |= right > left and top == bottom
    if across and last == first and first + 1 < len(sheet.rows):
        below = sheet.rows[first + 1]
        last += _all_words(below) and any(is_filled(cell) for cell in below)
    return min(last, len(sheet.rows) - 2)


def _names(sheet: Sheet, first: int, last: int) -> tuple[str, ...]:
    width = max(map(len, sheet.rows), default=0)
    levels = [
        [_heading(_cell(sheet, row, c)) for c in range(width)] for row in range(first, last + 1)
    ]
    for (top, left), (bottom, right) in sheet.merged:
        if first <= top and bottom <= last:
            text = _heading(_cell(sheet, top, left))
            for column in range(left, min(right, width - 1) + 1):
                levels[top - first][column] = text
    names = [next((level[c] for level in reversed(levels) if level[c]), "") for c in range(width)]
    again = {name for name, count in Counter(names).items() if count > 1 and name}
    for column, name in enumerate(names):
        if name in again and len(levels) > 1:
            parts = dict.fromkeys(level[column] for level in levels if level[column])
            names[column] = " ".join(parts)
        if not name:
            used = any(
                is_filled(_cell(sheet, row, column)) for row in range(last + 1, len(sheet.rows))
            )
            names[column] = column_letters(column) if used else ""
    return tuple(names)


def _heading(cell: Cell) -> str:
    """Return a heading on one line; between Chinese letters no blank is meant."""
    text = re.sub(r"\s+", " ", cell_text(cell))
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff(（])", "", text)


def _cell(sheet: Sheet, row: int, column: int) -> Cell:
    cells = sheet.rows[row] if row < len(sheet.rows) else ()
    return cells[column] if column < len(cells) else ""
