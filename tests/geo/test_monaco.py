"""Lengths of routes in Monaco that GraphHopper asserts (its RoutingAlgorithmWithOSMTest)."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from halfhour.data.roads import read_roads
from halfhour.geo.network import RoadNetwork
from halfhour.geo.tables import Mode
from halfhour.geo.travel_times import travel_times

PROFILES: dict[Mode, str] = {"walk": "foot", "drive": "car"}


def lengths_m(roads: RoadNetwork, routes: pd.DataFrame, mode: Mode) -> np.ndarray:
    """Metres of the shortest way of each route, without the legs from a place to its road."""
    count = len(routes)
    demand = gpd.GeoDataFrame(
        {"residents": np.ones(count)},
        geometry=gpd.points_from_xy(routes["from_lon"], routes["from_lat"], crs="EPSG:4326"),
        index=pd.Index([f"from{i}" for i in range(count)], name="cell_id"),
    ).to_crs(roads.crs)
    sites = gpd.GeoDataFrame(
        {
            "name": [f"to {i}" for i in range(count)],
            "service": "goal",
            "tier": "",
            "status": "existing",
            "capacity": 1.0,
            "cost": 1.0,
        },
        geometry=gpd.points_from_xy(routes["to_lon"], routes["to_lat"], crs="EPSG:4326"),
        index=pd.Index([f"to{i}" for i in range(count)], name="site_id"),
    ).to_crs(roads.crs)
    times = travel_times(demand, sites, roads, mode=mode, limit_m=20_000)
    legs_m = times.search.cells.access_m + times.search.sites.access_m
    return times.costs.toarray().diagonal() - legs_m


# The first drive starts on the Rock, whose streets this extract lets cars leave but not enter: they are no part
# of the main component, so that we attach its start to another road than GraphHopper does.
@pytest.mark.parametrize(("mode", "first", "count"), [("walk", 0, 4), ("drive", 1, 6)])
def test_shortest_ways_have_graphhopper_s_lengths(
    shared_case, mode: Mode, first: int, count: int
) -> None:
    case = shared_case("monaco_graphhopper")
    routes = pd.read_csv(case / "expected_routes.csv")
    wanted = (routes["profile"] == PROFILES[mode]) & (routes["objective"] == "shortest")
    routes = routes[wanted].iloc[first:]
    assert len(routes) == count
    lengths = lengths_m(read_roads(case / "monaco.osm.gz"), routes, mode)
    # One-way streets: 103 m one way are 320 m back by car.
    assert lengths == pytest.approx(routes["expected_distance_m"].to_numpy(), rel=0.005, abs=2)
