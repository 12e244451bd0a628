"""What the columns of a table hold, and which of ours they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from ...common.sentences import collected_notes
from ..formats.coordinate_text import angle_in
from ..formats.values import as_numbers, as_text, is_unknown
from .report import ColumnReport

_FEW: Final = 8
"""A column with at most so many values shows all of them."""

_SHOWN: Final = 3
_WORDS_MOST: Final = 100
# A telephone number, such as 0335-3000000, begins like a date; what follows its month is no further digit.
_DATE: Final = r"(?:1[5-9]|2\d)\d\d[-/.年](?:0?[1-9]|1[0-2])(?:[-/.月]\d{1,2}日?)?(?:[^\d-].*)?"
_MOSTLY: Final = 0.8
_LOOKED_AT: Final = 2_000


def column_reports(table: pd.DataFrame, known: Mapping[str, str]) -> tuple[ColumnReport, ...]:
    """Return what each column holds.

    Parameters
    ----------
    table
        The records as the file has them.
    known
        Our name -> the heading that is recognised as it.
    """
    ours = {theirs: name for name, theirs in known.items()}
    found = []
    for place, name in enumerate(table.columns):
        text = as_text(table.iloc[:, place])
        filled = text[text != ""]
        counts = filled.value_counts()
        few = len(counts) <= _FEW
        shown = counts.index[:_FEW] if few else filled.head(_SHOWN)
        found.append(
            ColumnReport(
                name=str(name),
                kind=_kind(table.iloc[:, place], filled.head(_LOOKED_AT)),
                ours=ours.get(str(name), ""),
                filled=len(filled),
                values=tuple(str(one) for one in shown),
                every_value=few,
                words=_words(counts) if ours.get(str(name)) == "service" else (),
            )
        )
    return tuple(found)


def _words(counts: pd.Series) -> tuple[tuple[str, int], ...]:
    if len(counts) > _WORDS_MOST:
        return ()
    return tuple((str(word), int(count)) for word, count in counts.items())


def is_key(values: pd.Series) -> bool:
    """Return whether every record has a value of its own, as ids have."""
    text = as_text(values)
    return bool((text != "").all() and text.is_unique)


def _kind(values: pd.Series, filled: pd.Series) -> str:
    numbers = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    if pd.api.types.is_datetime64_any_dtype(values):
        return "date"
    if numbers and not filled.empty:
        return "number"
    known = filled[~is_unknown(filled)]
    return "nothing" if known.empty else _kind_of_text(known)


def _kind_of_text(known: pd.Series) -> str:
    table = pd.DataFrame({"value": known.to_numpy()})
    with collected_notes():
        _, wrong = as_numbers(table, "value", file="", id_name="value")
    if len(wrong) <= (1 - _MOSTLY) * len(table):
        return "number"
    if known.map(lambda one: angle_in(one) is not None).mean() >= _MOSTLY:
        return "degrees"
    dates = known.str.fullmatch(_DATE)
    return "date" if dates.mean() >= _MOSTLY else "text"
