"""Attribute share: a share of the facilities, or of what they hold, has some quality."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from ...common.sentences import Sentence, joined
from ..rules.areas import Area, areas_of
from ..rules.evidence import Evidence
from ..rules.facilities import FacilitiesCounted, open_facilities
from ..rules.header import StandardsHead
from ..rules.rule import Part, ShareTargetRule
from ..rules.targets import Amount, judged, whole_up
from ..rules.travel import tiers_text
from ..rules.verdicts import SHARE, Finding


class AttributeShareRule(ShareTargetRule):
    """A share of the facilities carries an attribute, or `part` is a share of `whole` in them all."""

    kind: Literal["attribute_share"]
    service: str
    tiers: tuple[str, ...] = ()
    attribute: str | None = None
    """A column of marks; or of numbers, with `at_least` or `at_most`."""
    at_least: Amount | None = None
    at_most: Amount | None = None
    part: str | None = None
    """A column of numbers, such as nursing_beds."""
    whole: str | None = None
    """The column that `part` is a share of, such as beds."""

    @model_validator(mode="after")
    def _one_question(self) -> AttributeShareRule:
        weighted = (self.part, self.whole)
        if self.attribute is None and None in weighted:
            lacking = "`attribute:`, or both `part:` and `whole:`"
            if weighted != (None, None):
                lacking = "`whole:`" if self.whole is None else "`part:`"
            raise PydanticCustomError(
                "no_column",
                "{lacking} is missing, so nothing says which column holds the share",
                {
                    "lacking": lacking,
                    "fix": "write `attribute: standardised` to count facilities, or "
                    "`part: nursing_beds` and `whole: beds` to weigh them",
                },
            )
        if self.attribute is not None and weighted != (None, None):
            raise PydanticCustomError(
                "two_shares",
                "`attribute:` stands beside `part:` or `whole:`",
                {"fix": "count facilities by `attribute:`, or weigh them by `part:` and `whole:`"},
            )
        return self

    def parts(self, evidence: Evidence, standards: StandardsHead) -> Sequence[Part]:
        """Return the share, in all and by area."""
        facilities = open_facilities(
            self.service, self.tiers, rule=self, evidence=evidence, standards=standards
        ).working
        part, whole = self._weights(facilities)
        target = self.asked(evidence.year, standards).target
        levels = self.levels_shown(evidence, standards)
        findings = [
            self._finding(area, part, whole, facilities, target)
            for area in areas_of(facilities.table, evidence, standards, levels)
        ]
        question = Sentence(self.attribute or "")
        if self.attribute is None:
            counted, among = Sentence(str(self.part)), Sentence(str(self.whole))
            question = Sentence("{part} of {whole}", part=counted, whole=among)
        return [Part(findings=findings, basis=joined(question, tiers_text(self.tiers)))]

    def _weights(self, facilities: FacilitiesCounted) -> tuple[pd.Series, pd.Series]:
        """Return what has the quality, and of how much, by facility; NaN where it is not known."""
        if self.attribute is None:
            assert self.part is not None  # noqa: S101 - checked above
            assert self.whole is not None  # noqa: S101
            part, whole = facilities.numbers(self.part), facilities.numbers(self.whole)
            known = part.notna() & whole.notna()
            return part.where(known), whole.where(known)
        if self.at_least is None and self.at_most is None:
            carries = facilities.marks(self.attribute)
        else:
            values = facilities.numbers(self.attribute)
            low = -np.inf if self.at_least is None else self.at_least
            high = np.inf if self.at_most is None else self.at_most
            carries = values.between(low, high)
        return carries.astype("float64"), pd.Series(1.0, index=carries.index)

    def _finding(
        self,
        area: Area,
        part: pd.Series,
        whole: pd.Series,
        facilities: FacilitiesCounted,
        target: float | None,
    ) -> Finding:
        have, total = float(part[area.rows].sum()), float(whole[area.rows].sum())
        weighted = self.attribute is None
        figure = have / total if total > 0 else np.nan
        passed = judged(figure, target)
        missing = np.nan
        if passed is not None and target is not None:
            wanted = target * total
            missing = max(0.0, (wanted if weighted else whole_up(wanted)) - have)
        return Finding(
            level=area.level,
            unit=area.unit,
            unit_name=area.unit_name,
            figure=figure,
            figure_unit=SHARE,
            target=target,
            passed=passed,
            shortfall=0.0 if passed else missing,
            shortfall_unit=str(self.part) if weighted else "facilities",
            detail=self._detail(facilities, area, part, (have, total)),
        )

    def _detail(
        self,
        facilities: FacilitiesCounted,
        area: Area,
        part: pd.Series,
        sums: tuple[float, float],
    ) -> str:
        have, total = sums
        here = pd.Series(area.rows, index=part.index)
        if self.attribute is None:
            amounts = Sentence(
                "{have:,.0f} {part} of {total:,.0f} {whole}",
                have=have,
                part=Sentence(str(self.part)),
                total=total,
                whole=Sentence(str(self.whole)),
            )
            unknown = here & part.isna()
            if not unknown.any():
                return amounts
            names = facilities.where(unknown).names()
            return joined(amounts, Sentence("left out, numbers missing: {names}", names=names))
        if not total:
            return Sentence("no facility is in working order here")
        counts = Sentence("{have:,.0f} of {total:,.0f} facilities", have=have, total=total)
        without = here & (part == 0)
        if not without.any():
            return counts
        return joined(counts, Sentence("without: {names}", names=facilities.where(without).names()))
