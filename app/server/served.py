"""What the server needs of a study, said without the study: its parts can stand in for each other in tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from .answers.register_answers import Decision, RegisterLine
from .answers.study_answers import StudyDescription


class Report(Protocol):
    """The answer to one question about a site: `halfhour.SiteReport`."""

    @property
    def id(self) -> str:
        """Its id, the same for the same question about the same data."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""

    def save(self, out: Path, *, lang: str, pdf: bool) -> list[Path]:
        """Write its memo in a folder and return the files."""


class Desk(Protocol):
    """The prepared state of a service, which answers questions about it: `halfhour.SiteDesk`."""

    def report(
        self,
        *,
        at: Any,  # noqa: ANN401 - a place or a shape
        crs: str = "wgs84",
        tier: str | None = None,
        capacity: float | None = None,
        limit_min: float | None = None,
    ) -> Report:
        """Answer a question about a site at a place or on a parcel."""


class Register(Protocol):
    """The study's register of checks."""

    def add(self, report: Any, *, lang: Any, note: str) -> RegisterLine:  # noqa: ANN401 - a `Report` of this study
        """Append a check; it is on the disk when this returns."""

    def lines(self) -> Sequence[RegisterLine]:
        """Return all checks with their decisions, the latest first."""

    def decide(
        self,
        check_id: str,
        decision: Decision,
        *,
        reason: str,
        date: dt.date | None,
        opens_year: int | None,
    ) -> RegisterLine:
        """Record a decision and return the check with it."""


class ServedStudy(Protocol):
    """A study that is served."""

    @property
    def register(self) -> Register:
        """Its register."""

    def description(self) -> StudyDescription:
        """Return what can be asked, and what is still being prepared."""

    def desk(self, service: str) -> Desk:
        """Return the desk of a service; raises `Refused` where there is none, or none yet."""

    def named(self, report: Any, *, applicant: str, project: str) -> Report:  # noqa: ANN401 - likewise
        """Return an answer whose memo names who applies, and for what."""

    def shown(self, report: Any) -> Mapping[str, Any]:  # noqa: ANN401 - likewise
        """Return an answer in words, by language as ``told``, and what the ``map`` shows of it."""

    def page(self, lang: str) -> str:
        """Return the page, a whole HTML document; it is made when it is first asked for."""
