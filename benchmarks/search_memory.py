# ruff: noqa: T201 - a benchmark talks to whoever runs it
"""Measures the megabytes that choosing sites takes above what is held, for made-up pairs of cells and sites."""

from __future__ import annotations

import argparse
import gc
from typing import Final

import geopandas as gpd
import halfhour as hh
import numpy as np
import pandas as pd
from halfhour.geo.travel.times_table import travel_times_from_table
from halfhour.geo.travel.travel_times import TravelTimes
from measuring.peak_memory import with_peak

_CRS: Final = "EPSG:32650"
_EXTENT_M: Final = 100_000.0
_MB: Final = 2.0**20
_LIMIT_MIN: Final = 30.0


def made_up_times(*, cells: int, sites: int, pairs: int) -> TravelTimes:
    """Return travel times in which about so many pairs, drawn at random, are within the limit."""
    random = np.random.default_rng(0)
    x, y = random.uniform(0, _EXTENT_M, size=(2, cells + sites))
    places = gpd.points_from_xy(x, y, crs=_CRS)
    demand = gpd.GeoDataFrame(
        {"residents": random.integers(1, 200, size=cells).astype(float)},
        geometry=places[:cells],
        index=pd.Index([f"c{number}" for number in range(cells)], name="cell_id"),
    )
    table = gpd.GeoDataFrame(
        {
            "name": "",
            "service": "clinic",
            "tier": "",
            "capacity": np.inf,
            "cost": 1.0,
            "status": ["existing"] * 10 + ["candidate"] * (sites - 10),
        },
        geometry=places[cells:],
        index=pd.Index([f"s{number}" for number in range(sites)], name="site_id"),
    )
    drawn = np.unique(random.integers(0, cells * sites, size=pairs))
    known = pd.DataFrame(
        {
            "cell_id": demand.index.to_numpy()[drawn // sites],
            "site_id": table.index.to_numpy()[drawn % sites],
            "cost": random.uniform(0, 60 * _LIMIT_MIN, size=len(drawn)),
        }
    )
    return travel_times_from_table(demand, table, known, limit_min=_LIMIT_MIN)


def main() -> None:
    """Solve one scenario after the other, and say what each took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, nargs="+", default=[10**6, 5 * 10**6, 10**7])
    parser.add_argument("--cells", type=int, default=100_000)
    parser.add_argument("--sites", type=int, default=1000)
    parser.add_argument("--max-new", type=int, default=20)
    parser.add_argument("--time-limit-s", type=float, default=20.0)
    asked = parser.parse_args()
    # Compiled functions and the solver's library are no part of it.
    small = made_up_times(cells=1000, sites=100, pairs=5000)
    hh.solve(hh.Scenario(small, max_new=5))
    for pairs in asked.pairs:
        times = made_up_times(cells=asked.cells, sites=asked.sites, pairs=pairs)
        scenario = hh.Scenario(times, max_new=asked.max_new, time_limit_s=asked.time_limit_s)
        gc.collect()
        plan, peak = with_peak(lambda one=scenario: hh.solve(one))
        took = "not known" if peak is None else f"{peak / _MB:,.0f} MB"
        size = f"{len(times.demand):,} cells, {times.costs.nnz:,} pairs"
        print(f"{size}: {took}, {plan.certificate.status}", flush=True)


if __name__ == "__main__":
    main()
