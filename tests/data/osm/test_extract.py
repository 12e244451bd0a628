"""The rules of the road from an OSM file to seconds between two places."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from xml.sax.saxutils import quoteattr

import networkx as nx
import numpy as np
import pyproj
import pytest
from halfhour.data.osm.extract import read_osm_lines
from halfhour.data.roads.roads import read_roads
from halfhour.geo.roads.network import RoadNetwork
from halfhour.geo.tables import MODES, Mode

Tags = Mapping[str, str]

STREET = {"highway": "residential"}
FERRY = {"route": "ferry"}
NODES = {1: (119.60, 39.90), 2: (119.61, 39.90), 3: (119.62, 39.90), 4: (119.61, 39.91)}


@pytest.fixture
def osm(tmp_path: Path):
    """Write an OSM file of the four nodes, with tags on some of them, and ways through them."""

    def write(ways: Sequence[tuple[Sequence[int], Tags]], nodes: Mapping[int, Tags]) -> Path:
        def tags(of: Tags) -> str:
            return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in of.items())

        text = '<osm version="0.6">'
        for node, (lon, lat) in NODES.items():
            text += f'<node id="{node}" lon="{lon}" lat="{lat}">{tags(nodes.get(node, {}))}</node>'
        for number, (way, of) in enumerate(ways):
            refs = "".join(f'<nd ref="{node}"/>' for node in way)
            text += f'<way id="{number + 1}">{refs}{tags(of)}</way>'
        path = tmp_path / "town.osm"
        path.write_text(text + "</osm>", encoding="utf-8")
        return path

    return write


def travel_s(roads: RoadNetwork, mode: Mode, start: int, end: int) -> float:
    """Seconds of the quickest way between two of the nodes, infinite if there is none."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(len(roads.node_xy)))
    for tail, head, cost_s in (
        (roads.start, roads.end, roads.forward_s[mode]),
        (roads.end, roads.start, roads.backward_s[mode]),
    ):
        for edge in np.flatnonzero(np.isfinite(cost_s)):
            graph.add_edge(int(tail[edge]), int(head[edge]), weight=cost_s[edge])
    near = [_at(roads, NODES[node]) for node in (start, end)]
    found = nx.multi_source_dijkstra_path_length(graph, near[0])
    return min((found[node] for node in near[1] if node in found), default=np.inf)


@cache
def _places(crs: pyproj.CRS) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(4326, crs, always_xy=True)


def _at(roads: RoadNetwork, lon_lat: tuple[float, float]) -> set[int]:
    x, y = _places(roads.crs).transform(*lon_lat)
    nodes = np.flatnonzero(np.hypot(*(roads.node_xy - [x, y]).T) < 0.1)
    assert len(nodes) > 0
    return {int(node) for node in nodes}


def who(roads: RoadNetwork, start: int, end: int) -> set[Mode]:
    return {mode for mode in MODES if np.isfinite(travel_s(roads, mode, start, end))}


ALL, FEET, WHEELS = set(MODES), {"walk"}, {"cycle", "ebike", "drive"}


@pytest.mark.parametrize(
    ("tags", "there", "back"),
    [
        (STREET, ALL, ALL),
        (STREET | {"oneway": "-1"}, FEET, ALL),
        (STREET | {"oneway": "yes", "oneway:bicycle": "no"}, ALL, ALL - {"drive"}),
        (STREET | {"oneway": "yes", "cycleway:left": "opposite_lane"}, ALL, ALL - {"drive"}),
        (STREET | {"oneway": "reversible"}, FEET, FEET),
        (STREET | {"junction": "roundabout"}, ALL, FEET),
        (STREET | {"access": "private", "foot": "yes"}, FEET, FEET),
        (STREET | {"bicycle": "no", "electric_bicycle": "yes"}, ALL - {"cycle"}, ALL - {"cycle"}),
        ({"highway": "trunk", "motorroad": "yes"}, {"drive"}, {"drive"}),
        ({"highway": "steps"}, ALL - {"drive"}, ALL - {"drive"}),
        ({"highway": "steps", "bicycle": "no"}, FEET, FEET),
        ({"highway": "steps", "ramp:bicycle": "yes"}, ALL - {"drive"}, ALL - {"drive"}),
        (FERRY, ALL, ALL),
        (FERRY | {"foot": "yes"}, ALL - {"drive"}, ALL - {"drive"}),
        (FERRY | {"motor_vehicle": "yes", "foot": "no"}, WHEELS, WHEELS),
    ],
)
def test_who_travels_a_road_and_which_way(osm, tags, there, back):
    # The footway keeps the file from having no road at all.
    roads = read_roads(osm([((1, 2), tags), ((2, 4), {"highway": "footway"})], {}))
    assert who(roads, 1, 2) == there
    assert who(roads, 2, 1) == back


