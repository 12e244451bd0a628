"""Forbidden turns, components and places with two positions together, by networkx and by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from halfhour.geo.roads.network import RoadNetwork, build_network
from halfhour.geo.roads.turn_rules import TurnRestriction
from halfhour.geo.routing.mode_graph import mode_graph
from halfhour.geo.travel.paths import cheapest_path
from halfhour.geo.travel.reach import reached_parts
from halfhour.geo.travel.road_times import travel_times
from hypothesis import given, settings
from hypothesis import strategies as st
from split_graphs import dense
from towns import CRS, demand_at, lines, place, sites_at
from turn_cases import Travel, TurnCase, expected_turn_times, history_graph, turn_cases
from two_positions import halves, least_of, twice

DIRECTIONS = st.sampled_from(["to_site", "from_site"])
LIMIT_S = 1e4


@given(made=turn_cases())
def test_an_edge_is_connected_with_the_largest_component_of_the_graph_of_histories(
    made: TurnCase,
) -> None:
    edges = len(made.case.edges)
    metres = np.array([1000.0 * 2**i for i in range(edges)])
    network = replace(made.network(), length_m=metres)
    graph, ways = mode_graph(network, "walk", "s"), history_graph(network, "walk")
    own: dict[object, float] = {}
    for part in nx.strongly_connected_components(ways):
        inside = {after[-1] % edges for _, after in ways.subgraph(part).edges}
        own |= dict.fromkeys(part, float(metres[list(inside)].sum()))

    def most(ways: nx.DiGraph) -> dict[object, float]:
        """The most metres of all components that each history comes to."""
        parts = nx.condensation(ways)
        best: dict[int, float] = {}
        for part in reversed(list(nx.topological_sort(parts))):
            here = own[next(iter(parts.nodes[part]["members"]))]
            best[part] = max([here, *(best[other] for other in parts.successors(part))])
        return {node: best[part] for node, part in parts.graph["mapping"].items()}

    onward, back = most(ways), most(ways.reverse())
    leads_to, comes_from = np.zeros(edges), np.zeros(edges)
    for before, after in ways.edges:
        edge = after[-1] % edges
        leads_to[edge] = max(leads_to[edge], onward[after[-1:]])
        comes_from[edge] = max(comes_from[edge], back[before])
    for connected, expected in ((graph.leaving, leads_to), (graph.arriving, comes_from)):
        order = np.argsort(connected.rank, kind="stable")
        for one, other in pairwise(order):
            same = connected.rank[one] == connected.rank[other]
            # Two components may have the same roads, one each way.
            assert expected[one] >= expected[other]
            assert not same or expected[one] == expected[other]
    largest = max(own.values())
    assert metres[graph.main].sum() == largest


@given(made=turn_cases(), direction=DIRECTIONS)
def test_places_with_two_positions_have_the_least_of_both(made: TurnCase, direction: str) -> None:
    search = twice(made.search(direction), made.case)
    expected = least_of(expected_turn_times(made, direction), made.case)
    assert dense(search, LIMIT_S) == pytest.approx(expected, abs=1e-2)
    _, nearest = search.nearest(np.arange(halves(made.case.sites)))
    assert nearest == pytest.approx(expected.min(axis=1), abs=1e-2)


@given(made=turn_cases(), direction=DIRECTIONS)
@settings(max_examples=50)
def test_a_path_takes_the_least_of_both(made: TurnCase, direction: str) -> None:
    search = twice(made.search(direction), made.case)
    expected = least_of(expected_turn_times(made, direction), made.case)
    for (cell, site), seconds in np.ndenumerate(expected):
        path = cheapest_path(search, cell, site)
        found = np.inf if path is None else path.minutes * 60
        assert found == pytest.approx(seconds, abs=1e-2)


@given(made=turn_cases(), direction=DIRECTIONS, limit=st.sampled_from([3.0, 20.0, 60.0]))
@settings(max_examples=50)
def test_zones_are_around_both_positions(made: TurnCase, direction: str, limit: float) -> None:
    case = made.case
    search = twice(made.search(direction), case)
    [parts] = reached_parts(search, np.arange(halves(case.sites)), [limit])
    points = [(edge, f, 0.0) for edge in range(len(case.edges)) for f in (0.013, 0.52)]
    asked = (points, case.sites) if direction == "to_site" else (case.sites, points)
    times = Travel(made.network(), "walk").times(*asked)
    times = (times if direction == "to_site" else times.T).min(axis=1)
    for (edge, at, _), seconds in zip(points, times, strict=True):
        inside = ((parts.edge == edge) & (parts.begin <= at) & (at <= parts.finish)).any()
        if abs(seconds - limit) > 1e-2:
            assert inside == (seconds < limit)


def estate(row: float, *, forbidden: bool) -> RoadNetwork:
    """A street of 5.5 km, and an estate of 1.7 km north of it: a road west to east, and a lane from its middle.

    Cars on the western half may not turn into the lane.
    """
    ways = [
        ([(i, place(i, 0)) for i in range(11)], {"highway": "residential"}),
        ([(100, place(0, row)), (101, place(1, row))], {"highway": "residential"}),
        ([(101, place(1, row)), (102, place(2, row))], {"highway": "residential"}),
        ([(101, place(1, row)), (103, place(1, row + 1))], {"highway": "residential"}),
    ]
    turn = TurnRestriction(
        tags={"type": "restriction", "restriction": "no_left_turn"},
        from_ways=(11,),
        to_ways=(13,),
        via_nodes=(101,),
        via_ways=(),
    )
    made = replace(lines(ways), way_id=np.array([10, 11, 12, 13]), restrictions=(turn,) * forbidden)
    return build_network(made, CRS)


@pytest.mark.parametrize("row", [0.1, 1.0], ids=["near_the_street", "an_island"])
def test_a_turn_inside_a_small_component_counts_for_those_who_also_have_another_position(
    row: float,
) -> None:
    """From the western half to the lane one goes on, and turns at the eastern end."""
    demand = demand_at([place(0.5, row), place(1.5, row)], [1.0, 1.0])
    sites = sites_at([place(1, row + 0.5), place(8, 0)])
    free, turned = (
        travel_times(demand, sites, estate(row, forbidden=forbidden), mode="drive", limit_min=60)
        for forbidden in (False, True)
    )
    graph, count = turned.search.graph, turned.network.forbidden_turns["drive"]
    assert len(count) == 1
    assert graph.main.tolist() == [True] + [False] * 3
    assert graph.leaving.rank.tolist() == graph.arriving.rank.tolist() == [0, 1, 1, 1]
    assert graph.leaving.minor.tolist() == [False] + [row < 0.5] * 3
    assert turned.search.cells.second.place.tolist() == ([0, 1] if row < 0.5 else [])
    step_s = turned.network.forward_s["drive"][2]
    before, after = (times.search.matrix(3600).toarray() for times in (free, turned))
    assert after[0, 0] == pytest.approx(before[0, 0] + 2 * step_s, abs=0.1)
    # From the eastern half nothing is forbidden, and the way out of the estate is over the other position.
    assert after[1, 0] == pytest.approx(before[1, 0])
    assert after[:, 1] == pytest.approx(before[:, 1])
    assert (after[0, 1] > 0) == (row < 0.5)
