"""A joint scenario: several services at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...common.amounts import as_numbers
from ...common.errors import Fault, InputError
from ...common.written.shown import Shown
from ..asked_amounts import amount_faults, cost_faults
from ..constraints.site_places import unknown
from ..core.effort import Report, say_nothing
from ..objectives.capacitated_covering import CapacitatedCovering
from ..objectives.maximal_covering import MaximalCovering
from ..scenario import Objective, Scenario
from .named_rules import NamedRule


@dataclass(frozen=True, eq=False)
class JointScenario(Shown):
    """A scenario of several services that share a budget, a number of sites or land [1]_ [2]_.

    Parameters
    ----------
    scenarios
        By service its own scenario. Each keeps its `max_new`, `budget`, `must_open`, `forbidden` and group; its
        objective is `MaximalCovering`; with a `capacity` of its own, places of the service count.
    weights
        By service how much a person served by it counts; 1 for those left out.
    max_new, budget
        Candidates of all services that may be opened, and what they may cost in all; None for any.
    rules
        Constraints on the sites: `HostedBy`, `OneUsePerParcel`, `OnlyUncovered`, `MinPerUnit`, `MaxPerUnit`.
    name
        Shown in tables.
    time_limit_s
        Seconds after which the best plan found is returned, with its bound; None for no limit.
    memory_limit_mb
        Megabytes that the search may take beyond what the process holds when it begins, after which the same
        is returned; None for half of what is free.
    report
        Called with one line of text when there is progress, and at least every two seconds.

    Raises
    ------
    InputError
        If a name or a number is not valid; of an unknown name the most similar known one is given.

    See Also
    --------
    solve_together : Solve it.
    Scenario : One service.
    HostedBy, OneUsePerParcel, OnlyUncovered, MinPerUnit, MaxPerUnit : Its rules.

    References
    ----------
    .. [1] Schilling, D., Elzinga, D. J., Cohon, J., Church, R. and ReVelle, C. (1979). The TEAM/FLEET models
       for simultaneous facility and equipment siting. Transportation Science 13, 163-175.
    .. [2] Moore, G. and ReVelle, C. (1982). The hierarchical service location problem. Management Science 28,
       775-780.

    Examples
    --------
    Clinics and rehabilitation rooms along a street, two new sites in all:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> clinic = street_times()
    >>> rehab = street_times("rehab", existing={}, candidates={"r-west": 1.0, "r-mid": 2.0})
    >>> joint = hh.JointScenario(
    ...     {
    ...         "clinic": hh.Scenario(clinic, limit_min=15),
    ...         "rehab": hh.Scenario(rehab, limit_min=15, group="residents"),
    ...     },
    ...     max_new=2,
    ... )
    >>> joint
    <JointScenario clinic and rehab with at most 2 new sites, 0 rules>
    >>> plan = hh.solve_together(joint)
    >>> {service: one.opened for service, one in plan.plans.items()}
    {'clinic': ('east',), 'rehab': ('r-mid',)}
    """

    scenarios: Mapping[str, Scenario]
    weights: Mapping[str, float] | None = field(default=None, kw_only=True)
    max_new: int | None = field(default=None, kw_only=True)
    budget: float | None = field(default=None, kw_only=True)
    rules: Sequence[NamedRule] = field(default=(), kw_only=True)
    name: str = field(default="", kw_only=True)
    time_limit_s: float | None = field(default=None, kw_only=True)
    memory_limit_mb: float | None = field(default=None, kw_only=True)
    report: Report = field(default=say_nothing, kw_only=True)

    def __post_init__(self) -> None:
        as_numbers(
            self,
            whole=["max_new"],
            real=["budget", "time_limit_s", "memory_limit_mb"],
            by_name=["weights"],
        )
        faults = [
            *amount_faults(
                self._where,
                max_new=self.max_new,
                budget=self.budget,
                time_limit_s=self.time_limit_s,
                memory_limit_mb=self.memory_limit_mb,
            ),
            *self._service_faults(),
        ]
        for rule in self.rules:
            faults += rule.faults(self.scenarios)
        if faults:
            raise InputError(*faults)

    def __repr__(self) -> str:
        name = f"{self.name!r}: " if self.name else ""
        number = "any number of" if self.max_new is None else f"at most {self.max_new}"
        money = "" if self.budget is None else f" for {self.budget:,g}"
        services = " and ".join(self.scenarios)
        return f"<JointScenario {name}{services} with {number} new sites{money}, {len(self.rules)} rules>"

    def _service_faults(self) -> Iterator[Fault]:
        if not self.scenarios:
            yield self._fault("scenarios", {}, "there is no service", "name at least one")
        for service, weight in (self.weights or {}).items():
            if service not in self.scenarios:
                yield unknown("weights", service, self.scenarios, "is no service here")
            elif not (np.isfinite(weight) and weight >= 0):
                yield self._fault(
                    f"weights.{service}", weight, "is no weight, 0 or more", "give a number"
                )
        years = {
            service: scenario.year
            for service, scenario in self.scenarios.items()
            if scenario.year is not None
        }
        if len(set(years.values())) > 1:
            yield self._fault(
                "scenarios",
                ", ".join(f"{service} of {year}" for service, year in years.items()),
                "count the people of different years",
                "take the travel times of one year for all, such as those of study.in_year(2030)",
            )
        for service, scenario in self.scenarios.items():
            if not _serves_the_most(scenario.objective):
                yield self._fault(
                    f"scenarios.{service}.objective",
                    type(scenario.objective).__name__,
                    "cannot be asked of several services together",
                    "ask to serve the most people, and write the rest as rules",
                )
            if self.budget is not None:
                yield from cost_faults(
                    scenario.times.sites, scenario.candidates, what=f"site table of {service}"
                )

    @property
    def _where(self) -> str:
        return f"joint scenario {self.name}" if self.name else "joint scenario"

    def _fault(self, column: str, value: Any, cause: str, fix: str) -> Fault:  # noqa: ANN401
        return Fault(file=self._where, column=column, value=value, cause=cause, fix=fix)


def _serves_the_most(objective: Objective) -> bool:
    """Return whether an objective is to serve the most people, with a place or not."""
    if isinstance(objective, CapacitatedCovering):
        return not objective.serve_all
    return isinstance(objective, MaximalCovering)
