"""What is to be told of a study's sites: which do not count, and what no column that is read says of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import geopandas as gpd

from ...common.sentences import Sentence
from ...data.formats.layer import Layer
from ...data.formats.places import headings
from ...data.office_lists.with_words import office_mapping
from ...data.tables.site_columns import CANDIDATES, EXISTING
from ...optimize.asked_amounts import counts_cost
from ...optimize.scenario import COUNT_PLACES
from .entries.service_entry import ServiceEntry
from .schema import StudyFile

_READ_UNMAPPED: Final = frozenset({"tier", "capacity", "cost"})
_COLUMNS: Final = {
    EXISTING: ("tier", "capacity", "working", "opened_year", "closed_year"),
    CANDIDATES: ("tier", "capacity", "cost", "eligible"),
}
"""Our names of the columns that change figures."""

_EVERYBODY: Final = "residents"

_DBF_LETTERS: Final = 10
"""Names of a Shapefile's columns end after so many letters."""


def site_notes(file: StudyFile, sites: Mapping[str, gpd.GeoDataFrame]) -> tuple[str, ...]:
    """Return what is to be told of a study's sites.

    Parameters
    ----------
    file
        The study file.
    sites
        Site table by service.
    """
    return (
        *(note for service, table in sites.items() for note in _not_counted(service, table)),
        *_without_costs(file, sites),
        *_without_capacities(file, sites),
        *dict.fromkeys(_ways_of_groups(file)),
        *dict.fromkeys(_unread(file, sites)),
    )


def _ways_of_groups(file: StudyFile) -> Iterator[str]:
    """Say where a whole group counts as going by car, and where `groups:` change nothing."""
    for name, service in file.services.items():
        modes = [service.mode] if isinstance(service.mode, str) else service.mode.values()
        if not service.travel:
            continue
        for group in _groups_asked(file, name):
            if service.times is not None:
                if group in file.groups:
                    yield Sentence(
                        "{service}: its travel times come from a table, so that `groups:` do not change them",
                        service=Sentence(name),
                    )
            elif "drive" in modes and (travel := file.travel_of_groups().get(group)):
                low, high = travel.shares
                if low < high:
                    yield Sentence(
                        "{service}: how many of {group} go by car is not known: figures are for {low:.0%}, not "
                        "{high:.0%}",
                        service=Sentence(name),
                        group=Sentence(group),
                        low=low,
                        high=high,
                    )
            elif "drive" in modes and group != _EVERYBODY:
                yield Sentence(
                    "{service}: all {group} count as going by car; say with `groups:` how many can",
                    service=Sentence(name),
                    group=Sentence(group),
                )


def _groups_asked(file: StudyFile, service: str) -> Iterable[str]:
    """Return the groups whose figures are asked of a service: its own, and those of its questions."""
    asked = [file.group_of(service)]
    for scenario in file.scenarios.values():
        if scenario.service == service:
            asked += [
                *([] if scenario.group is None else [scenario.group]),
                *scenario.group_weights,
            ]
    for joint in file.joint.values():
        if (one := joint.services.get(service)) is not None and one.group is not None:
            asked.append(one.group)
    return dict.fromkeys(asked)


def notes_on_sites(
    notes: tuple[str, ...], service: str, *, read: gpd.GeoDataFrame, counted: gpd.GeoDataFrame
) -> tuple[str, ...]:
    """Return a study's notes for a plan that counts a service's sites as they stand in another year.

    Parameters
    ----------
    notes
        The study's notes.
    service
        The service.
    read, counted
        Its sites as the study read them, and as the plan counts them.
    """
    before, now = tuple(_not_counted(service, read)), tuple(_not_counted(service, counted))
    return notes if before == now else (*(one for one in notes if one not in before), *now)


def _not_counted(service: str, sites: gpd.GeoDataFrame) -> Iterator[str]:
    """Say how many sites do not count."""
    words = {
        "closed": Sentence("facilities are not open or out of order and serve nobody"),
        "ineligible": Sentence("candidates are not eligible"),
    }
    for status, why in words.items():
        count = int((sites["status"] == status).sum())
        if count:
            yield Sentence(
                "{service}: {count:,} of {total:,} sites do not count, since these {why}",
                service=Sentence(service),
                count=count,
                total=len(sites),
                why=why,
            )


def _without_costs(file: StudyFile, sites: Mapping[str, gpd.GeoDataFrame]) -> Iterator[str]:
    """Say where a budget counts sites, since no file says what they cost."""
    asked = {
        scenario.service
        for scenario in file.scenarios.values()
        if scenario.budget is not None
        or isinstance(scenario.frontier, tuple)
        or counts_cost(scenario.objective)
    } | {
        service
        for joint in file.joint.values()
        for service, one in joint.services.items()
        if joint.budget is not None or one.budget is not None
    }
    for name in file.services:
        if name in asked and name in sites:
            cost = sites[name]["cost"][sites[name]["status"] == "candidate"]
            if len(cost) and bool((cost == 1).all()):
                yield Sentence(
                    "every candidate of {service} costs 1: no column gives other costs",
                    service=name,
                )


def _without_capacities(file: StudyFile, sites: Mapping[str, gpd.GeoDataFrame]) -> Iterator[str]:
    """Say where capacities are asked about, and no file limits those of all facilities or candidates."""
    asked = {
        scenario.service
        for scenario in file.scenarios.values()
        if scenario.objective.kind in COUNT_PLACES
    } | {name for name, service in file.services.items() if service.places is not None}
    whole = {
        "existing": "every facility of {service} has places for any number: no column gives capacities",
        "candidate": "every candidate of {service} has places for any number: no column gives capacities",
    }
    for name in file.services:
        for status, sentence in whole.items() if name in asked and name in sites else ():
            capacity = sites[name]["capacity"][sites[name]["status"] == status]
            endless = len(capacity) and bool((capacity == float("inf")).all())
            if endless and not _gives_capacities(file.services[name], status):
                yield Sentence(sentence, service=name)


def _gives_capacities(service: ServiceEntry, status: str) -> bool:
    """Whether a layer has a column of capacities; then those without limit are what the file says."""
    layer = service.site_layer(
        service.existing if status == "existing" else service.candidate_layer
    )
    if layer is None:
        return False
    named = "capacity" in layer.columns or "capacity" in headings(layer)
    return named or office_mapping(layer).gives_capacity


def _unread(file: StudyFile, sites: Mapping[str, gpd.GeoDataFrame]) -> Iterator[str]:
    """Tell of columns that are called like one that counts, and are not read.

    Some are read only where the layer maps them, and names are taken as they are written: a ``Capacity`` is
    none of ours, nor is a ``closed_yea``, as a Shapefile has it.
    """
    for name in sites:
        entry = file.services[name]
        for layer, kind in ((entry.existing, EXISTING), (entry.candidate_layer, CANDIDATES)):
            if layer is not None:
                for theirs, ours in _lookalikes(layer, _COLUMNS[kind]):
                    yield Sentence(
                        "{file}: column {column} is not read; if it is meant, write columns: {mapping}",
                        file=layer.name,
                        column=theirs,
                        mapping=f"{{{ours}: {theirs}}}",
                    )


def _lookalikes(layer: Layer, columns: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    has = headings(layer)
    for ours in columns:
        if ours in layer.columns or (ours in _READ_UNMAPPED and ours in has):
            continue
        for theirs in has:
            plain = theirs.strip().lower().replace(" ", "_")
            same = plain == ours or (len(plain) == _DBF_LETTERS and ours.startswith(plain))
            if same and theirs not in {*layer.columns.values(), *layer.only}:
                yield theirs, ours
