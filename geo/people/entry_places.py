"""Entry points from many places, such as all buildings: weighed, merged, those of no cell left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ...common.errors import Fault, InputError
from ...common.sentences import Sentence
from ..cell_places import found_cells
from ..crs import require_same_crs
from ..entry_points import ENTRY_MAX_M, SHARE, WEIGHT
from ..inner_points import inner_points
from ..tables import CELL_ID

_NUMBER: Final = "number"


@dataclass(frozen=True, eq=False)
class EntryPlaces:
    """Entry points, ready to split cells at.

    Parameters
    ----------
    places
        For `split_demand`.
    notes
        What is to be said of them.
    """

    places: gpd.GeoDataFrame
    notes: tuple[Sentence, ...]


def entry_places(
    entries: gpd.GeoDataFrame,
    demand: gpd.GeoDataFrame,
    *,
    by_area: bool = False,
    merge_m: float | None = None,
    leave_out: bool = False,
    max_m: float = ENTRY_MAX_M,
    what: str = "entry points",
) -> EntryPlaces:
    """Prepare entry points: weigh them by their area, leave out those of no cell, merge those near each other.

    Parameters
    ----------
    entries
        Places as `split_demand` takes them.
    demand
        The demand table that is to be split.
    by_area
        Whether polygons weigh as much as they are large, where no column tells shares or weights.
    merge_m
        If given, the entry points of a cell in the same square of so many metres become one: their weights or
        shares in sum, at the heaviest of them.
    leave_out
        Whether places that belong to no cell are left out and counted in a note; else `split_demand` refuses
        them.
    max_m
        As for `split_demand`.
    what
        The file of the entries, for messages.

    Raises
    ------
    InputError
        If places shall weigh by their area and have none, or the layers differ in CRS.
    """
    require_same_crs(entries, demand.crs, what=what)
    places, notes = entries, list[Sentence]()
    if by_area and not {SHARE, WEIGHT} & {*entries.columns}:
        places = places.assign(**{WEIGHT: _areas_m2(entries, what)})
    if leave_out:
        there = ~(places.geometry.isna() | places.geometry.is_empty).to_numpy()
        cell = np.full(len(places), -1, dtype=np.int64)
        cell[there] = found_cells(places[there], demand, max_m=max_m)
        if (cell < 0).any():
            notes.append(
                Sentence(
                    "{count:,} of {all:,} places of {file} belong to no cell and are left out",
                    count=int((cell < 0).sum()),
                    all=len(cell),
                    file=what,
                )
            )
        places = places[cell >= 0].reset_index(drop=True)
    if merge_m is not None and len(places):
        merged = _merged(places, demand, merge_m, max_m)
        notes.append(
            Sentence(
                "{before:,} places of {file} were merged into {after:,} entry points, one in each square of "
                "{merge_m:,g} m",
                before=len(places),
                after=len(merged),
                file=what,
                merge_m=merge_m,
            )
        )
        places = merged
    return EntryPlaces(places=places, notes=tuple(notes))


def _areas_m2(entries: gpd.GeoDataFrame, what: str) -> np.ndarray:
    area_m2 = shapely.area(entries.geometry.to_numpy())
    faults = [
        Fault(
            file=what,
            row=int(row) + 1,
            column="geometry",
            cause="has no area to weigh it by",
            fix="give polygons, a column weight, or leave `weigh_by: area` out",
        )
        for row in np.flatnonzero(~(area_m2 > 0))
    ]
    if faults:
        raise InputError(*faults)
    return np.asarray(area_m2, dtype=np.float64)


def _merged(
    places: gpd.GeoDataFrame, demand: gpd.GeoDataFrame, merge_m: float, max_m: float
) -> gpd.GeoDataFrame:
    """Return one place for each cell and square; places of no cell stay, to be refused."""
    cell = found_cells(places, demand, max_m=max_m)
    amount = next((name for name in (SHARE, WEIGHT) if name in places.columns), WEIGHT)
    value = places[amount] if amount in places.columns else pd.Series(1.0, index=places.index)
    points = inner_points(places.geometry.to_numpy())
    column, row = np.floor(shapely.get_coordinates(points) / merge_m).astype(np.int64).T
    table = pd.DataFrame(
        {"cell": cell, "column": column, "row": row, "value": value.to_numpy(dtype=np.float64)}
    )
    table[_NUMBER] = np.arange(len(table))
    # What is wrong by itself is told by who splits.
    alone = (cell < 0) | ~(table["value"] >= 0).to_numpy()
    square = table.groupby(["cell", "column", "row"], sort=False).ngroup().to_numpy()
    square = np.where(alone, -1 - np.arange(len(table)), square)
    heavy_first = table.assign(square=square).sort_values("value", ascending=False, kind="stable")
    by_square = heavy_first.groupby("square")
    heaviest, sums = by_square[_NUMBER].first(), by_square["value"].sum()
    order = np.argsort(heaviest.to_numpy(), kind="stable")
    chosen = heaviest.to_numpy()[order]
    ids = demand.index.astype(str).to_numpy(dtype=object)
    result = places.iloc[chosen].assign(**{amount: sums.to_numpy()[order]})
    result = result.set_geometry(points[chosen], crs=places.crs).reset_index(drop=True)
    if (cell[chosen] >= 0).all():
        result[CELL_ID] = ids[cell[chosen]]
    return result
