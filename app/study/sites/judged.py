"""Sites with what land and water say of their candidates: those that are forbidden are not eligible."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import partial

import geopandas as gpd

from ....coverage.site_check.eligibility import Eligibility, eligibility, with_eligibility
from ....geo.land import LandRule
from ....geo.roads.network import RoadNetwork
from ..fault_list import FaultList
from ..schema import StudyFile
from .parcels import entered_parcels


@dataclass(frozen=True, kw_only=True, eq=False)
class Judges:
    """What says of candidates whether they are eligible, and where they are entered.

    Parameters
    ----------
    land
        The study's rules about land.
    water
        Lakes and rivers; None for none.
    roads
        The network; None for none.
    parcels
        By service the parcels of its sites, by ``site_id``.
    """

    land: tuple[LandRule, ...]
    water: gpd.GeoDataFrame | None
    roads: RoadNetwork | None
    parcels: Mapping[str, gpd.GeoSeries] = field(default_factory=dict)


def judged_sites(
    file: StudyFile, sites: Mapping[str, gpd.GeoDataFrame], judges: Judges, found: FaultList
) -> tuple[dict[str, gpd.GeoDataFrame], dict[str, Eligibility]]:
    """Return site tables of which forbidden candidates are not eligible, and why.

    Parameters
    ----------
    file
        The study.
    sites
        Site table by service.
    judges
        What says so.
    found
        Faults are added; a service with faults keeps its table as it is.

    Returns
    -------
    tuple
        The tables, and by service the eligibility of its candidates.
    """
    tables, judged = {}, {}
    for service, table in sites.items():
        shapes = judges.parcels.get(service)
        entered = found.tried(
            partial(
                entered_parcels,
                file,
                service,
                table,
                shapes,
                roads=judges.roads,
                water=judges.water,
            )
        )
        own = table if entered is None else entered
        judged[service] = eligibility(own, water=judges.water, land=judges.land, parcels=shapes)
        tables[service] = with_eligibility(own, judged[service])
    return tables, judged


def with_made_judged(
    file: StudyFile,
    sites: Mapping[str, gpd.GeoDataFrame],
    judged: Mapping[str, Eligibility],
    judges: Judges,
    services: Collection[str],
) -> tuple[dict[str, gpd.GeoDataFrame], dict[str, Eligibility]]:
    """Return some services' sites and eligibility, with that of candidates that were made meanwhile.

    Parameters
    ----------
    file
        The study.
    sites
        Site table by service, with made candidates.
    judged
        What `judged_sites` returned before these were made.
    judges
        As of `judged_sites`.
    services
        Which services.
    """
    # Hosts were read for others.
    tables = {service: sites[service] for service in services}
    states = {service: judged[service] for service in services}
    for service in services:
        if file.services[service].made is not None:
            states[service] = eligibility(tables[service], water=judges.water, land=judges.land)
            tables[service] = with_eligibility(tables[service], states[service])
    return tables, states
