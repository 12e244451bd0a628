"""Names of a study's levels, groups and columns that tables inside or results cannot tell from others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import geopandas as gpd

from ...common.errors import Fault, InputError
from ...coverage.rules.evidence import FACILITY_DEFAULTS, UNIT_DEFAULTS
from ...coverage.rules.header import COMMITTEE, WHOLE
from ...data.formats.coordinate_columns import PLACE_COLUMNS
from ...data.tables.population import KNOWN_GROUPS
from ...data.tables.site_columns import MARKS, YEARS
from ...geo.tables import CELL_ID, SITE_COLUMNS, SITE_ID, UNIT_ID, groups
from .planned.sites import PLANNED
from .schema import StudyFile

_GEOMETRY: Final = "geometry"

_NO_LEVELS: Final = frozenset(
    {
        *(CELL_ID, SITE_ID, UNIT_ID, _GEOMETRY, WHOLE, COMMITTEE, "level", "unit"),
        *SITE_COLUMNS,
        *MARKS,
        *YEARS,
        PLANNED,
        *UNIT_DEFAULTS,
        *FACILITY_DEFAULTS,
        *KNOWN_GROUPS,
    }
)
"""A level is a column of the tables of cells, facilities and units, which have these already."""

_NO_GROUPS: Final = frozenset({CELL_ID, "name", _GEOMETRY, *PLACE_COLUMNS})


def name_faults(study: StudyFile, *, file: str) -> list[Fault]:
    """Return a fault for every name that means something else already.

    Parameters
    ----------
    study
        The study.
    file
        Its file, for the faults.
    """
    return [*_of_levels(study, file), *_of_groups(study, file), *_of_columns(study, file)]


def require_services(study: StudyFile, services: Iterable[str], *, file: str) -> None:
    """Check that a study has the services that are asked for, before its layers are read.

    Parameters
    ----------
    study
        The study.
    services
        Their names.
    file
        Its file, for the faults.

    Raises
    ------
    InputError
        If one is missing; all of them are listed.
    """
    faults = [
        Fault(
            file=file,
            column="service",
            value=service,
            cause="the study has no such service",
            fix=f"name one of {', '.join(study.services)}",
        )
        for service in services
        if service not in study.services
    ]
    if faults:
        raise InputError(*faults)


def _of_levels(study: StudyFile, file: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, entry in enumerate(study.units):
        where = f"units.{number}.level"
        if entry.level in _NO_LEVELS:
            yield _taken(file, where, entry.level, "another name, for example `county`")
        elif entry.level in seen:
            yield Fault(
                file=file,
                column=where,
                value=entry.level,
                cause="this level is given twice",
                fix="give each layer of units a level of its own",
            )
        seen.add(entry.level)
    for number, entry in enumerate(study.units):
        other = entry.level.removesuffix("_name")
        if other != entry.level and other in seen:
            yield Fault(
                file=file,
                column=f"units.{number}.level",
                value=entry.level,
                cause=f"is what the names of the units of level {other} are kept under",
                fix="give one of the two levels another name",
            )


def _of_groups(study: StudyFile, file: str) -> Iterator[Fault]:
    levels = {name for entry in study.units for name in (entry.level, f"{entry.level}_name")}
    people = study.people
    named = [("columns", group) for group in people.columns if group not in _NO_GROUPS]
    named += [("groups", group) for group in people.groups]
    named += [("calibrate", group) for one in people.calibrate for group in one.counted]
    for key, group in named:
        where = f"people.{key}.{group}"
        if group in _NO_GROUPS:
            yield _taken(file, where, group, "the group's own name, for example `children`")
        elif group in levels:
            yield Fault(
                file=file,
                column=where,
                value=group,
                cause="is a level of units, or where the names of its units are kept",
                fix="give the group or the level another name",
            )
    if _GEOMETRY in people.columns:
        yield _taken(file, f"people.columns.{_GEOMETRY}", _GEOMETRY, "another name")


def _of_columns(study: StudyFile, file: str) -> Iterator[Fault]:
    for number, entry in enumerate(study.units):
        for name in ("level", _GEOMETRY):
            if name in entry.columns:
                yield _taken(file, f"units.{number}.columns.{name}", name, "another name")
    for service, of_service in study.services.items():
        layers = {"existing": of_service.existing, "candidates": of_service.candidate_layer}
        for kind, layer in layers.items():
            for name in (_GEOMETRY, PLANNED):
                if layer is not None and name in layer.columns:
                    where = f"services.{service}.{kind}.columns.{name}"
                    yield _taken(file, where, name, "another name")


def _taken(file: str, where: str, name: str, instead: str) -> Fault:
    return Fault(
        file=file,
        column=where,
        value=name,
        cause="is a name that Halfhour's own tables use for something else",
        fix=f"write {instead}",
    )


def check_groups(file: StudyFile, demand: gpd.GeoDataFrame) -> None:
    """Check that the people have every group that the study asks for.

    Raises
    ------
    InputError
        With every group that they do not have.
    """
    known = groups(demand)
    wanted = {f"services.{name}.group": file.group_of(name) for name in file.services}
    wanted |= {
        f"scenarios.{name}.group": entry.group
        for name, entry in file.scenarios.items()
        if entry.group is not None
    }
    wanted |= {f"groups.{group}": group for group in file.groups}
    wanted |= {
        f"services.{name}.capacity.need.{group}": group
        for name, entry in file.services.items()
        if entry.places is not None
        for group in entry.places.need
    }
    faults = [
        Fault(
            file=file.people.name,
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


def require_travel(study: StudyFile, service: str, *, file: str) -> None:
    """Check that travel times of a service are computed.

    Parameters
    ----------
    study
        The study.
    service
        One of its services.
    file
        The study file's name.

    Raises
    ------
    InputError
        If they are not.
    """
    if not study.services[service].travel:
        raise InputError(
            Fault(
                file=file,
                column=f"services.{service}.travel",
                value="false",
                cause="no travel times are computed for this service",
                fix="write `travel: true`, or name another service",
            )
        )
