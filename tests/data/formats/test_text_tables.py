from __future__ import annotations

import pytest
from halfhour.common.errors import InputError
from halfhour.common.sentences import collected_notes
from halfhour.data.formats.layer import Layer
from halfhour.data.formats.text_tables import read_text_table


def fault(layer):
    with pytest.raises(InputError) as caught:
        read_text_table(layer)
    (one,) = caught.value.faults
    return one


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["t.csv", "t.txt", "t.tsv"])
def test_the_separator_is_recognised(write_csv, separator, name):
    rows = [["id", "people, total", "name"], ["1", "20", 'a "b"; c, d | e\tf']]
    path = write_csv(
        name, *(separator.join(f'"{v.replace(chr(34), chr(34) * 2)}"' for v in r) for r in rows)
    )
    table = read_text_table(Layer(file=path))
    assert [list(table.columns), *table.to_numpy().tolist()] == rows


@pytest.mark.parametrize(
    ("lines", "columns"),
    [
        (("id;people, total, of 2020", "a;1"), ["id", "people, total, of 2020"]),
        (("id,x;y,z", "a,1,2"), ["id", "x;y", "z"]),
        (("id;x,y", "a;1,5", "b;2,5"), ["id;x", "y"]),
        (("only", "a;b", "c"), ["only"]),
    ],
)
def test_the_separator_cuts_all_records_alike(write_csv, lines, columns):
    path = write_csv("t.csv", *lines)
    if columns == ["id;x", "y"]:
        told = fault(Layer(file=path))
        assert (told.file, told.column) == ("t.csv", "separator")
        assert told.cause == "its values may be separated by ',' or ';'"
        assert told.fix == "name the right one with `separator:`"
        assert list(read_text_table(Layer(file=path, separator=";")).columns) == ["id", "x,y"]
    else:
        assert list(read_text_table(Layer(file=path)).columns) == columns


def test_a_named_separator_goes_before_what_is_recognised(write_csv):
    path = write_csv("t.csv", "a\tb;c;d", "1\t2;3;4")
    assert list(read_text_table(Layer(file=path)).columns) == ["a\tb", "c", "d"]
    for tab in ("tab", "\t"):
        assert list(read_text_table(Layer(file=path, separator=tab)).columns) == ["a", "b;c;d"]


def test_equal_headings_stay_equal_and_empty_ones_get_a_name(write_csv):
    path = write_csv("t.csv", "id,n,n,,", "a,1,2,3,4")
    columns = list(read_text_table(Layer(file=path)).columns)
    assert columns[:3] == ["id", "n", "n"]
    assert len(set(columns[3:])) == 2


@pytest.mark.parametrize(
    ("data", "cause", "fix"),
    [
        (b"<!DOCTYPE html>\n<html><body>404</body></html>\n", "web page", "download the table"),
        (b"\n  <html>", "web page", "download the table"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "web page or XML", "download the table"),
        (b"PK\x03\x04....", "ZIP archive or an Excel workbook", "save the table as CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Excel workbook", "save the table as CSV"),
        (b"\x1f\x8b\x08", "compressed", "unpack"),
        (b"SQLite format 3\0", "GeoPackage", ".gpkg"),
        (b"\0" * 300, "NUL bytes", "whole"),
        ("id,n\na,1\n".encode("utf-16-le"), "NUL bytes", "whole"),
    ],
)
def test_another_kind_of_file_is_named(tmp_path, data, cause, fix):
    path = tmp_path / "cells.csv"
    path.write_bytes(data)
    told = fault(Layer(file=path))
    assert told.file == "cells.csv"
    assert cause in told.cause
    assert fix in told.fix


def test_utf_16_reads_when_it_is_named(tmp_path):
    path = tmp_path / "cells.csv"
    path.write_bytes("id,n\n海,1\n".encode("utf-16"))
    with collected_notes() as notes:
        assert read_text_table(Layer(file=path, encoding="utf-16"))["id"].tolist() == ["海"]
    assert notes == []


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-16", "utf-8", "utf-8-sig"])
def test_the_encoding_is_recognised_and_told(tmp_path, encoding):
    path = tmp_path / "cells.csv"
    path.write_bytes("编号;名称\na;海港区卫生院\n".encode(encoding))
    with collected_notes() as notes:
        table = read_text_table(Layer(file=path))
    assert table.to_numpy().tolist() == [["a", "海港区卫生院"]]
    assert list(table.columns) == ["编号", "名称"]
    used = {"gbk": "GB18030", "gb18030": "GB18030", "utf-16": "UTF-16"}
    told = [f"cells.csv: its text was recognised as {used.get(encoding)}, and read so."]
    assert notes == (told if encoding in used else [])


@pytest.mark.parametrize("encoding", ["undefined", "hex", "rot13", "utf-99", "idna", "zip"])
def test_what_is_no_encoding_of_text_is_refused(write_csv, encoding):
    path = write_csv("t.csv", "id,n", "a,1")
    if encoding == "idna":  # an encoding of text, though of host names
        assert len(read_text_table(Layer(file=path, encoding=encoding))) == 1
        return
    told = fault(Layer(file=path, encoding=encoding))
    assert (told.file, told.column, told.value) == ("t.csv", "encoding", encoding)
    assert told.fix == "write encoding: utf-8, or gbk for older Chinese files"


def test_utf_16_without_a_byte_order_mark_is_told(write_csv):
    told = fault(Layer(file=write_csv("t.csv", "id,n", "a,1"), encoding="utf-16"))
    assert (told.file, told.cause) == ("t.csv", "is not UTF-16; it reads as UTF-8")
    assert told.fix == "write encoding: utf-8"


def test_a_wrong_separator_is_named_as_a_cause(write_csv):
    told = fault(Layer(file=write_csv("t.csv", "a,b", "1,2,3")))
    assert "is not a table" in told.cause
    assert "name the separator with `separator:`" in told.fix
