"""Which encoding text is in, and what to say where it is another."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Final

from ...common.errors import Fault
from ..sheets.workbook import SHEET_SUFFIXES
from .layer import Layer

CSV_SUFFIXES: Final = frozenset({".csv", ".tsv", ".txt"})
TABLE_SUFFIXES: Final = CSV_SUFFIXES | SHEET_SUFFIXES
"""Tables of text, also of workbooks, which have neither encoding nor separator."""

_DBF_LANGUAGE_BYTE: Final = 29


def vector_encoding(layer: Layer) -> str | None:
    """Return the encoding to read a vector layer in; None leaves it to GDAL."""
    if layer.file.suffix.lower() != ".shp":
        return None
    if "encoding" in layer.model_fields_set:
        return layer.encoding
    # A shapefile states its encoding beside itself (.cpg) or in its table; where neither does, GDAL
    # takes Latin-1, which reads any bytes and turns Chinese into nonsense.
    table = layer.file.with_suffix(".dbf")
    if layer.file.with_suffix(".cpg").is_file() or not table.is_file():
        return None
    with table.open("rb") as file:
        header = file.read(_DBF_LANGUAGE_BYTE + 1)
    return None if header[_DBF_LANGUAGE_BYTE:] not in {b"", b"\0"} else layer.encoding


def encoding_of_text(encoding: str) -> str:
    """Return the encoding to read text in: in UTF-8 a byte order mark may stand first."""
    return "utf-8-sig" if encoding.lower() in {"utf-8", "utf8"} else encoding


def wrong_encoding(layer: Layer, text_file: Path) -> Fault:
    """Return the fault of text that is not in its layer's encoding, with one that it reads in.

    Parameters
    ----------
    layer
        The layer.
    text_file
        The file that holds the text: the layer's own, or a shapefile's table.
    """
    suffix = layer.file.suffix.lower()
    if suffix not in CSV_SUFFIXES and suffix != ".shp":
        # These formats know no other encoding, and so `encoding:` would change nothing.
        return Fault(
            file=layer.name,
            cause="holds text that is not UTF-8, as its format demands",
            fix="export it again as UTF-8",
        )
    cause, fix = f"is not {layer.encoding.upper()}", "name its encoding with `encoding:`"
    encoding = recognised_encoding(text_file)
    if encoding is not None:
        reads_as = encoding.upper()
        return Fault(
            file=layer.file.name,
            cause=f"{cause}; it reads as {reads_as}",
            fix=f"write encoding: {encoding}",
        )
    return Fault(file=layer.file.name, cause=cause, fix=fix)


def recognised_encoding(text_file: Path) -> str | None:
    """Return the encoding that a file of text, or the table of a shapefile, reads in; None for none."""
    data = text_file.read_bytes()
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8", "gbk", "gb18030"):
        try:
            # The records' text alone matters in a .dbf; its header may hold any byte.
            data[_header_bytes(text_file, data) :].decode(encoding)
        except UnicodeError:
            continue
        return encoding
    return None


def _header_bytes(path: Path, data: bytes) -> int:
    return int.from_bytes(data[8:10], "little") if path.suffix.lower() == ".dbf" else 0
