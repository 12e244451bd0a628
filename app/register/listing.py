"""What is chosen from a register of checks, and how it is shown."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
from rich import box
from rich.table import Table

from ...common.errors import Fault, InputError
from ...common.sentences import Sentence
from ...data.register.append import DECISION_KINDS
from ...data.register.read import read_decisions, read_register
from ...maps.wording.messages import Lang, say

OPEN: Final = "open"
"""Of a check: nobody has decided on it."""

HEADINGS: Final = {
    "check_id": Sentence("Check"),
    "time": Sentence("Time (UTC)"),
    "service": Sentence("Service"),
    "lon": Sentence("Longitude"),
    "lat": Sentence("Latitude"),
    "tier": Sentence("Tier"),
    "capacity": Sentence("Capacity"),
    "year": Sentence("Year"),
    "limit": Sentence("Limit"),
    "unit": Sentence("Unit of the limit"),
    "crs_given": Sentence("Coordinates given in"),
    "newly_served": Sentence("Newly served"),
    "people_in_reach": Sentence("People in reach"),
    "share_before": Sentence("Share before"),
    "share_after": Sentence("Share after"),
    "verdict": Sentence("Verdict"),
    "obstacles": Sentence("Obstacles"),
    "hash": Sentence("Hash"),
    "applicant": Sentence("Applicant"),
    "note": Sentence("Note"),
    "decision": Sentence("Decision"),
    "reason": Sentence("Reason"),
    "date": Sentence("Date"),
    "opens_year": Sentence("Opens in"),
    "decisions": Sentence("Decisions"),
    "parcel": Sentence("Parcel"),
}
"""Heading by column."""

VALUES: Final = {
    "approved": Sentence("approved"),
    "refused": Sentence("refused"),
    "recommended": Sentence("recommended"),
    "acceptable": Sentence("acceptable"),
    "not_recommended": Sentence("not recommended"),
}
"""Words for what columns of decisions and verdicts hold."""

_SHOWN: Final = (
    ("check_id", "time"),
    ("service", "applicant"),
    ("newly_served", "share_after"),
    ("verdict",),
    ("decision", "date", "opens_year"),
)
"""Columns that the terminal shows, those of one cell below each other, so that all fits 80 letters."""


def chosen_checks(
    path: Path,
    *,
    service: str | None = None,
    decision: str | None = None,
    since: dt.date | None = None,
    applicant: str | None = None,
) -> gpd.GeoDataFrame:
    """Read the checks of a register that fit what is asked for.

    Parameters
    ----------
    path
        The register; where there is none, the table is empty.
    service
        Only of this service.
    decision
        Only those whose decision is this one, or `OPEN`.
    since
        Only those that were asked on this day of the place's own time, or later.
    applicant
        Only those whose applicant's name holds this text, in capitals or not.

    Returns
    -------
    geopandas.GeoDataFrame
        As `read_register` returns them.

    Raises
    ------
    InputError
        If there is no such decision, or the register has checks, and none of the service.
    """
    if decision is not None and decision not in (*DECISION_KINDS, OPEN):
        raise InputError(
            Fault(
                file="--decision",
                value=decision,
                cause="is no decision",
                fix=f"write {', '.join(DECISION_KINDS)} or {OPEN}",
            )
        )
    table = read_register(path)
    services = sorted(table["service"].unique())
    if service is not None and services and service not in services:
        raise InputError(
            Fault(
                file="--service",
                value=service,
                cause=f"{path.name} has no check of such a service",
                fix=f"name one of {', '.join(services)}",
            )
        )
    fits = pd.Series(data=True, index=table.index)
    if service is not None:
        fits &= table["service"] == service
    if decision is not None:
        fits &= table["decision"] == ("" if decision == OPEN else decision)
    if since is not None:
        # Days are compared: the first day of the calendar begins at no moment that has a time in UTC.
        days = [dt.datetime.fromisoformat(text).astimezone().date() for text in table["time"]]
        fits &= pd.Series([day >= since for day in days], index=table.index, dtype=bool)
    if applicant is not None:
        fits &= table["applicant"].str.casefold().str.contains(applicant.casefold(), regex=False)
    return table[fits]


def checks_table(checks: gpd.GeoDataFrame, *, title: str, lang: Lang) -> Table:
    """Return checks as a table for the terminal: one row each, of a few lines."""
    shown = Table(title=title, show_lines=True, box=box.ROUNDED)
    for columns in _SHOWN:
        heading = "\n".join(said(HEADINGS[column], lang) for column in columns)
        shown.add_column(heading, overflow="fold")
    for _, row in checks.iterrows():
        shown.add_row(
            *(
                "\n".join(text for column in columns if (text := _text(column, row[column], lang)))
                for columns in _SHOWN
            )
        )
    return shown


def history_table(path: Path, check_id: str, *, lang: Lang) -> Table:
    """Return all decisions on a check as a table for the terminal, the one that holds last."""
    columns = ("decision", "date", "reason", "opens_year")
    shown = Table(title=check_id)
    for column in columns:
        shown.add_column(said(HEADINGS[column], lang), overflow="fold")
    decisions = read_decisions(path)
    for _, row in decisions[decisions["check_id"] == check_id].iterrows():
        shown.add_row(*(_text(column, row[column], lang) for column in columns))
    return shown


def history_values(path: Path, check_id: str) -> list[dict[str, object]]:
    """Return all decisions on a check as plain values for JSON, the one that holds last."""
    decisions = read_decisions(path)
    of_check = decisions[decisions["check_id"] == check_id]
    return list(_records(of_check.drop(columns="check_id")))


def checks_json(path: Path, checks: gpd.GeoDataFrame) -> list[dict[str, object]]:
    """Return checks as plain values for JSON, each with all decisions on it.

    Missing and infinite numbers become None, parcels well-known text.
    """
    history = read_decisions(path)
    of_check = {
        str(check_id): list(_records(part.drop(columns="check_id")))
        for check_id, part in history.groupby("check_id")
    }
    return [
        {**record, "history": of_check.get(str(record["check_id"]), [])}
        for record in _records(plain_checks(checks))
    ]


def plain_checks(checks: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return checks as a table without geometry; a parcel becomes well-known text."""
    parcels = [None if one is None else one.wkt for one in checks["parcel"]]
    table = pd.DataFrame(checks.drop(columns=checks.geometry.name))
    return table.assign(parcel=pd.Series(parcels, table.index, dtype=object))


def said(text: str, lang: Lang) -> str:
    """Return a word in a language."""
    return text.said(lambda english: say(lang, english)) if isinstance(text, Sentence) else text


def _records(table: pd.DataFrame) -> Iterator[dict[str, object]]:
    for row in table.to_dict("records"):
        yield {str(name): _plain(value) for name, value in row.items()}


def _plain(value: object) -> object:
    if value is None or value is pd.NA or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value


def _text(column: str, value: Any, lang: Lang) -> str:  # noqa: ANN401 - a cell of any column
    if value is None or pd.isna(value):
        return ""
    if column.startswith("share"):
        return f"{value:.2%}"
    if column in ("newly_served", "people_in_reach"):
        return f"{value:,.0f}"
    if column == "time":
        return str(value)[:16].replace("T", " ")
    return said(VALUES.get(str(value), str(value)), lang)
