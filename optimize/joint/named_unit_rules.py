"""The least and largest number of sites of a service in each unit: presence and ratios."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ...common.arrays import Bools, Floats, Ints
from ...common.errors import Fault
from ...geo.tables import groups, people
from ..constraints.per_unit import Ceiling, Presence
from ..constraints.site_places import Units, unit_faults, units_of, unknown
from .named_rules import Scenarios, service_faults


@dataclass(frozen=True, kw_only=True)
class _PerUnit:
    service: str
    by: str
    count: int | None = None
    per_people: float | None = None
    group: str = "residents"
    tiers: Sequence[str] | None = None
    units: Sequence[str] | None = None

    def faults(self, scenarios: Scenarios) -> Iterator[Fault]:
        """Yield what does not fit the services."""
        yield from self._number_faults()
        missing = [*service_faults(scenarios, self.service)]
        yield from missing
        if missing:
            return
        times = scenarios[self.service].times
        demand, sites = times.demand, times.sites
        if self.per_people is not None and self.group not in groups(demand):
            yield unknown("group", self.group, groups(demand), "is no group of people")
        for tier in self.tiers or ():
            if tier not in set(sites["tier"]):
                yield unknown("tiers", tier, set(sites["tier"]), f"is no tier of {self.service}")
        level = [*unit_faults(demand, sites, self.by, self.service)]
        yield from level
        if level:
            return
        known = {*demand[self.by], *demand[f"{self.by}_name"]} - {""}
        for unit in self.units or ():
            if unit not in known:
                yield unknown("units", unit, known, f"is no unit of level {self.by}")

    def _number_faults(self) -> Iterator[Fault]:
        for column, value in (("count", self.count), ("per_people", self.per_people)):
            least = 0 if column == "count" else np.nextafter(0.0, 1.0)
            if value is not None and not least <= value < np.inf:
                fix = (
                    "give a whole number, 0 or more"
                    if column == "count"
                    else "give a number above 0"
                )
                yield _fault(column, value, "is no such number", fix)
        if self.count is not None and self.per_people is not None:
            yield _fault("count", self.count, "stands beside per_people", "give one of the two")

    def _where(self, scenarios: Scenarios) -> tuple[Units, Bools, Ints, Ints]:
        """Return the units, which of them the rule is about, the unit of each candidate, and existing sites."""
        scenario = scenarios[self.service]
        sites = scenario.times.sites
        units = units_of(scenario.times.demand, sites, self.by)
        counts = np.ones(len(sites), dtype=bool)
        if self.tiers is not None:
            counts = sites["tier"].isin(self.tiers).to_numpy()
        of_site = np.where(counts, units.of_site, -1)
        stands = (sites["status"] == "existing").to_numpy()
        asked = np.ones(len(units.ids), dtype=bool)
        if self.units is not None:
            asked[:] = False
            asked[units.numbers(self.units)] = True
        existing = units.count(np.ones(int(stands.sum())), of_site[stands]).astype(np.int64)
        return units, asked, of_site[scenario.candidates], existing

    def _people(self, scenarios: Scenarios, units: Units) -> Floats:
        counted = people(scenarios[self.service].times.demand, self.group)
        return units.count(counted.to_numpy(dtype=np.float64), units.of_cell)


@dataclass(frozen=True, kw_only=True)
class MinPerUnit(_PerUnit):
    """Require a least number of sites in each unit, such as one for every 100,000 people.

    A site is in the unit that the level's column of the site table names (empty: in none). Without the column
    or a value it is in the unit of its nearest cell, by straight-line distance.

    Parameters
    ----------
    service
        Name.
    by
        Level of units, such as ``"township"``.
    count
        Sites in each unit, existing ones included; 1 if `per_people` is not given either.
    per_people
        One site for each number of people, rounded up: 100,001 people need 2 at 100,000.
    group
        The group of these people.
    tiers
        Only sites of these tiers count; by default of any.
    units
        Only these units, by id or name; by default all that have cells.

    See Also
    --------
    MaxPerUnit : A largest number of sites in each unit.
    JointScenario : The scenario that rules belong to.

    Examples
    --------
    A street of 5 km with one clinic in its west; a candidate at 2 km would serve the most people more:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times(candidates={"mid": 2.0, "end": 5.0})
    >>> scenarios = {"clinic": hh.Scenario(times, max_new=1, limit_min=15)}
    >>> hh.solve_together(hh.JointScenario(scenarios)).plans["clinic"].opened
    ('mid',)

    With one clinic or more in each township:

    >>> rule = hh.MinPerUnit(service="clinic", by="township")
    >>> hh.solve_together(hh.JointScenario(scenarios, rules=[rule])).plans["clinic"].opened
    ('end',)
    """

    def rule(self, scenarios: Scenarios) -> Presence:
        """Return the constraint by candidate positions."""
        units, asked, candidate_unit, existing = self._where(scenarios)
        need = np.full(len(asked), 1 if self.count is None else self.count)
        if self.per_people is not None:
            ratio = self._people(scenarios, units) / self.per_people
            need = np.ceil(ratio * (1 - _ROUNDING)).astype(np.int64)
        return Presence(
            service=self.service,
            candidate_unit=candidate_unit,
            existing=existing,
            need=np.where(asked, need, 0),
            unit_names=units.names,
        )


@dataclass(frozen=True, kw_only=True)
class MaxPerUnit(_PerUnit):
    """Allow a largest number of sites in each unit, such as one for every 30,000 people.

    Where more exist, they stay, and none is opened. The unit of a site is as in `MinPerUnit`.

    Parameters
    ----------
    service
        Name.
    by
        Level of units, such as ``"township"``.
    count
        Sites in each unit, existing ones included.
    per_people
        One site for each number of people, rounded down: 59,999 people may have 1 at 30,000.
    group
        The group of these people.
    tiers
        Only sites of these tiers count; by default of any.
    units
        Only these units, by id or name; by default all that have cells.

    See Also
    --------
    MinPerUnit : A least number of sites in each unit.
    JointScenario : The scenario that rules belong to.

    Examples
    --------
    A street of 5 km with one clinic in its west; a candidate at 2 km would serve the most people more:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times(candidates={"mid": 2.0, "end": 5.0})
    >>> scenarios = {"clinic": hh.Scenario(times, max_new=1, limit_min=15)}
    >>> hh.solve_together(hh.JointScenario(scenarios)).plans["clinic"].opened
    ('mid',)

    With at most one clinic for each 150 people of a township, and 200 in each:

    >>> rule = hh.MaxPerUnit(service="clinic", by="township", per_people=150)
    >>> hh.solve_together(hh.JointScenario(scenarios, rules=[rule])).plans["clinic"].opened
    ('end',)
    """

    def _number_faults(self) -> Iterator[Fault]:
        yield from super()._number_faults()
        if self.count is None and self.per_people is None:
            yield _fault("count", None, "is missing", "give count or per_people")

    def rule(self, scenarios: Scenarios) -> Ceiling:
        """Return the constraint by candidate positions."""
        units, asked, candidate_unit, existing = self._where(scenarios)
        most = np.full(len(asked), 0 if self.count is None else self.count)
        if self.per_people is not None:
            ratio = self._people(scenarios, units) / self.per_people
            most = np.floor(ratio * (1 + _ROUNDING)).astype(np.int64)
        return Ceiling(
            service=self.service,
            candidate_unit=candidate_unit,
            existing=existing,
            most=np.where(asked, most, -1),
            unit_names=units.names,
        )


_ROUNDING = 1e-9
"""Relative rounding of sums of people."""


def _fault(column: str, value: object, cause: str, fix: str) -> Fault:
    return Fault(file="joint scenario", column=column, value=value, cause=cause, fix=fix)
