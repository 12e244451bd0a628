"""Work out the answer about new housing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from ...common.arrays import Floats
from ...common.errors import Fault, InputError
from ...common.large_work import Report
from ...common.sentences import Sentence
from ...common.words import Words
from ...coverage.assessment import Assessment
from ...coverage.new_housing.need import housing_need
from ...coverage.site_check.obstacles import Obstacle
from ...coverage.site_check.place import SitePlace
from ...coverage.site_check.study_area import require_not_swapped
from ...coverage.site_check.what_forbids import what_forbids
from ...coverage.standards.standards import Standards
from ...data.input_records.record import InputRecord
from ...geo.crs import metres_of
from ...maps.wording.messages import LANGS
from ...maps.wording.names import service_said
from ...optimize.reserved_parcels.reserve import reserved_parcels
from ..site_check.inputs import inputs_of, question_hash
from ..study.standards import standards_of
from ..study.study import Study
from ..study.study_context import study_context, study_title
from .answer import ServiceForHousing
from .new_communities import new_community_rules
from .new_people import people_by_group, require_people
from .study_year import study_in_year

_OF_SITES: Final = frozenset({"not_eligible", "existing_site"})
"""Obstacles that speak of facilities alone."""


def answer_parts(
    study: Study | str | Path,
    place: SitePlace,
    people: float | Mapping[str, float],
    *,
    year: int | None,
    services: Collection[str] | None,
    standards: str | Path | None,
    date: dt.date | None,
    report: Report,
) -> dict[str, Any]:
    """Return the parts of a `HousingCheck`; the parameters are those of `check_housing`."""
    require_people(people)
    opened, in_year, assumptions = study_in_year(study, year, services, report)
    wanted = _wanted(opened, services)
    known = {name: today for name, today in wanted.items() if today.times.road_parts}
    if not known:
        raise InputError(
            Fault(
                file=opened.layers.path.name,
                column="services",
                cause="all have travel times from a table, which says nothing of other places",
                fix="give the study `roads:` and leave `times:` out of a service",
            )
        )
    first = next(iter(known.values()))
    require_not_swapped(first, place)
    xy = _xy(first, place)
    obstacles = _obstacles(first, place, xy)
    by_group, of_groups = people_by_group(opened, xy, people)
    layers, context = opened.layers, study_context(opened.layers)
    found = []
    for name, today in known.items():
        report(f"{name}: what the new people need")
        need = housing_need(today, xy, by_group)
        if not need.enough:
            report(f"{name}: which parcels are to be reserved")
        title = Words(**{lang: service_said(context, name, lang) for lang in LANGS})
        found.append(
            ServiceForHousing(service=name, title=title, need=need, parcels=reserved_parcels(need))
        )
    plan, files = _plan(opened, standards)
    report("what the plan asks of new communities")
    rules = new_community_rules(layers, plan, xy, by_group, year=in_year, services=frozenset(known))
    parameters = {
        "new_people": by_group,
        "at": list(place.at),
        "crs": place.crs,
        "given": None if place.given is None else list(place.given),
        "parcel": None if place.parcel is None else place.parcel.wkt,
        "year": in_year,
        "services": list(known),
    }
    inputs = _inputs(opened, list(known), files)
    return {
        "study_name": study_title(layers.file),
        "date": dt.datetime.now().astimezone().date() if date is None else date,
        "place": place,
        "year": in_year,
        "people": by_group,
        "services": tuple(found),
        "assumptions": (*assumptions, *of_groups),
        "left_out": tuple(_left_out(name) for name in wanted if name not in known),
        "obstacles": obstacles,
        "rules": rules,
        "clauses": plan.header.new_housing,
        "clauses_of": plan.header.name,
        "inputs": inputs,
        "parameters": parameters,
        "hash": question_hash(inputs, parameters),
        "notes": layers.notes,
        "context": context,
    }


def _wanted(study: Study, services: Collection[str] | None) -> dict[str, Assessment]:
    """Return the assessments of the services that are asked for."""
    if services is None:
        return dict(study.assessments)
    faults = [
        Fault(
            file=study.layers.path.name,
            column="service",
            value=name,
            cause="the study has no such service, or no travel to it",
            fix=f"name one of {', '.join(study.assessments)}",
        )
        for name in services
        if name not in study.assessments
    ]
    if faults:
        raise InputError(*faults)
    return {name: study.assessments[name] for name in dict.fromkeys(services)}


def _xy(today: Assessment, place: SitePlace) -> Floats:
    """Return a place in metres of the study's CRS."""
    return metres_of(today.times.demand.crs, place.at)


def _obstacles(today: Assessment, place: SitePlace, xy: Floats) -> tuple[Obstacle, ...]:
    """Return what stands against a place.

    Raises
    ------
    InputError
        If it lies outside the study area.
    """
    search = today.times.road_parts[0].search
    position = search.position(np.nan_to_num(xy, nan=1e9, posinf=1e9, neginf=-1e9))
    found = what_forbids(today, place, search, position, xy, land=today.times.study.land)
    for one in found:
        if one.kind == "outside_study":
            raise InputError(
                Fault(
                    file="at",
                    value=f"{place.at[0]:.6f},{place.at[1]:.6f}",
                    cause=f"is no place of the study. {one.said}".rstrip("."),
                    fix="name a place inside it, or the CRS of the coordinates with --crs",
                )
            )
    return tuple(one for one in found if one.kind not in _OF_SITES)


def _plan(study: Study, standards: str | Path | None) -> tuple[Standards, list[Path]]:
    """Return the plan's standards, and their file where one is named."""
    named = standards or study.layers.file.standards.file
    return standards_of(study.layers.file, standards), [] if named is None else [Path(named)]


def _inputs(study: Study, services: list[str], files: list[Path]) -> tuple[InputRecord, ...]:
    """Return the files that the answer comes from, each once."""
    every: dict[Path, InputRecord] = {}
    for service in services:
        for record in inputs_of(study.layers, service, beside=files):
            every.setdefault(record.path, record)
    return tuple(every.values())


def _left_out(service: str) -> Sentence:
    return Sentence(
        "{service} is not checked: its travel times were read from a table, which says nothing of other "
        "places.",
        service=service,
    )
