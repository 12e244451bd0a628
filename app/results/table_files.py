"""Tables as files that Excel opens with Chinese names, and in which no text is taken for a formula."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, count
from pathlib import Path
from typing import Final
from unicodedata import east_asian_width

import pandas as pd
import xlsxwriter

from ...common.written.output_names import SHEET, output_names

_WIDEST: Final = 60
"""Latin letters that a column of a sheet is wide at most."""

_NARROWEST: Final = 6

_ROWS_MAX: Final = 1_048_575
"""Rows that a sheet of Excel holds below its header."""

_NAME_MAX: Final = 27
"""Letters of a sheet's name before its number."""

# Excel, and programs like it, compute what begins so: OWASP, "CSV Injection".
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet of a workbook.

    Parameters
    ----------
    table
        Its rows; column names are written as they are.
    formats
        Excel's number format by column, such as ``"0.0%"``.
    row_formats
        Number format by row, from 0, where rows of one column hold different things.
    is_list
        Whether it is a list of many alike, whose header offers filters; else long texts are wrapped.
    """

    table: pd.DataFrame
    formats: Mapping[str, str] = field(default_factory=dict)
    row_formats: Mapping[int, str] = field(default_factory=dict)
    is_list: bool = True


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV with a byte order mark, by which Excel knows Chinese.

    Text that a spreadsheet would compute gets an apostrophe in front; numbers stay as they are.

    Parameters
    ----------
    table
        The table; its index is left out.
    path
        The file, which is replaced.
    """
    harmless = {
        column: table[column].map(lambda value: f"'{value}" if _computed(value) else value)
        for column in table.columns
        if any(map(_computed, table[column].unique()))
    }
    table.assign(**harmless).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def write_workbook(path: Path, sheets: Mapping[str, Sheet]) -> None:
    """Write sheets with a frozen header, the same bytes for the same tables.

    Parameters
    ----------
    path
        The file, which is replaced.
    sheets
        By name; one that Excel does not take is changed. Text is written as text, whatever it begins with.
        A list with more rows than a sheet holds goes on on further sheets, called ``<name> 2`` and so on.
    """
    sheets = dict(_on_sheets(sheets))
    names = output_names(sheets, SHEET)
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 - the file knows no zones
        for name, sheet in sheets.items():
            _write_sheet(book, names[name], sheet)


def _on_sheets(sheets: Mapping[str, Sheet]) -> Iterator[tuple[str, Sheet]]:
    """Yield sheets that Excel can hold."""
    for name, sheet in sheets.items():
        if len(sheet.table) <= _ROWS_MAX:
            yield name, sheet
            continue
        further = (f"{name[:_NAME_MAX]} {number}" for number in count(2))
        free = chain([name], (one for one in further if one not in sheets))
        for on, first in zip(free, range(0, len(sheet.table), _ROWS_MAX), strict=False):
            part = sheet.table.iloc[first : first + _ROWS_MAX]
            rows = {
                row - first: pattern
                for row, pattern in sheet.row_formats.items()
                if first <= row < first + len(part)
            }
            yield on, replace(sheet, table=part, row_formats=rows)


def _write_sheet(book: xlsxwriter.Workbook, name: str, sheet: Sheet) -> None:
    table, page = sheet.table, book.add_worksheet(name)
    page.write_row(0, 0, [str(column) for column in table.columns], book.add_format({"bold": True}))
    page.freeze_panes(1, 1)
    if sheet.is_list and len(table.columns):
        page.autofilter(0, 0, len(table), len(table.columns) - 1)
    around = {} if sheet.is_list else {"text_wrap": True, "valign": "top"}
    for number, column in enumerate(table.columns):
        known = table[column].astype(object).where(table[column].notna(), None).tolist()
        values = [_endless(value) for value in known]
        looks = around | _looks(sheet.formats.get(str(column)))
        page.write_column(1, number, values, book.add_format(looks) if looks else None)
        for row, pattern in sheet.row_formats.items():
            page.write(row + 1, number, values[row], book.add_format(around | _looks(pattern)))
        longest = max((_width(value) for value in values), default=0)
        width = min(max(_width(column), longest, _NARROWEST) + 2, _WIDEST)
        page.set_column(number, number, width)


def _endless(value: object) -> object:
    """Return a value as a sheet holds it: an infinite number, which Excel does not have, as its sign."""
    if isinstance(value, float) and math.isinf(value):
        return "\N{INFINITY}" if value > 0 else "-\N{INFINITY}"
    return value


def _looks(pattern: str | None) -> dict[str, object]:
    return {} if pattern is None else {"num_format": pattern}


def _width(value: object) -> int:
    """Return how many Latin letters wide a value is: a Chinese sign is as wide as two."""
    text = "" if value is None else str(value)
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _computed(value: object) -> bool:
    """Whether a spreadsheet takes a text for a formula."""
    if not isinstance(value, str) or not value.startswith(_FORMULA_SIGNS):
        return False
    try:
        float(value)
    except ValueError:
        return True
    return False
