"""The register of the study that is served."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from ...data.register.append import append_checks
from ...data.register.append import approve as record
from ...data.register.read import read_register
from ...maps.wording.messages import Lang
from ..site_check.registered import register_entry
from ..site_check.report import SiteReport
from .answers.problem import Refused
from .answers.register_answers import Decision, RegisterLine


def _nothing() -> None:
    pass


@dataclass(frozen=True, kw_only=True)
class StudyRegister:
    """A register of checks.

    Parameters
    ----------
    path
        The GeoPackage.
    decided
        Called once a decision is recorded.
    """

    path: Path
    decided: Callable[[], None] = _nothing

    def told(self, *, decided: Callable[[], None]) -> StudyRegister:
        """Return the same register, which tells of decisions."""
        return replace(self, decided=decided)

    def add(self, report: SiteReport, *, lang: Lang, note: str) -> RegisterLine:
        """Append a check; it is on the disk when this returns."""
        entry = register_entry(report, lang=lang, note=note)
        append_checks(self.path, [entry])
        return RegisterLine(
            **{name: _plain(getattr(entry, name)) for name in _SHARED}, check_id=entry.check_id
        )

    def lines(self) -> list[RegisterLine]:
        """Return all checks with their decisions, the latest first."""
        return [_line(row) for row in read_register(self.path)[::-1].to_dict("records")]

    def decide(
        self,
        check_id: str,
        decision: Decision,
        *,
        reason: str,
        date: dt.date | None,
        opens_year: int | None,
    ) -> RegisterLine:
        """Record a decision and return the check with it.

        Raises
        ------
        Refused
            If the register has no such check.
        """
        if not any(line.check_id == check_id for line in self.lines()):
            raise Refused(404, "unknown_check", "The register has no such check: save it first.")
        record(self.path, check_id, decision, reason=reason, date=date, opens_year=opens_year)
        self.decided()
        return next(line for line in self.lines() if line.check_id == check_id)


_SHARED = (
    *("time", "service", "tier", "lon", "lat", "capacity", "year", "newly_served"),
    *("people_in_reach", "share_before", "share_after", "verdict", "obstacles"),
    *("applicant", "note"),
)


def _line(row: dict[Any, Any]) -> RegisterLine:
    decided = str(row["date"])
    return RegisterLine(
        check_id=str(row["check_id"]),
        **{name: _plain(row[name]) for name in _SHARED},
        decision=row["decision"] or None,
        decided=dt.date.fromisoformat(decided[:10]) if decided else None,
        reason=str(row["reason"]),
        opens_year=_plain(row["opens_year"]),
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell of a table
    """Return a value as JSON has it: what is missing as None, any number of places in words."""
    if value is None or value is pd.NA:
        return None
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return "unlimited" if math.isinf(value) else value
    return value
