"""The sites of a study's services: those of files, those that are planned, and candidates that are made."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import geopandas as gpd
import shapely

from ....coverage.site_check.eligibility import Eligibility
from ....data.tables.units import area_shape
from ..planned.approved_sites import PlannedSites
from ..planned.sites import with_planned
from ..schema import StudyFile
from ..sites.judged import Judges, judged_sites, with_made_judged
from ..sites.layers import read_all_sites
from ..sites.made import Ground, with_made
from .ground_layers import GroundLayers
from .people_in_units import PeopleInUnits
from .study_reading import StudyReading


@dataclass(frozen=True, kw_only=True, eq=False)
class ReadSites:
    """The sites that files have, and what is said of them.

    Parameters
    ----------
    read
        Site table by service as read; those of hosts are among them.
    parcels
        By service the parcels of its sites, by ``site_id``; without those that are points.
    sites
        The same tables, of which forbidden candidates are not eligible.
    judges
        What says so.
    eligibility
        By service which of its candidates are eligible, and why others are not.
    """

    read: Mapping[str, gpd.GeoDataFrame]
    parcels: Mapping[str, gpd.GeoSeries]
    sites: Mapping[str, gpd.GeoDataFrame]
    judges: Judges
    eligibility: Mapping[str, Eligibility]


@dataclass(frozen=True, kw_only=True, eq=False)
class AllSites:
    """The sites of the services that were asked for, with planned ones and candidates that were made.

    Parameters
    ----------
    sites, eligibility
        As of `ReadSites`.
    planned_notes, made_notes
        What is told of planned sites, and of candidates that were made.
    """

    sites: Mapping[str, gpd.GeoDataFrame]
    eligibility: Mapping[str, Eligibility]
    planned_notes: tuple[str, ...]
    made_notes: tuple[str, ...]


def read_service_sites(
    reading: StudyReading,
    services: Collection[str],
    people: PeopleInUnits,
    ground: GroundLayers,
) -> ReadSites:
    """Read the sites of some services and of the hosts in which theirs are made.

    Parameters
    ----------
    reading
        The study; faults are added to those it has found.
    services
        Which services.
    people, ground
        What was read before.
    """
    file, found = reading.file, reading.found
    hosts = file.with_hosts(services)
    read, parcels = read_all_sites(
        file, hosts, ground.roads, people.crs, reading.rows, found, reading.kept
    )
    judges = ground.judges(parcels)
    sites: Mapping[str, gpd.GeoDataFrame] = read
    judged: Mapping[str, Eligibility] = {}
    # Without people layers may differ in CRS, and nothing lies in another.
    if people.are_read:
        sites, judged = judged_sites(file, read, judges, found)
    return ReadSites(read=read, parcels=parcels, sites=sites, judges=judges, eligibility=judged)


def all_sites(
    reading: StudyReading,
    services: Collection[str],
    read: ReadSites,
    planned: PlannedSites,
    ground: Ground,
    *,
    study_name: str,
    needed: bool,
) -> AllSites:
    """Return the sites of some services with those that no layer of theirs has.

    Parameters
    ----------
    reading
        The study; its layers have no faults.
    services
        Which services.
    read
        What `read_service_sites` returned.
    planned
        Approved sites of the register.
    ground
        What made candidates depend on.
    study_name
        The name of the study file, for faults.
    needed
        Whether it is a fault where none of the made candidates is left.

    Raises
    ------
    InputError
        If candidates cannot be made.
    """
    file, found = reading.file, reading.found
    sites, of_planned = with_planned(file, read.sites, planned)
    sites, of_made = with_made(
        file, study_name, sites, ground, found, needed=needed, report=reading.kept.report
    )
    found.raise_any(file.layers())
    sites, judged = with_made_judged(file, sites, read.eligibility, read.judges, services)
    return AllSites(sites=sites, eligibility=judged, planned_notes=of_planned, made_notes=of_made)


def area_of_candidates(file: StudyFile, crs: object) -> shapely.Geometry | None:
    """Return the area in which candidates are made; None where any place counts, or none is made.

    Parameters
    ----------
    file
        The study.
    crs
        Its CRS.
    """
    asked = any(service.made is not None for service in file.services.values())
    return area_shape(file.area, crs=crs) if asked and file.area is not None else None
