"""Ratio: one facility for every so many residents of a unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from ...common.sentences import Sentence, joined
from ..rules.areas import Area, areas_of, with_larger_units
from ..rules.evidence import Evidence, MissingEvidenceError
from ..rules.facilities import open_facilities
from ..rules.header import WHOLE, StandardsHead
from ..rules.rule import Part, Rule
from ..rules.targets import Positive, Targets, whole_up
from ..rules.travel import tiers_text
from ..rules.units import facilities_said, selected_units, unit_column
from ..rules.verdicts import STANDING, Finding, listed, no_such_unit


class RatioRule(Rule):
    """One facility for every `low` to `high` people of a unit, and one wherever people live."""

    stand_ins_count: ClassVar[bool] = True

    kind: Literal["ratio"]
    service: str
    tiers: tuple[str, ...] = ()
    level: str
    group: str = "residents"
    people: Literal["all", "new"] = "all"
    """Whether everybody counts, or those of new estates; everybody's figure then stands beside."""
    low: Positive
    """People per facility where there are many facilities."""
    high: Positive
    """People per facility where there are the fewest that the rule allows."""

    @model_validator(mode="after")
    def _in_order(self) -> RatioRule:
        if self.low > self.high:
            raise PydanticCustomError(
                "low_above_high",
                "`low:` is above `high:`",
                {"fix": "write the smaller number of people per facility as `low:`"},
            )
        return self

    @property
    def steps(self) -> Targets:
        """From which year on all that is required must stand."""
        return Targets.of(1.0, self.from_year, {})

    def parts(self, evidence: Evidence, standards: StandardsHead) -> Sequence[Part]:
        """Return facilities there and required, by area and unit."""
        asked = self.asked(evidence.year, standards).target is not None
        if self.people == "all":
            return [self.part(evidence, standards, asked=asked)]
        everybody = self.model_copy(update={"people": "all"})
        beside = everybody.part(evidence, standards, asked=False, suffix=STANDING)
        return [self.part(evidence, standards, asked=asked), beside]

    def part(
        self, evidence: Evidence, standards: StandardsHead, *, asked: bool, suffix: str = ""
    ) -> Part:
        """Return the figures of those who count, in a part of their own."""
        units = self._counted_units(evidence, standards)
        table = with_larger_units(units, self.level, evidence)
        levels = dict.fromkeys((*self.levels_shown(evidence, standards), self.level))
        findings = [
            self._finding(area, units[area.rows], asked=asked)
            for area in areas_of(table, evidence, standards, list(levels))
            if area.level == WHOLE or area.rows.any()
        ]
        one = Sentence(
            "one per {low:,.0f} to {high:,.0f} {group}",
            low=self.low,
            high=self.high,
            group=Sentence(self.group),
        )
        if self.people == "new":
            counted = float(units["people"].sum())
            findings[0] = _with_elsewhere(
                findings[0], evidence.newcomers(self.group).sum() - counted
            )
        whom = Sentence("people of new estates") if self.people == "new" else ""
        basis = joined(one, whom, tiers_text(self.tiers))
        return Part(findings=findings, basis=basis, suffix=suffix)

    def _counted_units(self, evidence: Evidence, standards: StandardsHead) -> pd.DataFrame:
        """Return the units with columns found, people, least, most and short."""
        units = selected_units(self, evidence, standards)
        facilities = open_facilities(
            self.service, self.tiers, rule=self, evidence=evidence, standards=standards
        ).working.table
        ids = unit_column(facilities, facilities_said(self.service), self.level)
        people = self._people(units, evidence)
        least = people.map(lambda number: _required(number, self.high))
        found = ids.value_counts().reindex(units.index).fillna(0).astype("int64")
        return units.assign(
            found=found,
            counted=np.minimum(found, least),
            people=people,
            least=least,
            most=people.map(lambda number: _required(number, self.low)),
            short=(least - found).clip(lower=0),
        )

    def _people(self, units: pd.DataFrame, evidence: Evidence) -> pd.Series:
        """Return people by unit: those of the cells, or the units' own figure where cells do not say."""
        if self.people == "new":
            return self._newcomers(units, evidence)
        if self.level == WHOLE:
            return pd.Series(evidence.people(self.group).sum(), index=units.index)
        if self.level in evidence.cells.columns:
            by_unit = evidence.people(self.group).groupby(evidence.cells[self.level]).sum()
            return by_unit.reindex(units.index).fillna(0.0)
        if self.group != "residents" or units["residents"].isna().any():
            raise MissingEvidenceError(
                Sentence(
                    "the study does not say how many {group} live in each {level}",
                    group=Sentence(self.group),
                    level=Sentence(self.level),
                )
            )
        return units["residents"].astype("float64")

    def _newcomers(self, units: pd.DataFrame, evidence: Evidence) -> pd.Series:
        """Return the people of new estates by unit."""
        new = evidence.newcomers(self.group)
        if self.level == WHOLE:
            return pd.Series(new.sum(), index=units.index)
        where = unit_column(evidence.cells, Sentence("the cells"), self.level)
        by_unit = new.groupby(where.reindex(new.index)).sum()
        return by_unit.reindex(units.index).fillna(0.0)

    def _finding(self, area: Area, units: pd.DataFrame, *, asked: bool) -> Finding:
        if units.empty:
            return Finding(
                level=area.level,
                unit=area.unit,
                unit_name=area.unit_name,
                figure_unit="facilities",
                detail=no_such_unit(self.level),
            )
        short = int(units["short"].sum())
        least, most = (int(units[column].sum()) for column in ("least", "most"))
        people, group = float(units["people"].sum()), Sentence(self.group)
        detail: str = Sentence(
            "{least:,} to {most:,} required for {people:,.0f} {group}",
            least=least,
            most=most,
            people=people,
            group=group,
        )
        if least == most:
            detail = Sentence(
                "{least:,} required for {people:,.0f} {group}",
                least=least,
                people=people,
                group=group,
            )
        # One unit's surplus does not serve another: what is counted and what is missing make up the target.
        together = area.level != self.level
        found, counted = (int(units[column].sum()) for column in ("found", "counted"))
        names = [str(name) or str(unit) for unit, name in units["name"][units["short"] > 0].items()]
        if together and names:
            detail = joined(detail, Sentence("short: {names}", names=listed(names)))
        if together and found > counted:
            beyond = Sentence(
                "{found:,} stand, {beyond:,} of them beyond what their own unit requires",
                found=found,
                beyond=found - counted,
            )
            detail = joined(detail, beyond)
        return Finding(
            level=area.level,
            unit=area.unit,
            unit_name=area.unit_name,
            figure=float(counted if together else found),
            figure_unit="facilities",
            target=float(least) if asked else None,
            passed=short == 0 if asked else None,
            shortfall=float(short) if asked else float("nan"),
            shortfall_unit="facilities",
            detail=detail,
        )


def _with_elsewhere(finding: Finding, people: float) -> Finding:
    """Return a finding that says how many people of new estates live in units the rule is not about."""
    if round(people) <= 0:
        return finding
    elsewhere = Sentence(
        "new estates of {people:,.0f} lie in units that the rule is not about", people=people
    )
    return replace(finding, detail=joined(finding.detail, elsewhere))


def _required(people: float, per_facility: float) -> int:
    # Rounded up, so that one is required wherever people live.
    return whole_up(people / per_facility)
