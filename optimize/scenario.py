"""A scenario: one optimisation problem of one service."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol, Self, TypedDict, Unpack

import numpy as np
import pandas as pd

from ..common.amounts import as_numbers
from ..common.arrays import Ints
from ..common.errors import Fault, InputError
from ..common.written.shown import Shown
from ..coverage.assessment import default_group
from ..coverage.given_places import capacity_faults
from ..coverage.may_open import may_open
from ..geo.land import INELIGIBLE_BY
from ..geo.tables import people
from ..geo.travel.travel_times import TravelTimes
from .asked_amounts import amount_faults, cost_faults, counts_cost
from .capacity.service_capacity import ServiceCapacity
from .core.effort import Effort, Report, say_nothing
from .core.linear_model import Sense
from .core.problem import Siting
from .core.result import Answer
from .objectives.capacitated_covering import CapacitatedCovering
from .objectives.maximal_covering import MaximalCovering

_REAL = ("budget", "limit_min", "limit_m", "time_limit_s", "memory_limit_mb")
_BY_NAME = ("unit_weights", "group_weights")

_ONLY_WITH_PLACES: Final = frozenset(
    {"capacitated_covering", "capacitated_facility_location", "capacitated_p_median"}
)
"""Kinds of objectives that mean nothing without capacities."""

COUNT_PLACES: Final = frozenset(
    {*_ONLY_WITH_PLACES, "maximin_covering", "set_covering", "multi_period_covering"}
)
"""Kinds of objectives that count places where a service has capacities."""


class Objective(Protocol):
    """The objective of a scenario: maximal covering, set covering, p-median and the like."""

    @property
    def kind(self) -> str:
        """Its name, in a study file too."""
        ...

    @property
    def sense(self) -> Sense:
        """Whether it is maximised or minimised."""
        ...

    @property
    def measure(self) -> str:
        """What the objective counts."""
        ...

    @property
    def costs_up_to(self) -> float | None:
        """Up to which cost, in seconds or metres, sites count; None for the limit, infinite for any."""
        ...

    def answer(self, siting: Siting, effort: Effort) -> Answer:
        """Return the candidates to open, with a proven bound."""
        ...

    def value(self, siting: Siting, opened: Ints) -> float:
        """Return the objective of opened candidates, recounted."""
        ...


class _Changes(TypedDict, total=False):
    times: TravelTimes
    group: str
    max_new: int | None
    limit_min: float | None
    limit_m: float | None
    name: str
    objective: Objective
    budget: float | None
    must_open: Sequence[str]
    forbidden: Sequence[str]
    by: str | None
    unit_weights: Mapping[str, float]
    group_weights: Mapping[str, float]
    time_limit_s: float | None
    memory_limit_mb: float | None
    report: Report
    capacity: ServiceCapacity | Literal["ignore"] | None


@dataclass(frozen=True, eq=False)
class Scenario(Shown):
    """An optimisation problem: where to open new sites beside the existing ones.

    Parameters
    ----------
    times
        Travel times between cells and all sites, existing and candidates.
    group
        Group of people who are counted; by default the one that the service is for.
    max_new
        How many candidates may be opened; 0 for none, None for any number.
    limit_min, limit_m
        Minutes (or metres, where distance is counted) up to which a cell is served; by default the largest
        that was computed.
    name
        Shown on maps and in tables.
    objective
        What is optimised; by default `MaximalCovering`.
    budget
        What the opened candidates may cost in all, in the money of the site table's ``cost``; None for any sum.
    must_open, forbidden
        Ids of candidates that are opened in any case, and of those that may not be opened.
    by
        Level of the units of floors, shares and weights, such as ``"county"``.
    unit_weights
        Weight of a person by unit id or name; 1 for units that are not named.
    group_weights
        Other groups that are counted as well, each person with this weight.
    time_limit_s
        Seconds after which the best plan found is returned, with its bound; None for no limit.
    memory_limit_mb
        Megabytes that the search may take beyond what the process holds when it begins, after which the same
        is returned; None for half of what is free.
    report
        Called with one line of text when there is progress, and at least every two seconds.
    capacity
        How the service gives its places, where it has capacities: served then means within the limit and with
        a place, and maximal covering becomes `CapacitatedCovering`. ``"ignore"`` for reach alone; None for
        what the objective says, which is reach alone for all but `CapacitatedCovering`.

    Raises
    ------
    InputError
        If a name, the limit or a number is not valid, or a site is both in `must_open` and `forbidden`.

    See Also
    --------
    solve : Solve a scenario.
    frontier : Solve it for several numbers of sites, or budgets.
    JointScenario : Several services at once.

    Examples
    --------
    A street of 5 km with a clinic at its west end and three candidates:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times()
    >>> scenario = hh.Scenario(times, max_new=1, limit_min=15)
    >>> scenario
    <Scenario maximal_covering for residents with at most 1 new sites>
    >>> hh.solve(scenario).opened
    ('east',)

    The same scenario without one of the candidates:

    >>> hh.solve(scenario.replace(forbidden=["east"])).opened
    ('mid',)
    """

    times: TravelTimes
    group: str = ""
    max_new: int | None = None
    limit_min: float | None = None
    name: str = ""
    limit_m: float | None = field(default=None, kw_only=True)
    objective: Objective = field(default_factory=MaximalCovering, kw_only=True)
    budget: float | None = field(default=None, kw_only=True)
    must_open: Sequence[str] = field(default=(), kw_only=True)
    forbidden: Sequence[str] = field(default=(), kw_only=True)
    by: str | None = field(default=None, kw_only=True)
    unit_weights: Mapping[str, float] = field(default_factory=dict, kw_only=True)
    group_weights: Mapping[str, float] = field(default_factory=dict, kw_only=True)
    time_limit_s: float | None = field(default=None, kw_only=True)
    memory_limit_mb: float | None = field(default=None, kw_only=True)
    report: Report = field(default=say_nothing, kw_only=True)
    capacity: ServiceCapacity | Literal["ignore"] | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        as_numbers(self, whole=["max_new"], real=_REAL, by_name=_BY_NAME)
        if isinstance(self.capacity, ServiceCapacity) and isinstance(
            self.objective, MaximalCovering
        ):
            objective = CapacitatedCovering(assignment=self.capacity.assignment)
            object.__setattr__(self, "objective", objective)
        object.__setattr__(self, "group", self.group or default_group(self.times))
        self.times.checked_limit(limit_min=self.limit_min, limit_m=self.limit_m)
        for group in (self.group, *self.group_weights):
            people(self.times.demand, group)
        faults = list(self._faults())
        if faults:
            raise InputError(*faults)

    def __repr__(self) -> str:
        name = f"{self.name!r}: " if self.name else ""
        asked = self.objective.kind
        number = "any number of" if self.max_new is None else f"at most {self.max_new}"
        money = "" if self.budget is None else f" for {self.budget:,g}"
        return f"<Scenario {name}{asked} for {self.group} with {number} new sites{money}>"

    def replace(self, **changes: Unpack[_Changes]) -> Self:
        """Return a scenario with some parameters changed, validated again."""
        return dataclasses.replace(self, **changes)

    @property
    def limit(self) -> float:
        """The limit in the unit of the travel times, seconds or metres."""
        return self.times.checked_limit(limit_min=self.limit_min, limit_m=self.limit_m)

    @property
    def places(self) -> ServiceCapacity | None:
        """The capacity rule that counts: the service's, or the objective's; None for reach alone."""
        if isinstance(self.capacity, ServiceCapacity):
            return self.capacity
        if isinstance(self.objective, CapacitatedCovering):
            return ServiceCapacity(assignment=self.objective.assignment)
        return ServiceCapacity() if self.objective.kind in _ONLY_WITH_PLACES else None

    @property
    def weighed(self) -> bool:
        """Whether people count differently by unit, or other groups besides the scenario's own."""
        return any(self.group_weights.values()) or any(
            weight != 1 for weight in self.unit_weights.values()
        )

    @property
    def measure(self) -> str:
        """What the objective counts, as a certificate's `measure`."""
        measure = self.objective.measure
        counts_people = measure in ("people", "people_by_nearness", "person_years")
        return f"weighted_{measure}" if self.weighed and counts_people else measure

    @property
    def year(self) -> int | None:
        """The year whose people count, that of the travel times' tables; None where it is not known."""
        return self.times.year

    @property
    def candidates(self) -> Ints:
        """Positions in the site table of the candidates that may be opened: those on no road may not."""
        may = may_open(self.times) & ~self.times.sites.index.isin(self.forbidden)
        return np.flatnonzero(may)

    @property
    def _where(self) -> str:
        return f"scenario {self.name}" if self.name else "scenario"

    def _faults(self) -> Iterator[Fault]:
        amounts = [
            *amount_faults(
                self._where,
                max_new=self.max_new,
                budget=self.budget,
                time_limit_s=self.time_limit_s,
                memory_limit_mb=self.memory_limit_mb,
            )
        ]
        yield from amounts
        if any(fault.column == "max_new" for fault in amounts):
            return
        yield from self._faults_of_sites()
        yield from self._faults_of_weights()
        yield from self._faults_of_capacity()

    def _faults_of_sites(self) -> Iterator[Fault]:
        sites = self.times.sites
        known = set(sites.index[sites["status"] == "candidate"])
        for column, ids in (("must_open", self.must_open), ("forbidden", self.forbidden)):
            for site in ids:
                if site not in known:
                    near = difflib.get_close_matches(str(site), sorted(map(str, known)), 1)
                    exists = site in sites.index
                    yield self._fault(
                        column,
                        site,
                        _why_no_candidate(sites, site) if exists else "is no candidate",
                        "name candidates only"
                        + (f"; did you mean {near[0]!r}?" if near and not exists else ""),
                    )
        off_road = known - set(sites.index[may_open(self.times)])
        for site in (one for one in self.must_open if one in off_road):
            fix = "take it out of must_open, or correct its place or the roads near it"
            yield self._fault("must_open", site, "is a candidate near no usable road", fix)
        for site in sorted(set(self.must_open) & set(self.forbidden)):
            yield self._fault(
                "must_open", site, "is forbidden, too", "take it out of must_open or of forbidden"
            )
        if not len(self.candidates) and (self.max_new or self.budget):
            why = "near no usable road or forbidden" if off_road else "forbidden"
            all_forbidden = f"all {len(known)} candidates are {why}" if known else "it has none"
            yield Fault(
                file="site table",
                column="status",
                cause=f"has no eligible candidate, though new sites are asked for: {all_forbidden}",
                fix="add candidates, allow some, or set max_new to 0 for today's coverage",
            )
        if self.budget is not None or counts_cost(self.objective):
            yield from cost_faults(sites, self.candidates, what="site table")
        if self.places is not None:
            yield from capacity_faults(sites, what="site table")

    def _faults_of_capacity(self) -> Iterator[Fault]:
        kind, rule = self.objective.kind, self.places
        if self.capacity == "ignore" and rule is not None:
            yield self._fault(
                "capacity", "ignore", f"contradicts {kind}, which counts places", "leave it out"
            )
        if rule is None:
            return
        rule.need_of(self.group)
        if kind not in COUNT_PLACES:
            yield self._fault(
                "objective",
                kind,
                "does not count places, though the service has capacities",
                f"take {', '.join(sorted(COUNT_PLACES))}, or write `capacity: ignore` for reach alone",
            )
        asked = getattr(self.objective, "assignment", rule.assignment)
        if asked != rule.assignment:
            yield self._fault(
                "objective.assignment",
                asked,
                f"differs from the service's, which is {rule.assignment}",
                "leave it out of the objective",
            )
        for column in ("unit_weights", "group_weights"):
            if getattr(self, column):
                yield self._fault(
                    column,
                    dict(getattr(self, column)),
                    "cannot be counted with capacities: a person takes the same place whatever the weight",
                    "leave it out, or write `capacity: ignore` for reach alone",
                )

    def _faults_of_weights(self) -> Iterator[Fault]:
        for column, weights in (
            ("unit_weights", self.unit_weights),
            ("group_weights", self.group_weights),
        ):
            for name, weight in weights.items():
                if not (np.isfinite(weight) and weight >= 0):
                    yield self._fault(
                        f"{column}.{name}", weight, "is no weight, 0 or more", "give a number"
                    )
        demand = self.times.demand
        if self.by is None:
            if self.unit_weights:
                yield self._fault(
                    "by", None, "is missing, though units have weights", "name the level of units"
                )
            return
        if self.by not in demand.columns or f"{self.by}_name" not in demand.columns:
            levels = [str(c)[: -len("_name")] for c in demand.columns if str(c).endswith("_name")]
            yield self._fault(
                "by",
                self.by,
                f"there is no such level of units; there are {', '.join(levels) or 'none'}",
                "name one of these, or give the study a `units:` layer of this level",
            )
            return
        known = {*demand[self.by], *demand[f"{self.by}_name"]}
        for unit in self.unit_weights:
            if unit not in known:
                near = difflib.get_close_matches(unit, sorted(map(str, known)), 1)
                yield self._fault(
                    "unit_weights",
                    unit,
                    f"is no unit of level {self.by}",
                    f"did you mean {near[0]!r}?" if near else "use an id or a name of the layer",
                )

    def _fault(self, column: str, value: Any, cause: str, fix: str) -> Fault:  # noqa: ANN401
        return Fault(file=self._where, column=column, value=value, cause=cause, fix=fix)


def _why_no_candidate(sites: pd.DataFrame, site: str) -> str:
    """Return why a site of the table cannot be opened."""
    if sites["status"][site] != "ineligible":
        return "stands already"
    by = str(sites[INELIGIBLE_BY][site]) if INELIGIBLE_BY in sites else ""
    return (
        f"is a candidate that is not eligible: {by}"
        if by
        else "is a candidate that is not eligible"
    )
