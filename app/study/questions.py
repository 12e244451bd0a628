"""A study's scenarios as questions, and what can be said of them before any travel time is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Literal, TypeVar

import numpy as np
import pandas as pd
from scipy.sparse import csc_array

from ...common.arrays import Floats, Ints
from ...common.errors import Fault, InputError, SolverError
from ...common.large_work import Report, say_nothing
from ...common.prepared import Prepared, content_key
from ...coverage.may_open import may_open
from ...geo.tables import CELL_ID, SITE_ID, groups
from ...geo.travel.times_table import travel_times_from_table
from ...geo.travel.travel_times import TravelTimes
from ...optimize.capacity.service_capacity import ServiceCapacity
from ...optimize.joint.scenario import JointScenario
from ...optimize.objectives.multi_period import MultiPeriodCovering
from ...optimize.scenario import Objective, Scenario
from ...optimize.solve import solve
from .entries.joint_entry import JointEntry
from .entries.objective_entry import MultiPeriodCoveringEntry
from .entries.service_entry import ServiceEntry
from .fault_list import FaultList
from .layers import Layers
from .planned.years import unopened_in, with_planned_until
from .schema import ScenarioEntry
from .service_times import people_of_year, service_times, times_of_year

Asked = TypeVar("Asked")

_ASKED_S: Final = 1.0
"""Seconds that a question may be searched for while it is checked: its faults are told before that."""


@dataclass(frozen=True, eq=False)
class NoWays:
    """A search that finds no way from anywhere to anywhere.

    An empty table of times would end too early for objectives that count times beyond the limit.
    """

    cells: int

    def nearest(self, sites: Ints) -> tuple[Ints, Floats]:
        """Return no site, and an infinite cost, for every cell."""
        site, cost = self.nearest_k(sites, 1)
        return site[:, 0], cost[:, 0]

    def nearest_k(self, sites: Ints, k: int) -> tuple[Ints, Floats]:  # noqa: ARG002 - NearestSearch's parameters
        """Return no sites, and infinite costs, for every cell."""
        return np.full((self.cells, k), -1, dtype=np.int64), np.full((self.cells, k), np.inf)

    def matrix_of(self, sites: Ints, limit: float) -> csc_array:  # noqa: ARG002 - NearestSearch's parameters
        """Return a matrix without entries, shape (cells, sites)."""
        return csc_array((self.cells, len(sites)), dtype=np.float32)


def study_scenario(
    layers: Layers, name: str, entry: ScenarioEntry, times: TravelTimes, report: Report
) -> Scenario:
    """Return a scenario of a study over its service's travel times.

    Raises
    ------
    InputError
        If it names groups, units or sites that are not there, or a year whose people the study does not tell;
        each fault names its key in the study file.
    """
    check_years(layers, name, entry)
    group = entry.group or layers.file.group_of(entry.service)
    check_need(layers, entry.service, group)
    with in_study(layers, f"scenarios.{name}"):
        return Scenario(
            _times_of(layers, entry, times),
            group=group,
            max_new=_most_new(layers, entry.service, entry.max_new, times),
            limit_min=entry.limit_min,
            name=name,
            objective=_objective_of(layers, entry, times),
            budget=None if _none_left(layers, entry.service, times) else entry.budget,
            must_open=entry.must_open,
            forbidden=_candidates_of(layers, entry.service, entry.forbidden),
            by=entry.by,
            unit_weights=entry.unit_weights,
            group_weights=entry.group_weights,
            time_limit_s=entry.time_limit_s,
            memory_limit_mb=entry.memory_limit_mb,
            report=report,
            capacity=capacity_of(layers.file.services[entry.service]),
        )


def _none_left(layers: Layers, service: str, times: TravelTimes) -> bool:
    """Whether land, water and roads leave a service none of its candidates: notes say so."""
    if (times.sites["status"] == "candidate").any():
        return not may_open(times).any()
    found = layers.eligibility.get(service)
    return found is not None and any(told[0].forbids for told in found.obstacles.values())


def _most_new(layers: Layers, service: str, max_new: int | None, times: TravelTimes) -> int | None:
    return 0 if _none_left(layers, service, times) else max_new


def _candidates_of(layers: Layers, service: str, forbidden: Sequence[str]) -> tuple[str, ...]:
    """Return forbidden candidates without those that are not eligible anyway."""
    sites = layers.sites[service]
    not_eligible = set(sites.index[sites["status"] == "ineligible"])
    return tuple(site for site in forbidden if site not in not_eligible)


def capacity_of(service: ServiceEntry) -> ServiceCapacity | Literal["ignore"] | None:
    """Return how a service's places count in scenarios."""
    return "ignore" if service.capacity == "ignore" else service.places


