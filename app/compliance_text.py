"""A check's summary as a table for the terminal, and for the documentation."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from rich.table import Table

from ..coverage.rules.verdicts import SHARE
from ..coverage.rules.whole import said_amount, said_figure, said_unit
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
        ahead = not pd.isna(row["due"])
        yield (
            str(row["rule"]),
            f"{row['title_zh']} {row['title_en']}",
            _number(row["figure"], row),
            *((_number(row["earlier_figure"], row),) if earlier else ()),
            _number(row["due_target" if ahead else "target"], row),
            _verdict(row),
            _to_go(row) if ahead else _amount(row["shortfall"], row),
        )


def _verdict(row: pd.Series) -> str:
    if not pd.isna(row["due"]):
        return f"not due until {row['due']}"
    return "no verdict" if pd.isna(row["passed"]) else _MARKS[bool(row["passed"])]


def _to_go(row: pd.Series) -> str:
    """Return what is still to do until the target is due, and by year."""
    amount = _amount(row["to_go"], row)
    if not amount:
        return ""
    return f"{amount} to go, {_amount(row['to_go_a_year'], row)} a year"


def _number(exact: float, row: pd.Series) -> str:
    value, unit = said_figure(exact, row["kind"]), row["figure_unit"]
    if np.isnan(value):
        return ""
    if unit == SHARE:
        return f"{value:.1%}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.4g}"


def _amount(exact: float, row: pd.Series) -> str:
    value = said_amount(exact, row["kind"])
    if np.isnan(value) or not value:
        return ""
    unit = said_unit(value, str(row["shortfall_unit"]))
    return f"{value:,.0f} {unit}" if value >= 10 else f"{value:,.3g} {unit}"


def _year(checked: Compliance) -> int:
    return int(checked.verdicts.table["year"].iloc[0])
