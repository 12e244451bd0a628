"""Supply: so much of something for every so many people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from ...common.sentences import Sentence, joined
from ..rules.areas import Area, areas_of
from ..rules.evidence import Evidence
from ..rules.facilities import open_facilities
from ..rules.facility_class import FacilityClass, Lacking
from ..rules.header import StandardsHead
from ..rules.held import Held
from ..rules.rule import AmountTargetRule, Part
from ..rules.targets import Positive, judged
from ..rules.travel import tiers_text
from ..rules.units import in_units
from ..rules.verdicts import Finding


class SupplyRule(Held, AmountTargetRule):
    """At least `target` of a column (doctors, beds, places) for every `per` people of a group."""

    kind: Literal["supply"]
    service: str
    tiers: tuple[str, ...] = ()
    column: str
    group: str
    per: Positive

    def lacking(self, classes: Mapping[str, FacilityClass]) -> tuple[Lacking, ...]:
        """Return the values that neither the rule nor its class gives."""
        return self.lacking_of(("share_of",), classes)

    def parts(self, evidence: Evidence, standards: StandardsHead) -> Sequence[Part]:
        """Return the figure, in all and by area."""
        facilities = open_facilities(
            self.service, self.tiers, rule=self, evidence=evidence, standards=standards
        ).working
        amount = facilities.numbers(self.column) * self.places_each
        inside = in_units(evidence.cells, Sentence("the cells"), self, evidence, standards)
        people = evidence.people(self.group)[inside]
        levels = self.levels_shown(evidence, standards)
        living = areas_of(evidence.cells[inside], evidence, standards, levels)
        standing = {
            (area.level, area.unit): area.rows
            for area in areas_of(facilities.table, evidence, standards, levels)
        }
        target = self.asked(evidence.year, standards).target
        findings = [
            self._finding(
                area,
                float(people[area.rows].sum()),
                amount[standing[area.level, area.unit]],
                target,
            )
            for area in living
            # Without a column that says where they stand, facilities count for the whole only.
            if (area.level, area.unit) in standing
        ]
        held = self.held_said(("share_of",), standards)
        basis = joined(self._measured, tiers_text(self.tiers), held)
        return [Part(findings=findings, basis=basis)]

    @property
    def _what(self) -> Sentence:
        """What is counted: the column, or the places of people who are to be held."""
        return Sentence(self.column if self.share_of is None and self.m2_each is None else "places")

    @property
    def _measured(self) -> Sentence:
        if self.share_of is not None:
            return Sentence("{what} per {per:,.0f} to be held", what=self._what, per=self.per)
        return Sentence(
            "{what} per {per:,.0f} {group}",
            what=self._what,
            per=self.per,
            group=Sentence(self.group),
        )

    def _finding(
        self, area: Area, everybody: float, amount: pd.Series, target: float | None
    ) -> Finding:
        have, people = float(amount.sum()), everybody * self.share_held
        figure = have / people * self.per if people > 0 else np.nan
        passed = judged(figure, target)
        missing = np.nan
        if passed is not None and target is not None:
            missing = 0.0 if passed else target * people / self.per - have
        detail: str = Sentence(
            "{have:,.0f} {what} for {people:,.0f} {group}",
            have=have,
            what=self._what,
            people=people,
            group=Sentence(self.group),
        )
        if self.share_of is not None:
            detail = Sentence(
                "{have:,.0f} {what} for {people:,.0f} of {everybody:,.0f} {group}",
                have=have,
                what=self._what,
                people=people,
                everybody=everybody,
                group=Sentence(self.group),
            )
        unknown = int(amount.isna().sum())
        if unknown:
            more = Sentence(
                "{unknown:,} facilities without a number count as none", unknown=unknown
            )
            detail = joined(detail, more)
        return Finding(
            level=area.level,
            unit=area.unit,
            unit_name=area.unit_name,
            figure=figure,
            figure_unit=self._measured,
            target=target,
            passed=passed,
            shortfall=missing,
            shortfall_unit=str(self._what),
            detail=detail,
        )
