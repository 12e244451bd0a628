"""Lengths of routes in Monaco that GraphHopper asserts (its RoutingAlgorithmWithOSMTest)."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from halfhour.data.roads.roads import read_roads
from halfhour.geo.roads.network import RoadNetwork
from halfhour.geo.roads.speeds import DEFAULT_SPEEDS, SpeedTable
from halfhour.geo.routing.mode_graph import mode_graph
from halfhour.geo.tables import Mode
from halfhour.geo.travel.road_search import RoadSearch, points_xy
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.snapping import snap

PROFILES: dict[Mode, str] = {"walk": "foot", "drive": "car"}

CAR_KPH = {
    "motorway": 100,
    "motorway_link": 70,
    "trunk": 70,
    "trunk_link": 65,
    "primary": 65,
    "primary_link": 60,
    "secondary": 60,
    "secondary_link": 50,
    "tertiary": 50,
    "tertiary_link": 40,
    "unclassified": 30,
    "residential": 30,
    "living_street": 5,
    "service": 20,
    "road": 20,
    "track": 15,
}
"""GraphHopper's own (routing/util/parsers/CarAverageSpeedParser.java at its commit 02b21d5)."""

# The same parser drives at 90 % of a tagged maxspeed.
CAR_SPEEDS = SpeedTable(by_mode={**DEFAULT_SPEEDS.by_mode, "drive": CAR_KPH}, maxspeed_scale=0.9)


def routes_of(case: Path, mode: Mode, objective: str) -> pd.DataFrame:
    routes = pd.read_csv(case / "expected_routes.csv")
    return routes[(routes["profile"] == PROFILES[mode]) & (routes["objective"] == objective)]


def places(routes: pd.DataFrame, end: str, index: str, roads: RoadNetwork) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "residents": 1.0,
            "name": "",
            "service": "goal",
            "tier": "",
            "status": "existing",
            "capacity": 1.0,
            "cost": 1.0,
        },
        geometry=gpd.points_from_xy(routes[f"{end}_lon"], routes[f"{end}_lat"], crs="EPSG:4326"),
        index=pd.Index([f"{end}{i}" for i in range(len(routes))], name=index),
    ).to_crs(roads.crs)


def searched(
    roads: RoadNetwork, routes: pd.DataFrame, mode: Mode, limit_m: float | None = None
) -> RoadSearch:
    """Starts and goals on any edge that the mode may use, as GraphHopper attaches them."""
    starts = places(routes, "from", "cell_id", roads)
    goals = places(routes, "to", "site_id", roads)
    times = travel_times(starts, goals, roads, mode=mode, limit_m=limit_m)
    graph = mode_graph(roads, mode, times.unit)
    cells, sites = (
        snap(points_xy(table.geometry.to_numpy()), roads, graph, among=graph.usable)
        for table in (starts, goals)
    )
    return replace(times.search, cells=cells, sites=sites)


def on_the_way(search: RoadSearch) -> np.ndarray:
    """What each route costs from position to position, without access legs."""
    legs = search.access(search.cells) + search.access(search.sites)
    return search.matrix(20_000).toarray().diagonal() - legs


@pytest.mark.parametrize(("mode", "count"), [("walk", 4), ("drive", 7)])
def test_shortest_ways_have_graphhopper_s_lengths(
    shared_case: Callable[[str], Path], mode: Mode, count: int
) -> None:
    case = shared_case("monaco_graphhopper")
    routes = routes_of(case, mode, "shortest")
    assert len(routes) == count
    search = searched(read_roads(case / "monaco.osm.gz"), routes, mode, limit_m=20_000)
    # One-way streets: 103 m one way are 320 m back by car.
    wanted = routes["expected_distance_m"].to_numpy()
    assert on_the_way(search) == pytest.approx(wanted, rel=0.005, abs=2)


def fastest(search: RoadSearch, route: int) -> tuple[float, float]:
    """Seconds and metres of the fastest way of a route, by networkx on a graph of its own."""
    roads, graph = search.network, nx.DiGraph()

    def arc(tail: object, head: object, seconds: float, metres: float) -> None:
        known = graph.get_edge_data(tail, head, {"seconds": np.inf})
        if seconds < known["seconds"]:
            graph.add_edge(tail, head, seconds=seconds, metres=metres)

    ways = (roads.forward_s["drive"], roads.backward_s["drive"])
    for edge, (start, end) in enumerate(zip(roads.start, roads.end, strict=True)):
        arc(start, end, ways[0][edge], roads.length_m[edge])
        arc(end, start, ways[1][edge], roads.length_m[edge])
    for name, positions in (("from", search.cells), ("to", search.sites)):
        edge, share = positions.edge[route], positions.fraction[route]
        for node, way, part in (
            (roads.start[edge], ways[name == "from"][edge], share),
            (roads.end[edge], ways[name == "to"][edge], 1 - share),
        ):
            seconds = way * part if part > 0 else 0.0
            tail, head = (name, node) if name == "from" else (node, name)
            arc(tail, head, seconds, part * roads.length_m[edge])
    way = nx.shortest_path(graph, "from", "to", weight="seconds")
    return nx.path_weight(graph, way, "seconds"), nx.path_weight(graph, way, "metres")


def test_fastest_ways_have_graphhopper_s_lengths(shared_case: Callable[[str], Path]) -> None:
    case = shared_case("monaco_graphhopper")
    routes = routes_of(case, "drive", "fastest")
    roads = read_roads(case / "monaco.osm.gz", speeds=CAR_SPEEDS)
    search = searched(roads, routes, "drive")
    ways = np.array([fastest(search, route) for route in range(len(routes))])
    assert on_the_way(search) == pytest.approx(ways[:, 0], abs=0.01)
    assert len(ways) == 3
    wanted = routes["expected_distance_m"].to_numpy()
    assert ways[:, 1] == pytest.approx(wanted, rel=0.005, abs=2)
