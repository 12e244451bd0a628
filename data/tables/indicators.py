"""Figures that offices report: the part of a plan that no map can check."""

from __future__ import annotations

import pandas as pd

from ..formats.layer import Source, as_layer
from .growth import require_years
from .records import read_records, require_distinct
from .sheet_rows import counting_rows


@counting_rows("source")
def read_indicators(source: Source) -> pd.DataFrame:
    """Read reported figures.

    Parameters
    ----------
    source
        A CSV file with columns ``indicator``, ``unit`` (who it is about; of the whole area, or of one that
        it is compared with, the id that the standards name), ``year`` and ``value``.

    Returns
    -------
    pandas.DataFrame
        Columns ``indicator``, ``unit`` (text), ``year`` (int) and ``value`` (float).

    Raises
    ------
    InputError
        With every fault: values missing or no numbers, years that are none, a figure given twice.
    """
    layer = as_layer(source)
    table = read_records(
        layer, texts=("indicator", "unit"), numbers=("year", "value"), id_name="indicator"
    )
    require_years(table, file=layer.file.name, id_name="indicator")
    require_distinct(table, ["indicator", "unit", "year"], file=layer.file.name, what="this figure")
    return table.astype({"year": "int64"})
