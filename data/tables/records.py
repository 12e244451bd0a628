"""Reading records without a place: a CSV table of which every value is given."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

import numpy as np
import pandas as pd

from ...common.errors import Fault, InputError
from ..formats.layer import Source, as_layer
from ..formats.read_table import table_of_records
from ..formats.record_faults import record_faults
from ..formats.table_spec import Found, Number, TableSpec, Text
from ..formats.text_tables import read_text_table
from ..formats.values import as_text


def read_records(
    source: Source, *, texts: Collection[str], numbers: Collection[str], id_name: str
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
    spec = TableSpec(
        id_name=id_name,
        unique_ids=False,
        columns=(
            *(Text(column, need="required") for column in texts),
            *(
                step
                for column in numbers
                for step in (Number(column, need="required"), partial(_finite, column=column))
            ),
            partial(_given, columns=(*texts, *numbers)),
        ),
    )
    return table_of_records(read_text_table(layer), layer, spec)


def _finite(table: pd.DataFrame, *, file: str, id_name: str, column: str) -> Found:
    return {}, record_faults(
        table,
        np.isinf(table[column]),
        file=file,
        id_name=id_name,
        column=column,
        cause="is infinite",
        fix="correct it; it must be a finite number",
        values=table[column],
    )


def _given(table: pd.DataFrame, *, file: str, id_name: str, columns: Sequence[str]) -> Found:
    faults: list[Fault] = []
    for column in columns:
        faults += record_faults(
            table,
            table[column].isna() | (table[column] == ""),
            file=file,
            id_name=id_name,
            column=column,
            cause="is missing",
            fix="fill it in, or leave the record out",
        )
    return {}, faults


def repeat_faults(
    table: pd.DataFrame, columns: Sequence[str], *, file: str, cause: str, fix: str
) -> list[Fault]:
    """Return a fault for every record that agrees with an earlier one in all of some columns."""
    again = np.flatnonzero(table.duplicated(list(columns)))
    if not len(again):
        return []
    text = table[list(columns)].apply(as_text)
    return [
        Fault(
            file=file,
            row=int(index) + 1,
            key=", ".join(f"{column} {text[column].iloc[index]}" for column in columns),
            cause=cause,
            fix=fix,
        )
        for index in again
    ]


def require_distinct(table: pd.DataFrame, columns: list[str], *, file: str, what: str) -> None:
    """Check that no two records agree in some columns.

    Raises
    ------
    InputError
        For each record that repeats an earlier one.
    """
    faults = repeat_faults(
        table, columns, file=file, cause=f"{what} is given twice", fix="keep one of the records"
    )
    if faults:
        raise InputError(*faults)
