"""Several places where people enter the roads, instead of one point per coarse cell."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from ..common.errors import Fault, InputError
from ..common.sentences import Sentence
from .cell_places import cell_rows
from .crs import require_same_crs
from .tables import CELL_ID, groups, require_demand

PART_OF: Final = "part_of"
"""Column of a split demand table: the cell that a row was, or is a part of."""

SHARE: Final = "share"
WEIGHT: Final = "weight"

ENTRY_MAX_M: Final = 1000.0
"""How far from its point cell an entry point without a cell's id may lie, in metres, by default."""

_SHARE_TOLERANCE: Final = 1e-6 + 1e-9
"""Shares of a cell may miss 1 by one in the sixth digit, in which three thirds end; and by rounding."""


def split_demand(
    demand: gpd.GeoDataFrame,
    entries: gpd.GeoDataFrame,
    *,
    max_m: float = ENTRY_MAX_M,
    what: str = "entry points",
) -> gpd.GeoDataFrame:
    """Replace cells by their entry points, each with its share of the cell's people.

    Parameters
    ----------
    demand
        A demand table that is not split yet.
    entries
        Places in the demand table's CRS, in any order; of a polygon a point inside it counts. ``cell_id`` says
        whose entry each is; without that column it is the polygon cell that contains the place, or else the
        nearest point cell. ``share`` is its part of the cell's people, 0 to 1, adding up to 1 in every cell;
        or ``weight``, 0 or more, is its part after division by the cell's sum; without either all entries of
        a cell have equal parts.
    max_m
        Metres from a point cell within which an entry may be taken for its own.
    what
        The file of the entries, for messages.

    Returns
    -------
    geopandas.GeoDataFrame
        A demand table with the same columns and, besides, ``part_of``: the cell's own id, in every row. A cell
        with entries becomes one row per entry, called ``<cell_id>/1``, ``<cell_id>/2``, ... in the order of
        `entries`: a point with its part of every group. The other cells stay as they are. Every cell keeps its
        place in the order, and its people in sum.

    Raises
    ------
    InputError
        With every entry that belongs to no cell or has no valid share, every cell whose shares do not add up,
        ids that would occur twice, or if the demand table is split already.
    """
    require_demand(demand)
    require_same_crs(entries, demand.crs, what=what)
    if PART_OF in demand.columns:
        raise InputError(
            Fault(
                file="demand table",
                column=PART_OF,
                cause="is there already: the cells are split",
                fix="split the table that the reader returned, with all entry points at once",
            )
        )
    cell = cell_rows(entries, demand, max_m=max_m, what=what)
    share = _shares(entries, cell, demand.index, what)
    if not len(entries):
        return demand.assign(**{PART_OF: demand.index.astype(str)})
    # Cells in the demand table's order, entries in their own within each.
    order = np.argsort(cell, kind="stable")
    whole = np.flatnonzero(np.bincount(cell, minlength=len(demand)) == 0)
    row = np.concatenate([cell[order], whole])
    part = np.concatenate([share[order], np.ones(len(whole))])
    split = demand.iloc[row].copy()
    split[groups(demand)] = split[groups(demand)].mul(part, axis=0)
    geometry = split.geometry.to_numpy().copy()
    geometry[: len(order)] = shapely.point_on_surface(entries.geometry.to_numpy()[order])
    split = split.set_geometry(geometry, crs=demand.crs)
    owner = demand.index.astype(str).to_numpy(dtype=object)[row]
    number = _numbers_within(cell[order])
    ids = [f"{name}/{n}" for name, n in zip(owner[: len(order)], number, strict=True)]
    split[PART_OF] = owner.astype(str)
    split.index = pd.Index([*ids, *demand.index[whole]], name=CELL_ID)
    _require_distinct(split.index, what)
    return split.iloc[np.argsort(row, kind="stable")]


