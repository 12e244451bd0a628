"""A study, opened: layers read, snapped and routed once, one assessment per service."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from ...common.kept.kept_parts import kept_parts
from ...common.large_work import Report, reports_of, say_nothing
from ...common.prepared import Prepared, content_key
from ...common.stage import Stage
from ...common.written.shown import Shown
from ...coverage.assessment import Assessment, assess
from ...coverage.kept_assessment import kept_assessment
from ...geo.tables import mode_text
from ...geo.travel.matrix_size import snapping_estimate
from ...geo.travel.travel_times import TravelTimes
from ...optimize.joint.scenario import JointScenario
from ...optimize.scenario import Scenario
from ..progress.watched_calls import progress_or
from .asked_year import known_year
from .fault_list import FaultList
from .layers import Layers, layers_of
from .names import require_services, require_travel
from .questions import (
    asked,
    check_need,
    check_years,
    joint_scenario,
    study_scenario,
)
from .schema import ScenarioEntry
from .service_times import service_times, times_of_year
from .validation.readable_part import GivenStudy, study_and_path

_SEARCH_S: Final = 1.0
"""Seconds that travel times of a city take at least, once its roads are prepared."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Study(Shown):
    """One planner's folder, opened.

    Parameters
    ----------
    layers
        What was read.
    times
        Travel times by service.
    assessments
        Today's coverage by service.
    scenarios
        The study's optimisation questions by name.
    services
        Which service each scenario is about.
    prepared
        What its services and scenarios share: positions on roads, the ground of maps, zones and surfaces.
    joint
        The study's questions about several services by name, for `solve_together`.
    must_ask
        False where questions that cannot be asked are left out, as for checks of sites.

    See Also
    --------
    open_study : Open a study.
    plan_study : Answer all scenarios of a study and write the files.
    evaluate : Check a study against standards.

    Examples
    --------
    A study of one street of 3 km with two cells, a clinic and a candidate:

    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     study = hh.open_study(street_study(folder))
    >>> study.name
    'One street'
    >>> study.assessments["clinic"].share
    0.8
    >>> study.times["clinic"]
    <TravelTimes 2 cells x 2 sites, walk, to_site, 2 pairs within 15 min>
    >>> hh.solve(study.scenarios["one_more"]).opened
    ('last',)
    """

    layers: Layers
    times: Mapping[str, TravelTimes]
    assessments: Mapping[str, Assessment]
    scenarios: Mapping[str, Scenario]
    services: Mapping[str, str] = field(default_factory=dict)
    prepared: Prepared = field(default_factory=Prepared, repr=False)
    joint: Mapping[str, JointScenario] = field(default_factory=dict)
    must_ask: bool = field(default=True, repr=False)

    @property
    def name(self) -> str:
        """The study's name."""
        return self.layers.file.name

    def in_year(self, year: int) -> Study:
        """Return the study with the people and the facilities of another year, without new travel times.

        Parameters
        ----------
        year
            The year that `times`, `assessments` and scenarios without a year of their own are then of.

        Returns
        -------
        Study
            The same layers; people as growth and new estates change them, facilities that stand by then.

        Raises
        ------
        InputError
            If it is no year, or one whose people the study does not tell.

        Examples
        --------
        A study of one street without growth; all its facilities stand in every year:

        >>> import tempfile
        >>> import halfhour as hh
        >>> from halfhour.app.example_study import street_study
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     study = hh.open_study(street_study(folder))
        >>> later = study.in_year(2030)
        >>> later.scenarios["one_more"].year, later.assessments["clinic"].share
        (2030, 0.8)
        """
        known_year(self.layers, year, "year")
        times = {
            service: times_of_year(self.layers, of_service, year)
            for service, of_service in self.times.items()
        }
        assessments = {
            service: _assessed(self.layers, service, of_service)
            for service, of_service in times.items()
        }
        return _study_of(
            self.layers,
            times,
            assessments,
            prepared=self.prepared,
            must_ask=self.must_ask,
        )

    def __repr__(self) -> str:
        return (
            f"<Study {self.name}: {len(self.layers.demand):,} cells, services "
            f"{', '.join(self.assessments)}; scenarios {', '.join(self.scenarios) or 'none'}>"
        )


