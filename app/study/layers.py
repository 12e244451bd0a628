"""A study's layers: every file that it names, read and checked, before any travel time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd

from ...common.large_work import Report, say_nothing
from ...common.sentences import collected_notes
from ...coverage.site_check.eligibility import Eligibility
from ...data.input_records.facts import collected_facts
from ...data.input_records.record import InputRecord, input_records, with_readings
from ...data.kept_reading import KeptReading
from ...data.tables.times import TimesTable
from ...geo.land import LandRule
from ...geo.people.steps import PeopleStep
from ...geo.roads.network import RoadNetwork
from .crs_check.proposals import crs_proposals
from .crs_check.study_layers import layers_of_places, study_shift_notes
from .database.copies import with_copies
from .fault_list import FaultList
from .file import read_study_file
from .land.notes import land_notes
from .names import require_services
from .planned.approved_sites import read_planned
from .planned.study_content import study_content
from .reading.ground_layers import read_ground
from .reading.people_in_units import read_people_in_units
from .reading.service_sites import all_sites, area_of_candidates, read_service_sites
from .reading.study_reading import StudyReading
from .reading.time_tables import read_time_tables
from .row_order import all_by_id, by_id
from .schema import StudyFile
from .site_notes import site_notes
from .sites.made import Ground
from .year_layers import YearLayers, read_years


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
        Site table by service; of those that were asked for.
    tables
        Travel times computed elsewhere, by service.
    inputs
        The files that were read, for the record.
    notes
        What the user should know, such as people outside the area.
    water
        Lakes and rivers that access zones do not cross; None where the study names none.
    land
        The rules about land: where something may be built, where not, and under which condition.
    eligibility
        By service which of its candidates are eligible, and why others are not.
    parcels
        By service the parcels of its sites, by ``site_id``; without those that are points.
    point_units
        By level the units that are points, such as villages.
    places
        Names of places for maps, in degrees or the file's CRS; None where the study has none.
    years
        What the study says of other years. New estates are among the cells, with nobody there yet.
    path
        Where the study file lies.
    planned_notes
        Those of `notes` that are about planned sites, for results that have no list of notes.
    people_steps
        How many people each step between the file and `demand` left.
    people_factors
        By unit and group how official counts changed the people: see
        `halfhour.geo.people.calibration.Calibrated`.
    content_key
        A text that is the same for the same files, read in the same way; "" where nobody knows, as in layers
        that were changed after they were read.
    """

    file: StudyFile
    demand: gpd.GeoDataFrame
    units: Mapping[str, gpd.GeoDataFrame]
    roads: RoadNetwork | None
    sites: Mapping[str, gpd.GeoDataFrame]
    tables: Mapping[str, TimesTable]
    inputs: tuple[InputRecord, ...]
    notes: tuple[str, ...]
    water: gpd.GeoDataFrame | None = None
    land: tuple[LandRule, ...] = ()
    eligibility: Mapping[str, Eligibility] = field(default_factory=dict)
    parcels: Mapping[str, gpd.GeoSeries] = field(default_factory=dict)
    point_units: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    places: gpd.GeoDataFrame | None = None
    years: YearLayers = field(default_factory=YearLayers)
    path: Path = Path("study.yaml")
    planned_notes: tuple[str, ...] = ()
    people_steps: tuple[PeopleStep, ...] = ()
    people_factors: pd.DataFrame = field(default_factory=pd.DataFrame)
    content_key: str = field(default="", init=False, repr=False)

    def still(self) -> bool:
        """Return whether the files are still those that were read."""
        return self.content_key == study_content(self.file, self.path, list(self.sites))


def read_layers(
    path: str | Path, *, services: Collection[str] | None = None, report: Report = say_nothing
) -> Layers:
    """Read and check every layer that a study file names.

    Parameters
    ----------
    path
        The study file.
    services
        Whose sites and tables of times are read; by default all services'.
    report
        Called with one line of text when a stage begins.

    Raises
    ------
    InputError
        If the study file or one of its layers has faults, or it has no such service.
    """
    file = read_study_file(Path(path))
    require_services(file, services or (), file=Path(path).name)
    return layers_of(
        file, Path(path), FaultList(), services=services, for_plans=False, report=report
    )


