"""Reading where people live: the layer, its squares, groups in layers of their own, entry points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import geopandas as gpd
import pyproj

from ....data.formats.layer import Layer
from ....data.formats.raster import RASTER_SUFFIXES, grid_steps
from ....data.kept_reading import KeptReading
from ....data.people.built import read_built
from ....data.tables.entries import read_entries
from ....data.tables.input_crs import layer_crs
from ....data.tables.population import read_population
from ....geo.entry_points import split_demand, split_note
from ....geo.people.entry_places import entry_places
from ....geo.people.group_people import with_group
from ....geo.people.outlines import Outlines, grid_of_points
from ....geo.people.spread import spread_people
from ....geo.people.steps import PeopleStep, more_than_residents, people_step
from ..entries.people_entry import GroupLayerEntry
from ..schema import StudyFile
from .share_tables import has_shares


@dataclass(frozen=True, kw_only=True, eq=False)
class ReadPeople:
    """People as they were read, before units and the area are asked.

    Parameters
    ----------
    demand
        The cells: those of the file, pieces of areas, or entry points.
    outlines
        Of the cells of `demand`.
    steps
        What was done.
    notes
        What is to be said of it.
    are_records
        Whether the cells are the records of a table in its order.
    """

    demand: gpd.GeoDataFrame
    outlines: Outlines
    steps: tuple[PeopleStep, ...]
    notes: tuple[str, ...]
    are_records: bool


def read_people(file: StudyFile, rows: dict[Path, int], kept: KeptReading) -> ReadPeople:
    """Read the people and what the study names beside them.

    Parameters
    ----------
    file
        The study.
    rows
        How many records each file has; those that are read are added.
    kept
        Reads what no run has read yet; its report is told before much is read.

    Raises
    ------
    InputError
        If a file has faults.
    """
    entry, layer = file.people, file.people.plain()
    is_grid = entry.squares or entry.spread is not None
    demand = _read(layer, file.crs, rows, kept, is_grid=is_grid)
    steps, notes = [people_step("read", None, demand)], list[str]()
    spread = entry.spread
    if spread is not None:
        over = None
        if spread.over is not None:
            over = read_built(spread.over, crs=demand.crs)
            rows[spread.over.file] = len(over)
        before, found = demand, spread_people(demand, spread.cell_m, over=over, what=layer.name)
        demand, notes = found.demand, [*notes, *found.notes]
        steps.append(people_step("spread", before, demand))
    outlines = _outlines(layer, demand, squares=entry.squares)
    own = {name: one for name, one in entry.groups.items() if isinstance(one, GroupLayerEntry)}
    before = demand
    for group, source in own.items():
        if has_shares(source):
            continue
        people = _read(source, demand.crs, rows, kept, is_grid=True, group=group)
        found_group = with_group(demand, group, people, _outlines(source, people))
        outlines = outlines.with_cells(found_group.added)
        demand, notes = found_group.demand, [*notes, *found_group.notes]
    if before is not demand:
        steps.append(people_step("groups", before, demand))
        notes += more_than_residents(demand)
    are_records = spread is None and len(before) == len(demand) and not _is_raster(layer)
    if file.entries is not None:
        entries = read_entries(file.entries, crs=demand.crs)
        rows[file.entries.file] = len(entries)
        how = file.entries
        found_entries = entry_places(
            entries,
            demand,
            by_area=how.weigh_by == "area",
            merge_m=how.merge_m,
            leave_out=how.outside == "leave_out",
            what=how.name,
        )
        notes += found_entries.notes
        before, demand = demand, split_demand(demand, found_entries.places, what=how.name)
        outlines = Outlines(cells=demand.geometry.to_numpy(), crs=demand.crs)
        steps.append(people_step("entries", before, demand))
        notes.append(split_note(demand))
        are_records = False
    return ReadPeople(
        demand=demand,
        outlines=outlines,
        steps=tuple(steps),
        notes=tuple(notes),
        are_records=are_records,
    )


def _read(
    layer: Layer,
    crs: object,
    rows: dict[Path, int],
    kept: KeptReading,
    *,
    is_grid: bool,
    group: str | None = None,
) -> gpd.GeoDataFrame:
    """Read a layer of people; of a group's own layer the one column that counts it."""
    columns = {}
    if group is not None and not _is_raster(layer) and group not in layer.columns:
        columns = {group: layer.columns.get("residents", group)}
        layer = layer.model_copy(
            update={"columns": {k: v for k, v in layer.columns.items() if k != "residents"}}
        )
    read = partial(
        read_population,
        layer,
        crs=crs,
        columns=columns,
        is_grid=is_grid,
        report=kept.report,
    )
    table = kept.read("people", [layer], read, crs, columns, is_grid)
    if group is not None:
        wanted = group if group in table else "residents"
        table = table[[wanted, table.geometry.name]].rename(columns={wanted: group})
    rows[layer.file] = len(table)
    return table


def _outlines(layer: Layer, demand: gpd.GeoDataFrame, *, squares: bool = False) -> Outlines:
    cells = demand.geometry.to_numpy()
    if _is_raster(layer):
        return Outlines(cells=cells, crs=demand.crs, grid=grid_steps(layer))
    if squares:
        crs: pyproj.CRS = layer_crs(layer)
        grid = grid_of_points(demand, crs, file=layer.name)
        return Outlines(cells=cells, crs=demand.crs, grid=grid)
    return Outlines(cells=cells, crs=demand.crs)


def _is_raster(layer: Layer) -> bool:
    return layer.file.suffix.lower() in RASTER_SUFFIXES
