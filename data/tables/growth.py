"""How the population of units changes over the years."""

from __future__ import annotations

from typing import Final

import pandas as pd

from ...common.errors import InputError
from ..formats.layer import Source, as_layer
from ..formats.record_faults import in_row_order, record_faults
from ..formats.values import is_year
from .records import read_records, require_distinct
from .sheet_rows import counting_rows

_FACTOR_MAX: Final = 1e6
"""More than this no population grows; a count of people was meant."""


@counting_rows("source")
def read_growth(source: Source) -> pd.DataFrame:
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
    faults = record_faults(
        table,
        ~table["factor"].between(0, _FACTOR_MAX),
        file=name,
        id_name="unit",
        column="factor",
        cause="is not a factor",
        fix="write a number of 0 or more; 1.02 for two percent more",
        values=table["factor"],
    )
    if faults:
        raise InputError(*faults)
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
    faults = []
    for wrong, cause in (
        (year.isna(), "is missing"),
        (year.notna() & ~is_year(year), "is not a year"),
    ):
        faults += record_faults(
            table,
            wrong,
            file=file,
            id_name=id_name,
            column="year",
            cause=cause,
            fix="write four digits, for example 2020",
            values=year.map("{:g}".format, na_action="ignore"),
        )
    if faults:
        raise InputError(*in_row_order(faults))
