"""Entry points: several origins for a coarse cell, each with a share of its people."""

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
"""The default largest distance in metres of an entry point without a cell id from its point cell."""

_SHARE_TOLERANCE: Final = 1e-6 + 1e-9
"""How far a cell's shares may miss 1 in sum: one in the sixth digit, as three thirds do, and rounding."""


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
        A demand table that is not split yet, in a projected CRS in metres.
    entries
        Entry points in the demand table's CRS, in any order; of a polygon a point inside it counts. Column
        ``cell_id`` names the cell of each; without it an entry point belongs to the polygon cell that contains
        it, or else to the nearest point cell. Column ``share`` is its fraction of the cell's people, 0 to 1,
        with sum 1 in every cell; or column ``weight``, 0 or more, is divided by the cell's sum. Without either
        all entry points of a cell have equal shares.
    max_m
        The largest distance in metres of an entry point from a point cell that it belongs to.
    what
        The file of the entries, for messages.

    Returns
    -------
    geopandas.GeoDataFrame
        A demand table with the same columns and ``part_of``: the original cell id of each row. A cell with
        entry points becomes one row for each, called ``<cell_id>/1``, ``<cell_id>/2``, ... in the order of
        `entries`: a point with its share of every group. The other cells stay as they are. The order of the
        cells and the people of each in sum stay the same.

    Raises
    ------
    InputError
        With every entry that belongs to no cell or has no valid share, every cell whose shares do not add up,
        ids that would occur twice, or if the demand table is split already.

    See Also
    --------
    merged_cells : Return to the original cells.
    read_entries : Read entry points from a file.

    Examples
    --------
    Three quarters of a cell's people live in the north of it:

    >>> import geopandas as gpd
    >>> import pandas as pd
    >>> import halfhour as hh
    >>> demand = gpd.GeoDataFrame(
    ...     {"residents": [400.0, 100.0]},
    ...     geometry=gpd.points_from_xy([500_000, 503_000], [0, 0], crs="EPSG:32650"),
    ...     index=pd.Index(["a", "b"], name="cell_id"),
    ... )
    >>> entries = gpd.GeoDataFrame(
    ...     {"cell_id": ["a", "a"], "share": [0.75, 0.25]},
    ...     geometry=gpd.points_from_xy([500_000, 500_000], [300, -300], crs="EPSG:32650"),
    ... )
    >>> split = hh.split_demand(demand, entries)
    >>> split["residents"].to_dict()
    {'a/1': 300.0, 'a/2': 100.0, 'b': 100.0}
    >>> split["part_of"].tolist()
    ['a', 'a', 'b']
    >>> split.geometry.y.tolist()
    [300.0, -300.0, 0.0]
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
    # Sorted by cell; entry points of a cell stay in the order given.
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
    """Aggregate a table by entry point to the original cells.

    Parameters
    ----------
    cells
        One row per entry point or unsplit cell; columns ``people``, ``served`` (boolean) and ``cost`` (seconds
        or metres, infinite where unreachable), such as the ``cells`` of an assessment.
    part_of
        The original cell of each row: the column of that name of a split demand table, on the same index.

    Returns
    -------
    pandas.DataFrame
        One row per original cell, in the order in which they occur; index ``cell_id``, columns ``people``,
        ``served`` (people), ``share`` (served / people; NaN where nobody lives) and ``cost``, the mean over the
        people in seconds or metres; infinite where some of them have none, and unweighted where nobody lives.

    See Also
    --------
    split_demand : Split cells into entry points.
    assess : Who is served within a limit.

    Examples
    --------
    Of cell a, 300 people are served from one entry point, and 100 are not:

    >>> import pandas as pd
    >>> import halfhour as hh
    >>> ids = pd.Index(["a/1", "a/2", "b"], name="cell_id")
    >>> cells = pd.DataFrame(
    ...     {
    ...         "people": [300.0, 100.0, 100.0],
    ...         "served": [True, False, True],
    ...         "cost": [600.0, 2000.0, 900.0],
    ...     },
    ...     index=ids,
    ... )
    >>> merged = hh.merged_cells(cells, pd.Series(["a", "a", "b"], index=ids))
    >>> merged.to_dict("index")["a"]
    {'people': 400.0, 'served': 300.0, 'share': 0.75, 'cost': 950.0}
    """
    owner = pd.Index(part_of.reindex(cells.index), name=CELL_ID)
    people = cells["people"].to_numpy(dtype=np.float64)
    served = cells["people_served"] if "people_served" in cells else people * cells["served"]
    table = pd.DataFrame({"people": people, "served": served.to_numpy(dtype=np.float64)})
    merged = table.groupby(owner, sort=False).sum()
    merged[SHARE] = merged["served"] / merged["people"].where(merged["people"] > 0)
    nobody = merged["people"].reindex(owner).to_numpy() == 0
    weight = np.where(nobody, 1.0, people)
    cost = cells["cost"].to_numpy(dtype=np.float64)
    # Without 0 times infinity, where nobody lives at an unreachable entry point.
    weighted = np.multiply(weight, cost, out=np.zeros_like(cost), where=weight > 0)
    sums = pd.DataFrame({"cost": weighted, "weight": weight}).groupby(owner, sort=False).sum()
    merged["cost"] = sums["cost"] / sums["weight"]
    return merged


def split_note(demand: gpd.GeoDataFrame) -> str:
    """Return how many cells of a split demand table became how many entry points, and with how many people."""
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
    """Return the share of each entry point in its cell's people, shape (entries,); they sum to 1 in a cell."""
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
    """Return 1, 2, ... within each run of equal values."""
    first = np.searchsorted(cell, cell, side="left")
    return np.asarray(np.arange(len(cell)) - first + 1, dtype=np.int64)


def _require_distinct(ids: pd.Index, what: str) -> None:
    """Raise an InputError with every id that occurs twice."""
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
