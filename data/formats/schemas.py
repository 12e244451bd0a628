"""What values must be, as pandera checks, and their failures told as faults."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

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


@dataclass(frozen=True)
class Check:
    """What every value of a column must be.

    Parameters
    ----------
    name
        One of `_WORDS`.
    holds
        Tells of each value of a column whether it is so.
    """

    name: str
    holds: Callable[[Any], object]


@dataclass(frozen=True)
class Checked:
    """What a column must hold; none of its values may be missing.

    Parameters
    ----------
    checks
        What every value must be.
    unique
        Whether no value may occur twice.
    numbers
        Whether it holds floats.
    """

    checks: tuple[Check, ...] = ()
    unique: bool = False
    numbers: bool = False


NOT_EMPTY: Final = Check("not_empty", lambda text: text != "")
NOT_NEGATIVE: Final = Check("not_negative", lambda number: number >= 0)
# Minus infinity is told once, as a negative number.
FINITE: Final = Check("finite", lambda number: number != np.inf)
COUNTABLE: Final = Check(
    "countable", lambda number: ~number.between(PEOPLE_MAX, np.inf, inclusive="neither")
)
SUMMABLE: Final = Check(
    "summable", lambda number: ~number.between(AMOUNT_MAX, np.inf, inclusive="neither")
)


def faults_of(
    table: pd.DataFrame,
    columns: Mapping[str, Checked],
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
    columns
        By name what a column must hold, if it is there; an id that must be unique is told once where it is
        empty.
    file
        The file, for the faults.
    id_name
        Column that holds the records' own ids.
    missing
        By column what to do about a value that is missing, where more than the usual can be said.
    """
    # A run whose tables are all kept from an earlier one does not wait for it.
    import pandera.pandas as pa  # noqa: PLC0415

    schema = pa.DataFrameSchema({name: _column(one) for name, one in columns.items()})
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


def _column(checked: Checked) -> Any:  # noqa: ANN401 - pandera is loaded where it is needed
    import pandera.pandas as pa  # noqa: PLC0415 - as above

    checks = [pa.Check(one.holds, name=one.name, error=one.name) for one in checked.checks]
    dtype = float if checked.numbers else None
    return pa.Column(dtype, checks, unique=checked.unique, required=checked.unique)
