"""Workbooks of Excel 97 for tests, which no library at hand writes: one sheet of texts and numbers.

As [MS-XLS] and [MS-CFB] have them: BIFF8 records in the stream "Workbook" of a compound file.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def write_xls(
    path: Path, rows: Sequence[Sequence[str | float | None]], *, name: str = "Sheet1"
) -> Path:
    """Write a workbook with one sheet."""
    stream = _workbook(rows, name)
    # A stream below 4,096 bytes would go to another place of the file.
    stream += b"\0" * (max(4096, -(-len(stream) // _SECTOR) * _SECTOR) - len(stream))
    path.write_bytes(_compound(stream))
    return path


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _workbook(rows: Sequence[Sequence[str | float | None]], name: str) -> bytes:
    def begin(kind: int) -> bytes:
        return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 1996, 0, 6))

    codepage = _record(0x0042, struct.pack("<H", 1200))
    title = name.encode("utf-16-le")
    size = len(_record(0x0085, b"\0" * (8 + len(title))))
    start = len(begin(5) + codepage) + size + len(_record(0x000A))
    sheet = struct.pack("<IBBBB", start, 0, 0, len(name), 1) + title
    cells = b"".join(
        _cell(row, column, value)
        for row, values in enumerate(rows)
        for column, value in enumerate(values)
        if value is not None
    )
    end = _record(0x000A)
    return begin(5) + codepage + _record(0x0085, sheet) + end + begin(16) + cells + end


def _cell(row: int, column: int, value: str | float) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return _record(0x0204, place + struct.pack("<HB", len(value), 1) + text)
    return _record(0x0203, place + struct.pack("<d", value))


def _compound(stream: bytes) -> bytes:
    sectors = len(stream) // _SECTOR
    # Sector 0 is the allocation table, sector 1 the directory, then the stream.
    table = [_FAT, _END, *range(3, 2 + sectors), _END]
    table += [_FREE] * (_SECTOR // 4 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack(
        "<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0
    )
    header += struct.pack("<I", _FREE) * 108
    entries = [_entry("Root Entry", 5, child=1), _entry("Workbook", 2, start=2, size=len(stream))]
    directory = b"".join(entries) + _entry("", 0) * 2
    return header + struct.pack(f"<{len(table)}I", *table) + directory + stream


def _entry(name: str, kind: int, *, child: int = _FREE, start: int = _END, size: int = 0) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0" if name else b""
    links = struct.pack("<III", _FREE, _FREE, child)
    begin = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    return begin + links + b"\0" * 36 + struct.pack("<IQ", start, size)