def merged_cells(cells: pd.DataFrame, part_of: pd.Series) -> pd.DataFrame:
    """Return to the original cells from a table by entry point.

    Parameters
    ----------
    cells
        Columns ``people``, ``served`` (boolean) and ``cost`` (seconds or metres, infinite where there is
        none), such as the ``cells`` of an assessment.
    part_of
        The original cell of each row: the column of that name of a split demand table, on the same index.

    Returns
    -------
    pandas.DataFrame
        One row per original cell, in the order in which they occur; index ``cell_id``, columns ``people``,
        ``served`` (people), ``share`` (served / people; NaN where nobody lives) and ``cost``, the mean over
        the people; infinite where some of them have no cost, and the plain mean where nobody lives.
    """
    owner = pd.Index(part_of.reindex(cells.index), name=CELL_ID)
    people = cells["people"].to_numpy(dtype=np.float64)
    table = pd.DataFrame({"people": people, "served": people * cells["served"].to_numpy()})
    merged = table.groupby(owner, sort=False).sum()
    merged[SHARE] = merged["served"] / merged["people"].where(merged["people"] > 0)
    nobody = merged["people"].reindex(owner).to_numpy() == 0
    weight = np.where(nobody, 1.0, people)
    cost = cells["cost"].to_numpy(dtype=np.float64)
    # Nobody at a place without cost: nothing times infinity.
    weighted = np.multiply(weight, cost, out=np.zeros_like(cost), where=weight > 0)
    sums = pd.DataFrame({"cost": weighted, "weight": weight}).groupby(owner, sort=False).sum()
    merged["cost"] = sums["cost"] / sums["weight"]
    return merged


def split_note(demand: gpd.GeoDataFrame) -> str:
    """Say of a split demand table how many cells became how many entry points, and with how many people."""
    entered = demand[PART_OF].to_numpy() != demand.index.to_numpy()
    cells, split = demand[PART_OF].nunique(), demand[PART_OF][entered].nunique()
    counted = tuple(
        Sentence(
            "{part:,.0f} of {whole:,.0f} {group}",
            part=float(demand[group][entered].sum()),
            whole=float(demand[group].sum()),
            group=Sentence(group),
        )
        for group in groups(demand)
    )
    return Sentence(
        "{split:,} of {cells:,} cells are split into {entries:,} entry points ({people})",
        split=split,
        cells=cells,
        entries=int(entered.sum()),
        people=counted,
    )


def _shares(
    entries: gpd.GeoDataFrame, cell: npt.NDArray[np.int64], cell_ids: pd.Index, what: str
) -> npt.NDArray[np.float64]:
    """Part of its cell's people of each entry; the parts of a cell add up to 1."""
    given = [name for name in (SHARE, WEIGHT) if name in entries.columns]
    if len(given) == 2:
        raise InputError(
            Fault(
                file=what,
                column=f"{SHARE}, {WEIGHT}",
                cause="both say how a cell's people are divided",
                fix="leave one of them out",
            )
        )
    if not given:
        return 1.0 / np.bincount(cell)[cell] if len(cell) else np.empty(0)
    value = entries[given[0]].to_numpy(dtype=np.float64)
    faults = [
        Fault(
            file=what,
            row=int(row) + 1,
            key=f"{CELL_ID} {cell_ids[cell[row]]}",
            column=given[0],
            value=None if np.isnan(value[row]) else float(value[row]),
            cause="is missing" if np.isnan(value[row]) else "is not a finite number of 0 or more",
            fix="give every entry point its part; 0 where nobody lives",
        )
        for row in np.flatnonzero(~(np.isfinite(value) & (value >= 0)))
    ]
    if faults:
        raise InputError(*faults)
    total = np.bincount(cell, weights=value, minlength=len(cell_ids))
    entered = np.unique(cell)
    wrong = total[entered] <= 0
    if given[0] == SHARE:
        wrong = np.abs(total[entered] - 1) > _SHARE_TOLERANCE
    faults = [
        Fault(
            file=what,
            key=f"{CELL_ID} {cell_ids[row]}",
            column=given[0],
            value=float(f"{total[row]:.9g}"),
            cause=f"the cell's {given[0]}s add up to {total[row]:.9g}",
            fix="make them add up to 1, or name the column weight to have them divided by their sum"
            if given[0] == SHARE
            else "give at least one of the cell's entry points a weight above 0",
        )
        for row in entered[wrong]
    ]
    if faults:
        raise InputError(*faults)
    return np.asarray(value / total[cell], dtype=np.float64)


def _numbers_within(cell: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Count 1, 2, ... along each run of equal values."""
    first = np.searchsorted(cell, cell, side="left")
    return np.asarray(np.arange(len(cell)) - first + 1, dtype=np.int64)


def _require_distinct(ids: pd.Index, what: str) -> None:
    twice = ids[ids.duplicated()].unique()
    if len(twice):
        raise InputError(
            *(
                Fault(
                    file=what,
                    key=f"{CELL_ID} {name}",
                    cause="is what an entry point would be called, and another cell is called so",
                    fix="rename the cell that has a slash in its id",
                )
                for name in twice
            )
        )
