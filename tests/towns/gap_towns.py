"""Small random instances whose travel times are a table, with units or without, and perhaps places."""

from __future__ import annotations

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
from halfhour.geo.travel.travel_times import TravelTimes
from page_fixtures import city
from scipy.sparse import csc_array

COLUMNS, ROWS = 9, 6


def gap_town(seed: int, *, levels: bool = True) -> TravelTimes:
    """A town whose people, places and townships are drawn; one column of cells is in no township."""
    random = np.random.default_rng([seed, 21])
    times = _town()
    demand = times.demand.assign(residents=random.integers(0, 90, len(times.demand)).astype(float))
    number = np.arange(len(demand))
    demand["township"] = [
        f"t{column // 2}{row // 3}" for row, column in zip(*np.divmod(number, COLUMNS), strict=True)
    ]
    demand["township_name"] = "Town " + demand["township"]
    demand.loc[number % COLUMNS == COLUMNS - 1, ["township", "township_name"]] = ""
    if not levels:
        demand = demand.drop(columns=["county", "county_name", "township", "township_name"])
    sites = times.sites.assign(capacity=random.integers(0, 500, len(times.sites)).astype(float))
    return dataclasses.replace(times, demand=demand, sites=sites)


_KNOWN: list[TravelTimes] = []


def _town() -> TravelTimes:
    if not _KNOWN:
        _KNOWN.append(city(COLUMNS, ROWS, existing=3, candidates=6, roads_cut=0.7))
    return _KNOWN[0]


def far_apart(groups: int, each: int, *, apart_m: float = 50_000) -> gpd.GeoDataFrame:
    """Cells in groups that are far from each other, on a square lattice of 500 m in each."""
    places = [
        (500_000 + apart_m * group + 500 * (cell % 5), 4_400_000 + 500 * (cell // 5))
        for group in range(groups)
        for cell in range(each)
    ]
    x, y = zip(*places, strict=True)
    return gpd.GeoDataFrame(
        {"residents": 10.0},
        geometry=gpd.points_from_xy(x, y, crs="EPSG:4549"),
        index=pd.Index([f"c{one}" for one in range(len(places))], name="cell_id"),
    )


def with_cells(times: TravelTimes, demand: gpd.GeoDataFrame) -> TravelTimes:
    """Return travel times of other cells, whom no site reaches."""
    nobody = csc_array((len(demand), len(times.sites)), dtype=np.float32)
    return dataclasses.replace(times, demand=demand, costs=nobody)