def layers_of(
    file: StudyFile,
    path: Path,
    found: FaultList,
    *,
    services: Collection[str] | None = None,
    for_plans: bool = True,
    report: Report,
) -> Layers:
    """Do the same as `read_layers` with a study file that has been read.

    Parameters
    ----------
    file
        The study, or its `readable_part`.
    path
        Where the study file lies.
    found
        The faults of the study file; the layers' are added.
    services
        As of `read_layers`.
    for_plans
        Whether plans need the candidates that are made: then it is a fault where none is left, else told.
    report
        Called with one line of text when a stage begins.

    Raises
    ------
    InputError
        If there are faults, of the study file or of its layers: with all of them.
    """
    wanted = [name for name in file.services if services is None or name in services]
    with collected_notes() as told, collected_facts() as facts:
        file = with_copies(file, found, services=file.with_hosts(wanted), report=report)
        # Before anything is read: what changes meanwhile is then found to be of another key.
        key = study_content(file, path, wanted)
        reading = StudyReading(file=file, found=found, kept=KeptReading(report))
        layers = _read_all(reading, path, wanted, for_plans=for_plans)
    with_notes = replace(
        layers,
        notes=tuple(dict.fromkeys((*layers.notes, *told))),
        inputs=with_readings(layers.inputs, facts),
    )
    object.__setattr__(with_notes, "content_key", key)
    return with_notes


def _read_all(
    reading: StudyReading, path: Path, services: Sequence[str], *, for_plans: bool
) -> Layers:
    """Read and check all layers, without the notes of single readers."""
    file, found, rows, kept = reading.file, reading.found, reading.rows, reading.kept
    people = read_people_in_units(reading)
    ground = read_ground(reading, people)
    read = read_service_sites(reading, services, people, ground)
    tables = read_time_tables(reading, people, read.sites)
    planned = found.tried(lambda: read_planned(file, path))
    years = found.tried(lambda: read_years(file, people.known_units, people.estates, rows, kept))
    if found.faults:
        places = layers_of_places(file, services)
        found.add_first(crs_proposals(found.faults, places, ground.roads))
    found.raise_any(file.layers())
    cells, demand = people.cells, people.demand
    assert cells is not None and demand is not None  # noqa: PT018, S101
    assert years is not None and planned is not None  # noqa: PT018, S101
    units, point_units = people.units, people.point_units
    shifts = study_shift_notes(file, cells, read.read, units, point_units, ground.roads)
    known = Ground(
        demand=demand,
        roads=ground.roads,
        area=area_of_candidates(file, people.crs),
        water=ground.water,
        land=ground.land,
    )
    every = all_sites(
        reading, services, read, planned, known, study_name=path.name, needed=for_plans
    )
    # Only now: messages count rows as the files have them.
    return Layers(
        file=file,
        demand=by_id(demand),
        units=all_by_id(units),
        roads=ground.roads,
        sites=all_by_id(every.sites),
        tables=tables,
        inputs=(*input_records(rows, file.held_tables()), *planned.inputs()),
        notes=(
            *cells.notes,
            *(() if ground.roads is None else ground.roads.notes),
            *shifts,
            *site_notes(file, every.sites),
            *every.made_notes,
            *land_notes(ground.land, every.sites, every.eligibility),
            *every.planned_notes,
        ),
        water=ground.water,
        land=ground.land,
        eligibility=every.eligibility,
        parcels=read.parcels,
        point_units=all_by_id(point_units),
        places=ground.places,
        years=years,
        path=path,
        planned_notes=every.planned_notes,
        people_steps=cells.steps,
        people_factors=cells.factors,
    )
