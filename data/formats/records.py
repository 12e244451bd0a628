"""Reading records without a place: a CSV or Parquet table in our column names."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
import pandas as pd

from ...common.errors import Fault, InputError
from .files import missing_column, read_text_table
from .layer import Layer, as_layer
from .record_faults import in_row_order, record_key
from .values import as_numbers, as_text


def read_records(
    source: str | Path | Layer, *, texts: Collection[str], numbers: Collection[str], id_name: str
) -> pd.DataFrame:
    """Read a table of records, each value given.

    Parameters
    ----------
    source
        A CSV file.
    texts, numbers
        Our names of the columns.
    id_name
        The column that faults name a record by.

    Returns
    -------
    pandas.DataFrame
        Index 0, 1, ...; the texts, then the numbers as floats.

    Raises
    ------
    InputError
        With every fault: columns and values missing, texts that are no numbers, infinite numbers.
    """
    layer = as_layer(source)
    name = layer.file.name
    raw = read_text_table(layer)
    theirs = {ours: layer.columns.get(ours, ours) for ours in (*texts, *numbers)}
    faults = [
        missing_column(name, ours, column, raw.columns)
        for ours, column in theirs.items()
        if column not in raw.columns
    ]
    if faults:
        raise InputError(*faults)
    table = pd.DataFrame({ours: as_text(raw[column]) for ours, column in theirs.items()})
    for column in numbers:
        table[column], wrong = as_numbers(table, column, file=name, id_name=id_name)
        faults += wrong
        faults += [
            Fault(
                file=name,
                row=int(index) + 1,
                key=record_key(table, id_name, int(index)),
                column=column,
                value=float(table[column].iloc[index]),
                cause="is infinite",
                fix="correct it; it must be a finite number",
            )
            for index in np.flatnonzero(np.isinf(table[column]))
        ]
    for column in theirs:
        empty = table[column].isna() if column in numbers else table[column] == ""
        faults += [
            Fault(
                file=name,
                row=int(index) + 1,
                key=record_key(table, id_name, int(index)),
                column=column,
                cause="is missing",
                fix="fill it in, or leave the record out",
            )
            for index in np.flatnonzero(empty)
        ]
    if faults:
        raise InputError(*in_row_order(faults))
    return table


def require_distinct(table: pd.DataFrame, columns: list[str], *, file: str, what: str) -> None:
    """Check that no two records agree in some columns.

    Raises
    ------
    InputError
        For each record that repeats an earlier one.
    """
    again = np.flatnonzero(table.duplicated(columns))
    text = table[columns].apply(as_text)
    if len(again):
        raise InputError(
            *(
                Fault(
                    file=file,
                    row=int(index) + 1,
                    key=", ".join(f"{column} {text[column].iloc[index]}" for column in columns),
                    cause=f"{what} is given twice",
                    fix="keep one of the records",
                )
                for index in again
            )
        )
