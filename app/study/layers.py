"""A study's layers: every file that it names, read and checked, before any travel time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from ...common.large_work import Report, say_nothing
from ...common.sentences import collected_notes
from ...coverage.site_check.eligibility import Eligibility
from ...data.input_records.facts import collected_facts
from ...data.input_records.record import InputRecord, input_records, with_readings
from ...data.kept_reading import KeptReading
from ...data.roads.roads import read_roads
from ...data.tables.estates import with_estates
from ...data.tables.place_names import is_extract, read_place_names
from ...data.tables.reading_size import reading_stage
from ...data.tables.times import TimesTable, read_times_table
from ...data.tables.units import are_areas, area_shape, assign_units, read_units
from ...data.tables.water import read_water
from ...geo.land import LandRule
from ...geo.people.steps import PeopleStep
from ...geo.roads.network import RoadNetwork
from ...geo.tables import CELL_ID, SITE_ID
from .cells import Cells, can_ask_units, check_people, study_cells
from .crs_check.proposals import crs_proposals
from .crs_check.study_layers import layers_of_places, study_shift_notes
from .database.copies import with_copies
from .fault_list import FaultList
from .file import read_study_file
from .land.notes import land_notes
from .land.read_land import read_study_land
from .names import check_groups, require_services
from .people.reading import read_people
from .planned.approved_sites import read_planned
from .planned.sites import with_planned
from .planned.study_content import study_content
from .row_order import all_by_id, by_id
from .schema import StudyFile
from .site_notes import site_notes
from .sites.judged import Judges, judged_sites, with_made_judged
from .sites.layers import read_all_sites
from .sites.made import Ground, with_made
from .year_layers import YearLayers, read_estates_of, read_years

_ANY_METRIC: Final = "EPSG:4087"
"""A CRS in metres with coordinates for every place, to check layers in where nobody lives anywhere."""


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
    wanted = file.with_hosts(file.services if services is None else services)
    with collected_notes() as told, collected_facts() as facts:
        file = with_copies(file, found, services=wanted, report=report)
        layers = _read_all(file, path, found, services=services, for_plans=for_plans, report=report)
    with_notes = replace(
        layers,
        notes=tuple(dict.fromkeys((*layers.notes, *told))),
        inputs=with_readings(layers.inputs, facts),
    )
    # They are of the same files as before.
    object.__setattr__(with_notes, "content_key", layers.content_key)
    return with_notes


def _read_all(
    file: StudyFile,
    path: Path,
    found: FaultList,
    *,
    services: Collection[str] | None,
    for_plans: bool,
    report: Report,
) -> Layers:
    """Read and check all layers, without the notes of single readers."""
    rows: dict[Path, int] = {}
    kept = KeptReading(report)
    wanted = [name for name in file.services if services is None or name in services]
    # Before anything is read: what changes meanwhile is then found to be of another key.
    key = study_content(file, path, wanted)
    read_first = None
    if "people" in file.model_fields_set:
        report(reading_stage(file.people))
        read_first = found.tried(lambda: read_people(file, rows, kept))
    # Without cells the other files are still checked, in a CRS of their own.
    crs = file.crs if read_first is None else read_first.demand.crs
    estates = found.tried(lambda: read_estates_of(file, _metric(crs), rows, kept))
    units, point_units = _read_units(file, crs, rows, found, kept)
    # Without all units nobody can tell whether those of a table exist.
    known = units if len(units) + len(point_units) == len(file.units) else None
    cells = None
    if read_first is not None and can_ask_units(file, known):
        cells = found.tried(partial(study_cells, file, read_first, units, rows, kept))
    demand = None if cells is None else cells.inside
    if demand is not None and estates is not None and file.estates is not None:
        what = file.estates.name
        demand = found.tried(partial(with_estates, demand, estates, what=what))
    for level, table in units.items():
        if demand is not None:
            demand = assign_units(demand, table, level=level)
    if demand is not None:
        found.tried(partial(check_groups, file, demand))
    roads = found.tried(lambda: _read_roads(file, crs, rows, kept))
    if cells is not None and roads is not None:
        found.tried(partial(check_people, file, cells, roads))
    water = found.tried(lambda: _read_water(file, _metric(crs), rows, kept))
    land = found.tried(lambda: read_study_land(file.land, _metric(crs), rows, kept)) or ()
    places = found.tried(lambda: _read_places(file, rows, kept))
    hosts = file.with_hosts(wanted)
    read, parcels = read_all_sites(file, hosts, roads, crs, rows, found, kept)
    judges = Judges(land=land, water=water, roads=roads, parcels=parcels)
    # Without people layers may differ in CRS, and nothing lies in another.
    sites, judged = (read, {}) if read_first is None else judged_sites(file, read, judges, found)
    tables = _read_tables(file, cells, estates, sites, rows, found)
    planned = found.tried(lambda: read_planned(file, path))
    years = found.tried(lambda: read_years(file, known, estates, rows, kept))
    if found.faults:
        found.add_first(crs_proposals(found.faults, layers_of_places(file, wanted), roads))
    found.raise_any(file.layers())
    assert cells is not None and demand is not None  # noqa: PT018, S101
    assert years is not None and planned is not None  # noqa: PT018, S101
    shifts = study_shift_notes(file, cells, read, units, point_units, roads)
    sites, of_planned = with_planned(file, sites, planned)
    ground = Ground(demand=demand, roads=roads, area=_area(file, crs), water=water, land=land)
    sites, of_made = with_made(
        file, path.name, sites, ground, found, needed=for_plans, report=report
    )
    found.raise_any(file.layers())
    sites, judged = with_made_judged(file, sites, judged, judges, wanted)
    # Only now: messages count rows as the files have them.
    layers = Layers(
        file=file,
        demand=by_id(demand),
        units=all_by_id(units),
        roads=roads,
        sites=all_by_id(sites),
        tables=tables,
        inputs=(*input_records(rows, file.held_tables()), *planned.inputs()),
        notes=(
            *cells.notes,
            *(() if roads is None else roads.notes),
            *shifts,
            *site_notes(file, sites),
            *of_made,
            *land_notes(land, sites, judged),
            *of_planned,
        ),
        water=water,
        land=land,
        eligibility=judged,
        parcels=parcels,
        point_units=all_by_id(point_units),
        places=places,
        years=years,
        path=path,
        planned_notes=of_planned,
        people_steps=cells.steps,
        people_factors=cells.factors,
    )
    object.__setattr__(layers, "content_key", key)
    return layers


def _metric(crs: object) -> object:
    """Return a CRS for readers that cannot choose one."""
    return _ANY_METRIC if isinstance(crs, str) and crs == "auto" else crs


def _read_roads(
    file: StudyFile, crs: object, rows: dict[Path, int], kept: KeptReading
) -> RoadNetwork | None:
    if file.roads is None:
        return None
    kept.report(reading_stage(file.roads))
    read = partial(
        read_roads, file.roads, crs=crs, speeds=file.speeds.table(), join_m=file.roads.join_m
    )
    speeds = file.speeds.model_dump_json()
    roads = kept.read("roads", [file.roads], read, crs, speeds, kinds=(RoadNetwork,))
    rows[file.roads.file] = len(roads.start)
    return roads


def _read_water(
    file: StudyFile, crs: object, rows: dict[Path, int], kept: KeptReading
) -> gpd.GeoDataFrame | None:
    if file.water is None:
        return None
    kept.report(reading_stage(file.water))
    water = kept.read("water", [file.water], partial(read_water, file.water, crs=crs), crs)
    rows[file.water.file] = len(water)
    return water


def _read_places(
    file: StudyFile, rows: dict[Path, int], kept: KeptReading
) -> gpd.GeoDataFrame | None:
    """Read the layer that the study names, else the places that an extract has besides its roads."""
    if file.places is not None:
        kept.report(reading_stage(file.places))
        places = kept.read("place names", [file.places], partial(read_place_names, file.places))
        rows.setdefault(file.places.file, len(places))
        return places
    if file.roads is None or not is_extract(file.roads):
        return None
    places = kept.read("place names", [file.roads], partial(read_place_names, file.roads))
    return None if places.empty else places


def _read_units(
    file: StudyFile,
    crs: object,
    rows: dict[Path, int],
    found: FaultList,
    kept: KeptReading,
) -> tuple[dict[str, gpd.GeoDataFrame], dict[str, gpd.GeoDataFrame]]:
    """Read units, and return the areas and the points by level."""
    units: dict[str, gpd.GeoDataFrame] = {}
    point_units: dict[str, gpd.GeoDataFrame] = {}
    for boundary in file.units:
        kept.report(reading_stage(boundary))
        read = partial(read_units, boundary, level=boundary.level, crs=crs)
        table = found.tried(partial(kept.read, "units", [boundary], read, crs))
        if table is not None:
            rows[boundary.file] = len(table)
            (units if are_areas(table) else point_units)[boundary.level] = table
    return units, point_units


def _read_tables(
    file: StudyFile,
    cells: Cells | None,
    estates: gpd.GeoDataFrame | None,
    sites: Mapping[str, gpd.GeoDataFrame],
    rows: dict[Path, int],
    found: FaultList,
) -> dict[str, TimesTable]:
    """Read the travel times of the services that bring them; they name cells, estates and sites."""
    tables: dict[str, TimesTable] = {}
    for service, entry in file.services.items():
        if entry.times is None or cells is None or service not in sites:
            continue
        if file.people.renames:
            # No table can name squares; that both are given is the study file's fault.
            continue
        # The table may speak of cells outside the area, too.
        known = gpd.GeoDataFrame(pd.concat([cells.everybody, estates]), crs=cells.everybody.crs)
        table = found.tried(partial(read_times_table, entry.times, known, sites[service]))
        if table is not None:
            rows[entry.times.file] = len(table.rows)
            counted = known.index.difference(cells.everybody.index.difference(cells.inside.index))
            inside = table.rows[CELL_ID].isin(counted)
            rows_inside = table.rows[inside].sort_values([CELL_ID, SITE_ID], kind="stable")
            tables[service] = replace(table, rows=rows_inside)
    return tables


def _area(file: StudyFile, crs: object) -> shapely.Geometry | None:
    """Return the area in which candidates are made; None where any place counts, or none is made."""
    asked = any(service.made is not None for service in file.services.values())
    return area_shape(file.area, crs=crs) if asked and file.area is not None else None
