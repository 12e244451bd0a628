"""Opening workbooks: what they are, how large they are before anything is unpacked, and their cells."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import python_calamine

from ...common.errors import Fault, InputError
from ...common.paths import require_readable

SHEET_SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".xls"})

_FILE_BYTES_MAX: Final = 200_000_000
_UNPACKED_BYTES_MAX: Final = 1_000_000_000
_CELLS_MAX: Final = 20_000_000
"""What a workbook may hold: about a million rows of twenty columns."""

_CHUNK_BYTES: Final = 2**20
_OVERLAP_BYTES: Final = 64
_REFERENCE: Final = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AGAIN: Final = "open it in Excel or WPS and save it as .xlsx"
_DAMAGED: Final = "check that the file is whole, or open it and save it again as .xlsx"

Cell = object
"""A text, a number, a date, a time, or a truth value; an empty text where nothing is."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Sheet:
    """The cells of one sheet, from its first row and column on.

    Parameters
    ----------
    name
        Its name.
    rows
        All rows, each as long as the widest.
    merged
        Merged cells: first row and column, last row and column, counted from 0.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...]


def visible_sheets(path: Path) -> list[str]:
    """Return the names of a workbook's sheets of cells that nobody has hidden, in its order.

    Raises
    ------
    InputError
        If it is missing, no workbook, encrypted or damaged, or larger than what is read.
    """
    with _opened(path) as book:
        return [
            one.name
            for one in book.sheets_metadata
            if one.visible == python_calamine.SheetVisibleEnum.Visible
            and one.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]


def read_cells(path: Path, name: str) -> Sheet:
    """Return the cells of a sheet.

    Parameters
    ----------
    path
        A workbook.
    name
        One of its sheets, hidden or not.

    Raises
    ------
    InputError
        As of `visible_sheets`, or if there is no such sheet.
    """
    with _opened(path) as book:
        if name not in book.sheet_names:
            raise InputError(
                Fault(
                    file=path.name,
                    column="sheet",
                    value=name,
                    cause=f"there is no such sheet; the file has {', '.join(book.sheet_names)}",
                    fix="name one of these with `sheet:`",
                )
            )
        try:
            sheet = book.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)
            merged = tuple(sheet.merged_cell_ranges or ())
        except python_calamine.CalamineError as error:
            raise InputError(_damaged(path, error)) from error
    return Sheet(name=name, rows=rows, merged=merged)


def _opened(path: Path) -> python_calamine.CalamineWorkbook:
    require_readable(path, what="a file that is there")
    _require_workbook(path)
    try:
        return python_calamine.CalamineWorkbook.from_path(path)
    except python_calamine.PasswordError as error:
        raise InputError(_locked(path)) from error
    except (python_calamine.CalamineError, OSError) as error:
        raise InputError(_damaged(path, error)) from error


def _require_workbook(path: Path) -> None:
    """Check what a file is by its first bytes, and how large it is before anything of it is unpacked."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(4096)
    if size > _FILE_BYTES_MAX:
        raise InputError(_too_large(path, f"{size:,} bytes", f"{_FILE_BYTES_MAX:,} bytes"))
    if head.startswith(_ZIP):
        _require_small(path)
    elif head.startswith(_OLE):
        if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in path.read_bytes():
            raise InputError(_locked(path))
    elif not head.strip(b"\0 \t\r\n"):
        raise InputError(Fault(file=path.name, cause="is empty", fix=_DAMAGED))
    elif b"<" in head[:64]:
        # Many systems export web pages under the name of a workbook, which Excel opens with a warning.
        cause = "is no workbook: it is a web page or XML under the name of one"
        raise InputError(Fault(file=path.name, cause=cause, fix=_SAVE_AGAIN))
    else:
        cause = "is no workbook: its content is not what its ending says"
        fix = f"{_SAVE_AGAIN}; a table of text needs the ending .csv"
        raise InputError(Fault(file=path.name, cause=cause, fix=fix))


def _require_small(path: Path) -> None:
    """Check what a packed workbook unpacks to: all bytes, and the area that each sheet's cells span."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            unpacked = sum(one.file_size for one in members)
            if unpacked > _UNPACKED_BYTES_MAX:
                most = f"{_UNPACKED_BYTES_MAX:,} bytes"
                raise InputError(_too_large(path, f"{unpacked:,} bytes once unpacked", most))
            for one in members:
                # Reading checks the size that the archive states, too: it ends there, and sums are compared.
                spanned = _spanned_cells(archive, one)
                if spanned > _CELLS_MAX:
                    most = f"{_CELLS_MAX:,} cells"
                    raise InputError(_too_large(path, f"a sheet of {spanned:,} cells", most))
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
    ) as error:
        raise InputError(_damaged(path, error)) from error


def _spanned_cells(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """Return how many cells lie between the first and the last of a sheet: two cells can span billions."""
    is_sheet = "sheet" in member.filename.lower() and member.filename.lower().endswith(".xml")
    rows, columns, before = 0, 0, b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            if not is_sheet:
                continue
            for letters, digits in set(_REFERENCE.findall(before + chunk)):
                rows, columns = max(rows, int(digits)), max(columns, _column_number(letters))
            before = chunk[-_OVERLAP_BYTES:]
    return rows * columns


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _too_large(path: Path, found: str, most: str) -> Fault:
    return Fault(
        file=path.name,
        cause=f"has {found}; at most {most} are read",
        fix="delete sheets and columns that are not needed, or save the table as CSV",
    )


def _locked(path: Path) -> Fault:
    return Fault(
        file=path.name,
        cause="is protected by a password",
        fix="open it, save it without the password, and give that file",
    )


def _damaged(path: Path, error: Exception) -> Fault:
    said = (str(error) or type(error).__name__).splitlines()[0].rstrip(".")
    return Fault(file=path.name, cause=f"cannot be read: {said}", fix=_DAMAGED)
