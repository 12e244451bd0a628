"""Travel times of a study's service: along its roads, or from the table that it brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import geopandas as gpd

from ...common.errors import Fault, InputError
from ...common.large_work import Report, say_nothing
from ...common.prepared import Prepared
from ...data.tables.site_columns import in_year
from ...geo.tables import SITE_ID, Mode, ModeByTier
from ...geo.travel.demand_classes import GroupTravel, classed_demand
from ...geo.travel.road_times import travel_times
from ...geo.travel.times_table import travel_times_from_table
from ...geo.travel.travel_times import TravelTimes
from .layers import Layers
from .study_context import study_context


def service_times(  # noqa: PLR0913 - all but the first two are other than the study's
    layers: Layers,
    service: str,
    *,
    demand: gpd.GeoDataFrame | None = None,
    sites: gpd.GeoDataFrame | None = None,
    mode: Mode | ModeByTier | None = None,
    limit_min: float | None = None,
    groups: Mapping[str, GroupTravel] | None = None,
    report: Report = say_nothing,
    prepared: Prepared | None = None,
) -> TravelTimes:
    """Compute travel times between a study's cells and the sites of a service.

    Parameters
    ----------
    layers
        The study's layers.
    service
        Which service.
    demand
        Other places than the cells, as a demand table; only along roads.
    sites
        Only some of the service's sites.
    mode, limit_min
        Others than the service's own; only along roads.
    groups
        How the people of some groups travel; only along roads.
    report
        Is told before much is computed.
    prepared
        What was made for other services.

    Raises
    ------
    InputError
        If a table holds metres and the study names no limit in metres, or a tier has no mode.
    """
    entry = layers.file.services[service]
    demand = layers.demand if demand is None else demand
    sites = layers.sites[service] if sites is None else sites
    year, uncertainty = layers.file.people.year, layers.file.uncertainty_of(service)
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
        limit_min = entry.limit_min
        times = travel_times_from_table(
            demand,
            sites,
            table.rows[table.rows[SITE_ID].isin(sites.index)],
            limit_min=limit_min if table.unit == "s" else None,
            limit_m=entry.limit_m if table.unit == "m" else None,
            mode=entry.mode,
            direction=entry.direction,
        )
        context = study_context(layers)
        return replace(times, year=year, travel_uncertainty=uncertainty, study=context)
    assert layers.roads is not None  # noqa: S101 - the study file was checked for it
    # Classes are those of all who live there in some year, so that travel times serve every year.
    ever = layers.years.ever(demand) if groups and demand is layers.demand else demand
    times = travel_times(
        ever,
        sites,
        layers.roads,
        mode=entry.mode if mode is None else mode,
        limit_min=entry.limit_min if limit_min is None else limit_min,
        limit_m=entry.limit_m,
        snap_max_m=layers.file.snap_max_m,
        direction=entry.direction,
        water=layers.water,
        groups=groups,
        report=report,
        prepared=prepared,
    )
    return replace(
        _with_people(times, demand, ever),
        year=year,
        travel_uncertainty=uncertainty,
        study=study_context(layers),
    )


def times_of_year(layers: Layers, times: TravelTimes, year: int) -> TravelTimes:
    """Return a service's travel times with the people and the facilities of another year.

    No way is searched anew: new estates are among the cells in every year, and facilities that are closed in
    one among the sites.

    Parameters
    ----------
    layers
        The study's layers.
    times
        The travel times, of any year.
    year
        The year.

    Raises
    ------
    InputError
        If the study does not tell the people of this year.
    """
    return people_of_year(layers, replace(times, sites=in_year(times.sites, year)), year)


def people_of_year(layers: Layers, times: TravelTimes, year: int) -> TravelTimes:
    """Return the same with the people of another year alone."""
    people = layers.years.people(layers.demand, year)
    demand = layers.demand.assign(**{str(group): people[group] for group in people})
    return replace(_with_people(times, demand, layers.years.ever(layers.demand)), year=year)


def _with_people(
    times: TravelTimes, demand: gpd.GeoDataFrame, ever: gpd.GeoDataFrame
) -> TravelTimes:
    """Return travel times with other people in the same cells; `ever` has those whom classes were made for."""
    if not times.groups:
        return replace(times, demand=demand)
    classed = classed_demand(demand, times.groups, times.mode, ever=ever)
    return replace(times, demand=classed.demand, upper_demand=classed.upper)
