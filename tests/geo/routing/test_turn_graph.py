"""Times with forbidden turns, against a graph of histories that the tests build and networkx searches."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from halfhour.geo.travel.paths import RoadPath, cheapest_path
from halfhour.geo.travel.reach import reached_parts
from hypothesis import given
from hypothesis import strategies as st
from split_graphs import Case, dense
from turn_cases import Travel, TurnCase, expected_turn_times, turn_cases

DIRECTIONS = st.sampled_from(["to_site", "from_site"])
LIMIT_S = 1e4


@given(made=turn_cases(), direction=DIRECTIONS)
def test_every_time_equals_the_graph_of_histories(made: TurnCase, direction: str) -> None:
    search, expected = made.search(direction), expected_turn_times(made, direction)
    assert dense(search, LIMIT_S) == pytest.approx(expected, abs=1e-2)
    _, nearest = search.nearest(np.arange(len(made.case.sites)))
    assert nearest == pytest.approx(expected.min(axis=1), abs=1e-2)


@given(made=turn_cases(), direction=DIRECTIONS)
def test_a_path_takes_that_time_and_makes_no_forbidden_turn(made: TurnCase, direction: str) -> None:
    search, expected = made.search(direction), expected_turn_times(made, direction)
    for cell in range(len(made.case.cells)):
        for site in range(len(made.case.sites)):
            path = cheapest_path(search, cell, site)
            if path is None:
                assert np.isinf(expected[cell, site])
                continue
            assert path.minutes * 60 == pytest.approx(expected[cell, site], abs=1e-2)
            arcs = arcs_on(path, len(made.case.edges))
            for turn in made.turns:
                for i in range(len(arcs)):
                    assert arcs[i : i + len(turn)] != turn


def arcs_on(path: RoadPath, edges: int) -> tuple[int, ...]:
    """The arcs that a path is on, and each joined to the next one."""
    parts = list(zip(path.edge.tolist(), path.begin.tolist(), path.finish.tolist(), strict=True))
    for (_, _, out), (_, into, _) in pairwise(parts):
        assert out in (0, 1)
        assert into in (0, 1)
    return tuple(
        e if finish > begin else e + edges for e, begin, finish in parts if begin != finish
    )


@given(made=turn_cases(), direction=DIRECTIONS, limit=st.sampled_from([3.0, 20.0, 60.0]))
def test_zones_are_where_the_time_is_within_the_limit(
    made: TurnCase, direction: str, limit: float
) -> None:
    search, case = made.search(direction), made.case
    [parts] = reached_parts(search, np.arange(len(case.sites)), [limit])
    points = [(edge, f, 0.0) for edge in range(len(case.edges)) for f in (0.013, 0.31, 0.52, 0.83)]
    asked = (points, case.sites) if direction == "to_site" else (case.sites, points)
    times = Travel(made.network(), "walk").times(*asked)
    times = (times if direction == "to_site" else times.T).min(axis=1)
    for (edge, at, _), seconds in zip(points, times, strict=True):
        inside = ((parts.edge == edge) & (parts.begin <= at) & (at <= parts.finish)).any()
        if abs(seconds - limit) > 1e-2:
            assert inside == (seconds < limit)


def test_without_forbidden_turns_the_nodes_are_those_of_the_network() -> None:
    case = Case([(0, 1, 1.0, 1.0), (1, 2, 1.0, np.inf)], [(0, 0.5, 0.0)], [(1, 0.5, 0.0)])
    turns = TurnCase(case, ()).search().graph.turns
    assert turns.place.tolist() == [0, 1, 2]
    assert turns.number.tolist() == [0, 1, 2]


def test_a_place_is_found_on_an_edge_that_only_forbidden_turns_cut_off() -> None:
    """Edges into a dead end that nobody may turn back from are no part of the main component."""
    street = [(0, 1, 1.0, 1.0), (1, 2, 1.0, 1.0)]
    case = Case(street, [(0, 0.5, 0.0)], [(1, 0.5, 0.0)])
    free = TurnCase(case, ()).search().graph
    assert free.main.tolist() == [True, True]
    # Nobody may go on from the first edge to the second.
    barred = TurnCase(case, ((0, 1),)).search()
    assert np.isinf(dense(barred, LIMIT_S)).all()
    assert np.isfinite(dense(TurnCase(case, ((0, 1),)).search("from_site"), LIMIT_S)).all()
