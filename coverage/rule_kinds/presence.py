"""Presence: each unit of a level has its facilities, but for named exemptions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

import pandas as pd
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ...common.entries import Entry
from ...common.sentences import Sentence, joined
from ..rules.areas import Area, areas_of, with_larger_units
from ..rules.evidence import AccessKey, Evidence
from ..rules.facilities import FacilitiesCounted, open_facilities
from ..rules.header import WHOLE, StandardsHead
from ..rules.rule import Part, ShareTargetRule
from ..rules.targets import judged, whole_up
from ..rules.travel import ReachedBy, tiers_text
from ..rules.units import facilities_said, selected_units, unit_column
from ..rules.verdicts import SHARE, Finding, listed, no_such_unit


class Exemption(Entry):
    """Which units need no facility of their own, if another serves them."""

    small_below: Annotated[float, Field(gt=0)] | None = None
    """Units with fewer residents than this are small."""
    hosts_centre: bool = False
    """Whether units that host the township's centre are meant."""
    served_by: ReachedBy
    """Who serves them; without that they are not exempt."""

    @model_validator(mode="after")
    def _somebody(self) -> Exemption:
        if self.small_below is None and not self.hosts_centre:
            raise PydanticCustomError(
                "nobody_exempt",
                "exempts nobody",
                {"fix": "add `small_below:` (residents), `hosts_centre: true`, or both"},
            )
        return self


class PresenceRule(ShareTargetRule):
    """Each unit of a level has at least some facilities; the target is the share of units that do."""

    stand_ins_count: ClassVar[bool] = True

    kind: Literal["presence"]
    service: str
    tiers: tuple[str, ...] = ()
    level: str
    count: Annotated[int, Field(ge=1, strict=True)] = 1
    having: tuple[str, ...] = ()
    """Marks that a facility must carry to count, such as public."""
    exempt: Exemption | None = None

    def needs_unit_access(self) -> tuple[AccessKey, ...]:
        """Return which frames of point units' access the rule asks for."""
        return () if self.exempt is None else (self.exempt.served_by.key,)

    def parts(self, evidence: Evidence, standards: StandardsHead) -> Sequence[Part]:
        """Return the share of units that have one, by area, and the facilities of each unit."""
        units = self._judged_units(evidence, standards)
        target = self.asked(evidence.year, standards).target
        findings = [
            self._area(area, units, target)
            for area in areas_of(
                with_larger_units(units, self.level, evidence),
                evidence,
                standards,
                [level for level in self.levels_shown(evidence, standards) if level != self.level],
            )
            if area.level == WHOLE or area.rows.any()
        ]
        if self.level != WHOLE:
            findings += [
                self._unit(unit, row, asked=target is not None) for unit, row in units.iterrows()
            ]
        having = Sentence("{marks}", marks=tuple(map(Sentence, self.having)))
        basis = joined(tiers_text(self.tiers), having)
        return [Part(findings=findings, basis=basis)]

    def _judged_units(self, evidence: Evidence, standards: StandardsHead) -> pd.DataFrame:
        """Return the units with columns found, met and why."""
        units = selected_units(self, evidence, standards)
        every = open_facilities(
            self.service,
            self.tiers,
            rule=self.model_copy(update={"level": None}),
            evidence=evidence,
            standards=standards,
        )
        counted = every.working.with_marks(self.having)
        found = self._by_unit(counted, units)
        met = found >= self.count
        why = self._why_not_counted(every, counted, units).where(~met, "")
        if self.exempt is not None:
            served = evidence.unit_access_of(self.exempt.served_by.key).reindex(units.index)
            may = pd.Series(data=False, index=units.index)
            if self.exempt.small_below is not None:
                may |= units["residents"] < self.exempt.small_below
            if self.exempt.hosts_centre:
                may |= units["hosts_centre"].astype(bool)
            is_served = served["served"].eq(other=True)
            exempt = may & ~met & is_served
            unserved = may & ~met & ~is_served
            for unit in units.index[exempt]:
                site = str(served.loc[unit, "site_id"])
                why[unit] = Sentence("exempt, served by {site}", site=site)
            for unit in units.index[unserved]:
                none = Sentence("no facility in reach that would exempt it")
                why[unit] = joined(why[unit], none)
            met |= exempt
        return units.assign(found=found, met=met, why=why)

    def _by_unit(self, facilities: FacilitiesCounted, units: pd.DataFrame) -> pd.Series:
        ids = unit_column(facilities.table, facilities_said(self.service), self.level)
        return ids.value_counts().reindex(units.index).fillna(0).astype("int64")

    def _why_not_counted(
        self, every: FacilitiesCounted, counted: FacilitiesCounted, units: pd.DataFrame
    ) -> pd.Series:
        broken = self._by_unit(every.broken, units)
        plain = self._by_unit(every.working, units) - self._by_unit(counted, units)
        having = tuple(map(Sentence, self.having))
        why = [
            joined(
                Sentence("{count} not working", count=out) if out > 0 else "",
                Sentence("{count} not {having}", count=short, having=having) if short > 0 else "",
            )
            for out, short in zip(broken.tolist(), plain.tolist(), strict=True)
        ]
        return pd.Series(why, index=units.index, dtype=object)

    def _area(self, area: Area, units: pd.DataFrame, target: float | None) -> Finding:
        inside = units[area.rows]
        total, met = len(inside), int(inside["met"].sum())
        if not total:
            return Finding(
                level=area.level,
                unit=area.unit,
                unit_name=area.unit_name,
                figure_unit=SHARE,
                detail=no_such_unit(self.level),
            )
        share = met / total
        passed = judged(share, target)
        missing = float("nan") if target is None else max(0, whole_up(target * total) - met)
        without = inside[~inside["met"]]
        detail: str = Sentence("{met:,} of {total:,} have it", met=met, total=total)
        if len(without):
            names = [str(name) or str(unit) for unit, name in without["name"].items()]
            detail = joined(detail, Sentence("without: {names}", names=listed(names)))
        return Finding(
            level=area.level,
            unit=area.unit,
            unit_name=area.unit_name,
            figure=share,
            figure_unit=SHARE,
            target=target,
            passed=passed,
            shortfall=missing,
            shortfall_unit="units",
            detail=detail,
        )

    def _unit(self, unit: object, row: pd.Series, *, asked: bool) -> Finding:
        short = 0 if row["met"] else self.count - int(row["found"])
        return Finding(
            level=self.level,
            unit=str(unit),
            unit_name=str(row["name"]),
            figure=float(row["found"]),
            figure_unit="facilities",
            target=float(self.count) if asked else None,
            passed=bool(row["met"]) if asked else None,
            shortfall=float(short) if asked else float("nan"),
            shortfall_unit="facilities",
            detail=row["why"],
        )