def check_years(layers: Layers, name: str, entry: ScenarioEntry) -> None:
    """Check that the study tells the people of every year that a scenario names.

    Raises
    ------
    InputError
        With every year whose people it does not tell.
    """
    asked = [(f"scenarios.{name}.year", entry.year)] if entry.year is not None else []
    if isinstance(entry.objective, MultiPeriodCoveringEntry):
        where = f"scenarios.{name}.objective.years"
        asked += [(f"{where}[{at}].year", one.year) for at, one in enumerate(entry.objective.years)]
    found = FaultList()
    for column, year in asked:
        found.tried(partial(layers.years.require, year, file=layers.path.name, column=column))
    found.raise_any()


def check_need(layers: Layers, service: str, group: str) -> None:
    """Check that a service which counts places says how many a person of a group takes.

    Raises
    ------
    InputError
        If it does not: the fault names the service's key, whoever asks.
    """
    rule = layers.file.services[service].places
    if rule is not None:
        with in_study(layers, f"services.{service}.capacity"):
            rule.need_of(group)


def _times_of(layers: Layers, entry: ScenarioEntry, times: TravelTimes) -> TravelTimes:
    """Return the travel times with the people whom a scenario's figures count.

    Of a plan over years these are the people of its last one: new estates are inhabited by then. Facilities
    are those of the scenario's year, of a plan over years those that stand before it, and the planned sites
    that open by its last year.
    """
    if entry.year is not None:
        return times_of_year(layers, times, entry.year)
    if isinstance(entry.objective, MultiPeriodCoveringEntry):
        last = max(one.year for one in entry.objective.years)
        times = with_planned_until(times, last)
        return people_of_year(layers, times, last) if layers.years.changing else times
    return times


def _objective_of(layers: Layers, entry: ScenarioEntry, times: TravelTimes) -> Objective:
    """Return what a scenario asks; each year of a plan over years with its own people and planned sites."""
    objective = entry.objective.objective()
    if not isinstance(objective, MultiPeriodCovering) or not objective.years:
        return objective
    sites = with_planned_until(times, max(one.year for one in objective.years)).sites
    years = []
    for one in objective.years:
        year = replace(one, unopened=unopened_in(sites, one.year))
        if layers.years.changing:
            demand = people_of_year(layers, times, one.year).demand
            year = replace(year, people=pd.DataFrame(demand[groups(demand)]))
        years.append(year)
    return MultiPeriodCovering(years=tuple(years))


def asked(questions: Mapping[str, Callable[[], Asked]], *, must_ask: bool) -> dict[str, Asked]:
    """Return questions by name.

    Parameters
    ----------
    questions
        By name what makes each.
    must_ask
        Whether one that cannot be asked is a fault; else it is left out.

    Raises
    ------
    InputError
        If one that must be asked cannot be.
    """
    found = {}
    for name, question in questions.items():
        try:
            found[name] = question()
        except InputError:
            if must_ask:
                raise
    return found


def check_once(layers: Layers, check: Callable[[Layers], None], prepared: Prepared) -> None:
    """Check layers that were just read; what had no fault in an earlier run of the same files has none now.

    Raises
    ------
    InputError
        As `check` does.
    """
    if not layers.content_key:
        check(layers)
        return
    key = content_key(f"{check.__name__} 1", layers.content_key)
    prepared.part(key, lambda: check(layers), kinds=(), still=layers.still)


def check_questions(layers: Layers) -> None:
    """Check that every scenario can be asked: that what it names exists, and fits its service.

    It is asked over travel times that know no way at all, which takes no time; over a service's own table,
    if it has one, which may end too early for what is asked, for no more than `_ASKED_S` seconds.

    Raises
    ------
    InputError
        With every fault.
    """
    found = FaultList()
    times: dict[str, TravelTimes | None] = {}
    for service, entry in layers.file.services.items():
        if entry.travel:
            # Today is assessed of every service, whether or not a scenario is about it.
            group = layers.file.group_of(service)
            found.tried(partial(check_need, layers, service, group))
            times[service] = found.tried(partial(no_times, layers, service))
    for name, question in layers.file.scenarios_or_today().items():
        known = times.get(question.service)
        if known is not None:
            found.tried(partial(_ask, layers, name, question, known))
    found.raise_any()


def _ask(layers: Layers, name: str, entry: ScenarioEntry, times: TravelTimes) -> None:
    scenario = study_scenario(layers, name, entry, times, say_nothing)
    scenario = scenario.replace(time_limit_s=min(_ASKED_S, entry.time_limit_s or _ASKED_S))
    # Only what is wrong with the question counts; its answer means nothing.
    with in_study(layers, f"scenarios.{name}"), suppress(SolverError):
        solve(scenario)


