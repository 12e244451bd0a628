"""A study's people: cells and new estates, with the unit of each level that they lie in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import geopandas as gpd

from ....common.sentences import tell
from ....data.tables.estates import with_estates
from ....data.tables.reading_size import reading_stage
from ....data.tables.units import are_areas, assigned_units, overlap_notes, read_units
from ..cells import Cells, can_ask_units, study_cells
from ..names import check_groups
from ..people.reading import ReadPeople, read_people
from ..year_layers import read_estates_of
from .study_reading import StudyReading, metric


@dataclass(frozen=True, kw_only=True, eq=False)
class PeopleInUnits:
    """A study's people and units, as far as they could be read.

    Parameters
    ----------
    crs
        The CRS of the people; what the study says of it where they could not be read.
    are_read
        Whether the people's layer could be read, if not what else they need.
    cells
        The cells; None where they could not be read, or the people need units that could not.
    demand
        The cells inside the area, with new estates and units; None where there are no `cells`.
    estates
        New estates; None where the study has none, or they have faults.
    units, point_units
        By level the units that are areas, and those that are points.
    known_units
        The areas where all units could be read: else nobody can tell whether those of a table exist.
    """

    crs: object
    are_read: bool
    cells: Cells | None
    demand: gpd.GeoDataFrame | None
    estates: gpd.GeoDataFrame | None
    units: Mapping[str, gpd.GeoDataFrame]
    point_units: Mapping[str, gpd.GeoDataFrame]
    known_units: Mapping[str, gpd.GeoDataFrame] | None


def read_people_in_units(reading: StudyReading) -> PeopleInUnits:
    """Read people, new estates and units, and find the units that people live in.

    Parameters
    ----------
    reading
        The study; faults are added to those it has found.
    """
    file, found, rows, kept = reading.file, reading.found, reading.rows, reading.kept
    read = None
    if "people" in file.model_fields_set:
        kept.report(reading_stage(file.people))
        read = found.tried(lambda: read_people(file, rows, kept))
    # Without cells the other files are still checked, in a CRS of their own.
    crs = file.crs if read is None else read.demand.crs
    estates = found.tried(lambda: read_estates_of(file, metric(crs), rows, kept))
    units, point_units = _read_units(reading, crs)
    known = units if len(units) + len(point_units) == len(file.units) else None
    cells = None if read is None else _cells(reading, read, units, known)
    return PeopleInUnits(
        crs=crs,
        are_read=read is not None,
        cells=cells,
        demand=None if cells is None else _demand(reading, cells, estates, units),
        estates=estates,
        units=units,
        point_units=point_units,
        known_units=known,
    )


def _read_units(
    reading: StudyReading, crs: object
) -> tuple[dict[str, gpd.GeoDataFrame], dict[str, gpd.GeoDataFrame]]:
    """Read units, and return the areas and the points by level."""
    units: dict[str, gpd.GeoDataFrame] = {}
    point_units: dict[str, gpd.GeoDataFrame] = {}
    for boundary in reading.file.units:
        reading.kept.report(reading_stage(boundary))
        read = partial(read_units, boundary, level=boundary.level, crs=crs)
        kept = partial(reading.kept.read, "units", [boundary], read, crs)
        table = reading.found.tried(kept)
        if table is not None:
            reading.rows[boundary.file] = len(table)
            (units if are_areas(table) else point_units)[boundary.level] = table
    return units, point_units


def _cells(
    reading: StudyReading,
    read: ReadPeople,
    units: Mapping[str, gpd.GeoDataFrame],
    known: Mapping[str, gpd.GeoDataFrame] | None,
) -> Cells | None:
    if not can_ask_units(reading.file, known):
        return None
    made = partial(study_cells, reading.file, read, units, reading.rows, reading.kept)
    return reading.found.tried(made)


def _demand(
    reading: StudyReading,
    cells: Cells,
    estates: gpd.GeoDataFrame | None,
    units: Mapping[str, gpd.GeoDataFrame],
) -> gpd.GeoDataFrame | None:
    """Return the cells inside the area with new estates, and the unit of each level that they lie in."""
    file, found = reading.file, reading.found
    demand: gpd.GeoDataFrame | None = cells.inside
    if estates is not None and file.estates is not None:
        what = file.estates.name
        demand = found.tried(partial(with_estates, cells.inside, estates, what=what))
    if demand is None:
        return None
    for level, table in units.items():
        demand, others = assigned_units(demand, table, level=level)
        [boundary] = [one for one in file.units if one.level == level]
        for note in overlap_notes(demand, others, level=level, file=boundary.name):
            tell(note)
    found.tried(partial(check_groups, file, demand))
    return demand
