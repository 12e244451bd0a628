"""The options of `halfhour check` as they were given, whichever of its kinds is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class GivenOptions:
    """What was given on the command line; None, false and empty are what nobody gave.

    Each is named as on the command line, where `services` is ``--service``: `options` says what they mean.
    """

    study: Path
    services: Sequence[str] | None
    at: str | None
    crs: str | None
    parcel: Path | None
    tier: str | None
    year: int | None
    capacity: float | None
    limit_min: float | None
    standards: Path | None
    out: Path | None
    pdf: bool
    lang: str
    as_json: bool
    register: bool
    applicant: str
    project: str
    note: str
    applications: Path | None
    max_approved: int | None
    all_memos: bool
    new_people: str | None
