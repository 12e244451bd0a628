"""Supply: so much of something for every so many people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from ...common.sentences import Sentence, joined
from ..rules.areas import Area, areas_of
from ..rules.evidence import Evidence
from ..rules.facilities import open_facilities
from ..rules.header import Positive, StandardsHead
from ..rules.rule import AmountTargetRule, Part
from ..rules.targets import judged
from ..rules.travel import tiers_text
from ..rules.units import in_units
from ..rules.verdicts import Finding


class SupplyRule(AmountTargetRule):
    """At least `target` of a column (doctors, beds, places) for every `per` people of a group."""

    kind: Literal["supply"]
    service: str
    tiers: tuple[str, ...] = ()
    column: str
    group: str
    per: Positive

    def parts(self, evidence: Evidence, standards: StandardsHead) -> Sequence[Part]:
        """Return the figure, in all and by area."""
        facilities = open_facilities(
            self.service, self.tiers, rule=self, evidence=evidence, standards=standards
        ).working
        amount = facilities.numbers(self.column)
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
        basis = joined(self._measured, tiers_text(self.tiers))
        return [Part(findings=findings, basis=basis)]

    @property
    def _measured(self) -> Sentence:
        return Sentence(
            "{what} per {per:,.0f} {group}",
            what=Sentence(self.column),
            per=self.per,
            group=Sentence(self.group),
        )

    def _finding(
        self, area: Area, people: float, amount: pd.Series, target: float | None
    ) -> Finding:
        have = float(amount.sum())
        figure = have / people * self.per if people > 0 else np.nan
        passed = judged(figure, target)
        missing = np.nan
        if passed is not None and target is not None:
            missing = 0.0 if passed else target * people / self.per - have
        detail: str = Sentence(
            "{have:,.0f} {what} for {people:,.0f} {group}",
            have=have,
            what=Sentence(self.column),
            people=people,
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
            shortfall_unit=self.column,
            detail=detail,
        )
