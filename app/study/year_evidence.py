"""A study's state in one year, as its standards are checked against it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from ...common.large_work import Report, say_nothing
from ...coverage.rules.evidence import REPORTED_COLUMNS, AccessKey, Evidence
from ...coverage.site_check.verdict_changes import RuleTravel, StandardsToday, rules_about
from ...coverage.standards.standards import Standards
from ...data.tables.attributes import attributes_in
from ...data.tables.site_columns import EXISTING, open_in
from ...data.tables.units import assign_units
from .layers import Layers
from .service_travel import ServiceTravel

_LARGER: Final = "larger"


def year_evidence(
    layers: Layers,
    standards: Standards,
    year: int,
    *,
    travel: ServiceTravel | None = None,
    report: Report = say_nothing,
) -> Evidence:
    """Gather what the rules ask for: people, units, facilities, who reaches them, what offices report.

    Parameters
    ----------
    layers
        The study's layers.
    standards
        The rules.
    year
        Facilities are those open in this year, people those who live there then.
    travel
        Travel times kept from another year.
    report
        Called with one line of text when a stage begins.
    """
    travel = travel or ServiceTravel(layers, standards)
    people = layers.years.people(layers.demand, year)
    levels = [level for level in layers.units if level in layers.demand]
    units = _units(layers)

    def of_points(key: AccessKey) -> pd.DataFrame | None:
        frames = [travel.point_access(key, level, year) for level in layers.point_units]
        known = [frame for frame in frames if frame is not None]
        return pd.concat(known) if known else None

    counts_places = counted_places(layers)
    places = {
        key: travel.places(key, year, people[key.group])
        for key in standards.needs_places(counts_places)
        if key.access.service in layers.file.services and key.group in people
    }

    report(f"{year}: who reaches what")
    return Evidence(
        year=year,
        cells=people.join(layers.demand[levels]),
        units=units,
        facilities={
            # Where only some services' sites were read, rules say what they lack of the others.
            service: _facilities(layers, service, year)
            for service in layers.file.services
            if service in layers.sites
        },
        access=_known(standards.needs(), layers, lambda key: travel.access(key, year)),
        places={key: frame for key, frame in places.items() if frame is not None},
        unit_access=_known(standards.needs_unit_access(), layers, of_points),
        reported=pd.DataFrame(columns=list(REPORTED_COLUMNS))
        if layers.years.reported is None
        else layers.years.reported,
        estates=layers.years.new_people(year),
        counts_places=counts_places,
    )


def standards_today(
    layers: Layers,
    service: str,
    standards: Standards,
    year: int,
    *,
    report: Report = say_nothing,
) -> StandardsToday:
    """Prepare the standards that ask about a service, so that they can be asked with one more site.

    Parameters
    ----------
    layers
        The study's layers.
    service
        The service.
    standards
        The rules, such as `standards_of` reads them.
    year
        The year whose people and facilities count.
    report
        Called with one line of text when a stage begins.
    """
    rules = rules_about(standards, service)
    travel = ServiceTravel(layers, rules)
    evidence = year_evidence(layers, rules, year, travel=travel, report=report)
    access = {key: travel.found(key, year) for key in evidence.access if key.service == service}
    places = {
        key: travel.found_places(key, year, evidence.people(key.group))
        for key in evidence.places
        if key.access.service == service
    }
    points = {
        key: [travel.point_times(key, level) for level in layers.point_units]
        for key in evidence.unit_access
        if key.service == service
    }
    return StandardsToday(
        standards=rules,
        evidence=evidence,
        service=service,
        travel=RuleTravel(
            access={key: found for key, found in access.items() if found is not None},
            of_groups={
                (key, group): travel.found_of_group(key, group, year)
                for key in access
                for group in travel.groups_apart(key)
            },
            places={key: found for key, found in places.items() if found is not None},
            points={
                key: tuple(one for one in tables if one is not None)
                for key, tables in points.items()
            },
        ),
        areas=layers.units,
    )


def counted_places(layers: Layers) -> frozenset[str]:
    """Return the services of which a study counts places."""
    services = layers.file.services.items()
    return frozenset(service for service, entry in services if entry.places is not None)


def _known(
    keys: Iterable[AccessKey],
    layers: Layers,
    find: Callable[[AccessKey], pd.DataFrame | None],
) -> dict[AccessKey, pd.DataFrame]:
    """Return what was found by key; rules say what is missing."""
    found = {key: find(key) for key in keys if key.service in layers.file.services}
    return {key: frame for key, frame in found.items() if frame is not None}


def _units(layers: Layers) -> dict[str, pd.DataFrame]:
    """Return units by level without their shapes; areas that do not say are part of what they lie in."""
    tables: dict[str, gpd.GeoDataFrame] = {**layers.units, **layers.point_units}
    # Fewer units are larger ones.
    order = sorted(layers.units, key=lambda level: len(layers.units[level]))
    units = {}
    for level, table in tables.items():
        plain = pd.DataFrame(table.drop(columns="geometry"))
        larger = [one for one in order if one != level and len(tables[one]) < len(table)]
        if "part_of" not in table and larger:
            inside = assign_units(table, tables[larger[-1]], level=_LARGER)
            plain = plain.assign(part_of=inside[_LARGER])
        units[level] = plain
    return units


def _facilities(layers: Layers, service: str, year: int) -> pd.DataFrame:
    """Return the facilities that stand in a year, in order or not, with the unit that each stands in."""
    sites = layers.sites[service]
    sites = sites[sites["status"].isin(EXISTING) & open_in(sites, year)]
    inside = {
        level: assign_units(sites[["geometry"]], units, level=level)[level]
        for level, units in layers.units.items()
        if level not in sites
    }
    named = {
        level: sites[level].fillna("").astype(str).str.strip()
        for level in (*layers.units, *layers.point_units)
        if level in sites
    }
    table = attributes_in(pd.DataFrame(sites.drop(columns="geometry")), year)
    table = table.assign(**inside, **named)
    if "working" in table:
        table["working"] = table["working"].astype(bool)
    table["capacity"] = table["capacity"].where(np.isfinite(table["capacity"]))
    entry = layers.file.services[service].existing
    table.attrs["file"] = service if entry is None else entry.name
    return table
