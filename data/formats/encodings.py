"""Which encoding text is in, and what to say where it is another."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Final

from ...common.errors import Fault
from ...common.sentences import Sentence, tell
from ..content.recognised_text import recognised_encoding
from ..sheets.workbook import SHEET_SUFFIXES
from .layer import Layer

CSV_SUFFIXES: Final = frozenset({".csv", ".tsv", ".txt"})
TABLE_SUFFIXES: Final = CSV_SUFFIXES | SHEET_SUFFIXES
"""Tables of text, also of workbooks, which have neither encoding nor separator."""

_DBF_LANGUAGE_BYTE: Final = 29
_DBF_SILENT: Final = frozenset({b"", b"\0"})
_DBF_ANSI: Final = b"\x57"
"""What programs write whatever the text is in: the code page of their machine, which the file does not name."""


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
    stated = header[_DBF_LANGUAGE_BYTE:]
    if stated not in _DBF_SILENT and stated != _DBF_ANSI:
        return None
    # The records' text alone matters; the header may hold any byte.
    found = recognised_encoding(table, start=_header_bytes(table, header))
    return layer.encoding if found is None and stated in _DBF_SILENT else found


def text_encoding(layer: Layer) -> str:
    """Return the encoding to read a text file in: the one that the layer names, else the recognised one.

    Parameters
    ----------
    layer
        The layer. Where its bytes may mean several things, reading them in its `encoding` fails, and
        `wrong_encoding` says so.
    """
    if "encoding" in layer.model_fields_set:
        return encoding_of_text(layer.encoding)
    return recognised_encoding(layer.file) or encoding_of_text(layer.encoding)


def tell_encoding(layer: Layer, encoding: str | None) -> None:
    """Tell which encoding was recognised, if nobody named it and it is not UTF-8, which needs no word."""
    if encoding is None or "encoding" in layer.model_fields_set or encoding.startswith("utf-8"):
        return
    tell(
        Sentence(
            "{file}: its text was recognised as {encoding}, and read so.",
            file=layer.name,
            encoding=encoding.upper(),
        )
    )


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
    data = text_file.read_bytes()
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8", "gbk", "gb18030"):
        try:
            # The records' text alone matters in a .dbf; its header may hold any byte.
            data[_header_bytes(text_file, data) :].decode(encoding)
        except UnicodeError:
            continue
        reads_as = encoding.upper()
        return Fault(
            file=layer.file.name,
            cause=f"{cause}; it reads as {reads_as}",
            fix=f"write encoding: {encoding}",
        )
    return Fault(file=layer.file.name, cause=cause, fix=fix)


def _header_bytes(path: Path, data: bytes) -> int:
    return int.from_bytes(data[8:10], "little") if path.suffix.lower() == ".dbf" else 0


def is_text_table(layer: Layer) -> bool:
    """Return whether a layer is read as a table of values, whose places are columns, and not of geometries."""
    if layer.held is not None:
        return not layer.held.is_placed
    return layer.file.suffix.lower() in TABLE_SUFFIXES