@pytest.mark.parametrize(
    ("barrier", "passing"),
    [
        ({"barrier": "bollard"}, ALL - {"drive"}),
        ({"barrier": "bollard", "motor_vehicle": "yes"}, ALL),
        ({"barrier": "gate"}, ALL),
        ({"barrier": "gate", "access": "private"}, set()),
        ({"barrier": "gate", "access": "private", "foot": "yes"}, FEET),
        ({"barrier": "stile"}, FEET),
        # Access tags count without a barrier, but those of a crossing are for those who cross.
        ({"motor_vehicle": "no"}, ALL - {"drive"}),
        ({"access": "no"}, set()),
        ({"access": "private", "foot": "yes"}, FEET),
        ({"vehicle": "no", "bicycle": "yes"}, ALL - {"drive"}),
        ({"vehicle": "private"}, FEET),
        ({"bicycle": "no"}, ALL - {"cycle", "ebike"}),
        ({"foot": "no"}, ALL - FEET),
        ({"access": "destination"}, ALL),
        ({"railway": "level_crossing", "access": "no"}, set()),
        ({"highway": "crossing", "access": "no"}, ALL),
        ({"highway": "traffic_signals", "crossing": "yes", "bicycle": "no"}, ALL),
        ({"highway": "traffic_signals", "bicycle": "no"}, ALL - {"cycle", "ebike"}),
    ],
)
@pytest.mark.parametrize("ways", [[(1, 2, 3)], [(1, 2), (2, 3)], [(1, 2, 3), (2, 4)]])
def test_a_barrier_stops_whom_it_stops(osm, barrier, passing, ways):
    roads = read_roads(osm([(way, STREET) for way in ways], {2: barrier}))
    assert who(roads, 1, 3) == passing
    assert who(roads, 3, 1) == passing
    if len(ways[-1]) == 2:
        assert who(roads, ways[-1][1], 1) == passing
    # Whoever passes loses no time at it.
    free = read_roads(osm([(way, STREET) for way in ways], {}))
    for mode in passing:
        assert travel_s(roads, mode, 1, 3) == pytest.approx(travel_s(free, mode, 1, 3))


def test_cars_go_round_a_bollard(osm):
    ways = [((1, 2, 3), STREET), ((1, 4, 3), STREET)]
    roads = read_roads(osm(ways, {2: {"barrier": "bollard"}}))
    free = read_roads(osm(ways, {}))
    assert travel_s(roads, "drive", 1, 3) > 1.5 * travel_s(free, "drive", 1, 3)
    assert travel_s(roads, "walk", 1, 3) == pytest.approx(travel_s(free, "walk", 1, 3))


def test_a_roundabout_is_driven_round(osm):
    ring = ((1, 2, 4, 1), STREET | {"junction": "roundabout"})
    roads = read_roads(osm([ring, ((2, 3), STREET)], {}))
    assert travel_s(roads, "drive", 2, 1) > travel_s(roads, "drive", 1, 2)
    assert travel_s(roads, "walk", 2, 1) == travel_s(roads, "walk", 1, 2)


def test_only_barriers_on_roads_are_kept(osm):
    nodes = {2: {"barrier": "gate", "foot": "no", "name": "北门"}, 4: {"barrier": "wall"}}
    barriers = read_osm_lines(osm([((1, 2, 3), STREET)], nodes)).barriers
    assert barriers["vertex_id"].tolist() == [2]
    assert barriers[["barrier", "access", "foot"]].iloc[0].tolist() == ["gate", "", "no"]


def test_a_ferry_takes_as_long_as_it_says_unless_the_extract_cuts_it(osm):
    ferry = FERRY | {"duration": "00:20"}
    roads = read_roads(osm([((1, 2, 3), ferry), ((2, 4), STREET)], {}))
    for mode in MODES:
        assert travel_s(roads, mode, 1, 3) == pytest.approx(1200)
    roads = read_roads(osm([((1, 2, 3, 99), ferry)], {}))
    assert travel_s(roads, "walk", 1, 3) == pytest.approx(roads.length_m.sum() / (10 / 3.6))


def test_the_tags_of_a_directed_limit_reach_the_seconds(osm):
    tags = {"highway": "primary", "maxspeed:forward": "60", "maxspeed:backward": "30 mph"}
    roads = read_roads(osm([((1, 2), tags)], {}))
    metres = roads.length_m.sum()
    assert travel_s(roads, "drive", 1, 2) == pytest.approx(metres / (60 / 3.6))
    assert travel_s(roads, "drive", 2, 1) == pytest.approx(metres / (30 * 1.609344 / 3.6))
