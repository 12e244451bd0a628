"""What values must be, as pandera checks, and their failures told as faults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
import pandera.pandas as pa

from ...common.errors import Fault
from .record_faults import plain, record_key

PEOPLE_MAX: Final = 1e10
"""More people than this are nowhere."""

AMOUNT_MAX: Final = 1e15
"""Above it a sum of amounts no longer counts single units exactly."""

_WORDS: Final = {
    "not_nullable": ("is missing", "fill it in, or leave the record out"),
    "field_uniqueness": ("occurs more than once", "make ids unique"),
    "not_empty": ("is missing", "give every record an id"),
    "not_negative": ("is negative", "correct it; it must be 0 or more"),
    "finite": ("is infinite", "correct it; it must be a finite number"),
    "countable": (
        "is more people than there are on Earth",
        "correct it; it is people in one place",
    ),
    "summable": ("is too large to be added up", f"correct it; it may be {AMOUNT_MAX:,.0f} at most"),
}
"""Name of a check -> what is wrong and what to do."""

NOT_EMPTY: Final = pa.Check(lambda text: text != "", name="not_empty", error="not_empty")
NOT_NEGATIVE: Final = pa.Check(
    lambda number: number >= 0, name="not_negative", error="not_negative"
)
# Minus infinity is told once, as a negative number.
FINITE: Final = pa.Check(lambda number: number != np.inf, name="finite", error="finite")
COUNTABLE: Final = pa.Check(
    lambda number: ~number.between(PEOPLE_MAX, np.inf, inclusive="neither"),
    name="countable",
    error="countable",
)
SUMMABLE: Final = pa.Check(
    lambda number: ~number.between(AMOUNT_MAX, np.inf, inclusive="neither"),
    name="summable",
    error="summable",
)


def faults_of(
    table: pd.DataFrame,
    schema: pa.DataFrameSchema,
    *,
    file: str,
    id_name: str,
    missing: Mapping[str, str] | None = None,
) -> list[Fault]:
    """Check a table and return every failure as a fault.

    Parameters
    ----------
    table
        Index 0, 1, ... in the order of the file's records.
    schema
        Columns with this module's checks; an id that must be unique is told once where it is empty.
    file
        The file, for the faults.
    id_name
        Column that holds the records' own ids.
    missing
        By column what to do about a value that is missing, where more than the usual can be said.
    """
    try:
        schema.validate(table[[name for name in schema.columns if name in table]], lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
    else:
        return []
    cases = cases.assign(index=cases["index"].astype("int64")).sort_values("index", kind="stable")
    faults = []
    for column, check, value, index in zip(
        cases["column"], cases["check"], cases["failure_case"], cases["index"], strict=True
    ):
        if check == "field_uniqueness" and value == "":
            continue
        cause, fix = _WORDS[check]
        if check == "not_nullable":
            fix = (missing or {}).get(column, fix)
        faults.append(
            Fault(
                file=file,
                row=index + 1,
                key=record_key(table, id_name, index),
                column=column,
                value=None if value == "" else plain(value),
                cause=cause,
                fix=fix,
            )
        )
    return faults
