"""Coarser cells: the people of a grid's squares, each where most of its people live."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..common.sentences import Sentence
from .inner_points import inner_points
from .tables import CELL_ID, groups, require_demand


def coarser_demand(
    demand: gpd.GeoDataFrame, cell_m: float, *, apart: pd.Series | None = None
) -> gpd.GeoDataFrame:
    """Add cells up in the squares of a grid.

    Parameters
    ----------
    demand
        A demand table in a projected CRS in metres, before units are assigned to it.
    cell_m
        Side of the squares in metres; their edges are whole multiples of it in the table's CRS.
    apart
        By cell what it is added up with alone, such as the unit that it lies in; by default a square is one.

    Returns
    -------
    geopandas.GeoDataFrame
        A demand table of one point for each square in which cells lie, called ``<column>_<row>``: the people of
        every group in sum, at the cell with most people of the first group. Other columns are left out.
        Of a square whose cells are kept apart there is a point for each part, called ``<column>_<row>/1``,
        ``<column>_<row>/2``, ...

    Raises
    ------
    InputError
        If the demand table is not valid.
    """
    require_demand(demand)
    xy = shapely.get_coordinates(inner_points(demand.geometry.to_numpy()))
    column, row = np.floor(xy / cell_m).astype(np.int64).T
    counted = groups(demand)
    people = demand[counted].to_numpy(dtype=np.float64)
    first = people[:, 0] if counted else np.zeros(len(demand))
    part = np.zeros(len(demand), dtype=np.int64)
    if apart is not None:
        part = pd.factorize(apart.to_numpy(), sort=True)[0].astype(np.int64)
    # By square, most people first; of equally many the one that comes first in the table.
    order = np.lexsort((-first, part, column, row))
    other_square = np.ones(len(order), dtype=bool)
    other_square[1:] = (np.diff(column[order]) != 0) | (np.diff(row[order]) != 0)
    is_new = other_square.copy()
    is_new[1:] |= np.diff(part[order]) != 0
    starts = np.flatnonzero(is_new)
    chosen = order[starts]
    sums = np.add.reduceat(people[order], starts, axis=0) if len(order) else people
    square = np.cumsum(other_square[starts])
    parts = np.bincount(square)[square] if len(square) else square
    number = np.arange(len(square)) - np.searchsorted(square, square) + 1
    ids = [
        f"{x}_{y}/{n}" if of > 1 else f"{x}_{y}"
        for x, y, n, of in zip(column[chosen], row[chosen], number, parts, strict=True)
    ]
    return gpd.GeoDataFrame(
        pd.DataFrame(sums, columns=counted, index=pd.Index(ids, name=CELL_ID, dtype=object)),
        geometry=shapely.points(xy[chosen]),
        crs=demand.crs,
    )


def coarser_note(before: int, after: int, cell_m: float) -> Sentence:
    """Return what is to be said of cells that were added up."""
    return Sentence(
        "{before:,} cells were added up to {after:,} squares of {cell_m:,g} m, "
        "each where most of its people live",
        before=before,
        after=after,
        cell_m=cell_m,
    )
