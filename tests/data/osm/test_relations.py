"""Squares and ferries of several ways, which are relations."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from halfhour.data.osm.extract import read_osm_lines
from halfhour.data.roads.roads import read_roads
from halfhour.geo.roads.network import RoadNetwork
from osm_file import STREET, OsmFile

NODES = {
    1: (119.600, 39.900),
    2: (119.601, 39.900),
    3: (119.602, 39.900),
    4: (119.602, 39.901),
    5: (119.601, 39.901),
    6: (119.603, 39.901),
    7: (119.6012, 39.9003),
    8: (119.6018, 39.9003),
    9: (119.6015, 39.9006),
}
SQUARE = {"type": "multipolygon", "highway": "pedestrian", "area": "yes"}
# Two halves of an outline and the outline of a fountain; streets end at both sides.
OUTLINE = {21: ((2, 3, 4), {}), 22: ((4, 5, 2), {}), 23: ((7, 8, 9, 7), {})}
STREETS = {11: ((1, 2), STREET), 12: ((4, 6), STREET)}
MEMBERS = [("way", 21, "outer"), ("way", 22, "outer"), ("way", 23, "inner")]

UNUSED = (
    "town.osm: the duration of 1 ferry cannot be used, as it is not understood, belongs to several ways, "
    "or to a way that is cut; the speed of ferries counts there"
)


def walk_s(roads: RoadNetwork) -> dict[int, float]:
    graph = nx.Graph()
    for edge, seconds in enumerate(roads.forward_s["walk"]):
        graph.add_edge(int(roads.start[edge]), int(roads.end[edge]), weight=float(seconds))
    west, east = roads.node_xy[:, 0].argmin(), roads.node_xy[:, 0].argmax()
    return nx.dijkstra_path_length(graph, int(west), int(east))


def test_a_square_of_several_ways_is_walked_along_its_outline(tmp_path):
    as_relation = read_roads(OsmFile(NODES, STREETS | OUTLINE, [(MEMBERS, SQUARE)]).write(tmp_path))
    ring = {20: ((2, 3, 4, 5, 2), {"highway": "pedestrian", "area": "yes"})}
    as_way = read_roads(OsmFile(NODES, STREETS | ring).write(tmp_path))
    assert walk_s(as_relation) == pytest.approx(walk_s(as_way))
    assert as_relation.notes == as_way.notes == ()
    assert sorted(as_relation.road_class.tolist()).count("pedestrian") == 2
    assert np.isinf(as_relation.forward_s["drive"][as_relation.road_class == "pedestrian"]).all()


def test_members_that_are_roads_themselves_are_read_once(tmp_path):
    ways = STREETS | OUTLINE | {21: ((2, 3, 4), {"highway": "footway"})}
    lines = read_osm_lines(OsmFile(NODES, ways, [(MEMBERS, SQUARE)]).write(tmp_path))
    assert sorted(lines.way_id.tolist()) == [11, 12, 21, 22]
    assert lines.tags["highway"][lines.way_id.tolist().index(21)] == "footway"


def test_a_ferry_whose_ways_have_no_tags(tmp_path):
    ferry = {"type": "route", "route": "ferry", "duration": "00:20", "foot": "yes"}
    nodes_of = {31: ((1, 2, 3), {}), 32: ((3, 6), {})}
    stops = [("node", 1, "stop"), ("way", 11, "platform")]

    def read(members):
        file = OsmFile(NODES, STREETS | nodes_of, [([*stops, *members], ferry)])
        return read_roads(file.write(tmp_path))

    one = read([("way", 31, "")])
    there = one.road_class == "ferry"
    assert one.forward_s["walk"][there].sum() == pytest.approx(1200)
    assert np.isinf(one.forward_s["drive"][there]).all()
    # Of several ways nobody knows which takes how long: the class speed counts.
    both = read([("way", 31, ""), ("way", 32, "forward")])
    there = both.road_class == "ferry"
    assert both.forward_s["walk"][there].sum() == pytest.approx(both.length_m[there].sum() * 0.36)
    assert both.notes == (UNUSED,)
    assert one.notes == ()


FERRY = {"route": "ferry"}
SAILING = {"type": "route", "route": "ferry", "duration": "00:20"}


@pytest.mark.parametrize(
    ("ways", "members", "relation", "seconds", "notes"),
    [
        # The way is a ferry by its own tags, and its relation alone says how long it takes.
        ({31: FERRY}, [31], SAILING, 1200, ()),
        ({31: FERRY | {"duration": "10"}}, [31], SAILING, 600, ()),
        ({31: FERRY, 32: FERRY}, [31, 32], SAILING, None, (UNUSED,)),
        ({31: FERRY | {"duration": "10"}, 32: FERRY}, [31, 32], SAILING, None, (UNUSED,)),
        (
            {31: FERRY | {"duration": "10"}, 32: FERRY | {"duration": "5"}},
            [31, 32],
            SAILING,
            900,
            (),
        ),
        ({31: FERRY | {"duration": "a while"}}, [31], {}, None, (UNUSED,)),
        ({31: FERRY}, [31], SAILING | {"duration": "20 min"}, None, (UNUSED,)),
        ({31: FERRY}, [31], {"type": "route", "route": "bus", "duration": "9"}, None, ()),
        ({31: STREET | {"duration": "a while"}}, [31], {}, None, ()),
    ],
)
def test_every_duration_of_a_ferry_is_used_or_told(
    tmp_path, ways, members, relation, seconds, notes
):
    nodes = {31: (1, 2, 3), 32: (3, 6)}
    file = OsmFile(
        NODES,
        STREETS | {way: (nodes[way], tags) for way, tags in ways.items()},
        [([("way", way, "") for way in members], relation)],
    )
    roads = read_roads(file.write(tmp_path))
    there = roads.road_class == "ferry"
    if seconds is not None:
        assert roads.forward_s["walk"][there].sum() == pytest.approx(seconds)
    assert roads.notes == notes


def test_a_ferry_that_the_extract_cuts_is_told(tmp_path):
    cut = {31: ((1, 2, 77), FERRY | {"duration": "00:20"})}
    notes = read_osm_lines(OsmFile(NODES, STREETS | cut).write(tmp_path)).notes
    assert len(notes) == 2
    assert notes[1] == UNUSED


@pytest.mark.parametrize("tags", [SQUARE, {"type": "route", "route": "ferry"}])
def test_what_lacks_members_is_counted(tmp_path, tags):
    members = [*MEMBERS[:2], ("way", 99, "outer")]
    roads = read_roads(OsmFile(NODES, STREETS | OUTLINE, [(members, tags)]).write(tmp_path))
    assert roads.notes == (
        "town.osm: 1 relation of squares and ferries lacks members, which are not read",
    )
    assert (roads.road_class != "residential").sum() == 2


def test_other_relations_are_left_out(tmp_path):
    others = [
        {"type": "multipolygon", "building": "yes"},
        {"type": "multipolygon", "landuse": "grass"},
        {"type": "route", "route": "bus"},
        {"type": "multipolygon", "highway": "rest_area"},
    ]
    relations = [(MEMBERS, tags) for tags in others]
    lines = read_osm_lines(OsmFile(NODES, STREETS | OUTLINE, relations).write(tmp_path))
    assert lines.way_id.tolist() == [11, 12]
    assert lines.notes == ()