def no_times(layers: Layers, service: str) -> TravelTimes:
    """Return travel times of a service that know no way, or its own table's."""
    entry = layers.file.services[service]
    with in_study(layers, f"services.{service}"):
        if service in layers.tables:
            return service_times(layers, service)
        _require_modes(layers, service, entry)
        times = travel_times_from_table(
            layers.demand,
            layers.sites[service],
            pd.DataFrame({CELL_ID: [], SITE_ID: [], "cost": []}),
            limit_min=entry.limit_min if entry.limit_m is None else None,
            limit_m=entry.limit_m,
            mode=entry.mode,
            direction=entry.direction,
        )
        return replace(times, search=NoWays(len(layers.demand)))


def _require_modes(layers: Layers, service: str, entry: ServiceEntry) -> None:
    """Check that every site has a mode, and every mode a road."""
    assert layers.roads is not None  # noqa: S101 - the study file was checked for it
    modes = entry.mode if isinstance(entry.mode, Mapping) else {}
    tiers = layers.sites[service]["tier"].unique() if modes else []
    faults = [
        Fault(
            file=layers.file.name,
            column="mode",
            value=str(tier),
            cause=f"no mode is given for this tier; there is one for {', '.join(modes)}",
            fix="name a mode for every tier of the service's sites, or one mode for all",
        )
        for tier in tiers
        if tier not in modes
    ]
    for mode in {modes[tier] for tier in tiers if tier in modes} if modes else {entry.mode}:
        both = layers.roads.costs(mode, "s" if entry.limit_m is None else "m")  # type: ignore[arg-type]
        if not any(np.isfinite(costs).any() for costs in both):
            faults.append(
                Fault(
                    file=layers.roads.source,
                    column="mode",
                    value=str(mode),
                    cause="no road here may be used by this mode",
                    fix="check the road classes, or choose another mode",
                )
            )
    if faults:
        raise InputError(*faults)


def joint_scenario(
    layers: Layers, name: str, entry: JointEntry, times: Mapping[str, TravelTimes], report: Report
) -> JointScenario:
    """Return a joint scenario of a study over its services' travel times.

    Raises
    ------
    InputError
        If it names groups, units, columns or sites that are not there; each fault names its key in the study
        file.
    """
    scenarios = {}
    for service, asked in entry.services.items():
        group = asked.group or layers.file.group_of(service)
        check_need(layers, service, group)
        with in_study(layers, f"joint.{name}.services.{service}"):
            scenarios[service] = Scenario(
                times[service],
                group=group,
                max_new=_most_new(layers, service, asked.max_new, times[service]),
                budget=None if _none_left(layers, service, times[service]) else asked.budget,
                must_open=asked.must_open,
                forbidden=_candidates_of(layers, service, asked.forbidden),
                limit_min=asked.limit_min,
                name=name,
                capacity=capacity_of(layers.file.services[service]),
            )
    with in_study(layers, f"joint.{name}"):
        return JointScenario(
            scenarios,
            weights={service: asked.weight for service, asked in entry.services.items()},
            max_new=entry.max_new,
            budget=entry.budget,
            rules=[rule.rule() for rule in entry.rules],
            name=name,
            time_limit_s=entry.time_limit_s,
            memory_limit_mb=entry.memory_limit_mb,
            report=report,
        )


def check_joint_questions(layers: Layers) -> None:
    """Check that what each joint question names exists, over travel times that know no way at all.

    Raises
    ------
    InputError
        With every fault; what is wrong with a service itself is told where services are checked.
    """
    found = FaultList()
    for name, entry in layers.file.joint.items():
        try:
            times = {service: no_times(layers, service) for service in entry.services}
        except InputError:
            continue
        found.tried(partial(joint_scenario, layers, name, entry, times, say_nothing))
    found.raise_any()


@contextmanager
def in_study(layers: Layers, where: str) -> Iterator[None]:
    """Say of faults of a question where in the study file it stands."""
    files = {record.name for record in layers.inputs}
    try:
        yield
    except InputError as error:
        raise InputError(
            *(
                fault
                if fault.file in files
                else replace(
                    fault,
                    file=layers.path.name,
                    column=f"{where}.{fault.column}" if fault.column else where,
                    cause=_cause(fault),
                )
                for fault in error.faults
            )
        ) from error


def _cause(fault: Fault) -> str:
    """Return the cause with the table it is about, which the fault names in place of a file."""
    return f"{fault.file} {fault.cause}" if fault.file == "site table" else fault.cause
