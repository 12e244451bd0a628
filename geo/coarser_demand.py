"""Coarser cells: the people of a grid's squares, each where most of its people live."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..common.sentences import Sentence
from .inner_points import inner_points
from .tables import CELL_ID, groups, require_demand


def coarser_demand(demand: gpd.GeoDataFrame, cell_m: float) -> gpd.GeoDataFrame:
    """Add cells up in the squares of a grid.

    Parameters
    ----------
    demand
        A demand table in a projected CRS in metres, before units are assigned to it.
    cell_m
        Side of the squares in metres; their edges are whole multiples of it in the table's CRS.

    Returns
    -------
    geopandas.GeoDataFrame
        A demand table of one point for each square in which cells lie, called ``<column>_<row>``: the people of
        every group in sum, at the cell with most people of the first group. Other columns are left out.

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
    # By square, most people first; of equally many the one that comes first in the table.
    order = np.lexsort((-first, column, row))
    is_new = np.ones(len(order), dtype=bool)
    is_new[1:] = (np.diff(column[order]) != 0) | (np.diff(row[order]) != 0)
    starts = np.flatnonzero(is_new)
    chosen = order[starts]
    sums = np.add.reduceat(people[order], starts, axis=0) if len(order) else people
    ids = [f"{x}_{y}" for x, y in zip(column[chosen], row[chosen], strict=True)]
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
