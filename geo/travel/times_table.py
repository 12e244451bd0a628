"""Travel times from a table of pairs that another engine computed."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csc_array

from ...common.arrays import Floats, Ints
from ...common.errors import Fault, InputError
from ..tables import (
    CELL_ID,
    SITE_ID,
    Direction,
    Mode,
    ModeByTier,
    Unit,
    require_demand,
    require_sites,
)
from .limits import limit_in
from .travel_times import NO_TIME, TravelTimes


@dataclass(frozen=True, eq=False)
class TableSearch:
    """Nearest sites among the pairs of a travel-time matrix.

    Parameters
    ----------
    cell, site, cost
        Positions and cost of every pair, sorted by cost.
    cells
        How many cells there are.
    """

    cell: Ints
    site: Ints
    cost: Floats
    cells: int

    def matrix_of(self, sites: Ints, limit: float) -> csc_array:
        """Return the costs of `sites` up to `limit`, shape (cells, sites), float32."""
        count = len(sites)
        place = np.full(1 + max(self.site.max(initial=-1), sites.max(initial=-1)), -1)
        place[sites] = np.arange(count)
        column = place[self.site]
        pairs = np.flatnonzero((column >= 0) & (self.cost <= limit))
        pairs = pairs[np.lexsort((self.cell[pairs], column[pairs]))]
        indptr = np.zeros(count + 1, dtype=np.int32)
        np.cumsum(np.bincount(column[pairs], minlength=count), out=indptr[1:])
        return csc_array(
            (self.cost[pairs].astype(np.float32), self.cell[pairs].astype(np.int32), indptr),
            shape=(self.cells, count),
        )

    def nearest(self, sites: Ints) -> tuple[Ints, Floats]:
        """Return the nearest of `sites` (-1 if none) and its cost (inf if none) by cell."""
        site, cost = self.nearest_k(sites, 1)
        return site[:, 0], cost[:, 0]

    def nearest_k(self, sites: Ints, k: int) -> tuple[Ints, Floats]:
        """Return the k nearest of `sites` and their costs, shape (cells, k), nearest first."""
        nearest = np.full((self.cells, k), -1, dtype=np.int64)
        cost = np.full((self.cells, k), np.inf)
        pairs = np.flatnonzero(np.isin(self.site, sites))
        pairs = pairs[np.argsort(self.cell[pairs], kind="stable")]
        cell = self.cell[pairs]
        nth = np.arange(len(cell)) - np.searchsorted(cell, cell)
        first = nth < k
        nearest[cell[first], nth[first]] = self.site[pairs[first]]
        cost[cell[first], nth[first]] = self.cost[pairs[first]]
        return nearest, cost


def travel_times_from_table(
    demand: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    pairs: pd.DataFrame,
    *,
    limit_min: float | None = None,
    limit_m: float | None = None,
    mode: Mode | ModeByTier = "walk",
    direction: Direction = "to_site",
) -> TravelTimes:
    """Take travel times from pairs whose ids are known, as `halfhour.times_from_table` does from a table.

    Parameters
    ----------
    pairs
        Columns ``cell_id``, ``site_id`` and ``cost``, in seconds where `limit_min` is given, in metres where
        `limit_m` is; a pair that is absent cannot be travelled.
    demand, sites, limit_min, limit_m, mode, direction
        As there; one of the two limits is given.

    Raises
    ------
    InputError
        If a table, a cost or the limit is not valid.
    """
    require_demand(demand)
    require_sites(sites)
    unit: Unit = "s" if limit_m is None else "m"
    limit = limit_in(unit, limit_min=limit_min, limit_m=limit_m)
    if limit is None:
        raise InputError(
            Fault(
                file="travel times",
                column="limit_min",
                cause="is missing, and so is limit_m",
                fix="give limit_min where costs are seconds, limit_m where they are metres",
            )
        )
    cell, site = (
        _positions(pairs[name], table.index)
        for name, table in ((CELL_ID, demand), (SITE_ID, sites))
    )
    cost = pairs["cost"].to_numpy(dtype=np.float64)
    unknown = ~(cost >= 0)
    if unknown.any():
        raise InputError(
            *(
                Fault(
                    file="travel times",
                    key=f"{CELL_ID} {pairs[CELL_ID].iloc[row]}, {SITE_ID} {pairs[SITE_ID].iloc[row]}",
                    column="cost",
                    value=float(cost[row]),
                    cause="is no time or distance, 0 or more",
                    fix="leave the pair out if there is no way",
                )
                for row in np.flatnonzero(unknown)
            )
        )
    order = np.lexsort((site, cost))
    cell, site, cost = cell[order], site[order], cost[order]
    known = np.zeros(len(demand), dtype=bool)
    known[cell] = True
    search = TableSearch(cell, site, cost, len(demand))
    return TravelTimes(
        demand=demand,
        sites=sites,
        costs=search.matrix_of(np.arange(len(sites)), limit),
        limit=limit,
        unit=unit,
        mode=mode,
        direction=direction,
        search=search,
        cell_reason=np.where(known, "", NO_TIME),
        site_reason=np.full(len(sites), "", dtype=np.str_),
        known_up_to=float(cost.max(initial=0.0)),
    )


def _positions(ids: pd.Series, index: pd.Index) -> Ints:
    # An index keeps an object of Python for every id once it is asked: not for a table without rows.
    return index.get_indexer(pd.Index(ids)) if len(ids) else np.empty(0, dtype=np.intp)
