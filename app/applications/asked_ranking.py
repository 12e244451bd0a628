"""What is asked of a table of applications; nothing large is loaded with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class AskedRanking:
    """What is asked of a table of applications.

    Parameters
    ----------
    study, table
        The study file and the table.
    service
        The service of rows that name none.
    crs
        What the table's coordinates are in; None for what it says itself.
    year
        Whose people count; None for the year of the people layer.
    limit_min
        Minutes within which people count; None for the plan's.
    standards
        A standards file; None for the one that the study names.
    max_approved
        How many may be approved; None for any number.
    all_memos
        Whether every application gets a memo.
    """

    study: Path
    table: Path
    service: str | None
    crs: str | None
    year: int | None
    limit_min: float | None
    standards: Path | None
    max_approved: int | None
    all_memos: bool
