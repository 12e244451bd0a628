"""Rows as a spreadsheet counts them: blank lines of a table of text are rows there, and no records."""

from __future__ import annotations

import csv
import functools
import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ParamSpec, TypeVar

import pandas as pd

from ...common.errors import Fault, InputError
from ..formats.encodings import TABLE_SUFFIXES
from ..formats.layer import Layer, as_layer
from ..formats.text_tables import separator_and_encoding
from ..held.held_table import HeldTable
from ..sheets.read_sheet import read_sheet
from ..sheets.workbook import SHEET_SUFFIXES

P = ParamSpec("P")
T = TypeVar("T")


def counting_rows(*sources: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Make a reader tell the rows of its faults as a spreadsheet counts them.

    Parameters
    ----------
    *sources
        Names of the reader's parameters that are files or layers.
    """

    def decorate(read: Callable[P, T]) -> Callable[P, T]:
        signature = inspect.signature(read)

        @functools.wraps(read)
        def reading(*args: P.args, **kwargs: P.kwargs) -> T:
            try:
                return read(*args, **kwargs)
            except InputError as error:
                given = signature.bind(*args, **kwargs).arguments
                found = ((given.get(name), name) for name in sources)
                layers = [
                    as_layer(one, name)
                    for one, name in found
                    if isinstance(one, (str, Path, Layer, pd.DataFrame))
                ]
                faults = with_sheet_rows(error.faults, layers)
                if faults == error.faults:
                    raise
                raise InputError(*faults) from error

        return reading

    return decorate


def with_sheet_rows(faults: Sequence[Fault], layers: Iterable[Layer]) -> tuple[Fault, ...]:
    """Return faults of records with the rows that these have in a spreadsheet.

    Parameters
    ----------
    faults
        Faults whose rows count records.
    layers
        Where they come from. Of two files with one name nobody can tell whose row it is.
    """
    layers = list(layers)
    paths: dict[str, dict[Path, Layer]] = {}
    for layer in layers:
        if layer.held is None and layer.file.suffix.lower() in TABLE_SUFFIXES:
            paths.setdefault(layer.name, {})[layer.file] = layer
    rows: dict[str, list[int]] = {}

    held = {layer.name: layer.held for layer in layers if layer.held is not None}

    def counted(fault: Fault) -> Fault:
        if fault.row is not None and fault.file in held:
            return _labelled(fault, held[fault.file])
        if fault.row is None or fault.sheet_row is not None or len(paths.get(fault.file, {})) != 1:
            return fault
        if fault.file not in rows:
            (layer,) = paths[fault.file].values()
            rows[fault.file] = sheet_rows(layer)
        known = rows[fault.file]
        if fault.row > len(known) or known[fault.row - 1] == fault.row + 1:
            return fault
        return replace(fault, sheet_row=known[fault.row - 1])

    return tuple(counted(fault) for fault in faults)


def _labelled(fault: Fault, held: HeldTable) -> Fault:
    """Return a fault of a table in memory with the index label of its record."""
    label = None if fault.row is None else held.label_of(fault.row)
    if label is None or f"index {label}" in (fault.key or ""):
        return fault
    return replace(fault, key=f"{fault.key}, index {label}" if fault.key else f"index {label}")


def sheet_rows(layer: Layer) -> list[int]:
    """Return the row of each record of a table of text, counted from 1 with headings and blank lines.

    A value in quotes may go over several lines, which are one row. A file that cannot be read has none.
    """
    if layer.file.suffix.lower() in SHEET_SUFFIXES:
        try:
            return list(read_sheet(layer.file, sheet=layer.sheet).rows)
        except InputError:
            return []
    line = ""

    def lines(file: Iterable[str]) -> Iterator[str]:
        nonlocal line
        for one in file:
            line = one
            yield one

    try:
        separator, encoding = separator_and_encoding(layer)
        with layer.file.open(encoding=encoding, newline="") as file:
            rows = csv.reader(lines(file), delimiter=separator)
            # pandas leaves out lines of nothing but blanks, unless these separate values.
            found = [
                number
                for number, row in enumerate(rows, 1)
                if len(row) > 1 or line.strip(" \t\r\n")
            ]
    except (InputError, OSError, UnicodeError, csv.Error):
        return []
    return found[1:]
