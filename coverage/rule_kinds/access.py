"""Access: a share of the people reaches a facility within a limit."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, ClassVar, Literal

import pandas as pd
from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError, PydanticKnownError

from ...common.sentences import Sentence, joined
from ...geo.tables import Mode
from ..rules.areas import Area, areas_of
from ..rules.evidence import AccessKey, Evidence, MissingEvidenceError, PlacesKey
from ..rules.facility_class import FacilityClass, Lacking
from ..rules.header import StandardsHead
from ..rules.held import Held
from ..rules.reported import reported_beside
from ..rules.rule import Part, ShareTargetRule
from ..rules.targets import Positive, judged
from ..rules.travel import travel_text
from ..rules.units import in_units
from ..rules.verdicts import REPORTED, SHARE, UNCAPACITATED, Finding, reported_as


class AccessRule(Held, ShareTargetRule):
    """A share of a group reaches a facility of a service within some minutes."""

    stand_ins_count: ClassVar[bool] = True

    kind: Literal["access"]
    service: str
    tiers: tuple[str, ...] = ()
    group: str
    minutes: Annotated[Positive | None, Field(validate_default=True)] = None
    """The limit; left out where the rule's class of facilities gives it."""
    mode: Mode | None = None
    """How they come; by default the study's own mode by tier."""
    capacity: bool = False
    """Whether only those count who have a place, as they do wherever the study counts the service's places.

    The figure of reach alone is shown beside.
    """
    proxy_for: str | None = None
    """The indicator that this stands in for, as the office reports it; shown beside."""

    @field_validator("minutes")
    @classmethod
    def _some_limit(cls, minutes: float | None, given: ValidationInfo) -> float | None:
        if minutes is None and given.data.get("facility_class") is None:
            raise PydanticKnownError("missing")
        return minutes

    @model_validator(mode="after")
    def _room_to_share(self) -> AccessRule:
        if not self.capacity and {"share_of", "m2_per_person", "m2_each"} & self.model_fields_set:
            raise PydanticCustomError(
                "no_capacity",
                "who is to be held, and in how much room, says nothing without `capacity: true`",
                {
                    "fix": "add `capacity: true`, or leave `share_of:`, `m2_per_person:` and `m2_each:` out"
                },
            )
        return self

    @property
    def key(self) -> AccessKey:
        """Which frame of access the rule asks for."""
        # Without a limit the rule is refused before anything is computed.
        minutes = math.nan if self.minutes is None else self.minutes
        return AccessKey(self.service, self.tiers, minutes, self.mode or "")

    @property
    def places_key(self) -> PlacesKey:
        """Which assignment of people to places the rule asks for; without a need of its own by the study's."""
        says_need = self.share_of is not None or self.m2_each is not None
        need = self.share_held / self.places_each if says_need else None
        return PlacesKey(self.key, self.group, need)

    def lacking(self, classes: Mapping[str, FacilityClass]) -> tuple[Lacking, ...]:
        """Return the values that neither the rule nor its class gives."""
        return self.lacking_of(self._of_class, classes)

    @property
    def _of_class(self) -> tuple[str, ...]:
        return ("minutes", "share_of") if self.capacity else ("minutes",)

    def needs(self) -> tuple[AccessKey, ...]:
        """Return which frames of access the rule asks for."""
        return (self.key,)

    def needs_places(self, counts_places: Collection[str] = ()) -> tuple[PlacesKey, ...]:
        """Return which assignments of people to places the rule asks for, if the places of services count."""
        counted = self.capacity or self.service in counts_places
        return (self.places_key,) if counted else ()

    def share_served(self, evidence: Evidence) -> pd.Series:
        """Return by cell the share of the people who are served: with a place where places count.

        Raises
        ------
        MissingEvidenceError
            If the study has no travel times, or no assignment to places, as the rule asks for them.
        """
        reached = evidence.reached_by(self.key, self.group)
        if not self.needs_places(evidence.counts_places):
            return reached
        share = evidence.places_of(self.places_key)["share"]
        return share.reindex(evidence.cells.index).fillna(0.0).astype("float64")

    def parts(self, evidence: Evidence, standards: StandardsHead) -> Sequence[Part]:
        """Return people served, in all and by area, and the figures shown beside."""
        inside = in_units(evidence.cells, Sentence("the cells"), self, evidence, standards)
        cells = evidence.cells[inside]
        people = evidence.people(self.group)[inside] * (self.share_held if self.capacity else 1.0)
        levels = self.levels_shown(evidence, standards)
        areas = areas_of(cells, evidence, standards, levels)
        travel = travel_text(self.key, standards)
        basis = joined(Sentence(self.group), travel, self.held_said(self._of_class, standards))
        served = evidence.reached_by(self.key, self.group).reindex(cells.index)
        target = self.asked(evidence.year, standards).target
        counted = bool(self.needs_places(evidence.counts_places))
        parts = []
        if counted:
            parts.append(
                Part(
                    findings=self._with_a_place(evidence, people, served, areas, target),
                    basis=joined(basis, Sentence("with a place")),
                )
            )
        parts.append(
            Part(
                findings=[
                    self._finding(area, people, served, None if counted else target)
                    for area in areas
                ],
                basis=basis,
                suffix=UNCAPACITATED if counted else "",
            )
        )
        if self.proxy_for is not None:
            found = reported_beside(self.proxy_for, target, evidence, standards, levels)
            parts.append(Part(findings=found, basis=reported_as(self.proxy_for), suffix=REPORTED))
        return parts

    def _with_a_place(
        self,
        evidence: Evidence,
        people: pd.Series,
        served: pd.Series,
        areas: Sequence[Area],
        target: float | None,
    ) -> list[Finding]:
        try:
            share = self.share_served(evidence).reindex(people.index)
        except MissingEvidenceError as lacking:
            return [_at(area, detail=lacking.args[0]) for area in areas]
        return [self._finding(area, people, share, target, within_reach=served) for area in areas]

    def _finding(
        self,
        area: Area,
        people: pd.Series,
        share_served: pd.Series,
        target: float | None,
        *,
        within_reach: pd.Series | None = None,
    ) -> Finding:
        total = float(people[area.rows].sum())
        if total <= 0:
            return _at(area, detail=Sentence("no {group} live here", group=Sentence(self.group)))
        served = float((people * share_served)[area.rows].sum())
        passed = judged(served / total, target)
        missing = float("nan") if target is None else max(0.0, target * total - served)
        detail: str = Sentence(
            "{gap:,.0f} of {people:,.0f} {group} in the gap",
            gap=total - served,
            people=total,
            group=Sentence(self.group),
        )
        if self.capacity and self.share_of is not None:
            detail = Sentence(
                "{gap:,.0f} of {people:,.0f} {group} to be held in the gap",
                gap=total - served,
                people=total,
                group=Sentence(self.group),
            )
        if within_reach is not None:
            reached = float((people * within_reach)[area.rows].sum()) / total
            more = Sentence("{reached:.1%} reach one, with a place or without", reached=reached)
            detail = joined(detail, more)
        return Finding(
            level=area.level,
            unit=area.unit,
            unit_name=area.unit_name,
            figure=served / total,
            figure_unit=SHARE,
            target=target,
            passed=passed,
            shortfall=0.0 if passed else missing,
            shortfall_unit=self.group,
            detail=detail,
        )


def _at(area: Area, *, detail: str) -> Finding:
    return Finding(
        level=area.level,
        unit=area.unit,
        unit_name=area.unit_name,
        figure_unit=SHARE,
        detail=detail,
    )
