"""Siting: where a facility may be put, and at what cost; it has no verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ...common.entries import Entry
from ...common.sentences import Sentence, joined
from ..rules.areas import areas_of
from ..rules.evidence import AccessKey, Evidence
from ..rules.facilities import open_facilities
from ..rules.header import StandardsHead
from ..rules.rule import Part, Rule, UnitFilter
from ..rules.travel import ReachedBy, tiers_text
from ..rules.units import in_units
from ..rules.verdicts import Finding

Money = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class HostedBy(Entry):
    """Existing facilities that can take in another."""

    service: str
    tiers: tuple[str, ...] = ()
    having: tuple[str, ...] = ()
    """Marks that a host must carry, such as public."""
    level: str | None = None
    units: UnitFilter = UnitFilter()
    """Only hosts in these units."""

    @model_validator(mode="after")
    def _level_of_units(self) -> HostedBy:
        if self.level is None and not self.units.takes_all:
            raise PydanticCustomError(
                "no_level", "`units:` needs a level", {"fix": "add `level:`, such as county"}
            )
        return self


class SitingRule(Rule):
    """Where a facility of a tier may be put: inside hosts, or in cells that nobody covers."""

    kind: Literal["siting"]
    service: str
    tier: str = ""
    """What is put there."""
    hosts: tuple[HostedBy, ...] = ()
    uncovered_by: ReachedBy | None = None
    """Only in cells that these do not reach."""
    cost: Money | None = None
    """What hosting one costs, in the study's own money."""
    cost_factor: Money | None = None
    """What hosting one costs, as a part of what a new site costs."""
    group: str = "residents"
    """Whom to count in uncovered cells."""

    @model_validator(mode="after")
    def _somewhere(self) -> SitingRule:
        if not self.hosts and self.uncovered_by is None:
            raise PydanticCustomError(
                "nowhere",
                "says neither which facilities host nor which cells are meant",
                {"fix": "add `hosts:`, `uncovered_by:`, or both"},
            )
        if self.cost is not None and self.cost_factor is not None:
            raise PydanticCustomError(
                "two_costs",
                "`cost:` and `cost_factor:` are both given",
                {"fix": "keep one of them"},
            )
        return self

    def needs(self) -> tuple[AccessKey, ...]:
        """Return which frames of access the rule asks for."""
        return () if self.uncovered_by is None else (self.uncovered_by.key,)

    def hosting_cost(self, new_site_cost: float) -> float:
        """Return what hosting one costs, where a new site would cost `new_site_cost`."""
        if self.cost is not None:
            return self.cost
        return new_site_cost * (1.0 if self.cost_factor is None else self.cost_factor)

    def host_table(self, evidence: Evidence, standards: StandardsHead) -> pd.DataFrame:
        """Return the working facilities that can host, each once.

        Returns
        -------
        pandas.DataFrame
            Index ``site_id``; the columns of the hosts' facilities, and ``host_service``.

        Raises
        ------
        InputError
            If the rule names a unit or a mark that the study does not have.
        MissingEvidenceError
            If the study lacks a service.
        """
        tables = []
        for hosts in self.hosts:
            asking = self.model_copy(update={"level": hosts.level, "units": hosts.units})
            found = open_facilities(
                hosts.service, hosts.tiers, rule=asking, evidence=evidence, standards=standards
            ).working.with_marks(hosts.having)
            tables.append(found.table.assign(host_service=hosts.service))
        if not tables:
            return pd.DataFrame({"host_service": pd.Series(dtype=object)})
        every = pd.concat(tables)
        return every[~every.index.duplicated()]

    def open_cells(self, evidence: Evidence, standards: StandardsHead) -> pd.Series:
        """Return which cells the rule leaves open for a site, by cell.

        Raises
        ------
        InputError
            If the rule names a unit that the study does not have.
        MissingEvidenceError
            If the study lacks the travel times.
        """
        inside = in_units(evidence.cells, Sentence("the cells"), self, evidence, standards)
        if self.uncovered_by is not None:
            served = evidence.access_of(self.uncovered_by.key)["served"]
            inside = inside & ~served.reindex(evidence.cells.index).eq(other=True).to_numpy(
                dtype=bool
            )
        return pd.Series(inside, index=evidence.cells.index)

    def parts(self, evidence: Evidence, standards: StandardsHead) -> Sequence[Part]:
        """Return how many hosts there are, or how many people live in open cells."""
        levels = self.levels_shown(evidence, standards)
        if self.hosts:
            table = self.host_table(evidence, standards)
            amount = pd.Series(1.0, index=table.index)
            figure_unit = "hosts"
            basis: str = Sentence("working facilities that can host")
        else:
            table = evidence.cells
            open_here = self.open_cells(evidence, standards)
            amount = evidence.people(self.group).where(open_here, 0.0)
            figure_unit = self.group
            tiers = () if self.uncovered_by is None else self.uncovered_by.tiers
            whom = Sentence("{group} whom no other reaches", group=Sentence(self.group))
            basis = joined(whom, tiers_text(tiers))
        findings = [
            Finding(
                level=area.level,
                unit=area.unit,
                unit_name=area.unit_name,
                figure=float(np.sum(amount.to_numpy()[area.rows])),
                figure_unit=figure_unit,
                detail=Sentence("says where, not how many"),
            )
            for area in areas_of(table, evidence, standards, levels)
        ]
        return [Part(findings=findings, basis=basis)]
