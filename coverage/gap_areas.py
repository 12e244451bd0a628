"""Areas that have names, by which people in the gap are told: units, or cells that lie together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from ..common.arrays import Floats, Ints
from ..geo.crs import WGS84
from ..geo.spacing import distinct_spots, usual_spacing_m
from ..geo.tables import groups
from ..geo.travel.road_search import points_xy
from ..geo.travel.travel_times import TravelTimes
from .connected_places import connected_places

Key = tuple[str, str | int]
"""Level and id of an area."""

CLUSTER: Final = "cluster"
"""The level of areas that are no units."""

FEW_UNITS: Final = 60
CELLS_PER_UNIT: Final = 3
"""A level of more than `FEW_UNITS` units is too fine where these have fewer cells on average."""

NEIGHBOUR_SPACINGS: Final = 2.0
"""Cells outside every unit that are up to this many times the usual spacing apart belong together."""

SPOTS_MAX: Final = 2000
"""More places than these are gathered in squares before they are clustered: all distances are compared."""

SPACINGS_WIDE: Final = 10.0
"""A cluster may at least be this many times the usual spacing of cells wide."""


@dataclass(frozen=True, kw_only=True, eq=False)
class GapAreas:
    """A partition of the cells into areas that have names; it does not depend on which sites are open.

    Parameters
    ----------
    table
        Index ``area_id``; columns ``name``, ``level`` (that of the unit, or ``"cluster"``) and ``part_of``
        (the name of the unit of the next coarser level in which most of its people live; may be empty).
    of
        For each row of the demand table the number of its area, from 0.
    """

    table: pd.DataFrame
    of: Ints

    def sums(self, values: Floats) -> Floats:
        """Return the sums of a column of the demand table by area."""
        return np.bincount(self.of, weights=values, minlength=len(self.table)).astype(np.float64)


def gap_areas(times: TravelTimes, places: gpd.GeoDataFrame | None = None) -> GapAreas:
    """Part the cells into areas that have names.

    Units of the finest level of the demand table that has two or more; a level with hardly more cells than
    units is too fine. A cell that is in no unit of this level is told with its unit of a coarser one, else
    with its neighbours. Without units cells are clustered by complete linkage, so that no cluster is wider
    than twice the distance from which people come within the limit, or than ten times the spacing of cells.

    Parameters
    ----------
    times
        Travel times; their demand table has the cells.
    places
        Places with a ``name``, in any CRS: what is no unit is called by the nearest one, else by its
        coordinates.

    Returns
    -------
    GapAreas
        Every cell is in one area.
    """
    demand = times.demand
    counts = demand[groups(demand)].to_numpy(dtype=np.float64).sum(axis=1)
    xy = points_xy(demand.geometry.to_numpy())
    lived = np.flatnonzero(counts > 0)
    if not len(lived):
        lived = np.arange(len(demand))
    levels = _levels(demand.iloc[lived])
    group, keys = _units(demand, levels)
    without = lived[group[lived] < 0]
    label = _neighbours(times, xy[without]) if levels else _clusters(times, xy, without)
    group[without] = len(keys) + label
    keys += [(CLUSTER, one) for one in range(int(label.max(initial=-1)) + 1)]
    # Where nobody lives now somebody may in years to come.
    known = np.flatnonzero(group >= 0)
    # Areas are numbered in the order of their first cells.
    numbers, found = pd.factorize(group[known])
    of = np.empty(len(group), dtype=np.int64)
    of[known] = numbers
    unknown = np.flatnonzero(group < 0)
    if len(unknown):
        _, nearest = KDTree(xy[known]).query(xy[unknown])
        of[unknown] = numbers[nearest]
    people = np.where(counts > 0, counts, 1e-9)
    table = _table(demand, [keys[one] for one in found], of, levels, people, _named(places, demand))
    return GapAreas(table=table, of=of)


def _units(demand: gpd.GeoDataFrame, levels: list[str]) -> tuple[Ints, list[Key]]:
    """Return the number of the finest unit that each cell is in, -1 outside of all; level and id by number."""
    group = np.full(len(demand), -1, dtype=np.int64)
    keys: list[Key] = []
    for level in levels:
        numbers, ids = pd.factorize(demand[level])
        is_unit = np.array(
            [isinstance(one, (str, int)) and one != "" for one in ids.tolist()], dtype=bool
        )
        own = np.flatnonzero((group < 0) & (numbers >= 0))
        own = own[is_unit[numbers[own]]]
        group[own] = len(keys) + numbers[own]
        keys += [(level, one) for one in ids.tolist()]
    return group, keys


def _levels(lived: pd.DataFrame) -> list[str]:
    """Return the levels of units, the finest that is good for areas first, then coarser ones."""
    found = [
        str(column)[: -len("_name")] for column in lived.columns if str(column).endswith("_name")
    ]
    number = {
        level: int(lived.loc[lived[level] != "", level].nunique())
        for level in found
        if level in lived.columns
    }
    good = [
        level
        for level, units in number.items()
        if units >= 2 and (units <= FEW_UNITS or len(lived) >= CELLS_PER_UNIT * units)
    ]
    return sorted(good, key=lambda level: -number[level])


def _neighbours(times: TravelTimes, xy: Floats) -> Ints:
    """Return the component of each place, of cells that lie beside each other."""
    if not len(xy):
        return np.zeros(0, dtype=np.int64)
    reach_m = NEIGHBOUR_SPACINGS * max(1.0, times.cell_spacing_m or 0.0)
    return connected_places(xy, reach_m)


def _clusters(times: TravelTimes, xy: Floats, rows: Ints) -> Ints:
    """Return the cluster of each row: by complete linkage, up to a width."""
    from sklearn.cluster import AgglomerativeClustering  # noqa: PLC0415 - loads half of SciPy, for this alone

    spots = distinct_spots(xy[rows])
    is_whole = len(rows) == len(xy)
    spacing_m = (times.cell_spacing_m if is_whole else usual_spacing_m(spots)) or 1.0
    wide_m = max(SPACINGS_WIDE * spacing_m, 2 * _reach_m(times, xy))
    side_m = 0.0
    while len(spots) > SPOTS_MAX:
        side_m = max(2 * side_m, 2 * spacing_m)
        # Twice as wide, each square holds four of those before, or the places of the first step.
        spots = distinct_spots(_squares(spots, side_m))
    if len(spots) < 2:
        return np.zeros(len(rows), dtype=np.int64)
    found = AgglomerativeClustering(
        n_clusters=None, distance_threshold=wide_m, linkage="complete"
    ).fit_predict(spots)
    at = _squares(xy[rows], side_m) if side_m else xy[rows]
    _, nearest = KDTree(spots).query(at)
    return np.asarray(found, dtype=np.int64)[nearest]


def _squares(xy: Floats, side_m: float) -> Floats:
    return np.floor(xy / side_m) * side_m + side_m / 2


def _reach_m(times: TravelTimes, xy: Floats) -> float:
    """Return the straight distance from which most people come to a site within the limit."""
    pairs = times.within_cost(times.limit).tocoo()
    if not pairs.nnz:
        return 0.0
    site = points_xy(times.sites.geometry.to_numpy())
    step = max(1, pairs.nnz // 200_000)
    away_m = np.hypot(*(xy[pairs.row[::step]] - site[pairs.col[::step]]).T)
    return float(np.quantile(away_m, 0.9))


def _named(places: gpd.GeoDataFrame | None, demand: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
    """Return places with a name as points in the demand table's CRS; None without any."""
    if places is None or not len(places):
        return None
    named = places[places["name"].notna() & (places["name"].astype(str) != "")]
    if not len(named):
        return None
    return gpd.GeoDataFrame(
        {"name": named["name"].astype(str).to_numpy()},
        geometry=shapely.point_on_surface(named.geometry.to_crs(demand.crs).to_numpy()),
        crs=demand.crs,
    )


