"""What is asked of one proposed site; nothing large is loaded with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...coverage.site_check.place import SitePlace


@dataclass(frozen=True, kw_only=True)
class ProposedSite:
    """What is asked of one site.

    Parameters
    ----------
    study
        The study file.
    service
        What the site would offer.
    place
        Where it would stand.
    tier, capacity
        Its tier and its places; None where nobody gave them.
    year
        Whose people count; None for the year of the people layer.
    limit_min
        Minutes within which people count; None for the plan's.
    standards
        A standards file; None for the one that the study names.
    applicant, project
        Names for the memo and the register.
    """

    study: Path
    service: str
    place: SitePlace
    tier: str | None
    capacity: float | None
    year: int | None
    limit_min: float | None
    standards: Path | None
    applicant: str
    project: str
