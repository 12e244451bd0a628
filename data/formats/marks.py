"""Marks: columns of yes and no, in the words that files use."""

from __future__ import annotations

from typing import Final

import pandas as pd

from ...common.errors import Fault
from .record_faults import record_faults
from .values import as_text

YES: Final = frozenset({"yes", "y", "true", "t", "1", "是", "有"})
NO: Final = frozenset({"no", "n", "false", "f", "0", "否", "无"})


def as_marks(
    table: pd.DataFrame, column: str, *, file: str, id_name: str, default: bool
) -> tuple[pd.Series, list[Fault]]:
    """Return a column of marks as True and False, and a fault for every other word.

    Parameters
    ----------
    table
        Index 0, 1, ... in the order of the file's records.
    column
        Which column; yes or no, true or false, 1 or 0, 是 or 否.
    file, id_name
        For the faults.
    default
        What an empty value means.
    """
    text = as_text(table[column]).str.lower()
    marks = text.isin(YES) | ((text == "") & default)
    wrong = ~(text.isin(YES) | text.isin(NO) | (text == ""))
    return marks, record_faults(
        table,
        wrong,
        file=file,
        id_name=id_name,
        column=column,
        cause="is neither yes nor no",
        fix="write yes or no (or 是, 否)",
        values=table[column],
    )
