"""Reading tables of text: which separator and decimal sign they have, and what to say of other files."""

from __future__ import annotations

import codecs
import csv
import itertools
import warnings
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from ...common.errors import Fault, InputError
from ...common.sentences import tell
from ..held.held_table import HeldTable
from ..input_records.facts import ENCODING, ROWS, SEPARATOR, tell_fact, tell_left_out, tell_opened
from ..sheets.read_sheet import read_sheet
from ..sheets.workbook import SHEET_SUFFIXES
from .decimals import with_points
from .encodings import tell_encoding, text_encoding, wrong_encoding
from .files import no_records, require_file, require_no_sheet
from .layer import Layer

_SEPARATORS: Final = (",", ";", "\t", "|")
_RECORDS_TRIED: Final = 20
"""How many records the separator is looked for in."""

_HEAD_BYTES: Final = 4096
_OTHER_FILES: Final = (
    (
        b"PK\x03\x04",
        "is a ZIP archive or an Excel workbook",
        "give a workbook the ending .xlsx, or save the table as CSV",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "is an Excel workbook",
        "give it the ending .xls, or save the table as CSV",
    ),
    (b"\x1f\x8b", "is compressed (gzip)", "unpack it first"),
    (b"%PDF", "is a PDF document", "give the table itself, as CSV"),
    (b"SQLite format 3", "is a GeoPackage or SQLite file", "give it the ending .gpkg"),
    (b"PAR1", "is a Parquet file", "give it the ending .parquet"),
)


def read_text_table(layer: Layer) -> pd.DataFrame:
    """Read a CSV (or TSV) file or a workbook with every value as text, so that ids like 001 keep their zeros.

    Separator and decimal sign are those that the layer names, else they are recognised. Decimal commas become
    points. Two columns may have the same heading: `missing_columns` refuses it where it is wanted.

    Raises
    ------
    InputError
        If the file is missing, empty, not in its encoding or not a table.
    """
    if layer.held is not None:
        return _held_table(layer, layer.held)
    if layer.file.suffix.lower() in SHEET_SUFFIXES:
        return _sheet_table(layer)
    require_file(layer.file)
    require_no_sheet(layer)
    name = layer.file.name
    encoding = _known_encoding(layer)
    _require_text(layer, encoding)
    try:
        separator = _separator(layer, encoding)
        with warnings.catch_warnings():
            # A record with more values than the header would lose them with no more than a warning.
            warnings.simplefilter("error", pd.errors.ParserWarning)
            table = pd.read_csv(
                layer.file,
                sep=separator,
                dtype=str,
                keep_default_na=False,
                encoding=encoding,
                index_col=False,
            )
        headings = text_headings(layer)
    except UnicodeError as error:
        raise InputError(wrong_encoding(layer, layer.file)) from error
    except pd.errors.EmptyDataError as error:
        raise InputError(no_records(name)) from error
    except (pd.errors.ParserError, pd.errors.ParserWarning, csv.Error) as error:
        text = str(error).strip().removeprefix("Error tokenizing data. C error: ")
        raise InputError(
            Fault(
                file=name,
                cause=f"is not a table: {text}",
                fix="give every record as many values as the header, put values that hold "
                "commas in quotes, or name the separator with `separator:`",
            )
        ) from error
    if table.empty:
        raise InputError(no_records(name))
    # pandas renames the second of two equal headings, after which nobody knows of it.
    table.columns = pd.Index(
        np.where(np.array(headings) == "", table.columns, headings), dtype=object
    )
    tell_encoding(layer, encoding)
    tell_opened(layer.file)
    tell_fact(layer.file, ENCODING, encoding.removesuffix("-sig"))
    tell_fact(layer.file, SEPARATOR, "tab" if separator == "\t" else separator)
    tell_fact(layer.file, ROWS, len(table))
    return with_points(table.fillna(""), layer)  # records shorter than the header


def separator_and_encoding(layer: Layer) -> tuple[str, str]:
    """Return the separator and the encoding that `read_text_table` reads a file with.

    Raises
    ------
    InputError
        If there is no such encoding, or the separator cannot be recognised.
    """
    encoding = _known_encoding(layer)
    return _separator(layer, encoding), encoding


