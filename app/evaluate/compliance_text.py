"""A check's summary as a table for the terminal, and for the documentation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table

from ...coverage.rules.verdicts import BESIDE, SHARE, Verdicts
from ...coverage.rules.whole import said_amount, said_figure, said_unit
from ...maps.wording.messages import LANGS, Lang, say
from ..command.answer_output import print_written
from ..notes_text import print_notes
from .evaluate_study import Compliance

_MARKS = {True: "met", False: "short"}


def print_compliance(
    checked: Compliance, paths: Sequence[Path], console: Console, lang: Lang
) -> None:
    """Print one line per rule, the verdicts in brief, notes, and what was written."""
    console.print(compliance_table(checked, lang))
    for line in _summary(checked.verdicts, lang):
        console.print(line, soft_wrap=True)
    print_notes(checked.layers.planned_notes, console, lang)
    print_written(console, paths, lang)


def compliance_table(checked: Compliance, lang: Lang = "en") -> Table:
    """Return a row per rule: its id with its title below, what is there, what is asked for, and the verdict."""
    title = f"{checked.standards.header.name}, {_year(checked)}"
    table = Table(title=title, box=box.ROUNDED)
    header, *lines = compliance_rows(checked, lang=lang)
    for column in (header[0], *header[2:]):
        table.add_column(column, overflow="fold")
    for rule, name, *figures in lines:
        table.add_row(f"{rule}\n{name}", *figures)
    return table


def _summary(verdicts: Verdicts, lang: Lang) -> Iterator[str]:
    """Yield how many rules are met in the whole area, and how many are not due yet."""
    if lang == "en":
        yield str(verdicts)[1:-1]
        return
    counts = verdicts.counts()
    yield say(
        lang,
        "{met} met, {short} short, {none} without a verdict",
        met=counts["met"],
        short=counts["failed"],
        none=counts["open"],
    )
    rows = verdicts.overall()
    if "due" in rows:
        beside = rows["rule"].astype(str).str.endswith(BESIDE)
        number = int((rows["due"].notna() & ~beside).sum())
        if number:
            text = "{number} of those without a verdict are not due yet"
            yield say(lang, text, number=number)


def compliance_values(checked: Compliance, paths: Sequence[Path]) -> dict[str, object]:
    """Return the rules of the whole area as plain values, as ``compliance.csv`` has them, and the files."""
    table = checked.table
    rows = json.loads(table[table["level"] == "all"].to_json(orient="records", force_ascii=False))
    return {"year": _year(checked), "rules": rows, "files": [str(path) for path in paths]}


def compliance_rows(checked: Compliance, *, lang: Lang | None = None) -> Iterator[tuple[str, ...]]:
    """Yield a header and one line of text per rule, for the whole area.

    Parameters
    ----------
    checked
        What was evaluated.
    lang
        The language; None for English with the titles of the rules in both.
    """
    words: Lang = "en" if lang is None else lang
    titles = LANGS[::-1] if lang is None else (lang,)
    earlier = checked.earlier is not None
    header = ("rule", "", "figure", *(("earlier",) if earlier else ()), "target", "verdict")
    yield tuple(say(words, word) if word else "" for word in (*header, "short by"))
    table = checked.table
    for _, row in table[table["level"] == "all"].iterrows():
        ahead = not pd.isna(row["due"])
        yield (
            str(row["rule"]),
            " ".join(str(row[f"title_{one}"]) for one in titles),
            _number(row["figure"], row),
            *((_number(row["earlier_figure"], row),) if earlier else ()),
            _number(row["due_target" if ahead else "target"], row),
            _verdict(row, words),
            _to_go(row, words) if ahead else _amount(row["shortfall"], row, words),
        )


def _verdict(row: pd.Series, lang: Lang) -> str:
    if not pd.isna(row["due"]):
        return say(lang, "not due until {year}", year=row["due"])
    return say(lang, "no verdict" if pd.isna(row["passed"]) else _MARKS[bool(row["passed"])])


def _to_go(row: pd.Series, lang: Lang) -> str:
    """Return what is still to do until the target is due, and by year."""
    amount = _amount(row["to_go"], row, lang)
    if not amount:
        return ""
    a_year = _amount(row["to_go_a_year"], row, lang)
    return say(lang, "{amount} to go, {a_year} a year", amount=amount, a_year=a_year)


def _number(exact: float, row: pd.Series) -> str:
    value, unit = said_figure(exact, row["kind"]), row["figure_unit"]
    if np.isnan(value):
        return ""
    if unit == SHARE:
        return f"{value:.1%}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.4g}"


def _amount(exact: float, row: pd.Series, lang: Lang) -> str:
    value = said_amount(exact, row["kind"])
    if np.isnan(value) or not value:
        return ""
    unit = say(lang, said_unit(value, str(row["shortfall_unit"])))
    return f"{value:,.0f} {unit}" if value >= 10 else f"{value:,.3g} {unit}"


def _year(checked: Compliance) -> int:
    return int(checked.verdicts.table["year"].iloc[0])
