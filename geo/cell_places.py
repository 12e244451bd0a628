"""Assigning places to cells: by cell id, or by location."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from ..common.arrays import Ints
from ..common.errors import Fault, InputError
from .tables import CELL_ID


def cell_rows(
    places: gpd.GeoDataFrame, demand: gpd.GeoDataFrame, *, max_m: float, what: str
) -> Ints:
    """Return the cell of each place.

    Parameters
    ----------
    places
        Places in the demand table's CRS. With a column ``cell_id`` that decides; else a place belongs to the
        polygon cell that contains it, or to the nearest point cell. Of several the first one counts.
    demand
        The demand table.
    max_m
        The largest distance from a point cell in metres.
    what
        The file of the places, for messages.

    Returns
    -------
    numpy.ndarray
        Row of the demand table, shape (places,).

    Raises
    ------
    InputError
        With every place that has no geometry or belongs to no cell.
    """
    missing = np.asarray(places.geometry.isna() | places.geometry.is_empty)
    if missing.any():
        raise InputError(
            *(
                _fault(places, row, what, "has no geometry", "give it a place")
                for row in np.flatnonzero(missing)
            )
        )
    cell = found_cells(places, demand, max_m=max_m)
    if CELL_ID in places.columns:
        cause, fix = (
            "the demand table has no such cell",
            "check that both files write ids alike, or leave the column out to go by where places lie",
        )
    else:
        cause, fix = (
            f"lies in no cell, nor within {max_m:g} m of the point of one",
            "delete it, correct its coordinates, or name its cell in a column cell_id",
        )
    unassigned = np.flatnonzero(cell < 0)
    if len(unassigned):
        raise InputError(*(_fault(places, row, what, cause, fix) for row in unassigned))
    return cell


def found_cells(places: gpd.GeoDataFrame, demand: gpd.GeoDataFrame, *, max_m: float) -> Ints:
    """Return the row of the cell of each place as `cell_rows` does, and -1 where there is none.

    Parameters
    ----------
    places, demand, max_m
        As for `cell_rows`; each place has a geometry.
    """
    if CELL_ID in places.columns:
        ids = pd.Index(places[CELL_ID].astype(str))
        return np.asarray(demand.index.astype(str).get_indexer(ids), dtype=np.int64)
    return _by_location(shapely.point_on_surface(places.geometry.to_numpy()), demand, max_m)


def _by_location(points: npt.NDArray[np.object_], demand: gpd.GeoDataFrame, max_m: float) -> Ints:
    """Return the cell that contains each point, or the nearest point cell; -1 where there is none."""
    geometry = demand.geometry.to_numpy()
    area = shapely.get_dimensions(geometry) == 2
    cell = np.full(len(points), -1, dtype=np.int64)
    areas, centres = np.flatnonzero(area), np.flatnonzero(~area)
    inside = shapely.STRtree(geometry[areas]).query(points, predicate="intersects")
    _take_first(cell, inside, areas)
    rest = np.flatnonzero(cell < 0)
    near = shapely.STRtree(geometry[centres]).query_nearest(
        points[rest], max_distance=max_m, all_matches=True
    )
    _take_first(cell, np.stack([rest[near[0]], near[1]]), centres)
    return cell


def _take_first(cell: Ints, pairs: npt.NDArray[np.int64], rows: Ints) -> None:
    """Assign to each place the lowest of the rows that it is paired with."""
    place, match = pairs
    order = np.lexsort((match, place))
    place, first = np.unique(place[order], return_index=True)
    cell[place] = rows[match[order][first]]


def _fault(places: gpd.GeoDataFrame, row: np.integer, what: str, cause: str, fix: str) -> Fault:
    """Return the fault of one place, named by its cell id or its coordinates."""
    named = CELL_ID in places.columns
    return Fault(
        file=what,
        row=int(row) + 1,
        key=f"{CELL_ID} {places[CELL_ID].iloc[int(row)]}" if named else None,
        value=None if named else tuple(float(v) for v in np.round(_xy(places, row), 1)),
        cause=cause,
        fix=fix,
    )


def _xy(places: gpd.GeoDataFrame, row: np.integer) -> npt.NDArray[np.float64]:
    """Return the coordinates of a place in metres; NaN without geometry."""
    place = places.geometry.iloc[int(row)]
    if place is None or place.is_empty:
        return np.full(2, np.nan)
    return np.asarray(shapely.get_coordinates(shapely.point_on_surface(place))[0])
