"""What a standards file says besides its rules: units, groups, services and their tiers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from ...common.entries import Entry
from ...geo.tables import Mode
from ...geo.travel.road_times import LIMIT_MIN
from .entry import Clause, Title
from .facility_class import FacilityClass
from .targets import Positive, Year

WHOLE = "all"
"""The level, and the unit, that is the whole area."""

COMMITTEE = "committee"
"""The level of those who report for units that lie on the land of another."""


class Tier(Entry):
    """A level inside a service."""

    title: Title
    mode: Mode | None = None
    """How people come there; by default as to the service."""
    stands_for: tuple[str, ...] = ()
    """Lower tiers whose access, presence, ratio and count rules this one satisfies too."""


class Service(Entry):
    """What is provided, and for whom."""

    title: Title
    group: str = "residents"
    mode: Mode = "drive"
    limit_min: Positive = LIMIT_MIN
    tiers: dict[str, Tier] = Field(default_factory=dict)
    """None where all its facilities are alike."""

    def mode_of(self, tier: str) -> Mode:
        """Return how people come to a tier."""
        found = self.tiers.get(tier)
        return self.mode if found is None or found.mode is None else found.mode

    def standing_for(self, tiers: tuple[str, ...]) -> tuple[str, ...]:
        """Return tiers with those that stand for one of them; none (all tiers) stays none."""
        standing = [
            name
            for name, tier in self.tiers.items()
            if name not in tiers and set(tier.stands_for) & set(tiers)
        ]
        return (*tiers, *standing)


class HousingClauses(Entry):
    """What the plan says of facilities for new housing; each may be missing."""

    together: Clause | None = None
    """By when they must stand: planned, approved, built and handed over with the homes."""
    facilities: Clause | None = None
    """Which facilities are planned with the homes."""
    land: Clause | None = None
    """That land for public services goes first."""


class Header(Entry):
    """The head of a standards file."""

    name: str
    source: str = ""
    date: dt.date | None = None
    due: Year | None = None
    """The plan's last year, in which what has no date of its own falls due; by default it is asked at once."""
    area_unit: str = ""
    """The id under which the whole area is reported in the table of indicators."""
    levels: dict[str, Title]
    """Levels of units that rules may name, the largest first."""
    groups: Annotated[tuple[str, ...], Field(min_length=1)]
    committees: dict[str, Title] = Field(default_factory=dict)
    """Those who report for townships on the land of others, by id."""
    services: Annotated[dict[str, Service], Field(min_length=1)]
    new_housing: HousingClauses | None = None
    """What the plan says of facilities for new housing."""
    facility_classes: str = ""
    """A file of facility classes: one beside this file, or the name of one that comes with Halfhour."""


@dataclass(frozen=True, kw_only=True)
class StandardsHead:
    """The head of a standards file that was read.

    Parameters
    ----------
    file
        The file's name.
    header
        What it says besides its rules.
    lines
        The line on which each rule begins, by its id.
    classes
        The classes of facilities that the file names, by name.
    """

    file: str
    header: Header
    lines: Mapping[str, int]
    classes: Mapping[str, FacilityClass] = field(default_factory=dict)

    def at(self, rule_id: str) -> str:
        """Return the line and the rule, as the key of a fault."""
        line = self.lines.get(rule_id)
        return f"rule {rule_id}" if line is None else f"line {line}, rule {rule_id}"
