"""A made-up street of 3 km on which the examples in docstrings are worked out."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from .roads.network import RoadNetwork


def walked_street() -> tuple[RoadNetwork, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return a street that is walked at 5 km/h, and who lives and what stands on it.

    Returns
    -------
    tuple
        The network; the demand table, ``west`` with 400 residents at 0 km and ``east`` with 100 at 3 km; the
        site table, the clinic ``first`` at 1 km and the candidate ``last`` at 3 km. In EPSG:32650.
    """
    crs = pyproj.CRS.from_epsg(32650)
    roads = RoadNetwork(
        crs=crs,
        node_xy=np.array([[500_000.0, 0.0], [503_000.0, 0.0]]),
        start=np.array([0]),
        end=np.array([1]),
        geometry=np.array([shapely.LineString([(500_000, 0), (503_000, 0)])]),
        length_m=np.array([3000.0]),
        road_class=np.array(["residential"]),
        forward_s={"walk": np.array([2160.0])},
        backward_s={"walk": np.array([2160.0])},
        source="street",
    )
    demand = gpd.GeoDataFrame(
        {"residents": [400.0, 100.0]},
        geometry=gpd.points_from_xy([500_000, 503_000], [0, 0], crs=crs),
        index=pd.Index(["west", "east"], name="cell_id"),
    )
    sites = gpd.GeoDataFrame(
        {"name": "", "service": "clinic", "tier": "", "status": ["existing", "candidate"]},
        geometry=gpd.points_from_xy([501_000, 503_000], [0, 0], crs=crs),
        index=pd.Index(["first", "last"], name="site_id"),
    ).assign(capacity=np.inf, cost=1.0)
    return roads, demand, sites
