"""A study's cells: where people live, before units are assigned to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import geopandas as gpd

from ...common.errors import Fault, InputError
from ...common.sentences import Sentence
from ...data.formats.raster import RASTER_SUFFIXES
from ...data.input_records.facts import tell_left_out
from ...data.kept_reading import KeptReading
from ...data.tables.consistency import check_not_swapped, check_some_near
from ...data.tables.entries import read_entries
from ...data.tables.population import read_population
from ...data.tables.units import clip_to_area
from ...geo.coarser_demand import coarser_demand, coarser_note
from ...geo.entry_points import split_demand, split_note
from ...geo.roads.network import RoadNetwork
from .schema import StudyFile


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells:
    """Cells, of which some may lie outside the study's area, and what is to be said of them.

    `are_records` tells whether those inside are all records of a table in its order, so that messages can count
    its rows: pixels, parts of cells and squares of several are none.
    """

    everybody: gpd.GeoDataFrame
    inside: gpd.GeoDataFrame
    notes: tuple[str, ...]
    are_records: bool


def read_cells(file: StudyFile, rows: dict[Path, int], kept: KeptReading) -> Cells:
    """Read the people: at entries if there are any, inside the area, in coarser cells if these are asked for.

    Parameters
    ----------
    file
        The study.
    rows
        How many records each file has; those of the people and of the entries are added.
    kept
        Reads what no run has read yet; its report is told before much is read.

    Raises
    ------
    InputError
        If a file has faults, or nobody lives inside the area.
    """
    read = partial(read_population, file.people, crs=file.crs, report=kept.report)
    everybody = kept.read("people", [file.people], read, file.crs)
    rows[file.people.file] = len(everybody)
    everybody, notes = _at_entries(file, everybody, rows)
    inside, outside = _inside_area(file, everybody, rows)
    notes = (*notes, *outside)
    cell_m = file.people.cell_m
    if cell_m is not None:
        # Where people live inside or outside the area was asked of the cells themselves.
        coarse = coarser_demand(inside, cell_m)
        notes = (*notes, coarser_note(len(inside), len(coarse), cell_m))
        return Cells(everybody=coarse, inside=coarse, notes=notes, are_records=False)
    pixels = file.people.file.suffix.lower() in RASTER_SUFFIXES
    return Cells(
        everybody=everybody,
        inside=inside,
        notes=notes,
        are_records=file.area is None and file.entries is None and not pixels,
    )


def _at_entries(
    file: StudyFile, cells: gpd.GeoDataFrame, rows: dict[Path, int]
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Split cells before area and units are asked for: people count where they live."""
    if file.entries is None:
        return cells, ()
    entries = read_entries(file.entries, crs=cells.crs)
    rows[file.entries.file] = len(entries)
    demand = split_demand(cells, entries, what=file.entries.name)
    return demand, (split_note(demand),)


def _inside_area(
    file: StudyFile, everybody: gpd.GeoDataFrame, rows: dict[Path, int]
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    if file.area is None:
        return everybody, ()
    demand, outside = clip_to_area(everybody, file.area)
    tell_left_out(file.people.file, "outside the area", len(everybody) - len(demand))
    # All that the file has are one area together.
    rows[file.area.file] = 1
    if demand.empty:
        raise InputError(
            Fault(
                file=file.people.name,
                cause=f"has no cell inside {file.area.name}",
                fix="check the CRS of both, or leave `area:` out",
            )
        )
    return demand, (
        Sentence("{people:,.0f} people outside the area are not counted", people=outside),
    )


def check_people(file: StudyFile, cells: Cells, roads: RoadNetwork) -> None:
    """Check that people live near the roads.

    Raises
    ------
    InputError
        If coordinates are exchanged, or nobody lives near them.
    """
    what, whole = file.people.name, cells.are_records
    check_not_swapped(cells.inside, roads.bounds_m, what=what, whole=whole)
    check_some_near(cells.inside, roads.bounds_m, what=what, whole=whole)
