"""A group's people from a layer of its own, placed in the cells of the residents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from ...common.arrays import Floats, Ints
from ...common.sentences import Sentence
from ..crs import require_same_crs
from ..inner_points import inner_points
from ..spacing import usual_spacing_m
from ..tables import CELL_ID, groups
from .outlines import Outlines

_NEAR: Final = 1.5
"""Up to so many of its own cell's radii a place counts as near a cell."""


@dataclass(frozen=True, eq=False)
class WithGroup:
    """A demand table with one more group.

    Parameters
    ----------
    demand
        The table.
    added
        The outlines of cells that were added behind those that were there.
    notes
        What is to be said of it.
    """

    demand: gpd.GeoDataFrame
    added: npt.NDArray[np.object_]
    notes: tuple[Sentence, ...]


def with_group(
    demand: gpd.GeoDataFrame, group: str, people: gpd.GeoDataFrame, outlines: Outlines
) -> WithGroup:
    """Add a group whose people stand in a layer of their own.

    Parameters
    ----------
    demand
        The demand table.
    group
        The group's name.
    people
        Its people: a demand table in the same CRS, whose first group counts.
    outlines
        Of the cells of `people`.

    Returns
    -------
    WithGroup
        The group's people in sum are those of the layer. A cell of the layer gives its people to the cells
        whose points lie in it, in proportion to their first group, or in equal parts where nobody of that lives
        there. Where no point lies in it they go to the nearest cell that is not farther from it than 1.5 times
        its own half diagonal; else they become a cell of their own, which a note counts.
    """
    require_same_crs(people, demand.crs, what=f"the layer of {group}")
    counted = people[groups(people)[0]].to_numpy(dtype=np.float64)
    if (
        len(people) == len(demand)
        and people.index.equals(demand.index)
        and _same_places(people, demand)
    ):
        return WithGroup(_with_column(demand, group, counted), np.empty(0, dtype=object), ())
    points = inner_points(demand.geometry.to_numpy())
    source, cell = _cells_within(outlines, points)
    given = np.zeros(len(people), dtype=bool)
    given[source] = True
    weight = demand[groups(demand)[0]].to_numpy(dtype=np.float64)[cell]
    total = np.bincount(source, weights=weight, minlength=len(people))
    number = np.bincount(source, minlength=len(people))
    nobody = total[source] <= 0
    share = np.where(nobody, 1.0, weight) / np.where(nobody, number[source], total[source])
    amount = np.bincount(cell, weights=counted[source] * share, minlength=len(demand))
    rest = np.flatnonzero(~given & (counted > 0))
    near, reached = _nearest(people, rest, points, outlines)
    amount = amount + np.bincount(near, weights=counted[rest[reached]], minlength=len(demand))
    alone = rest[~reached]
    result = _with_column(demand, group, np.asarray(amount, dtype=np.float64))
    if not len(alone):
        return WithGroup(result, np.empty(0, dtype=object), ())
    note = Sentence(
        "{people:,.0f} {group} live in {cells:,} places of their layer where the people layer has no cell; "
        "these became cells of their own",
        people=float(counted[alone].sum()),
        group=Sentence(group),
        cells=len(alone),
    )
    cells = _with_cells(result, group, people.iloc[alone], counted[alone])
    return WithGroup(cells, outlines.of(alone), (note,))


def _same_places(people: gpd.GeoDataFrame, demand: gpd.GeoDataFrame) -> bool:
    return bool(
        shapely.equals_exact(people.geometry.to_numpy(), demand.geometry.to_numpy(), 1e-3).all()
    )


def _cells_within(outlines: Outlines, points: np.ndarray) -> tuple[Ints, Ints]:
    """Return pairs of a cell of the layer and a point of a cell that lies in it; each point once."""
    areas = np.flatnonzero(outlines.has_area)
    tree = shapely.STRtree(outlines.of(areas))
    cell, source = tree.query(points, predicate="intersects")
    cell, first = np.unique(cell, return_index=True)
    return areas[source[first]], np.asarray(cell, dtype=np.int64)


def _nearest(
    people: gpd.GeoDataFrame, rest: Ints, points: np.ndarray, outlines: Outlines
) -> tuple[Ints, np.ndarray]:
    """Return the nearest cell of each place that is near enough, and which places these are."""
    if not len(rest):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=bool)
    places = inner_points(people.geometry.to_numpy()[rest])
    distance_m, cell = _distances(points, places)
    radius_m = np.full(len(rest), outlines.radius_m())
    if outlines.grid is None:
        size_m2 = shapely.area(people.geometry.to_numpy()[rest])
        # A mere point speaks of the cells around it.
        spacing_m = usual_spacing_m(shapely.get_coordinates(points), sample=2000) or 0.0
        radius_m = np.where(size_m2 > 0, np.sqrt(size_m2 / 2), spacing_m)
    reached = distance_m <= _NEAR * radius_m
    return cell[reached], reached


def _distances(points: np.ndarray, places: np.ndarray) -> tuple[Floats, Ints]:
    from scipy.spatial import KDTree  # noqa: PLC0415 - loads slowly

    distance_m, cell = KDTree(shapely.get_coordinates(points)).query(
        shapely.get_coordinates(places)
    )
    return np.asarray(distance_m), np.asarray(cell, dtype=np.int64)


def _with_column(demand: gpd.GeoDataFrame, group: str, people: Floats) -> gpd.GeoDataFrame:
    """Return the table with one more group, before the geometry as all groups are."""
    geometry = demand.geometry.name
    result = demand.assign(**{group: people})
    return result[[*result.columns.drop([geometry]), geometry]]


def _with_cells(
    demand: gpd.GeoDataFrame, group: str, people: gpd.GeoDataFrame, counted: Floats
) -> gpd.GeoDataFrame:
    """Append cells in which only people of one group are known to live."""
    ids = pd.Index([f"{name}:{group}" for name in people.index], name=CELL_ID)
    values = {name: np.zeros(len(ids)) for name in groups(demand)} | {group: counted}
    other = {
        name: "" for name in demand.columns if name not in values and name != demand.geometry.name
    }
    cells = gpd.GeoDataFrame(
        pd.DataFrame({**values, **other}, index=ids),
        geometry=people.geometry.to_numpy(),
        crs=demand.crs,
    )
    if demand.geometry.name != cells.geometry.name:
        cells = cells.rename_geometry(demand.geometry.name)
    return gpd.GeoDataFrame(pd.concat([demand, cells[demand.columns]]), crs=demand.crs)
