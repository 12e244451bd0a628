"""Sheets of a check: figures one below the other, lists by column, and the data that it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pandas as pd

from ....data.input_records.record import InputRecord
from ....maps.wording.messages import Lang, say
from ..table_files import Sheet

PEOPLE: Final = "#,##0"
PARTS: Final = "#,##0.0"
SHARE: Final = "0.00%"
DEGREES: Final = "0.000000"
TEXT: Final = "@"
"""Number formats of Excel."""

Column = tuple[Iterable[object], str]
"""Values, and their number format."""


def figures_sheet(rows: Sequence[tuple[str, object, str]], lang: Lang) -> Sheet:
    """Return a sheet of figures: a row for each name, value and number format."""
    table = pd.DataFrame(
        {
            say(lang, "Figure"): [name for name, *_ in rows],
            say(lang, "Value"): pd.Series([value for _, value, _ in rows], dtype=object),
        }
    )
    formats = {row: pattern for row, (*_, pattern) in enumerate(rows)}
    return Sheet(table=table, row_formats=formats, is_list=False)


def list_sheet(columns: Mapping[str, Column]) -> Sheet:
    """Return a sheet of columns by heading; what is None stays empty."""
    return Sheet(
        table=pd.DataFrame(
            {name: pd.Series(list(own), dtype=object) for name, (own, _) in columns.items()}
        ),
        formats={name: pattern for name, (_, pattern) in columns.items()},
    )


def data_sheet(
    inputs: Iterable[InputRecord],
    parameters: Mapping[str, object],
    digest: str,
    notes: Iterable[str],
    lang: Lang,
) -> Sheet:
    """Return a sheet of what a check comes from: files, what was asked, the hash of both, and notes."""
    rows = [(one.name, one.sha256) for one in inputs]
    rows += [(str(name), "" if value is None else str(value)) for name, value in parameters.items()]
    rows += [(say(lang, "Hash"), digest)]
    rows += [(say(lang, "Note"), note) for note in notes]
    return list_sheet(
        {
            say(lang, "File or parameter"): ([name for name, _ in rows], TEXT),
            say(lang, "SHA-256 or value"): ([value for _, value in rows], TEXT),
        }
    )
