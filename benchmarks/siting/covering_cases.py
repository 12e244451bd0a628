"""The covering problems that are solved: cells along Wuhan's roads, candidates on its junctions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import geopandas as gpd
import halfhour as hh
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csc_array
from wuhan import Floats, Ints

LONGEST_MIN: Final = 30.0
"""Times are computed once as far as this, for all limits."""

_MOST_PEOPLE: Final = 100
_SEED: Final = 0


@dataclass(frozen=True, kw_only=True)
class Case:
    """One question of a size.

    Parameters
    ----------
    cells, candidates
        How many.
    limit_min
        Within how many minutes by car people are served.
    max_new
        How many candidates may be opened.
    time_limit_s
        When whoever is not done must stop.
    most_s, most_gap
        What ours should take, and how far from the bound it may then be; None for no such target.
    least_ratio
        By peer how many times faster ours should be; the peers named are those that are asked.
    """

    cells: int
    candidates: int
    limit_min: int
    max_new: int
    time_limit_s: float = 120.0
    most_s: float | None = None
    most_gap: float = 0.0
    least_ratio: Mapping[str, float | None] = field(default_factory=dict)

    @property
    def size(self) -> str:
        """Return cells and candidates as text."""
        return f"{self.cells}x{self.candidates}"

    @property
    def job(self) -> str:
        """Return what the rows of it are called."""
        return f"{self.size} {self.limit_min}min p{self.max_new}"


CASES: Final = (
    Case(
        cells=10_000,
        candidates=200,
        limit_min=30,
        max_new=10,
        least_ratio={"spopt CBC": 500.0, "spopt HiGHS": 500.0, "PuLP HiGHS": 20.0},
    ),
    Case(
        cells=10_000,
        candidates=200,
        limit_min=15,
        max_new=10,
        least_ratio={"spopt CBC": 150.0, "spopt HiGHS": 150.0, "PuLP HiGHS": 20.0},
    ),
    Case(
        cells=50_000,
        candidates=1_000,
        limit_min=30,
        max_new=15,
        time_limit_s=300.0,
        least_ratio={"PuLP HiGHS": None},
    ),
    Case(
        cells=50_000,
        candidates=1_000,
        limit_min=15,
        max_new=15,
        time_limit_s=300.0,
        least_ratio={"PuLP HiGHS": None},
    ),
    Case(cells=100_000, candidates=1_000, limit_min=30, max_new=15, most_s=10.0),
    Case(cells=100_000, candidates=1_000, limit_min=15, max_new=50, most_s=10.0),
    Case(cells=100_000, candidates=1_000, limit_min=15, max_new=100, most_s=10.0),
    Case(cells=100_000, candidates=5_000, limit_min=30, max_new=15, most_s=10.0),
    Case(cells=100_000, candidates=5_000, limit_min=15, max_new=25, most_s=60.0),
    Case(
        cells=100_000, candidates=5_000, limit_min=15, max_new=50, most_s=125.0, most_gap=0.01
    ),  # 120 s, and what the last step takes to stop
)

SIZES: Final = tuple(dict.fromkeys(case.size for case in CASES))


def covering_times(network: hh.RoadNetwork, cells: int, candidates: int) -> hh.TravelTimes:
    """Compute travel times by car between random places along the roads and random junctions.

    Every cell has 1 to 100 people. The same numbers give the same cells.
    """
    rng = np.random.default_rng(_SEED)
    edge = rng.choice(len(network.start), cells, p=network.length_m / network.length_m.sum())
    along = shapely.line_interpolate_point(
        network.geometry[edge], rng.random(cells), normalized=True
    )
    demand = gpd.GeoDataFrame(
        {"residents": rng.integers(1, _MOST_PEOPLE + 1, cells).astype(np.float64)},
        geometry=along,
        index=pd.RangeIndex(cells, name="cell_id"),
        crs=network.crs,
    )
    node = rng.choice(len(network.node_xy), candidates, replace=False)
    sites = gpd.GeoDataFrame(
        {
            "name": "",
            "service": "clinic",
            "tier": "",
            "status": "candidate",
            "capacity": np.inf,
            "cost": 1.0,
        },
        geometry=shapely.points(network.node_xy[node]),
        index=pd.RangeIndex(candidates, name="site_id"),
        crs=network.crs,
    )
    return hh.travel_times(demand, sites, network, mode="drive", limit_min=LONGEST_MIN)


def people_of(times: hh.TravelTimes) -> Floats:
    """Return the people of each cell."""
    return times.demand["residents"].to_numpy(dtype=np.float64)


def people_served(reach: csc_array, people: Floats, opened: Ints) -> float:
    """Count the people whom the opened candidates serve, from the matrix itself."""
    served = np.zeros(reach.shape[0], dtype=bool)
    for column in opened:
        served[reach.indices[reach.indptr[column] : reach.indptr[column + 1]]] = True
    return float(people[served].sum())


def size_bytes(reach: csc_array) -> int:
    """Return the memory that a reach matrix takes."""
    return int(reach.data.nbytes + reach.indices.nbytes + reach.indptr.nbytes)
