"""What rules of every kind have in common."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, ClassVar

import pandas as pd
from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from ...common.entries import Entry
from .entry import Clause, Title
from .evidence import AccessKey, Evidence, MissingEvidenceError, PlacesKey
from .facility_class import FacilityClass, Lacking
from .header import StandardsHead
from .targets import Amount, AmountByYear, Asked, Share, ShareByYear, Targets, Year
from .verdicts import Finding, verdict_table

RuleId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$")]


class UnitFilter(Entry):
    """Which units of a level a rule is about; all where nothing is said."""

    # Ids of units are often written as numbers.
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    classes: tuple[str, ...] = ()
    """Classes of units, such as 县 or township."""
    names: tuple[str, ...] = ()
    """Names or ids of units."""
    poor: bool | None = None
    urban: bool | None = None

    @property
    def takes_all(self) -> bool:
        """Whether every unit of the level passes."""
        return self == UnitFilter()


@dataclass(frozen=True, kw_only=True)
class Part:
    """The findings of a rule, or of a figure that it shows beside its own.

    Parameters
    ----------
    findings
        One per unit.
    basis
        What was counted: mode, limit, group, tiers.
    suffix
        What is added to the rule's id, ``""`` for its own figure.
    """

    findings: Sequence[Finding]
    basis: str = ""
    suffix: str = ""


class Rule(Entry, ABC):
    """One clause of a plan as something that can be checked."""

    stand_ins_count: ClassVar[bool] = False
    """Whether a tier that stands for a lower one satisfies the rule."""

    id: RuleId
    kind: str
    clause: Clause
    title: Title
    responsible: str = ""
    """Who answers for it, where the plan names an office."""
    from_year: Annotated[Year | None, Field(alias="from")] = None
    """The first year with a verdict, where there is one target for all years."""
    level: str | None = None
    """The level of the units that `units` speaks of."""
    units: UnitFilter = UnitFilter()
    by: tuple[str, ...] | None = None
    """Levels whose units get a row each; by default the largest level that the study has."""

    @model_validator(mode="after")
    def _level_of_units(self) -> Rule:
        if self.level is None and not self.units.takes_all:
            raise PydanticCustomError(
                "no_level", "`units:` needs a level", {"fix": "add `level:`, such as county"}
            )
        return self

    @property
    def steps(self) -> Targets:
        """The targets by year; a rule without any is in force from `from_year` on."""
        return Targets.of(None, self.from_year, {})

    def asked(self, year: int, standards: StandardsHead) -> Asked:
        """Return what is asked in a year; what has no date is due in the plan's last year."""
        return self.steps.due_from(standards.header.due).asked(year)

    def lacking(self, classes: Mapping[str, FacilityClass]) -> tuple[Lacking, ...]:  # noqa: ARG002
        """Return the values that the rule needs and neither it nor its class of facilities gives."""
        return ()

    def needs(self) -> tuple[AccessKey, ...]:
        """Return which frames of access the rule asks for."""
        return ()

    def needs_places(
        self,
        counts_places: Collection[str] = (),  # noqa: ARG002 - for kinds that ask for places
    ) -> tuple[PlacesKey, ...]:
        """Return which assignments of people to places the rule asks for, if the places of services count."""
        return ()

    def needs_unit_access(self) -> tuple[AccessKey, ...]:
        """Return which frames of point units' access the rule asks for."""
        return ()

    def evaluate(self, evidence: Evidence, standards: StandardsHead) -> pd.DataFrame:
        """Compare with the state of a year.

        Parameters
        ----------
        evidence
            The year's people, units, facilities and travel.
        standards
            The file that the rule stands in.

        Returns
        -------
        pandas.DataFrame
            The columns of `VERDICT_COLUMNS`; a row for the whole area and one for each unit. Where the study
            lacks what the rule needs there is no verdict, and ``detail`` says what is missing.

        Raises
        ------
        InputError
            If the rule names a unit or a column that the study's tables do not have.
        """
        try:
            parts = self.parts(evidence, standards)
        except MissingEvidenceError as lacking:
            parts = [Part(findings=_unanswered(self, evidence, standards, lacking.args[0]))]
        due = self.asked(evidence.year, standards).due
        return verdict_table(
            [
                self._record(evidence.year, part, finding, due)
                for part in parts
                for finding in part.findings
            ]
        )

    @abstractmethod
    def parts(self, evidence: Evidence, standards: StandardsHead) -> Sequence[Part]:
        """Return what is found, for `evaluate` to make rows of; a target not due yet as if it were."""

    def levels_shown(self, evidence: Evidence, standards: StandardsHead) -> tuple[str, ...]:
        """Return the levels whose units get a row each."""
        if self.by is None:
            return tuple(level for level in standards.header.levels if level in evidence.units)[:1]
        for level in self.by:
            evidence.units_of(level)
        return self.by

    def _record(
        self, year: int, part: Part, finding: Finding, due: int | None
    ) -> dict[str, object]:
        return {
            "rule": self.id + part.suffix,
            "kind": self.kind,
            "clause": " ".join(filter(None, (self.clause.section, self.clause.words))),
            "title_zh": self.title.zh,
            "title_en": self.title.en,
            "year": year,
            "basis": part.basis,
            "responsible": self.responsible,
            **asdict(finding),
            **({} if due is None or finding.target is None else _not_due(finding, due - year, due)),
        }


class ShareTargetRule(Rule, ABC):
    """A rule whose target is a share of a whole."""

    target: Share | None = None
    targets: ShareByYear = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_way(self) -> ShareTargetRule:
        _check_targets(self.target, self.targets, self.from_year)
        return self

    @property
    def steps(self) -> Targets:
        """The targets by year."""
        return Targets.of(self.target, self.from_year, self.targets)


class AmountTargetRule(Rule, ABC):
    """A rule whose target is a number of something."""

    target: Amount | None = None
    targets: AmountByYear = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_way(self) -> AmountTargetRule:
        _check_targets(self.target, self.targets, self.from_year)
        return self

    @property
    def steps(self) -> Targets:
        """The targets by year."""
        return Targets.of(self.target, self.from_year, self.targets)


def _check_targets(target: float | None, targets: object, from_year: int | None) -> None:
    if target is not None and targets:
        raise PydanticCustomError(
            "two_targets",
            "`target:` and `targets:` are both given",
            {"fix": "keep `targets:` by year, or one `target:` with `from:`"},
        )
    if targets and from_year is not None:
        raise PydanticCustomError(
            "from_and_targets",
            "`from:` says nothing beside `targets:`, whose first year it is",
            {"fix": "leave `from:` out"},
        )


def _not_due(finding: Finding, years: int, due: int) -> dict[str, object]:
    """Return what a row says of a target that is not due yet: no verdict, and the way still to go."""
    return {
        "target": None,
        "passed": None,
        "shortfall": math.nan,
        "due": due,
        "due_target": finding.target,
        "to_go": finding.shortfall,
        "to_go_a_year": finding.shortfall / years,
    }


def _unanswered(
    rule: Rule, evidence: Evidence, standards: StandardsHead, why: str
) -> list[Finding]:
    # Each unit's own list of rules shall hold this one too.
    present = [level for level in standards.header.levels if level in evidence.units]
    levels = present[:1] if rule.by is None else rule.by
    return [Finding(detail=why)] + [
        Finding(level=level, unit=str(unit), unit_name=str(name), detail=why)
        for level in levels
        if level in evidence.units
        for unit, name in evidence.units[level]["name"].items()
    ]
