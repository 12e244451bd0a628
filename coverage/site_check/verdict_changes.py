"""The standards of which a figure or the verdict changes with a site."""

from __future__ import annotations

from typing import Final

import pandas as pd

CHANGE_COLUMNS: Final = (
    "rule_id",
    "clause",
    "title_zh",
    "title_en",
    "level",
    "unit",
    "unit_name",
    "before",
    "after",
    "value_before",
    "value_after",
    "value_unit",
    "target",
    "changed",
)


def no_verdicts() -> pd.DataFrame:
    """Return the table of changes without rows."""
    return pd.DataFrame(columns=list(CHANGE_COLUMNS))
