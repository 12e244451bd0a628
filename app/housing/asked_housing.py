"""What is asked of new housing; nothing large is loaded with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from ...coverage.site_check.place import SitePlace


@dataclass(frozen=True, kw_only=True)
class NewHousing:
    """What is asked of new housing.

    Parameters
    ----------
    study
        The study file.
    place
        Where the housing stands.
    new_people
        Who moves in, as the command takes it.
    year, services, standards
        As of `check_housing`.
    """

    study: Path
    place: SitePlace
    new_people: str
    year: int | None
    services: Collection[str] | None
    standards: Path | None
