"""Look up one line of a table of verdicts."""

import pandas as pd


def row(table: pd.DataFrame, rule: str, unit: str = "all") -> pd.Series:
    """Return the only line of a rule and a unit."""
    rows = table[(table["rule"] == rule) & (table["unit"] == unit)]
    assert len(rows) == 1
    return rows.iloc[0]
