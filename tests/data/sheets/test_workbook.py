"""Files under the name of a workbook: what they are is said before anything is unpacked."""

from __future__ import annotations

import zipfile

import openpyxl
import pytest
from halfhour.common.errors import InputError
from halfhour.data.sheets import workbook as module
from halfhour.data.sheets.workbook import read_cells, visible_sheets


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "a.xlsx"
    workbook = openpyxl.Workbook()
    workbook.active.append(["id", "x"])
    workbook.active.append(["a", 1])
    workbook.create_sheet("hidden").sheet_state = "hidden"
    workbook.save(path)
    return path


def test_hidden_sheets_are_not_chosen(book):
    assert visible_sheets(book) == ["Sheet"]
    assert read_cells(book, "Sheet").rows[0] == ["id", "x"]


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "is empty"),
        (b"id,x\na,1\n", "its content is not what its ending says"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "it is a web page or XML"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>", "it is a web page or XML"),
        (b"PK\x03\x04 and nothing more", "cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "cannot be read"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + b"\0" * 600
            + "EncryptedPackage".encode("utf-16-le"),
            "is protected by a password",
        ),
    ],
)
@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_what_is_no_workbook_is_said(tmp_path, data, cause, suffix):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)
    with pytest.raises(InputError, match=cause):
        visible_sheets(path)


def test_a_workbook_that_unpacks_to_too_much_is_refused_first(book, monkeypatch):
    monkeypatch.setattr(module, "_UNPACKED_BYTES_MAX", 1000)
    with pytest.raises(InputError, match=r"bytes once unpacked; at most 1,000 bytes are read"):
        visible_sheets(book)


def test_two_cells_far_apart_fill_no_memory(book, tmp_path):
    far = tmp_path / "far.xlsx"
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(far, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            data = old.read(one)
            if one == "xl/worksheets/sheet1.xml":
                data = data.replace(b'r="A2"', b'r="XFD1048576"')
            new.writestr(one, data)
    with pytest.raises(
        InputError, match=r"a sheet of 17,179,869,184 cells; at most 20,000,000 cells"
    ):
        visible_sheets(far)


def test_a_damaged_member_is_found(book, tmp_path):
    data = bytearray(book.read_bytes())
    at = data.index(b"xl/worksheets/sheet1.xml") + 60
    data[at : at + 20] = b"\xff" * 20
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(data)
    with pytest.raises(InputError, match="cannot be read"):
        visible_sheets(broken)
