"""A study's cells: where people live, before units are assigned to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from ...common.arrays import Bools
from ...common.errors import Fault, InputError
from ...common.sentences import Sentence
from ...data.input_records.facts import tell_left_out
from ...data.kept_reading import KeptReading
from ...data.tables.consistency import check_not_swapped, check_some_near
from ...data.tables.population import RESIDENTS
from ...data.tables.units import area_shape, assign_units
from ...geo.coarser_demand import coarser_demand, coarser_note
from ...geo.people.parts import Parts, divided_cells
from ...geo.people.steps import PeopleStep, people_step
from ...geo.roads.network import RoadNetwork
from ...geo.tables import CELL_ID, groups
from .people.official import fitted_people
from .people.reading import ReadPeople
from .people.share_tables import with_shares_by_unit
from .schema import StudyFile

_CUT_SAID: Final = 0.5
"""People in cut cells below this number are not spoken of."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells:
    """Cells, of which some may lie outside the study's area, and what is to be said of them.

    `are_records` tells whether those inside are all records of a table in its order, so that messages can count
    its rows: pixels, parts of cells and squares of several are none. `steps` says how many people each step
    left, `factors` by unit and group how official counts changed them.
    """

    everybody: gpd.GeoDataFrame
    inside: gpd.GeoDataFrame
    notes: tuple[str, ...]
    are_records: bool
    steps: tuple[PeopleStep, ...] = ()
    factors: pd.DataFrame = field(default_factory=pd.DataFrame)


def study_cells(
    file: StudyFile,
    read: ReadPeople,
    units: Mapping[str, gpd.GeoDataFrame],
    rows: dict[Path, int],
    kept: KeptReading,
) -> Cells:
    """Return the cells inside the area: with all groups, fitted to official counts, coarser if asked for.

    Parameters
    ----------
    file
        The study.
    read
        Its people as they were read.
    units
        Its areas by level.
    rows
        How many records each file has; those of further tables are added.
    kept
        Reads what no run has read yet; its report is told how many people each step left.

    Raises
    ------
    InputError
        If a table has faults, people cannot be fitted, or nobody lives inside the area.
    """
    _require_areas(file, units)
    steps, notes = list(read.steps), list(read.notes)
    parts = _whole(read)
    if file.people.split_by is not None:
        parts = _divided(parts, units[file.people.split_by])
        steps.append(people_step("divided", read.demand, parts.demand))
    # Each part of a divided cell has the shares of its own unit.
    everybody, untold = with_shares_by_unit(file, parts.demand, units, rows)
    notes += untold
    if everybody is not parts.demand:
        steps.append(people_step("groups", parts.demand, everybody))
        parts = replace(parts, demand=everybody)
    inside = np.ones(len(parts.demand), dtype=bool)
    if file.area is not None:
        before = parts.demand
        parts = divided_cells(
            parts.demand, parts.outlines, np.array([area_shape(file.area, crs=before.crs)])
        )
        inside = parts.area >= 0
        steps.append(people_step("clipped", before, parts.demand[inside]))
        # All that the file has are one area together.
        rows[file.area.file] = 1
        # Of a cell that the border cuts a part stays.
        gone = parts.demand.index.nunique() - parts.demand.index[inside].nunique()
        tell_left_out(file.people.file, "outside the area", gone)
        notes += _outside_notes(file, parts, inside)
    demand, factors = parts.demand, pd.DataFrame()
    if file.people.calibrate:
        fitted = fitted_people(file, demand, units, inside, rows, kept)
        steps.append(people_step("calibrated", demand[inside], fitted.demand[inside]))
        demand, factors, notes = fitted.demand, fitted.factors, [*notes, *fitted.notes]
    if not inside.all():
        demand = demand[inside]
    is_whole = file.area is None and file.people.split_by is None
    if (cell_m := file.people.cell_m) is not None:
        # Where people live inside or outside the area was asked of the cells themselves.
        before, apart = demand, _apart(file, demand, units, factors)
        demand = coarser_demand(demand, cell_m, apart=apart)
        everybody, is_whole = demand, False
        steps.append(people_step("aggregated", before, demand))
        notes.append(coarser_note(len(before), len(demand), cell_m))
    for step in steps:
        kept.report(step.line)
    return Cells(
        everybody=everybody,
        inside=demand,
        notes=tuple(notes),
        are_records=is_whole and read.are_records,
        steps=tuple(steps),
        factors=factors,
    )


