"""A study, opened: layers read, snapped and routed once, one assessment per service."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd

from ..coverage.assessment import Assessment, assess
from ..data.consistency import check_not_swapped, check_places
from ..data.layer import Layer
from ..data.population import read_population
from ..data.roads import read_roads
from ..data.sites import read_sites
from ..data.times import TimesTable, read_times_table
from ..data.units import assign_units, clip_to_area, read_units
from ..geo.errors import Fault, InputError
from ..geo.network import RoadNetwork
from ..geo.tables import groups
from ..geo.times_table import travel_times_from_table
from ..geo.travel_times import TravelTimes, travel_times
from ..optimize.scenario import Scenario
from .study_file import ServiceEntry, StudyFile, read_study_file

Report = Callable[[str], None]


def _say_nothing(_: str) -> None:
    pass


@dataclass(frozen=True)
class InputRecord:
    """One file that a study was made from: path as the study names it, SHA-256, records read."""

    name: str
    sha256: str
    rows: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Layers:
    """Everything that a study file names, read and checked, before any travel time.

    Parameters
    ----------
    file
        The study file.
    demand
        Cells with people per group, and the unit of each level that they lie in.
    units
        Boundary layer by level.
    roads
        The network; None where every service brings its own travel times.
    sites
        Site table by service.
    tables
        Travel times computed elsewhere, by service.
    inputs
        The files, for the record.
    notes
        What the user should know, such as people outside the area.
    """

    file: StudyFile
    demand: gpd.GeoDataFrame
    units: Mapping[str, gpd.GeoDataFrame]
    roads: RoadNetwork | None
    sites: Mapping[str, gpd.GeoDataFrame]
    tables: Mapping[str, TimesTable]
    inputs: tuple[InputRecord, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Study:
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
    """

    layers: Layers
    times: Mapping[str, TravelTimes]
    assessments: Mapping[str, Assessment]
    scenarios: Mapping[str, Scenario]
    services: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The study's name."""
        return self.layers.file.name

    def __repr__(self) -> str:
        return (
            f"<Study {self.name}: {len(self.layers.demand):,} cells, services "
            f"{', '.join(self.assessments)}; scenarios {', '.join(self.scenarios) or 'none'}>"
        )


def open_study(
    path: str | Path, *, services: Collection[str] | None = None, report: Report = _say_nothing
) -> Study:
    """Open a study: read its layers, compute travel times and assess every service.

    Parameters
    ----------
    path
        The study file.
    services
        Which services to compute; by default all. Scenarios of the others are left out.
    report
        Called with one line of text when a stage begins.

    Raises
    ------
    InputError
        If the study file or one of its layers has faults, or it has no such service.
    """
    layers = read_layers(path, report=report)
    wanted = layers.file.services if services is None else services
    for service in wanted:
        _require_service(Path(path).name, service, layers.file)
    times, assessments = {}, {}
    for service in wanted:
        entry = layers.file.services[service]
        report(f"{service}: travel times ({entry.mode})")
        times[service] = _times(layers, service, entry)
        report(f"{service}: who is served")
        assessments[service] = assess(times[service], group=layers.file.group_of(service))
    entries = {
        name: entry
        for name, entry in layers.file.scenarios_or_today().items()
        if entry.service in times
    }
    scenarios = {
        name: Scenario(
            times[entry.service],
            maximise=entry.maximise or layers.file.group_of(entry.service),
            max_new=entry.max_new,
            limit=None if entry.limit_min is None else entry.limit_min * 60,
            name=name,
            time_limit_s=entry.time_limit_s,
        )
        for name, entry in entries.items()
    }
    return Study(
        layers=layers,
        times=times,
        assessments=assessments,
        scenarios=scenarios,
        services={name: entry.service for name, entry in entries.items()},
    )


def validate_study(path: str | Path, *, report: Report = _say_nothing) -> Layers:
    """Check a study file and all its layers without computing anything.

    Raises
    ------
    InputError
        If anything is wrong.
    """
    return read_layers(path, report=report)


