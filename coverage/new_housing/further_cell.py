"""Travel times with one cell more, where nobody lives today: as if it had been among the cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csc_array, vstack

from ...common.arrays import Floats, Ints
from ...common.errors import Fault, InputError
from ...geo.entry_points import PART_OF
from ...geo.inner_points import inner_points
from ...geo.tables import CELL_ID, groups
from ...geo.travel.class_search import ClassPart, ClassSearch
from ...geo.travel.classes_on_roads import ClassOnRoads, NearestSearch
from ...geo.travel.demand_classes import WAY, classed_demand
from ...geo.travel.mixed_search import MixedSearch, SearchPart
from ...geo.travel.positions import SnappedPositions
from ...geo.travel.road_search import RoadSearch, points_xy
from ...geo.travel.snapping import snap
from ...geo.travel.travel_times import TravelTimes

FURTHER: Final = "new_housing"
"""The id of the further cell; where a cell is called so, a number follows."""


def with_further_cell(
    times: TravelTimes, xy: Floats, people: Mapping[str, float]
) -> tuple[TravelTimes, Ints]:
    """Return travel times with one more cell, and the rows that it has in the demand table.

    Parameters
    ----------
    times
        Travel times along roads.
    xy
        The place, metres in the network's CRS, shape (2,).
    people
        By group how many will live there; nobody of groups that are not named.

    Returns
    -------
    tuple
        The travel times that would have been computed with the cell, and its row; where groups travel in ways
        of their own, one row for each class of its people. It lies in the units of the nearest cell.

    Raises
    ------
    InputError
        If the travel times came from a table.
    """
    if not times.road_parts:
        raise InputError(
            Fault(
                file="travel times",
                cause="were read from a table, which says nothing of other places",
                fix="give the study `roads:` and leave `times:` out of this service",
            )
        )
    cell = _cell(times, xy, people)
    classed = classed_demand(cell, times.groups, times.mode) if times.groups else None
    table = cell if classed is None else classed.demand
    rows = [np.arange(1)] if classed is None else [one.rows for one in classed.classes]
    at = points_xy(table.geometry.to_numpy())
    found = [_further(one, at[own]) for one, own in zip(times.demand_classes, rows, strict=True)]
    alone = len(found) == 1
    costs = times.costs if alone else times.costs.tocsr()
    blocks, reasons = [], []
    for one, (_, new) in zip(times.demand_classes, found, strict=True):
        blocks.append(costs if alone else costs[one.rows])
        reasons.append(times.cell_reason[one.rows])
        if new is not None:
            blocks.append(new.matrix(times.limit))
            reasons.append(MixedSearch(parts=_parts(new)).cell_reason(np.arange(len(times.sites))))
    numbers = _rows_behind(times.demand_classes, rows)
    upper = None
    if times.upper_demand is not None:
        own = table if classed is None or classed.upper is None else classed.upper
        upper = _stacked(times.upper_demand, own, times.demand_classes, rows)
    return (
        replace(
            times,
            demand=_stacked(times.demand, table, times.demand_classes, rows),
            upper_demand=upper,
            costs=csc_array(vstack(blocks, format="csc")),
            search=_joined(times, [search for search, _ in found], rows),
            cell_reason=np.concatenate(reasons),
        ),
        numbers,
    )


def nearest_row(demand: gpd.GeoDataFrame, xy: Floats) -> int:
    """Return the row of the cell that is nearest to a place, as the crow flies."""
    cells = inner_points(demand.geometry.to_numpy())
    return int(np.argmin(shapely.distance(cells, shapely.Point(xy))))


def _cell(times: TravelTimes, xy: Floats, people: Mapping[str, float]) -> gpd.GeoDataFrame:
    """Return the further cell as a demand table, before it is split into classes."""
    demand = times.demand
    name, number = FURTHER, 1
    taken = demand.index.astype(str)
    while name in taken or taken.str.startswith(f"{name}:").any():
        number += 1
        name = f"{FURTHER}_{number}"
    row = demand.iloc[[nearest_row(demand, xy)]].drop(columns=[WAY], errors="ignore").copy()
    row.index = pd.Index([name], name=CELL_ID)
    row[groups(row)] = 0.0
    for group, number_of in people.items():
        row[group] = float(number_of)
    if PART_OF in row:
        row[PART_OF] = name
    return row.set_geometry([shapely.Point(xy)], crs=demand.crs)


_Search = RoadSearch | MixedSearch


def _further(one: ClassOnRoads, xy: Floats) -> tuple[_Search, _Search | None]:
    """Return a class's search with further cells, and the search of these alone; None where there are none."""
    if not len(xy):
        return _search(one.parts), None
    placed = [_snapped(part.search, xy) for part in one.parts]
    every = tuple(
        replace(part, search=replace(part.search, cells=part.search.cells.followed_by(new)))
        for part, new in zip(one.parts, placed, strict=True)
    )
    alone = tuple(
        replace(part, search=replace(part.search, cells=new))
        for part, new in zip(one.parts, placed, strict=True)
    )
    return _search(every), _search(alone)


def _snapped(search: RoadSearch, xy: Floats) -> SnappedPositions:
    return snap(
        xy,
        search.network,
        search.graph,
        snap_max_m=search.snap_max_m,
        leaving=search.direction == "to_site",
        water=search.water,
    )


def _search(parts: tuple[SearchPart, ...]) -> _Search:
    return MixedSearch(parts=parts) if len(parts) > 1 else parts[0].search


def _parts(search: _Search) -> tuple[SearchPart, ...]:
    if isinstance(search, MixedSearch):
        return search.parts
    return (SearchPart(search=search, sites=np.arange(len(search.sites))),)


def _joined(times: TravelTimes, searches: list[_Search], rows: list[Ints]) -> NearestSearch:
    """Return the searches of all classes as one, each over its own rows."""
    if not isinstance(times.search, ClassSearch):
        return searches[0]
    sizes = [len(one.rows) + len(own) for one, own in zip(times.demand_classes, rows, strict=True)]
    ends = np.cumsum(sizes)
    return ClassSearch(
        parts=tuple(
            ClassPart(search=search, rows=np.arange(end - size, end), mode=one.mode)
            for one, search, size, end in zip(
                times.demand_classes, searches, sizes, ends, strict=True
            )
        )
    )


def _rows_behind(classes: tuple[ClassOnRoads, ...], rows: list[Ints]) -> Ints:
    """Return the rows that the further cells have, each behind the rows of its class."""
    numbers, before = list[Ints](), 0
    for one, own in zip(classes, rows, strict=True):
        before += len(one.rows)
        numbers.append(np.arange(before, before + len(own)))
        before += len(own)
    return np.concatenate(numbers)


def _stacked(
    old: gpd.GeoDataFrame,
    new: gpd.GeoDataFrame,
    classes: tuple[ClassOnRoads, ...],
    rows: list[Ints],
) -> gpd.GeoDataFrame:
    """Return two demand tables as one, class by class."""
    parts = [
        part
        for one, own in zip(classes, rows, strict=True)
        for part in (old.iloc[one.rows], new.iloc[own])
    ]
    table = gpd.GeoDataFrame(pd.concat(parts)[list(old.columns)], crs=old.crs)
    table.index.name = CELL_ID
    return table