def _table(
    demand: gpd.GeoDataFrame,
    keys: list[Key],
    of: Ints,
    levels: list[str],
    people: Floats,
    places: gpd.GeoDataFrame | None,
) -> pd.DataFrame:
    names: dict[int, str] = {}
    for level in levels:
        own = [number for number, (one, _) in enumerate(keys) if one == level]
        named = demand[[level, f"{level}_name"]].drop_duplicates(level, keep="last")
        name_of = dict(zip(named[level], named[f"{level}_name"], strict=True))
        names |= {number: str(name_of[keys[number][1]] or keys[number][1]) for number in own}
    clusters = [number for number in range(len(keys)) if number not in names]
    names |= dict(zip(clusters, _cluster_names(demand, of, people, clusters, places), strict=True))
    part = dict(_parts(demand, keys, of, levels, people))
    table = pd.DataFrame(
        {
            "name": [names[number] for number in range(len(keys))],
            "level": [level for level, _ in keys],
            "part_of": [part.get(number, "") for number in range(len(keys))],
        }
    )
    return table.rename_axis("area_id")


def _parts(
    demand: gpd.GeoDataFrame,
    keys: list[Key],
    of: Ints,
    levels: list[str],
    people: Floats,
) -> Iterator[tuple[int, str]]:
    """Yield areas with the name of the unit of the next coarser level that most of their people live in."""
    most_of = {level: _most_lived_in(demand[f"{level}_name"], of, people) for level in levels}
    for number, (level, _) in enumerate(keys):
        upper = levels[levels.index(level) + 1 :] if level in levels else levels
        for one in upper[:1] if level in levels else upper:
            if number in most_of[one]:
                yield number, most_of[one][number]
                break


