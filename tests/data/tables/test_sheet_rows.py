"""Rows as a spreadsheet counts them, whatever lines stand between the records."""

from __future__ import annotations

import io
import itertools
from pathlib import Path

import halfhour as hh
import openpyxl
import pandas as pd
import pytest
from halfhour.data.formats.text_tables import read_text_table
from halfhour.data.tables.sheet_rows import sheet_rows

HEAD = "cell_id,lon,lat,residents"
GOOD, BAD = "{},120.0,40.0,5", "bad,120.0,40.0,-1"
BETWEEN = {
    "nothing": ("", 0),
    "a blank line": ("\n", 1),
    "two blank lines": ("\n\n", 2),
    "a line of blanks": (" \t \n", 1),
    "a blank line in quotes": ('"a\n\nb",120.0,40.0,5\n', 1),
    "a record of nothing but a name": ("short,120.0,40.0,5\n", 1),
}


def told(path: Path, *, encoding: str = "utf-8", sep: str = ",") -> str:
    with pytest.raises(hh.InputError) as caught:
        hh.read_population(
            hh.Layer(file=path, encoding=encoding, separator=None if sep == "," else sep)
        )
    return str(caught.value)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("between", BETWEEN.values(), ids=BETWEEN)
@pytest.mark.parametrize("place", ["before the heading", "below it", "between records"])
def test_what_stands_between_counts(
    tmp_path: Path, between: tuple[str, int], place: str, end: str
) -> None:
    lines, count = between
    if place == "before the heading" and lines.strip("\n"):
        pytest.skip("would be the heading")
    parts = {"before the heading": "", "below it": "", "between records": ""} | {place: lines}
    text = (
        parts["before the heading"]
        + f"{HEAD}\n"
        + parts["below it"]
        + GOOD.format("one")
        + "\n"
        + parts["between records"]
        + f"{BAD}\n\n"
    )
    path = tmp_path / "cells.csv"
    path.write_bytes(text.replace("\n", end).encode())
    assert f"cells.csv, row {3 + count} (cell_id bad), residents = -1" in told(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gbk"])
@pytest.mark.parametrize("sep", [";", "|", "\t"])
def test_in_any_encoding_and_with_any_separator(tmp_path: Path, encoding: str, sep: str) -> None:
    path = tmp_path / "cells.csv"
    text = f"{HEAD}\n\n{GOOD.format('西')}\n\n{BAD}\n".replace(",", sep)
    path.write_bytes(text.encode(encoding))
    named = "utf-8" if encoding == "utf-8-sig" else encoding
    assert "cells.csv, row 5 (cell_id bad)" in told(path, encoding=named, sep=sep)


def test_rows_are_those_of_the_workbook_that_a_table_was_saved_from(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    rows = [HEAD.split(","), [], ["one\ntwo", 120.0, 40.0, 5], [], [], ["bad", 120.0, 40.0, -1]]
    for row in rows:
        sheet.append(row)
    wrong = next(cell.row for cell in sheet["D"] if cell.value == -1)
    path = tmp_path / "cells.csv"
    with path.open("w", newline="") as file:
        for row in sheet.iter_rows(values_only=True):
            text = [f'"{one}"' if "\n" in str(one) else str(one) for one in row]
            file.write(("" if row[0] is None else ",".join(text)) + "\r\n")
    assert f"cells.csv, row {wrong} (cell_id bad)" in told(path)


def test_blank_are_the_lines_that_pandas_leaves_out(tmp_path: Path) -> None:
    lines = ["a,b", "", " ", "\t", "1,2", '""', '" "', ",", "3", '"4\n\n5",6', "#", " ,"]
    path = tmp_path / "t.csv"
    for chosen in itertools.permutations(lines[1:], 3):
        text = "\n".join(["a,b", *chosen, "7,8"]) + "\n"
        path.write_text(text)
        layer = hh.Layer(file=path, separator=",")
        rows = sheet_rows(layer)
        every = pd.read_csv(io.StringIO(text), dtype=str, skip_blank_lines=False)
        assert len(rows) == len(read_text_table(layer))
        assert rows[-1] == len(every) + 1


def test_checks_against_other_layers_count_too(tmp_path: Path) -> None:
    for name, lines in {"old": ["a,120,40"], "new": ["b,120,40", "", "a,121,40"]}.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(["site_id,lon,lat", *lines]))
    with pytest.raises(hh.InputError, match=r"new.csv, row 4 \(site_id a\): occurs in old.csv"):
        hh.read_sites(
            existing=tmp_path / "old.csv", candidates=tmp_path / "new.csv", service="clinic"
        )


def test_a_record_of_too_many_values_is_told_by_its_row(tmp_path: Path) -> None:
    path = tmp_path / "cells.csv"
    path.write_text(f"{HEAD}\n\n{GOOD.format('one')}\n\n{BAD},9,9\n")
    assert "in line 5" in told(path)
