"""What Excel would make of our tables; openpyxl reads them as it does."""

import numpy as np
import openpyxl
import pandas as pd
import pytest
from halfhour.app.results import table_files
from halfhour.app.results.table_files import Sheet, write_csv, write_workbook

EVIL = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "plain = text", "青龙"]


@pytest.fixture
def table() -> pd.DataFrame:
    return pd.DataFrame(
        {"name": EVIL, "people": [-1.5, 2, None, 4, 5, 6, 7], "met": pd.array([True] * 7)}
    )


def test_no_text_in_a_workbook_is_a_formula(table: pd.DataFrame, tmp_path) -> None:
    write_workbook(tmp_path / "t.xlsx", {"evil": Sheet(table=table)})
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["evil"]
    cells = [sheet.cell(row, 1) for row in range(2, len(EVIL) + 2)]
    assert [cell.value for cell in cells] == EVIL
    assert {cell.data_type for cell in cells} == {"s"}
    assert [sheet.cell(row, 2).value for row in range(2, 6)] == [-1.5, 2, None, 4]


def test_no_text_in_a_csv_is_a_formula(table: pd.DataFrame, tmp_path) -> None:
    # An id that is a number, even below 0, is no formula.
    table["unit_id"] = ["-1", "+86", "130", "x", "=x", "", "1e5"]
    write_csv(table, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    read = pd.read_csv(tmp_path / "t.csv", dtype=str, keep_default_na=False)
    assert read["name"].tolist() == [f"'{text}" for text in EVIL[:5]] + EVIL[5:]
    assert read["unit_id"].tolist() == ["-1", "+86", "130", "x", "'=x", "", "1e5"]
    assert read["people"].tolist() == ["-1.5", "2.0", "", "4.0", "5.0", "6.0", "7.0"]
    assert table["name"].tolist() == EVIL


def test_headers_are_frozen_and_columns_wide_enough_for_chinese(tmp_path) -> None:
    wide = pd.DataFrame({"id": ["1"], "name": ["秦皇岛市青龙满族自治县"], "note": ["x" * 300]})
    sheets = {"list": Sheet(table=wide), "text": Sheet(table=wide, is_list=False)}
    write_workbook(tmp_path / "t.xlsx", sheets)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    for name in sheets:
        assert book[name].freeze_panes == "B2"
        widths = [book[name].column_dimensions[letter].width for letter in "ABC"]
        # A Chinese sign is as wide as two letters.
        assert widths[1] >= 2 * 11
        assert widths[0] < widths[1] < widths[2] < 70
    assert book["list"].auto_filter.ref == "A1:C2"
    assert book["text"].auto_filter.ref is None
    assert book["text"]["C2"].alignment.wrap_text


def test_formats_by_column_and_by_row(tmp_path) -> None:
    table = pd.DataFrame({"figure": ["share", "people"], "value": [0.25, 1234.0]})
    sheet = Sheet(table=table, row_formats={0: "0.0%", 1: "#,##0"}, is_list=False)
    listed = Sheet(table=table[["value"]], formats={"value": "0.00"})
    write_workbook(tmp_path / "t.xlsx", {"rows": sheet, "columns": listed})
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert [book["rows"].cell(row, 2).number_format for row in (2, 3)] == ["0.0%", "#,##0"]
    assert [book["columns"].cell(row, 1).number_format for row in (2, 3)] == ["0.00", "0.00"]
    assert [book["rows"].cell(row, 2).value for row in (2, 3)] == [0.25, 1234]


def test_equal_tables_give_equal_bytes(table: pd.DataFrame, tmp_path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tmp_path / name, {"t": Sheet(table=table)})
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_list_that_is_too_long_for_a_sheet_goes_on_on_the_next(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(table_files, "_ROWS_MAX", 4)
    long = pd.DataFrame({"id": range(10), "share": [0.1] * 10})
    sheets = {
        "full": Sheet(table=long.iloc[:4]),
        "long": Sheet(table=long, formats={"share": "0%"}, row_formats={5: "0.00"}),
        "long 2": Sheet(table=long.iloc[:1]),
    }
    write_workbook(tmp_path / "t.xlsx", sheets)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["full", "long", "long 3", "long 4", "long 2"]
    ids = [
        [row[0] for row in book[name].iter_rows(min_row=2, values_only=True)]
        for name in ("long", "long 3", "long 4")
    ]
    assert ids == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert {book[name]["A1"].value for name in book.sheetnames} == {"id"}
    assert book["long 4"]["B2"].number_format == "0%"
    assert book["long 3"]["B3"].number_format == "0.00"


def test_infinite_numbers_are_written_as_their_sign(tmp_path) -> None:
    table = pd.DataFrame(
        {
            "places": [np.inf, -np.inf, np.nan, 2.0],
            "mixed": pd.Series([np.float64(np.inf), "a", None, 3], dtype=object),
        }
    )
    sheet = Sheet(table=table, row_formats={0: "0.0"}, formats={"places": "#,##0"})
    write_workbook(tmp_path / "a.xlsx", {"a": sheet})
    rows = [*openpyxl.load_workbook(tmp_path / "a.xlsx").active.iter_rows(values_only=True)][1:]
    assert rows == [("\N{INFINITY}", "\N{INFINITY}"), ("-\N{INFINITY}", "a"), (None, None), (2, 3)]
