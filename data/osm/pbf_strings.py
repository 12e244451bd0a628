"""Texts of a PBF file that osmium cannot hold: it ends a text at its first NUL, and reads on behind it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ...common.errors import Fault, InputError

_BLOB_HEADER_MAX: Final = 64 * 1024
_BLOB_MAX: Final = 32 * 1024 * 1024
"""Sizes that the format allows."""

_BYTES: Final = 2
"""How a field says that its length stands before it."""

_RAW, _ZLIB, _TABLE, _TEXT, _KIND, _SIZE = 1, 3, 1, 1, 1, 3
"""Numbers of fields: of a blob, its content as it is or packed; of a block, its texts; of a
header, kind and size of what follows."""

_SUSPECT: Final = re.compile(rb"[^\n]\0|\n\0(?=.*\n\0)", re.DOTALL)
"""A NUL that is not the length of the one empty text that a table begins with."""


def require_no_nul(path: Path) -> None:
    """Check that no text of a PBF file holds a NUL, at which osmium would leave its memory.

    Raises
    ------
    InputError
        If one does. Of a file that is damaged otherwise, osmium says how.
    """
    if not path.name.lower().endswith(".pbf"):
        return
    try:
        found = any(_holds_nul(table) for table in _tables(path))
    except (OSError, ValueError, LookupError, ArithmeticError, zlib.error):
        return
    if found:
        raise InputError(
            Fault(
                file=path.name,
                cause="is damaged: a text in it holds a NUL byte",
                fix="download it again",
            )
        )


def _holds_nul(table: bytes) -> bool:
    if not _SUSPECT.search(table):
        return False
    return any(b"\0" in text for number, text in _fields(table) if number == _TEXT)


def _tables(path: Path) -> Iterator[bytes]:
    """Yield the table of texts of each block."""
    with path.open("rb") as file:
        while size := int.from_bytes(file.read(4), "big"):
            header = dict(_fields(file.read(min(size, _BLOB_HEADER_MAX)), numbers=True))
            blob = dict(_fields(file.read(min(int.from_bytes(header[_SIZE]), _BLOB_MAX))))
            if header[_KIND] != b"OSMData":
                continue
            block = blob.get(_RAW)
            if block is None:
                block = zlib.decompressobj().decompress(blob.get(_ZLIB, b""), _BLOB_MAX)
            yield from (content for number, content in _fields(block) if number == _TABLE)


def _fields(data: bytes, *, numbers: bool = False) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of each field that has bytes; whole numbers as bytes, too, if asked for."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        value, at = _varint(data, at)  # a whole number, or a length
        if key & 7 == _BYTES:
            yield key >> 3, data[at : at + value]
            at += value
        elif key & 7:
            raise ValueError("neither a whole number nor bytes")
        elif numbers:
            yield key >> 3, value.to_bytes(8)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while data[at] & 0x80:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
    return value | data[at] << shift, at + 1