def read_layers(path: str | Path, *, report: Report = _say_nothing) -> Layers:
    """Read and check every layer that a study file names.

    Raises
    ------
    InputError
        If the study file or one of its layers has faults.
    """
    file = read_study_file(Path(path))
    report(f"reading {file.people.file.name}")
    everybody = read_population(file.people, crs=file.crs)
    demand = everybody
    read: list[tuple[Layer, int]] = [(file.people, len(everybody))]
    notes = []
    if file.area is not None:
        demand, outside = clip_to_area(demand, file.area)
        notes.append(f"{outside:,.0f} people outside the area are not counted")
        if demand.empty:
            raise InputError(
                Fault(
                    file=file.people.file.name,
                    cause=f"has no cell inside {file.area.file.name}",
                    fix="check the CRS of both, or leave `area:` out",
                )
            )
    units = {}
    for boundary in file.units:
        report(f"reading {boundary.file.name}")
        units[boundary.level] = read_units(boundary, level=boundary.level, crs=demand.crs)
        demand = assign_units(demand, units[boundary.level], level=boundary.level)
        read.append((boundary, len(units[boundary.level])))
    roads = None
    if file.roads is not None:
        report(f"reading {file.roads.file.name}")
        roads = read_roads(file.roads, crs=demand.crs)
        read.append((file.roads, len(roads.start)))
        check_not_swapped(demand, roads.bounds_m, what=file.people.file.name)
    sites, tables = {}, {}
    for service, entry in file.services.items():
        report(f"{service}: reading sites")
        sites[service] = read_sites(
            existing=entry.existing, candidates=entry.candidates, service=service, crs=demand.crs
        )
        status = sites[service]["status"]
        for layer, kind in ((entry.existing, "existing"), (entry.candidates, "candidate")):
            if layer is None:
                continue
            part = sites[service][status == kind]
            read.append((layer, len(part)))
            if roads is not None:
                check_not_swapped(part, roads.bounds_m, what=layer.file.name)
                check_places(part, roads.bounds_m, what=layer.file.name)
        if entry.times is not None:
            # The table may speak of cells outside the area, too.
            table = read_times_table(entry.times, everybody, sites[service])
            inside = table.rows["cell_id"].isin(demand.index)
            tables[service] = replace(table, rows=table.rows[inside])
            read.append((entry.times, len(table.rows)))
    _check_groups(file, demand)
    return Layers(
        file=file,
        demand=demand,
        units=units,
        roads=roads,
        sites=sites,
        tables=tables,
        inputs=_inputs(read),
        notes=tuple(notes),
    )


def _require_service(file: str, service: str, study: StudyFile) -> None:
    if service not in study.services:
        raise InputError(
            Fault(
                file=file,
                column="service",
                value=service,
                cause="the study has no such service",
                fix=f"name one of {', '.join(study.services)}",
            )
        )


def _check_groups(file: StudyFile, demand: gpd.GeoDataFrame) -> None:
    known = groups(demand)
    wanted = {f"services.{name}.group": file.group_of(name) for name in file.services}
    wanted |= {
        f"scenarios.{name}.maximise": entry.maximise
        for name, entry in file.scenarios.items()
        if entry.maximise is not None
    }
    faults = [
        Fault(
            file=file.people.file.name,
            column=where,
            value=group,
            cause=f"the population has no such group; it has {', '.join(known)}",
            fix=f"map a column to it (`columns: {{{group}: ...}}`), give its share of the residents "
            f"(`groups: {{{group}: 0.2}}`), or name another group",
        )
        for where, group in wanted.items()
        if group not in known
    ]
    if faults:
        raise InputError(*faults)


def _times(layers: Layers, service: str, entry: ServiceEntry) -> TravelTimes:
    limit_s = entry.limit_min * 60
    if service in layers.tables:
        table = layers.tables[service]
        if table.unit == "m" and entry.limit_m is None:
            raise InputError(
                Fault(
                    file=table.source,
                    column=f"services.{service}.limit_m",
                    cause="is missing, though the table holds metres",
                    fix="give the limit in metres, for example limit_m: 5000",
                )
            )
        limit = limit_s if table.unit == "s" or entry.limit_m is None else entry.limit_m
        return travel_times_from_table(
            layers.demand,
            layers.sites[service],
            table.rows,
            unit=table.unit,
            limit=limit,
            mode=entry.mode,
            direction=entry.direction,
        )
    assert layers.roads is not None  # noqa: S101 - the study file was checked for it
    return travel_times(
        layers.demand,
        layers.sites[service],
        layers.roads,
        mode=entry.mode,
        limit_min=entry.limit_min,
        limit_m=entry.limit_m,
        snap_max_m=layers.file.snap_max_m,
        direction=entry.direction,
    )


def _inputs(read: list[tuple[Layer, int]]) -> tuple[InputRecord, ...]:
    return tuple(
        InputRecord(layer.file.name, hashlib.sha256(layer.file.read_bytes()).hexdigest(), rows)
        for layer, rows in read
    )
