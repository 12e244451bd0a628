"""Faults of single records: one for every record that a check finds wrong, in the order of the file."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...common.errors import Fault


def record_key(table: pd.DataFrame, id_name: str, index: int) -> str | None:
    """Return how the record at `index` is called, for example ``"cell_id 17"``."""
    text = str(table[id_name].iloc[index])
    return f"{id_name} {text}" if text else None


def record_faults(
    table: pd.DataFrame,
    wrong: pd.Series | npt.NDArray[np.bool_],
    *,
    file: str,
    id_name: str | None,
    column: str | None,
    cause: str,
    fix: str,
    values: pd.Series | None = None,
) -> list[Fault]:
    """Return a fault for every record that is wrong.

    Parameters
    ----------
    table
        Index 0, 1, ... in the order of the file's records.
    wrong
        Whether each record is.
    file, column, cause, fix
        As in `Fault`.
    id_name
        Column that holds the records' own ids; None where they have none.
    values
        What each record has instead; nothing is said of one that is empty. Without, of none.
    """
    return [
        Fault(
            file=file,
            row=int(index) + 1,
            key=None if id_name is None else record_key(table, id_name, int(index)),
            column=column,
            value=None if values is None else plain(values.iloc[index]),
            cause=cause,
            fix=fix,
        )
        for index in np.flatnonzero(wrong)
    ]


def in_row_order(faults: Iterable[Fault]) -> list[Fault]:
    """Return faults in the order of the file's records, those of no single record first."""
    return sorted(faults, key=lambda fault: fault.row or 0)


def plain(value: object) -> object:
    """Return a value as Python has it, so that messages show 2.5 and not NumPy's name of its type."""
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and math.isnan(value) else value