def text_headings(layer: Layer) -> tuple[str, ...]:
    """Return the headings of a file that `read_text_table` reads, as they are written."""
    if layer.held is not None:
        return tuple(_held_table(layer, layer.held).columns)
    if layer.file.suffix.lower() in SHEET_SUFFIXES:
        return tuple(read_sheet(layer.file, sheet=layer.sheet).table.columns)
    separator, encoding = separator_and_encoding(layer)
    first = pd.read_csv(
        layer.file,
        sep=separator,
        header=None,
        nrows=1,
        dtype=str,
        keep_default_na=False,
        encoding=encoding,
    )
    return tuple(first.iloc[0])


def _held_table(layer: Layer, held: HeldTable) -> pd.DataFrame:
    _require_no_text_keys(layer, "a table in memory", ("sheet",))
    records = held.records()
    if isinstance(records, gpd.GeoDataFrame):
        records = pd.DataFrame(records.drop(columns=records.geometry.name))
    if records.empty:
        raise InputError(no_records(layer.name))
    return records


def _require_no_text_keys(layer: Layer, what: str, more: tuple[str, ...] = ()) -> None:
    faults = [
        Fault(
            file=layer.name,
            column=key,
            cause=(
                f"is for other files; {what} has none"
                if key in more
                else f"is for files of text; {what} has none"
            ),
            fix="leave it out",
        )
        for key in ("encoding", "separator", "decimal", "layer", *more)
        if key in layer.model_fields_set and getattr(layer, key) is not None
    ]
    if faults:
        raise InputError(*faults)


def _sheet_table(layer: Layer) -> pd.DataFrame:
    _require_no_text_keys(layer, "a workbook")
    found = read_sheet(layer.file, sheet=layer.sheet)
    for note in found.notes:
        tell(note)
    tell_opened(layer.file, found.sheet)
    tell_fact(layer.file, ROWS, len(found.table) + found.sums + found.remarks)
    tell_left_out(layer.file, "sums", found.sums)
    tell_left_out(layer.file, "remarks", found.remarks)
    return found.table


def _known_encoding(layer: Layer) -> str:
    try:
        codecs.lookup(layer.encoding)
        "".encode(layer.encoding)  # some codecs, such as hex, are none of text
    except (LookupError, UnicodeError) as error:
        raise InputError(
            Fault(
                file=layer.file.name,
                column="encoding",
                value=layer.encoding,
                cause="there is no such encoding",
                fix="write encoding: utf-8, or gbk for older Chinese files",
            )
        ) from error
    return text_encoding(layer)


def _require_text(layer: Layer, encoding: str) -> None:
    """Refuse what is another kind of file under the name of a table."""
    with layer.file.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    name = layer.file.name
    for start, cause, fix in _OTHER_FILES:
        if head.startswith(start):
            raise InputError(Fault(file=name, cause=f"is no table of text: it {cause}", fix=fix))
    text = head.lstrip(codecs.BOM_UTF8).lstrip().lower()
    if text.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
        raise InputError(
            Fault(
                file=name,
                cause="is no table of text: it is a web page or XML",
                fix="download the table itself; a server's error page may have been saved instead",
            )
        )
    if b"\0" in head and "16" not in encoding and "32" not in encoding:
        wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        raise InputError(
            Fault(
                file=name,
                cause="is UTF-16" if wide else "is no table of text: it holds NUL bytes",
                fix="write encoding: utf-16"
                if wide
                else "check that the file is whole, or export it again",
            )
        )


def _separator(layer: Layer, encoding: str) -> str:
    """Return the separator: the one named, else the one that cuts all the first records alike."""
    if layer.separator is not None:
        return "\t" if layer.separator == "tab" else layer.separator
    records = {one: _first_records(layer.file, one, encoding) for one in _SEPARATORS}
    columns = {one: len(rows[0]) if rows else 0 for one, rows in records.items()}
    if layer.file.suffix.lower() == ".tsv" and columns["\t"] > 1:
        return "\t"
    cut = [one for one in _SEPARATORS if columns[one] > 1]
    even = [one for one in cut if all(len(row) == columns[one] for row in records[one])]
    candidates = even or cut or [","]
    most = max(columns[one] for one in candidates)
    best = [one for one in candidates if columns[one] == most]
    if len(best) > 1 and even:
        shown = " or ".join("tab" if one == "\t" else repr(one) for one in best)
        raise InputError(
            Fault(
                file=layer.file.name,
                column="separator",
                cause=f"its values may be separated by {shown}",
                fix="name the right one with `separator:`",
            )
        )
    return best[0]


def _first_records(path: Path, separator: str, encoding: str) -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        rows = (row for row in csv.reader(file, delimiter=separator) if row)
        return list(itertools.islice(rows, _RECORDS_TRIED))