def can_ask_units(file: StudyFile, units: Mapping[str, gpd.GeoDataFrame] | None) -> bool:
    """Tell whether the people can be asked for, or need units that are not known: that is told already.

    Parameters
    ----------
    file
        The study, or its readable part, whose keys may name levels that it does not have.
    units
        Its areas by level; None where some could not be read.
    """
    declared = {one.level for one in file.units}
    named = set(file.people.levels.values())
    return not file.people.asks_units or (units is not None and named <= declared)


def _require_areas(file: StudyFile, units: Mapping[str, gpd.GeoDataFrame]) -> None:
    faults = [
        Fault(
            file=next(one.name for one in file.units if one.level == level),
            column=f"people.{key}",
            value=level,
            cause="the units of this level are points, in which nobody lies",
            fix="name a level whose units are areas",
        )
        for key, level in file.people.levels.items()
        if level not in units
    ]
    if faults:
        raise InputError(*faults)


def _whole(read: ReadPeople) -> Parts:
    return Parts(
        demand=read.demand,
        outlines=read.outlines,
        area=np.zeros(len(read.demand), dtype=np.int64),
        is_cut=np.zeros(len(read.demand), dtype=bool),
    )


def _apart(
    file: StudyFile,
    demand: gpd.GeoDataFrame,
    units: Mapping[str, gpd.GeoDataFrame],
    factors: pd.DataFrame,
) -> pd.Series | None:
    """Return by cell a number of the units that people are divided by or fitted to, if there are any.

    Squares across their borders would move people from one unit to another.
    """
    fitted = list(factors["level"].unique()) if len(factors) else []
    levels = [one for one in units if one == file.people.split_by or one in fitted]
    if not levels:
        return None
    places = demand[[demand.geometry.name]]
    ids = {level: assign_units(places, units[level], level=level)[level] for level in levels}
    return pd.Series(pd.DataFrame(ids).groupby(levels).ngroup())


def _divided(parts: Parts, units: gpd.GeoDataFrame) -> Parts:
    """Divide cells at the borders of units; the parts of a cell are numbered."""
    divided = divided_cells(parts.demand, parts.outlines, units.geometry.to_numpy())
    ids = pd.Series(divided.demand.index.astype(str))
    number = (ids.groupby(ids).cumcount() + 1).astype(str)
    names = ids.where(~divided.is_cut, ids + "/" + number)
    demand = divided.demand.set_axis(pd.Index(names.to_numpy(dtype=object), name=CELL_ID))
    return Parts(demand=demand, outlines=divided.outlines, area=divided.area, is_cut=divided.is_cut)


def _outside_notes(file: StudyFile, parts: Parts, inside: Bools) -> list[Sentence]:
    """Return how many people are left out, and of them how many live in cells that the border cuts.

    Raises
    ------
    InputError
        If nobody is left.
    """
    assert file.area is not None  # noqa: S101 - narrows the type
    if not inside.any():
        raise InputError(
            Fault(
                file=file.people.name,
                cause=f"has no cell inside {file.area.name}",
                fix="check the CRS of both, or leave `area:` out",
            )
        )
    counted = groups(parts.demand)
    group = RESIDENTS if RESIDENTS in counted else counted[0]
    people = parts.demand[group].to_numpy()
    notes = [
        Sentence(
            "{people:,.0f} people outside the area are not counted",
            people=float(people[~inside].sum()),
        )
    ]
    cut = parts.is_cut & inside
    if people[cut].sum() > _CUT_SAID:
        notes.append(
            Sentence(
                "{cells:,} cells lie on the area's border: {people:,.0f} people in the parts inside "
                "are counted",
                cells=int(cut.sum()),
                people=float(people[cut].sum()),
            )
        )
    return notes


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
