"""Lengths of walks in Monaco that GraphHopper asserts (its RoutingAlgorithmWithOSMTest)."""

import geopandas as gpd
import pandas as pd
import pytest
from halfhour.data.roads import read_roads
from halfhour.geo.travel_times import travel_times


def test_the_four_walks_have_graphhopper_s_lengths(shared_case) -> None:
    case = shared_case("monaco_graphhopper")
    roads = read_roads(case / "monaco.osm.gz")
    routes = pd.read_csv(case / "expected_routes.csv").query(
        "profile == 'foot' and objective == 'shortest'"
    )
    assert len(routes) == 4
    demand = gpd.GeoDataFrame(
        {"residents": 1.0},
        geometry=gpd.points_from_xy(routes["from_lon"], routes["from_lat"], crs="EPSG:4326"),
        index=pd.Index([f"from{i}" for i in range(4)], name="cell_id"),
    ).to_crs(roads.crs)
    sites = gpd.GeoDataFrame(
        {
            "name": "",
            "service": "goal",
            "tier": "",
            "status": "existing",
            "capacity": 1.0,
            "cost": 1.0,
        },
        geometry=gpd.points_from_xy(routes["to_lon"], routes["to_lat"], crs="EPSG:4326"),
        index=pd.Index([f"to{i}" for i in range(4)], name="site_id"),
    ).to_crs(roads.crs)
    times = travel_times(demand, sites, roads, mode="walk", limit_m=20_000)
    legs = times.search.cells.access_m + times.search.sites.access_m
    lengths_m = times.costs.toarray().diagonal() - legs
    assert lengths_m == pytest.approx(routes["expected_distance_m"].to_numpy(), rel=0.005)
