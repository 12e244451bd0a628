"""A check's summary as a table for the terminal, and for the documentation."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from rich.table import Table

from ..coverage.rules.verdicts import SHARE
from .evaluate_study import Compliance

_MARKS = {True: "met", False: "short"}


def compliance_table(checked: Compliance) -> Table:
    """Return one line per rule: what is there, what is asked for, and the verdict."""
    table = Table(title=f"{checked.standards.header.name}, {_year(checked)}")
    header, *lines = compliance_rows(checked)
    for column in header:
        table.add_column(column, overflow="fold")
    for line in lines:
        table.add_row(*line)
    return table


def compliance_rows(checked: Compliance) -> Iterator[tuple[str, ...]]:
    """Yield a header and one line of text per rule, for the whole area."""
    earlier = checked.earlier is not None
    yield (
        "rule",
        "",
        "figure",
        *(("earlier",) if earlier else ()),
        "target",
        "verdict",
        "short by",
    )
    table = checked.table
    for _, row in table[table["level"] == "all"].iterrows():
        yield (
            str(row["rule"]),
            f"{row['title_zh']} {row['title_en']}",
            _number(row["figure"], row["figure_unit"]),
            *((_number(row["earlier_figure"], row["figure_unit"]),) if earlier else ()),
            _number(row["target"], row["figure_unit"]),
            "no verdict" if pd.isna(row["passed"]) else _MARKS[bool(row["passed"])],
            _amount(row["shortfall"], row["shortfall_unit"]),
        )


def _number(value: float, unit: str) -> str:
    if np.isnan(value):
        return ""
    if unit == SHARE:
        return f"{value:.1%}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.4g}"


def _amount(value: float, unit: str) -> str:
    if np.isnan(value) or not value:
        return ""
    return f"{value:,.0f} {unit}" if value >= 10 else f"{value:,.3g} {unit}"


def _year(checked: Compliance) -> int:
    return int(checked.verdicts.table["year"].iloc[0])
