"""Texts of a PBF file that osmium cannot hold: it ends a text at its first NUL, and reads on behind it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pyarrow as pa

from ...common.errors import Fault, InputError

_BLOB_HEADER_MAX: Final = 64 * 1024
_BLOB_MAX: Final = 32 * 1024 * 1024
"""Sizes that the format allows."""

_BYTES: Final = 2
"""How a field says that its length stands before it."""

_RAW, _RAW_SIZE, _ZLIB, _LZ4 = 1, 2, 3, 6
"""Numbers of a blob's fields: its content as it is, its size, and its content packed."""

_OTHER_PACKINGS: Final = {4: "LZMA", 5: "bzip2", 7: "Zstandard"}
"""Packings that the format has and osmium does not read, by the number of their field."""

_TABLE, _TEXT, _KIND, _SIZE = 1, 1, 1, 3
"""Numbers of fields: of a block, its texts; of a header, kind and size of what follows."""

_SUSPECT: Final = re.compile(rb"[^\n]\0|\n\0(?=.*\n\0)", re.DOTALL)
"""A NUL that is not the length of the one empty text that a table begins with."""


def require_no_nul(path: Path) -> None:
    """Check that no text of a PBF file holds a NUL, at which osmium would leave its memory.

    Raises
    ------
    InputError
        If one does, or the file is packed in a way that osmium does not read. Of a file that is damaged
        otherwise, osmium says how.
    """
    if not path.name.lower().endswith(".pbf"):
        return
    try:
        found = any(_holds_nul(table) for table in _tables(path))
    except (OSError, ValueError, LookupError, ArithmeticError, zlib.error):
        # pyarrow's errors are of these kinds, too.
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
            data = file.read(min(int.from_bytes(header[_SIZE]), _BLOB_MAX))
            block = _unpacked(dict(_fields(data, numbers=True)), path)
            if header[_KIND] == b"OSMData":
                yield from (content for number, content in _fields(block) if number == _TABLE)


def _unpacked(blob: Mapping[int, bytes], path: Path) -> bytes:
    """Return what a blob holds."""
    if _RAW in blob:
        return blob[_RAW]
    if _ZLIB in blob:
        return zlib.decompressobj().decompress(blob[_ZLIB], _BLOB_MAX)
    if _LZ4 in blob:
        size = min(int.from_bytes(blob[_RAW_SIZE]), _BLOB_MAX)
        unpacked = pa.Codec("lz4_raw").decompress(blob[_LZ4], decompressed_size=size)
        return bytes(unpacked)
    for number, packing in _OTHER_PACKINGS.items():
        if number in blob:
            raise InputError(
                Fault(
                    file=path.name,
                    cause=f"is packed with {packing}, which is not read",
                    fix="write it anew packed with zlib, as extracts of OpenStreetMap usually are",
                )
            )
    return b""


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
