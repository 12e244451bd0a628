"""What turn restrictions of an OSM file forbid, by hand: a junction of four streets, and a street behind it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyproj
import pytest
from halfhour.data.roads.roads import read_roads
from halfhour.geo.roads.network import RoadNetwork
from halfhour.geo.routing.mode_graph import mode_graph
from osm_file import STREET, OsmFile, Tags

#        4         7
#        |14       |17
#  1 --- 2 ------- 3 --- 6
#    11  |   12       13
#        5 (way 15)
NODES = {
    1: (119.60, 39.90),
    2: (119.61, 39.90),
    3: (119.62, 39.90),
    4: (119.61, 39.91),
    5: (119.61, 39.89),
    6: (119.63, 39.90),
    7: (119.62, 39.91),
}
WAYS = {11: (1, 2), 12: (2, 3), 13: (3, 6), 14: (2, 4), 15: (2, 5), 17: (3, 7)}
NO = {"type": "restriction", "restriction": "no_left_turn"}
ONLY = {"type": "restriction", "restriction": "only_straight_on"}
WHEELS = {"cycle", "ebike", "drive"}


def over_node(from_: int, via: int, to: int) -> list[tuple[str, int, str]]:
    return [("way", from_, "from"), ("node", via, "via"), ("way", to, "to")]


def over_ways(from_: int, via: list[int], to: int) -> list[tuple[str, int, str]]:
    return [("way", from_, "from"), *(("way", way, "via") for way in via), ("way", to, "to")]


def town(folder: Path, *relations, ways=None, node_tags=None, tags: dict[int, Tags] | None = None):
    every = {
        way: (nodes, STREET | (tags or {}).get(way, {})) for way, nodes in (ways or WAYS).items()
    }
    return read_roads(OsmFile(NODES, every, relations, node_tags or {}).write(folder))


def turns(roads: RoadNetwork, mode: str) -> set[tuple[int, ...]]:
    """Forbidden sequences as the nodes of the file that they lead over."""
    to_crs = pyproj.Transformer.from_crs(4326, roads.crs, always_xy=True)
    xy = np.column_stack(to_crs.transform(*np.array(list(NODES.values())).T))
    names = [list(NODES)[int(np.hypot(*(xy - point).T).argmin())] for point in roads.node_xy]
    edges = len(roads.start)

    def ends(arc: int) -> list[int]:
        both = [names[roads.start[arc % edges]], names[roads.end[arc % edges]]]
        return both if arc < edges else both[::-1]

    return {
        (ends(arcs[0])[0], *(ends(arc)[1] for arc in arcs))
        for arcs in roads.forbidden_turns.get(mode, ())
    }


FROM_1 = {(1, 2, 1), (1, 2, 4), (1, 2, 5)}


@pytest.mark.parametrize(
    ("members", "tags", "forbidden"),
    [
        (over_node(11, 2, 14), NO, {(1, 2, 4)}),
        (over_node(14, 2, 11), NO, {(4, 2, 1)}),
        (over_node(11, 2, 11), NO | {"restriction": "no_u_turn"}, {(1, 2, 1)}),
        (over_node(11, 2, 12), ONLY, FROM_1),
        (
            over_node(11, 2, 11),
            ONLY | {"restriction": "only_u_turn"},
            {(1, 2, 3), (1, 2, 4), (1, 2, 5)},
        ),
        (over_ways(11, [12], 17), NO, {(1, 2, 3, 7)}),
        (over_ways(17, [12], 14), NO | {"restriction": "no_u_turn"}, {(7, 3, 2, 4)}),
        (over_ways(14, [12], 14), NO | {"restriction": "no_u_turn"}, None),
        (over_ways(11, [12], 13), ONLY, FROM_1 | {(1, 2, 3, 7), (1, 2, 3, 2)}),
        (over_node(11, 2, 14), NO | {"restriction": "no_right_turn_on_red"}, set()),
        # Several ways at one end.
        (
            [("way", 14, "from"), *over_node(11, 2, 12)],
            NO | {"restriction": "no_entry"},
            {(1, 2, 3), (4, 2, 3)},
        ),
        (
            [*over_node(11, 2, 14), ("way", 15, "to")],
            NO | {"restriction": "no_exit"},
            {(1, 2, 4), (1, 2, 5)},
        ),
        ([*over_node(11, 2, 14), ("way", 15, "to")], NO, None),
        # What does not make one way through is not followed.
        (over_node(11, 3, 13), NO, None),
        (over_ways(11, [13], 17), NO, None),
        (over_node(11, 2, 14)[:2], NO, None),
        ([("way", 11, "from"), ("way", 14, "to")], NO, None),
        ([*over_node(11, 2, 14), ("node", 3, "via")], NO, None),
    ],
)
def test_what_a_restriction_forbids(tmp_path, members, tags, forbidden):
    roads = town(tmp_path, (members, tags))
    assert turns(roads, "walk") == set()
    for mode in WHEELS:
        assert turns(roads, mode) == (forbidden or set())
    if forbidden is None:
        [note] = roads.notes
        assert note == "town.osm: turn restrictions that are not followed: 1 are not understood"
    else:
        assert roads.notes == ()


def test_notes_count_what_is_not_followed(tmp_path):
    timed = {"type": "restriction", "restriction:conditional": "no_left_turn @ (07:00-09:00)"}
    roads = town(
        tmp_path,
        (over_node(11, 2, 99), NO),
        (over_ways(11, [98], 14), NO),
        (over_node(11, 2, 14), NO | {"restriction": "no_idea"}),
        (over_node(11, 2, 14), timed),
        (over_node(11, 2, 14), {"type": "restriction", "restriction:hgv": "no_left_turn"}),
        (over_node(11, 2, 15), NO),
    )
    [note] = roads.notes
    assert note == (
        "town.osm: turn restrictions that are not followed: 2 have members that are not among the roads; "
        "1 are not understood; 1 hold under a condition, such as hours"
    )
    assert turns(roads, "drive") == {(1, 2, 5)}


def test_ways_that_are_not_split_at_the_junction(tmp_path):
    through = {11: (1, 2, 3), 14: (2, 4), 15: (2, 5), 13: (3, 6)}
    # From the junction onto either half: left or right, the relation does not say.
    roads = town(tmp_path, (over_node(14, 2, 11), NO), ways=through)
    assert turns(roads, "drive") == set()
    assert len(roads.notes) == 1
    # A one-way street has one half that can be entered, but for bicycles that may go against it.
    tags = {11: {"oneway": "yes", "oneway:bicycle": "no"}}
    roads = town(tmp_path, (over_node(14, 2, 11), NO), ways=through, tags=tags)
    assert turns(roads, "drive") == {(4, 2, 3)}
    assert turns(roads, "cycle") == set()
    assert len(roads.notes) == 1
    # To turn back on the way itself is clear.
    back = NO | {"restriction": "no_u_turn"}
    roads = town(tmp_path, (over_node(11, 2, 11), back), ways=through)
    assert turns(roads, "drive") == {(1, 2, 1), (3, 2, 3)}
    assert roads.notes == ()


def test_a_way_between_is_cut_at_a_junction_of_its_own(tmp_path):
    ways = {11: (1, 2), 12: (2, 3, 6), 17: (3, 7), 14: (2, 4), 15: (6, 5)}
    roads = town(tmp_path, (over_ways(11, [12], 15), NO), ways=ways)
    assert turns(roads, "drive") == {(1, 2, 3, 6, 5)}


def test_a_restriction_to_a_way_that_is_closed_forbids_nothing_more(tmp_path):
    roads = town(tmp_path, (over_node(11, 2, 14), NO), tags={14: {"motor_vehicle": "no"}})
    assert turns(roads, "drive") == set()
    assert turns(roads, "cycle") == {(1, 2, 4)}
    assert roads.notes == ()
    # Where the only way on is closed to cars nobody knows what cars may do.
    roads = town(tmp_path, (over_node(11, 2, 12), ONLY), tags={12: {"motor_vehicle": "no"}})
    assert turns(roads, "drive") == set()
    assert turns(roads, "cycle") == FROM_1
    assert len(roads.notes) == 1


def test_a_bollard_on_the_junction_lets_nobody_turn_round_the_restriction(tmp_path):
    """Edges meet at a barrier over connectors, of which turns know nothing."""
    relation = (over_node(11, 2, 14), NO)
    roads = town(tmp_path, relation, node_tags={2: {"barrier": "bollard"}})
    assert turns(roads, "cycle") == {(1, 2, 4)}
    graph = mode_graph(roads, "cycle", "s").turns
    # From the end of street 1 to the beginning of street 4 only over some other street.
    edges = len(roads.start)
    [[first, last]] = roads.forbidden_turns["cycle"]
    seen, waiting = set(), [int(graph.leave[first])]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for at in graph.by_tail.at(node):
            number = int(graph.number[at])
            assert number != last
            if number < 0 or roads.road_class[number % edges] == "barrier":
                waiting.append(int(graph.head[at]))
    assert len(seen) > 4
