"""Values of a column as text or as numbers, whatever type the file gives them."""

from __future__ import annotations

from typing import Final

import pandas as pd

from ...common.errors import Fault
from .record_faults import record_faults

_DIGITS: Final = "write digits alone, without units or thousands separators"
_COMMAS: Final = "; of a text file whose decimals are commas, write decimal: ','"


def as_text(values: pd.Series) -> pd.Series:
    """Return values as text, without blanks around it, empty where missing; 17.0 becomes "17".

    Bytes that are no text, as columns of Parquet may hold, are written out as Python does.
    """
    if pd.api.types.infer_dtype(values, skipna=True).startswith(("bytes", "mixed")):
        values = values.map(_decoded)
    if pd.api.types.is_float_dtype(values):
        known = values.dropna()
        # Whole numbers of more digits than an int64 has stay as they are.
        if bool(((known.abs() < 2.0**63) & (known % 1 == 0)).all()):
            values = values.astype("Int64")
    return values.astype("string").fillna("").str.strip().astype(str)


def _decoded(value: object) -> object:
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value


def as_numbers(
    table: pd.DataFrame, column: str, *, file: str, id_name: str
) -> tuple[pd.Series, list[Fault]]:
    """Return a column as floats (NaN where empty), and a fault for every text that is no number.

    Such a text becomes 0 in the result, so that it is told once and not again as missing.
    """
    marks = pd.api.types.is_bool_dtype(table[column])
    if pd.api.types.is_numeric_dtype(table[column]) and not marks:
        return table[column].astype("float64"), []
    text = as_text(table[column])
    numbers = pd.to_numeric(text.where(text != ""), errors="coerce").astype("float64")
    wrong = numbers.isna() & ~text.str.lower().isin(["", "nan"])
    commas = text[wrong].str.contains(",", regex=False).any()
    faults = record_faults(
        table,
        wrong,
        file=file,
        id_name=id_name,
        column=column,
        cause="is not a number",
        fix=_DIGITS + (_COMMAS if commas else ""),
        values=text,
    )
    return numbers.mask(wrong, 0.0), faults


def is_year(numbers: pd.Series) -> pd.Series:
    """Tell which numbers are whole and have four digits, as a year has."""
    return (numbers % 1 == 0) & numbers.between(1000, 9999)
