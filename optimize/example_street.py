"""A made-up street on which the examples in docstrings are worked out.

Six cells lie along a street of 5 km, 1 km apart, in two townships.
People walk at 5 km/h: 12 minutes a kilometre.

====  =====  =========  ========
cell  at km  residents  township
====  =====  =========  ========
km0   0      40         west
km1   1      100        west
km2   2      60         west
km3   3      80         east
km4   4      30         east
km5   5      90         east
====  =====  =========  ========

By default one clinic, ``old``, stands at 0 km, and ``mid`` (2 km), ``east`` (4 km) and ``end`` (5 km) are
candidates that cost 1 each, without a limit of capacity.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from ..common.arrays import Floats
from ..geo.travel.times_table import travel_times_from_table
from ..geo.travel.travel_times import TravelTimes

CRS = "EPSG:32650"
WEST_M = 500_000.0
WALK_S_PER_KM = 720.0


def street_times(
    service: str = "clinic",
    *,
    existing: Mapping[str, float] | None = None,
    candidates: Mapping[str, float] | None = None,
    **columns: Sequence[object],
) -> TravelTimes:
    """Return the travel times along the street, up to 60 minutes.

    Parameters
    ----------
    service
        What the sites provide.
    existing, candidates
        By site id the kilometre at which it lies; by default those of the example.
    **columns
        Values of further columns of the site table, or others for ``cost``, ``capacity``, ``tier`` or
        ``name``: one for each site, the existing ones first.

    Returns
    -------
    TravelTimes
        Of all cells and sites, in seconds.
    """
    existing = {"old": 0.0} if existing is None else existing
    candidates = {"mid": 2.0, "east": 4.0, "end": 5.0} if candidates is None else candidates
    cell_km = np.arange(6.0)
    site_km = np.array([*existing.values(), *candidates.values()])
    township = ["west"] * 3 + ["east"] * 3
    demand = _points(
        cell_km,
        pd.Index([f"km{km:.0f}" for km in cell_km], name="cell_id"),
        residents=[40.0, 100.0, 60.0, 80.0, 30.0, 90.0],
        township=township,
        township_name=[name.title() for name in township],
    )
    status = ["existing"] * len(existing) + ["candidate"] * len(candidates)
    attributes = {"name": "", "service": service, "tier": "", "status": status}
    sites = _points(
        site_km,
        pd.Index([*existing, *candidates], name="site_id"),
        **{**attributes, "capacity": np.inf, "cost": 1.0, **columns},
    )
    cell, site = np.divmod(np.arange(len(demand) * len(sites)), len(sites))
    pairs = pd.DataFrame(
        {
            "cell_id": demand.index[cell],
            "site_id": sites.index[site],
            "cost": WALK_S_PER_KM * np.abs(cell_km[cell] - site_km[site]),
        }
    )
    return travel_times_from_table(demand, sites, pairs, limit_min=60)


def _points(at_km: Floats, index: pd.Index, **columns: object) -> gpd.GeoDataFrame:
    """Return points along the street with these columns."""
    geometry = gpd.points_from_xy(WEST_M + 1000.0 * at_km, np.zeros(len(at_km)), crs=CRS)
    return gpd.GeoDataFrame(columns, geometry=geometry, index=index)