def _most_lived_in(names: pd.Series, of: Ints, people: Floats) -> dict[int, str]:
    """Return by area the name of the unit in which most of its people live; of equals the first by name."""
    own = pd.DataFrame({"area": of, "name": names.to_numpy(), "people": people})
    summed = own.groupby(["area", "name"])["people"].sum().reset_index()
    summed = summed[summed["name"] != ""].sort_values(
        ["area", "people"], ascending=[True, False], kind="stable"
    )
    first = summed.drop_duplicates("area")
    return {int(area): str(name) for area, name in zip(first["area"], first["name"], strict=True)}


def _cluster_names(
    demand: gpd.GeoDataFrame,
    of: Ints,
    people: Floats,
    clusters: list[int],
    places: gpd.GeoDataFrame | None,
) -> list[str]:
    """Return the nearest place's name for each cluster, the largest first to choose; else coordinates."""
    if not clusters:
        return []
    xy = points_xy(demand.geometry.to_numpy())
    by_area = np.split(
        np.argsort(of, kind="stable"), np.cumsum(np.bincount(of, minlength=max(clusters) + 1))
    )
    inside = {number: by_area[number] for number in clusters}
    middle = np.array(
        [np.average(xy[rows], axis=0, weights=people[rows]) for rows in inside.values()]
    )
    at = gpd.GeoSeries(shapely.points(middle), crs=demand.crs).to_crs(WGS84)
    names = [_coordinates(point.x, point.y) for point in at]
    if places is None:
        return names
    wide_m = [
        float(np.hypot(*(xy[inside[one]] - m).T).max())
        for one, m in zip(clusters, middle, strict=True)
    ]
    near_m = 2 * NEIGHBOUR_SPACINGS * (usual_spacing_m(xy) or 0.0)
    query = KDTree(points_xy(places.geometry.to_numpy())).query(middle)
    away_m, found = (np.asarray(each) for each in query)
    size = [float(people[rows].sum()) for rows in inside.values()]
    taken: set[str] = set()
    for place in sorted(range(len(clusters)), key=lambda one: -size[one]):
        name = str(places["name"].iloc[int(found[place])])
        # A name from far away would mislead, and so would one name for two areas.
        if away_m[place] <= max(wide_m[place], near_m) and name not in taken:
            taken.add(name)
            names[place] = name
    return names


def _coordinates(lon: float, lat: float) -> str:
    east, north = ("E" if lon >= 0 else "W"), ("N" if lat >= 0 else "S")
    return f"{abs(lat):.3f}° {north}, {abs(lon):.3f}° {east}"
