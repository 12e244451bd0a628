"""Indicator: a figure that an office reports, against its target or another unit's figure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from ...common.sentences import Sentence, joined
from ..rules.evidence import Evidence
from ..rules.header import WHOLE, StandardsHead
from ..rules.reported import reported_value, reporting_units
from ..rules.rule import AmountTargetRule, Part
from ..rules.targets import Comparison, Targets, Year, judged, missing_to
from ..rules.units import selected_units
from ..rules.verdicts import SHARE, Finding, listed, no_value, reported_as


class IndicatorRule(AmountTargetRule):
    """A reported figure against a target by year, or against what a reference unit reports."""

    kind: Literal["indicator"]
    indicator: str
    """Its name in the table of reports."""
    unit: str = ""
    """What it is counted in, such as ``%``."""
    comparison: Comparison = "at_least"
    reference: str | None = None
    """The unit whose value of the same year is the target, by its id in the table of reports."""
    since: Year | None = None
    """If given, the figure is the sum of the years from this one on."""

    @model_validator(mode="before")
    @classmethod
    def _reference_as_text(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(data.get("reference"), int):
            return {**data, "reference": str(data["reference"])}
        return data

    @model_validator(mode="after")
    def _one_measure(self) -> IndicatorRule:
        if self.reference is not None and (self.target is not None or self.targets):
            raise PydanticCustomError(
                "two_measures",
                "`reference:` stands beside a target",
                {"fix": "compare with targets or with a reference unit, in two rules if need be"},
            )
        return self

    def parts(self, evidence: Evidence, standards: StandardsHead) -> Sequence[Part]:
        """Return the reported figure of the whole and of the units that report."""
        target = self._target(evidence, standards)
        reporters = reporting_units(evidence, standards, self._levels(evidence, standards))
        if self.units.takes_all:
            findings = [
                finding
                for reporter, row in reporters.iterrows()
                if (finding := self._finding(str(reporter), row, target, evidence)) is not None
            ]
        else:
            chosen = selected_units(self, evidence, standards).index
            findings = [
                finding
                for reporter, row in reporters[reporters["unit"].isin(chosen)].iterrows()
                if (finding := self._finding(str(reporter), row, target, evidence, asked=True))
                is not None
            ]
            findings = [_all_of(findings), *findings]
        basis = reported_as(self.indicator)
        if self.reference is not None:
            basis = Sentence(
                "{basis}, against the value of {reporter}", basis=basis, reporter=self.reference
            )
        if self.since is not None:
            basis = Sentence(
                "{basis}, sum of the years from {year} on", basis=basis, year=self.since
            )
        return [Part(findings=findings, basis=basis)]

    def _levels(self, evidence: Evidence, standards: StandardsHead) -> tuple[str, ...]:
        shown = self.levels_shown(evidence, standards)
        if self.units.takes_all or self.level is None or self.level in shown:
            return shown
        return (*shown, self.level)

    @property
    def steps(self) -> Targets:
        """The targets by year; of a reference, whose value is the target, only the first year."""
        if self.reference is not None:
            return Targets.of(math.nan, self.from_year, {})
        return super().steps

    def _target(self, evidence: Evidence, standards: StandardsHead) -> float | None:
        target = self.asked(evidence.year, standards).target
        if self.reference is None or target is None:
            return target
        value = self._value(evidence, self.reference)
        return None if np.isnan(value) else value

    def _value(self, evidence: Evidence, unit: str) -> float:
        """Return the year's value, or the sum of years; NaN if one of them is missing."""
        first = evidence.year if self.since is None else self.since
        values = []
        for year in range(first, evidence.year + 1):
            values.append(reported_value(evidence, self.indicator, unit, year))
            if np.isnan(values[-1]):
                # Far in the future there are thousands of years without a report.
                return np.nan
        return float(np.sum(values)) if values else np.nan

    def _finding(
        self,
        reporter: str,
        row: pd.Series,
        target: float | None,
        evidence: Evidence,
        *,
        asked: bool = False,
    ) -> Finding | None:
        value = self._value(evidence, reporter)
        unknown = bool(np.isnan(value))
        # Many figures are reported for the whole alone: only there, or if asked, is one missed.
        if unknown and not asked and row["level"] != WHOLE:
            return None
        detail = no_value(evidence.year) if unknown else ""
        if not unknown and target is None and self.reference is not None:
            detail = Sentence(
                "{reporter} reports no value for {year}",
                reporter=self.reference,
                year=evidence.year,
            )
        return Finding(
            level=row["level"],
            unit=row["unit"],
            unit_name=row["unit_name"],
            figure=value,
            figure_unit=self.unit,
            target=target,
            passed=judged(value, target, self.comparison),
            shortfall=missing_to(value, target, self.comparison),
            shortfall_unit=self.unit,
            detail=detail,
        )


def _all_of(findings: Sequence[Finding]) -> Finding:
    """Return the finding on all chosen units together: the share of them that pass."""
    judged_ones = [finding for finding in findings if finding.passed is not None]
    if not judged_ones:
        return Finding(
            figure_unit=SHARE, detail=Sentence("no unit that the rule is about has a verdict")
        )
    failed = [finding for finding in judged_ones if not finding.passed]
    passed, names = len(judged_ones) - len(failed), [finding.unit_name for finding in failed]
    detail: str = Sentence("{passed:,} of {total:,} units", passed=passed, total=len(judged_ones))
    if failed:
        detail = joined(detail, Sentence("short: {names}", names=listed(names)))
    return Finding(
        figure=1 - len(failed) / len(judged_ones),
        figure_unit=SHARE,
        target=1.0,
        passed=not failed,
        shortfall=float(len(failed)),
        shortfall_unit="units",
        detail=detail,
    )
