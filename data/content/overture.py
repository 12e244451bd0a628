"""Files of Overture Maps: what their columns are called, and which of ours they are."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import pandas as pd

from ...common.sentences import Sentence, tell

_ID: Final = "id"
_NAME: Final = "names.primary"
_KINDS: Final = ("categories.primary", "basic_category", "taxonomy.primary")
"""Columns that say what a place is, in the order in which Overture had them."""


_STATUS: Final = "operating_status"
_CONFIDENCE: Final = "confidence"
_DOUBTFUL: Final = 0.5
"""Below this confidence Overture itself holds it for likelier that there is no such place."""


def is_overture(headings: Collection[str]) -> bool:
    """Tell whether a file with these columns is of Overture Maps."""
    return {_ID, _NAME} <= set(headings)


def overture_columns(headings: Collection[str], id_name: str) -> dict[str, str]:
    """Return our names of columns that an Overture file has under names of its own.

    Parameters
    ----------
    headings
        The file's columns.
    id_name
        Our name of the column of ids.

    Returns
    -------
    dict
        Our name -> the file's; empty for other files. ``kind`` is what a place is, such as ``hospital``.
    """
    if not is_overture(headings):
        return {}
    kind = next((name for name in _KINDS if name in headings), None)
    found = {id_name: _ID, "name": _NAME, **({} if kind is None else {"kind": kind})}
    return {ours: theirs for ours, theirs in found.items() if ours not in headings}


def tell_doubtful_places(table: pd.DataFrame, *, file: str) -> None:
    """Tell how many places of an Overture file are closed, or may not exist; they count all the same.

    Parameters
    ----------
    table
        The file's records.
    file
        The file.
    """
    if not is_overture(table.columns):
        return
    if _STATUS in table:
        closed = int((table[_STATUS].notna() & (table[_STATUS] != "open")).sum())
        if closed:
            tell(
                Sentence(
                    "{file}: {count:,} of {total:,} places are closed by their operating_status, and count "
                    "all the same; only: {{operating_status: open}} leaves them out.",
                    file=file,
                    count=closed,
                    total=len(table),
                )
            )
    if _CONFIDENCE in table:
        doubtful = int((pd.to_numeric(table[_CONFIDENCE], errors="coerce") < _DOUBTFUL).sum())
        if doubtful:
            tell(
                Sentence(
                    "{file}: {count:,} of {total:,} places have a confidence below {least}: they may not "
                    "exist.",
                    file=file,
                    count=doubtful,
                    total=len(table),
                    least=_DOUBTFUL,
                )
            )
