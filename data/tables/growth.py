"""How the population of units changes over the years."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from ...common.errors import Fault, InputError
from ..formats.layer import Layer, as_layer
from ..formats.record_faults import record_key
from ..formats.records import read_records, require_distinct


def read_growth(source: str | Path | Layer) -> pd.DataFrame:
    """Read growth factors.

    Parameters
    ----------
    source
        A CSV file with columns ``unit``, ``year`` and ``factor``: the people of that year as a multiple of
        those in the population layer.

    Returns
    -------
    pandas.DataFrame
        Index ``unit`` (text), one float column per year (int), ascending; NaN where a unit has none.

    Raises
    ------
    InputError
        With every fault: values missing, negative or infinite factors, years that are none, a unit and year
        given twice.
    """
    layer = as_layer(source)
    table = read_records(layer, texts=("unit",), numbers=("year", "factor"), id_name="unit")
    name = layer.file.name
    require_years(table, file=name, id_name="unit")
    wrong = np.flatnonzero(table["factor"] < 0)
    if len(wrong):
        raise InputError(
            *(
                Fault(
                    file=name,
                    row=int(index) + 1,
                    key=f"unit {table['unit'].iloc[index]}",
                    column="factor",
                    value=table["factor"].iloc[index],
                    cause="is not a factor",
                    fix="write a number of 0 or more; 1.02 for two percent more",
                )
                for index in wrong
            )
        )
    require_distinct(table, ["unit", "year"], file=name, what="this unit and year")
    table = table.astype({"year": "int64"})
    return table.set_index(["unit", "year"])["factor"].unstack().sort_index(axis=1)  # noqa: PD010 - nothing to sum up


def require_years(table: pd.DataFrame, *, file: str, id_name: str) -> None:
    """Check that every ``year`` is a whole number of four digits.

    Parameters
    ----------
    table
        Index 0, 1, ... in the order of the file's records.
    file, id_name
        For the faults.

    Raises
    ------
    InputError
        For each record where it is not.
    """
    year = table["year"]
    wrong = np.flatnonzero(~((year % 1 == 0) & year.between(1000, 9999)))
    if len(wrong):
        raise InputError(
            *(
                Fault(
                    file=file,
                    row=int(index) + 1,
                    key=record_key(table, id_name, int(index)),
                    column="year",
                    value=None if np.isnan(year.iloc[index]) else f"{year.iloc[index]:g}",
                    cause="is missing" if np.isnan(year.iloc[index]) else "is not a year",
                    fix="write four digits, for example 2020",
                )
                for index in wrong
            )
        )
