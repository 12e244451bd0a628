"""The key ``site_check`` of a study file: what is asked of a proposed site to be recommended or acceptable."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Self

from pydantic import Field, model_validator

from ....common.entries import Entry
from ....common.plain_numbers import PLAIN
from ....optimize.site_comparison.thresholds import WITHIN_M, SiteThresholds, StepThresholds
from .amount_types import Positive

_People = Annotated[float, PLAIN, Field(ge=0, allow_inf_nan=False)]
_Share = Annotated[float, PLAIN, Field(ge=0, le=1, allow_inf_nan=False)]

_AT_MOST = frozenset({"regret_people"})


class StepEntry(Entry):
    """What a step of the verdict asks for; all that is named has to be met."""

    newly_served: _People | None = None
    """At least so many people newly served."""
    people_in_reach: _People | None = None
    """At least so many people within the limit of the site."""
    time_falls: _People | None = None
    """At least so many people whose way becomes shorter."""
    share_gain: _Share | None = None
    """The share of people who are served grows at least by this: 0.01 is one percentage point."""
    better_than: _Share | None = None
    """It brings more than at least this share of the eligible candidates."""
    regret_people: _People | None = None
    """The best eligible candidate newly serves at most so many people more."""

    def thresholds(self) -> StepThresholds:
        """Return it as thresholds."""
        return StepThresholds(**self.model_dump())


class ServiceSiteCheckEntry(Entry):
    """What is asked of a proposed site of one service."""

    within_m: Positive | None = None
    """How far around a proposed site better ones are looked for, in metres."""
    recommended: StepEntry | None = None
    acceptable: StepEntry | None = None

    @model_validator(mode="after")
    def _recommended_asks_for_more(self) -> Self:
        if self.recommended is not None and self.acceptable is not None:
            _require_more(self.recommended.thresholds(), self.acceptable.thresholds())
        return self


class SiteCheckEntry(ServiceSiteCheckEntry):
    """What is asked of proposed sites of all services, and otherwise of some."""

    services: dict[str, ServiceSiteCheckEntry] = Field(default_factory=dict)
    """By service what is asked instead; what it leaves out is as for all."""

    @model_validator(mode="after")
    def _with_what_is_for_all(self) -> Self:
        for name in self.services:
            steps = self.thresholds_of(name)
            _require_more(steps.recommended, steps.acceptable, service=name)
        return self

    def require_services(self, known: Collection[str]) -> None:
        """Check that the study has the services that are named.

        Raises
        ------
        ValueError
            If it lacks one.
        """
        for name in self.services:
            if name not in known:
                raise ValueError(
                    f"site_check names service {name!r}, which the study does not have; "
                    f"it has {', '.join(known)}"
                )

    def within_of(self, service: str) -> float:
        """Return how far around a proposed site of a service better ones are looked for, in metres."""
        own = self.services.get(service, ServiceSiteCheckEntry())
        return own.within_m or self.within_m or WITHIN_M

    def thresholds_of(self, service: str) -> SiteThresholds:
        """Return what is asked of a proposed site of a service."""
        own = self.services.get(service, ServiceSiteCheckEntry())
        recommended, acceptable = (
            (one or every or StepEntry()).thresholds()
            for one, every in (
                (own.recommended, self.recommended),
                (own.acceptable, self.acceptable),
            )
        )
        return SiteThresholds(recommended=recommended, acceptable=acceptable)


def _require_more(asked: StepThresholds, less: StepThresholds, *, service: str = "") -> None:
    """Check that no figure has to be better for a site to be acceptable than for it to be recommended.

    Raises
    ------
    ValueError
        With the first that has.
    """
    more, few = asked.named, less.named
    for name in sorted(more.keys() & few.keys()):
        if more[name] > few[name] if name in _AT_MOST else more[name] < few[name]:
            of = f"services.{service}: " if service else ""
            fix = "name both for the service" if service else "exchange the two"
            raise ValueError(
                f"{of}`recommended:` asks for less than `acceptable:` of {name} "
                f"({more[name]:g}, {few[name]:g}); {fix}"
            )
