"""Count: so many facilities work in the whole area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from ...common.sentences import Sentence, joined
from ..rules.evidence import Evidence
from ..rules.facilities import open_facilities
from ..rules.header import StandardsHead
from ..rules.rule import AmountTargetRule, Part
from ..rules.targets import judged, missing_to
from ..rules.travel import tiers_text
from ..rules.verdicts import Finding


class CountRule(AmountTargetRule):
    """At least so many facilities are in working order in the whole area."""

    stand_ins_count: ClassVar[bool] = True

    kind: Literal["count"]
    service: str
    tiers: tuple[str, ...] = ()

    def parts(self, evidence: Evidence, standards: StandardsHead) -> Sequence[Part]:
        """Return how many work, and which do not."""
        facilities = open_facilities(
            self.service, self.tiers, rule=self, evidence=evidence, standards=standards
        )
        figure = float(len(facilities.working.table))
        target = self.asked(evidence.year, standards).target
        broken = facilities.broken
        finding = Finding(
            figure=figure,
            figure_unit="facilities",
            target=target,
            passed=judged(figure, target),
            shortfall=missing_to(figure, target),
            shortfall_unit="facilities",
            detail=Sentence("not working: {names}", names=broken.names())
            if len(broken.table)
            else "",
        )
        basis = joined(Sentence("in working order"), tiers_text(self.tiers))
        return [Part(findings=[finding], basis=basis)]
