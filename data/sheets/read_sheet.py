"""Reading the table of a sheet: every value as text, and the row that Excel has each record in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ...common.errors import Fault, InputError
from ...common.sentences import Sentence
from .cells import cell_text, is_filled
from .header import Header, find_header
from .last_rows import records_end
from .workbook import Sheet, read_cells, visible_sheets


@dataclass(frozen=True, kw_only=True, eq=False)
class SheetTable:
    """The table of a sheet.

    Parameters
    ----------
    table
        Every value as text, under its heading; index 0, 1, ...
    rows
        The row of each record, as Excel counts.
    notes
        What was passed over: titles, other sheets, sums, remarks.
    sheet
        The sheet's name.
    sums, remarks
        How many rows at the end are sums or remarks and no records.
    """

    table: pd.DataFrame
    rows: tuple[int, ...]
    notes: tuple[Sentence, ...]
    sheet: str = ""
    sums: int = 0
    remarks: int = 0


def read_sheet(path: Path, *, sheet: str | None = None) -> SheetTable:
    """Read the table of a workbook.

    Parameters
    ----------
    path
        A workbook (.xlsx, .xlsm or .xls).
    sheet
        Which of its sheets; by default the first that has a table and is not hidden.

    Raises
    ------
    InputError
        If the file cannot be read, there is no such sheet, or none that has a table.
    """
    name = path.name
    if sheet is not None:
        cells = read_cells(path, sheet)
        header = find_header(cells)
        if header is None:
            raise InputError(_no_table(name, f"sheet {sheet}"))
        return _table(name, cells, header, ())
    shown = visible_sheets(path)
    for place, one in enumerate(shown):
        cells = read_cells(path, one)
        header = find_header(cells)
        if header is not None:
            others = tuple(other for number, other in enumerate(shown) if number != place)
            notes = (_which(name, one, others),) if others else ()
            return _table(name, cells, header, notes)
    raise InputError(
        _no_table(name, "none of its sheets" if len(shown) != 1 else f"sheet {shown[0]}")
    )


def _table(name: str, sheet: Sheet, header: Header, notes: tuple[Sentence, ...]) -> SheetTable:
    columns = [place for place, heading in enumerate(header.names) if heading]
    below = sheet.rows[header.last + 1 :]
    end, totals, remarks = records_end(below, width=len(columns))
    first_row = header.last + 2  # as Excel counts
    kept = [
        place for place, row in enumerate(below[:end]) if any(is_filled(row[c]) for c in columns)
    ]
    if not kept:
        raise InputError(_no_table(name, f"sheet {sheet.name}"))
    filled = _merged_filled(sheet, header.last + 1, header.last + 1 + end)
    values = [
        [cell_text(filled.get((header.last + 1 + place, c), below[place][c])) for c in columns]
        for place in kept
    ]
    table = pd.DataFrame(values, dtype=object)
    table.columns = pd.Index([header.names[c] for c in columns], dtype=object)
    return SheetTable(
        table=table,
        rows=tuple(first_row + place for place in kept),
        notes=(
            *notes,
            *_titles(name, sheet, header),
            *_merged_told(name, filled),
            *_left_out(name, "sums", [first_row + place for place in totals], below, totals),
            *_left_out(name, "remarks", [first_row + place for place in remarks], below, remarks),
        ),
        sheet=sheet.name,
        sums=len(totals),
        remarks=len(remarks),
    )


def _merged_filled(sheet: Sheet, first: int, end: int) -> dict[tuple[int, int], object]:
    """Return the values of cells of records that are merged with one above, whose value is theirs."""
    return {
        (row, column): sheet.rows[top][left]
        for (top, left), (bottom, right) in sheet.merged
        if top >= first and bottom > top
        for row in range(top, min(bottom + 1, end))
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }


def _merged_told(name: str, filled: Mapping[tuple[int, int], object]) -> tuple[Sentence, ...]:
    rows = {row for row, _ in filled}
    if not rows:
        return ()
    return (
        Sentence(
            "{file}: {count:,} records have values of cells that are merged over several rows.",
            file=name,
            count=len(rows),
        ),
    )


def _which(name: str, sheet: str, others: tuple[str, ...]) -> Sentence:
    return Sentence(
        "{file}: sheet {sheet} is read, the first with a table; not read are {others}. "
        "sheet: names another.",
        file=name,
        sheet=sheet,
        others=others,
    )


def _titles(name: str, sheet: Sheet, header: Header) -> tuple[Sentence, ...]:
    titles = [cell_text(c) for row in sheet.rows[: header.first] for c in row if is_filled(c)]
    if not titles:
        return ()
    return (
        Sentence(
            "{file}: the headings are in row {row}; above them stands: {titles}",
            file=name,
            row=header.first + 1,
            titles=tuple(titles[:5]),
        ),
    )


def _left_out(
    name: str, what: str, rows: list[int], below: Sequence[Sequence[object]], places: list[int]
) -> tuple[Sentence, ...]:
    whole = {
        "sums": "{file}: rows at the end that are sums and no records are left out: {rows}",
        "remarks": "{file}: rows at the end that are remarks and no records are left out: {rows}",
    }
    if not rows:
        return ()
    said = tuple(
        f"{row} ({cell_text(next(cell for cell in below[place] if is_filled(cell)))})"
        for row, place in zip(rows, places, strict=True)
    )
    return (Sentence(whole[what], file=name, rows=said),)


def _no_table(name: str, where: str) -> Fault:
    return Fault(
        file=name,
        cause=f"{where} has no table: no row of headings with records below it",
        fix="give the sheet a row of headings, or name the right one with `sheet:`",
    )
