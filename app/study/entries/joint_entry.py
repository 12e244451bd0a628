"""A question about several services at once, as keys of a study file."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from ....common.entries import Entry
from ....common.plain_numbers import PLAIN
from ....common.words import NO_WORDS
from ....optimize.joint.named_rules import HostedBy, NamedRule, OneUsePerParcel, OnlyUncovered
from ....optimize.joint.named_unit_rules import MaxPerUnit, MinPerUnit
from .amount_types import Budget, LimitMin, Positive, Weight
from .words_entry import StudyWords

Count = Annotated[int, PLAIN, Field(ge=0, strict=True)]


class HostedByEntry(Entry):
    """A hosted site opens only with its host."""

    kind: Literal["hosted_by"]
    service: str
    host_service: str
    column: str = "host"
    """Column of the service's site layers that holds the host's id."""

    def rule(self) -> NamedRule:
        """Return it as the engine knows it."""
        return HostedBy(
            service=self.service, host_service=self.host_service, candidate_column=self.column
        )


class OneUsePerParcelEntry(Entry):
    """Of all sites with the same parcel at most one opens."""

    kind: Literal["one_use_per_parcel"]
    column: str
    """Column of the site layers that holds the parcel."""

    def rule(self) -> NamedRule:
        """Return it as the engine knows it."""
        return OneUsePerParcel(column=self.column)


class OnlyUncoveredEntry(Entry):
    """Stations open only where no centre covers."""

    kind: Literal["only_uncovered"]
    station_service: str
    centre_service: str

    def rule(self) -> NamedRule:
        """Return it as the engine knows it."""
        return OnlyUncovered(
            station_service=self.station_service, centre_service=self.centre_service
        )


class PerUnitEntry(Entry):
    """The least, or the most, sites of a service in each unit."""

    kind: Literal["min_per_unit", "max_per_unit"]
    service: str
    by: str
    count: Count | None = None
    per_people: Positive | None = None
    group: str = "residents"
    tiers: tuple[str, ...] | None = None
    units: tuple[str, ...] | None = None

    def rule(self) -> NamedRule:
        """Return it as the engine knows it."""
        kind = MinPerUnit if self.kind == "min_per_unit" else MaxPerUnit
        return kind(**self.model_dump(exclude={"kind"}))


RuleEntry = Annotated[
    HostedByEntry | OneUsePerParcelEntry | OnlyUncoveredEntry | PerUnitEntry,
    Field(discriminator="kind"),
]


class JointServiceEntry(Entry):
    """What is asked of one of the services."""

    group: str | None = None
    """The group to serve; by default the service's own."""
    weight: Weight = 1.0
    """How much a person served by it counts."""
    max_new: Count | None = None
    budget: Budget | None = None
    must_open: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    limit_min: LimitMin | None = None
    """A limit tighter than the service's, in minutes."""


class JointEntry(Entry):
    """One question about several services."""

    title: StudyWords = NO_WORDS
    """What readers see instead of its name."""
    services: Annotated[dict[str, JointServiceEntry], Field(min_length=2)]
    """By service what is asked of it; ``{}`` for nothing of its own."""
    max_new: Count | None = None
    """How many sites of all services together may be opened."""
    budget: Budget | None = None
    """What the new sites of all services together may cost."""
    rules: tuple[RuleEntry, ...] = ()
    time_limit_s: Positive | None = None
    memory_limit_mb: Positive | None = None

    @model_validator(mode="after")
    def _says_how_much(self) -> Self:
        if self.max_new is not None or self.budget is not None:
            return self
        free = [
            name
            for name, one in self.services.items()
            if one.max_new is None and one.budget is None
        ]
        if free:
            raise ValueError(
                "needs `max_new:`, how many sites of all services may be opened, or a `budget:`; or one of the "
                f"two for each service, which {', '.join(free)} lacks"
            )
        return self

    def require_fits(
        self, name: str, services: Mapping[str, Any], scenarios: Mapping[str, object]
    ) -> None:
        """Refuse a name that a scenario has, and services that are not there or cannot be asked so.

        Raises
        ------
        ValueError
            With the first fault.
        """
        if name in scenarios:
            raise ValueError(
                f"joint {name!r} has the name of a scenario; their results would lie in one folder"
            )
        for one, asked in self.services.items():
            if one not in services:
                near = difflib.get_close_matches(one, services, 1)
                said = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(services)}"
                raise ValueError(
                    f"joint {name!r} names service {one!r}, which the study does not have; {said}"
                )
            service = services[one]
            if not service.travel:
                raise ValueError(
                    f"joint {name!r} names service {one!r}, which has `travel: false`; without travel times "
                    "nobody is served"
                )
            if asked.limit_min is not None and (
                service.limit_m is not None or asked.limit_min > service.limit_min
            ):
                raise ValueError(
                    f"joint {name!r} has limit_min {asked.limit_min:g} for service {one!r}, above what the "
                    "service computes; raise the service's own limit"
                )