def open_study(
    path: GivenStudy,
    *,
    services: Collection[str] | None = None,
    year: int | None = None,
    report: Report | None = None,
) -> Study:
    """Open a study: read its layers, compute travel times and assess every service.

    Parameters
    ----------
    path
        The study file; or what it would hold, as keys and values, with a DataFrame or GeoDataFrame wherever a
        file may stand. Relative paths then start at the working directory.
    services
        Which services to compute; by default all. Scenarios of the others are left out.
    year
        Whose people and facilities count where a scenario names no year; by default those of the year that the
        people layer counts.
    report
        Called with one line of text when a stage begins; by default a bar in a notebook or a terminal.

    Returns
    -------
    Study
        Its layers, travel times, assessments and scenarios.

    Raises
    ------
    InputError
        If the study file or one of its layers has faults, it has no such service, or it does not tell the
        people of a year that is asked for.

    See Also
    --------
    Study : What is returned.
    validate_study : Check a study without computing anything.
    plan_study : Answer all scenarios of a study and write the files.

    Examples
    --------
    A study of one street of 3 km with two cells, a clinic and a candidate:

    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = street_study(folder)
    ...     text = file.read_text()
    ...     study = hh.open_study(file)
    >>> print(text)
    name: One street
    roads: {file: roads.geojson}
    people: {file: cells.csv, year: 2020}
    units: [{level: county, file: counties.geojson}]
    standards: {file: standards.yaml}
    services:
      clinic:
        mode: walk
        limit_min: 15
        existing: {file: clinics.csv}
        candidates: {file: places.csv}
    scenarios:
      one_more: {service: clinic, max_new: 1}
    <BLANKLINE>
    >>> study
    <Study One street: 2 cells, services clinic; scenarios one_more>
    >>> study.assessments["clinic"].gap_people
    100.0
    """
    file, path = study_and_path(path)
    require_services(file, services or (), file=path.name)
    with progress_or(report) as told:
        layers = layers_of(file, path, FaultList(), report=told)
        return computed_study(layers, services=services, year=year, report=told)


def computed_study(
    layers: Layers,
    *,
    services: Collection[str] | None = None,
    year: int | None = None,
    must_ask: bool = True,
    report: Report = say_nothing,
) -> Study:
    """Return the study of some layers, as `open_study` does; `must_ask` as of `Study`."""
    every = layers.file.services
    wanted = [name for name in every if every[name].travel] if services is None else services
    require_services(layers.file, wanted, file=layers.path.name)
    for service in wanted:
        require_travel(layers.file, service, file=layers.path.name)
    # Before travel times are computed, which may take minutes.
    if year is not None:
        known_year(layers, year, "--year")
    found = FaultList()
    for service in wanted:
        found.tried(partial(check_need, layers, service, layers.file.group_of(service)))
    for name, scenario in _entries(layers, wanted).items():
        found.tried(partial(check_years, layers, name, scenario))
        if scenario.group is not None:
            found.tried(partial(check_need, layers, scenario.service, scenario.group))
    found.raise_any()
    times, assessments, prepared = {}, {}, Prepared(kept_parts(report))
    for service in wanted:
        entry = layers.file.services[service]
        snapped = snapping_estimate(len(layers.demand), len(layers.sites[service]))
        line = f"{service}: travel times ({mode_text(entry.mode)})"
        report(Stage(line, seconds=_SEARCH_S + snapped.seconds))
        times[service] = service_times(
            layers,
            service,
            groups=layers.file.travel_of_groups(),
            report=reports_of(service, report),
            prepared=prepared,
        )
        if year is not None:
            times[service] = times_of_year(layers, times[service], year)
        report(f"{service}: who is served")
        key = layers.content_key and content_key("today 1", layers.content_key, service, year)
        assessments[service] = _assessed(layers, service, times[service], key, prepared)
    return _study_of(layers, times, assessments, report, prepared=prepared, must_ask=must_ask)


def _assessed(
    layers: Layers,
    service: str,
    times: TravelTimes,
    key: str = "",
    prepared: Prepared | None = None,
) -> Assessment:
    """Return today's coverage; layers that were just read have a key, under which it is kept."""
    group, capacity = layers.file.group_of(service), layers.file.services[service].places
    if prepared is None or not key:
        return assess(times, group=group, capacity=capacity)
    return kept_assessment(times, key, prepared, group=group, capacity=capacity, still=layers.still)


def _study_of(
    layers: Layers,
    times: Mapping[str, TravelTimes],
    assessments: Mapping[str, Assessment],
    report: Report = say_nothing,
    *,
    prepared: Prepared,
    must_ask: bool,
) -> Study:
    """Return a study with its scenarios over travel times."""
    entries = _entries(layers, times)
    scenarios = {
        name: partial(study_scenario, layers, name, entry, times[entry.service], report)
        for name, entry in entries.items()
    }
    joint = {
        name: partial(joint_scenario, layers, name, entry, times, report)
        for name, entry in layers.file.joint.items()
        if entry.services.keys() <= times.keys()
    }
    return Study(
        layers=layers,
        times=times,
        assessments=assessments,
        scenarios=asked(scenarios, must_ask=must_ask),
        services={name: entry.service for name, entry in entries.items()},
        prepared=prepared,
        joint=asked(joint, must_ask=must_ask),
        must_ask=must_ask,
    )


def _entries(layers: Layers, services: Collection[str]) -> dict[str, ScenarioEntry]:
    """Return the scenarios of some services."""
    return {
        name: entry
        for name, entry in layers.file.scenarios_or_today().items()
        if entry.service in services
    }
