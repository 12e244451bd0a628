"""Villages as the cells that stand for them: where travel is computed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from ...common.arrays import Floats, Ints
from ...coverage.assessment import Assessment
from ...geo.travel.road_search import points_xy

CELL: Final = "cell"
"""Level of the villages where the study has no units: each inhabited cell is one."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Villages:
    """The finest units that are known, each with the inhabited cell that travel is computed from.

    Parameters
    ----------
    level
        The level of the units; ``"cell"`` where there are none.
    unit_id, name
        By village.
    cell
        By village the row of its cell in the demand table: of a point the nearest inhabited one, of an area the
        one with the most people.
    """

    level: str
    unit_id: tuple[str, ...]
    name: tuple[str, ...]
    cell: Ints


def villages_of(
    today: Assessment, points: Mapping[str, gpd.GeoDataFrame] | None = None
) -> Villages:
    """Return the villages of an assessment: of all levels of units the one with the most.

    Parameters
    ----------
    today
        The assessment; its demand table names units that are areas.
    points
        Units that are points by level, index ``unit_id`` and column ``name``, in the CRS of the demand table.
    """
    demand = today.times.demand
    people = today.cells["people"].to_numpy(dtype=np.float64)
    inhabited = np.flatnonzero(people > 0)
    # Of levels with as many units areas go first: they say which cells are theirs.
    found = [
        *(
            _of_areas(demand, str(level)[: -len("_name")], people)
            for level in demand
            if _named(level)
        ),
        *(_of_points(demand, level, table, inhabited) for level, table in (points or {}).items()),
    ]
    finest = max(found, key=lambda one: len(one.cell), default=None)
    return finest if finest is not None and len(finest.cell) else _of_cells(demand, inhabited)


def _named(column: object) -> bool:
    return str(column).endswith("_name")


def _of_areas(demand: gpd.GeoDataFrame, level: str, people: Floats) -> Villages:
    table = pd.DataFrame(
        {
            "unit": demand[level].to_numpy(dtype=object),
            "name": demand[f"{level}_name"].to_numpy(dtype=object),
            "people": people,
            "row": np.arange(len(demand)),
        }
    )
    lived_in = table[(table["people"] > 0) & (table["unit"] != "")]
    most = lived_in.sort_values(["people", "row"], ascending=[False, True], kind="stable")
    first = most.drop_duplicates("unit").sort_values("row")
    return Villages(
        level=level,
        unit_id=tuple(first["unit"].astype(str)),
        name=tuple(first["name"].astype(str)),
        cell=first["row"].to_numpy(dtype=np.int64),
    )


def _of_points(
    demand: gpd.GeoDataFrame, level: str, points: gpd.GeoDataFrame, inhabited: Ints
) -> Villages:
    if not len(inhabited):
        return Villages(level=level, unit_id=(), name=(), cell=inhabited)
    tree = KDTree(points_xy(demand.geometry.to_numpy()[inhabited]))
    _, nearest = tree.query(points_xy(points.geometry.to_numpy()))
    return Villages(
        level=level,
        unit_id=tuple(map(str, points.index)),
        name=tuple(points["name"].astype(str)),
        cell=inhabited[nearest],
    )


def _of_cells(demand: gpd.GeoDataFrame, inhabited: Ints) -> Villages:
    ids = tuple(map(str, demand.index[inhabited]))
    return Villages(level=CELL, unit_id=ids, name=ids, cell=inhabited)
