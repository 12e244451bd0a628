"""Shortest paths against networkx on a graph that is explicitly split at every position."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from halfhour.geo.routing.mode_graph import mode_graph
from halfhour.geo.routing.sweep_search import SweepSearch
from halfhour.geo.travel.road_search import RoadSearch
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.snapping import SNAP_MAX_M, snap
from hypothesis import given
from hypothesis import strategies as st
from split_graphs import (
    Case,
    cases,
    dense,
    expected_times,
    positions_of,
    search_of,
    seconds,
)
from towns import demand_at, grid_town, sites_at
from towns import place as at_junction

DIRECTIONS = st.sampled_from(["to_site", "from_site"])
LIMIT_S = 1e4
"""More than any way of these cases takes."""


@given(case=cases(), direction=DIRECTIONS)
def test_every_time_equals_the_split_graph(case: Case, direction: str) -> None:
    expected = expected_times(case, direction)
    assert dense(search_of(case, direction), LIMIT_S) == pytest.approx(expected, abs=1e-3)


@given(case=cases(), limit=st.sampled_from([1.0, 5.0, 30.0, 77.0]))
def test_the_bounded_matrix_is_the_whole_one_cut_at_the_limit(case: Case, limit: float) -> None:
    whole = dense(search_of(case), LIMIT_S)
    bounded = dense(search_of(case), limit)
    clear = np.abs(whole - limit) > 1e-3
    assert (np.isfinite(bounded) == (whole <= limit))[clear].all()
    both = np.isfinite(bounded)
    assert bounded[both] == pytest.approx(whole[both], abs=1e-3)


@given(case=cases(), direction=DIRECTIONS)
def test_the_nearest_site_is_the_least_of_the_matrix(case: Case, direction: str) -> None:
    search = search_of(case, direction)
    expected = expected_times(case, direction)
    site, cost = search.nearest(np.arange(len(case.sites)))
    assert cost == pytest.approx(expected.min(axis=1), abs=1e-3)
    reached = np.isfinite(cost)
    assert (site[~reached] == -1).all()
    rows = np.flatnonzero(reached)
    assert expected[rows, site[rows]] == pytest.approx(cost[rows], abs=1e-3)


@given(case=cases(), direction=DIRECTIONS, k=st.sampled_from([1, 2, 3, 9]))
def test_the_k_nearest_are_the_least_of_the_split_graph(case: Case, direction: str, k: int) -> None:
    search = search_of(case, direction)
    site, cost = search.nearest_k(np.arange(len(case.sites)), k)
    expected = expected_times(case, direction)
    more = max(k - len(case.sites), 0)
    least = np.pad(np.sort(expected, axis=1), ((0, 0), (0, more)), constant_values=np.inf)[:, :k]
    assert site.shape == cost.shape == least.shape
    assert cost == pytest.approx(least, abs=1e-3)
    reached = np.isfinite(cost)
    assert (site[~reached] == -1).all()
    for row, sites, costs in zip(range(len(site)), site, cost, strict=True):
        own = sites[sites >= 0]
        assert len(set(own.tolist())) == len(own)
        assert expected[row, own] == pytest.approx(costs[: len(own)], abs=1e-3)


@given(case=cases(), direction=DIRECTIONS, data=st.data())
def test_the_nearest_is_exactly_the_least_of_the_matrix(
    case: Case, direction: str, data: st.DataObject
) -> None:
    search = search_of(case, direction)
    chosen = data.draw(st.lists(st.sampled_from(range(len(case.sites))), unique=True))
    sites = np.sort(np.array(chosen, dtype=np.int64))
    site, cost = search.nearest(sites)
    times = dense(search, LIMIT_S)[:, sites]
    if len(sites) == 0:
        assert (site == -1).all()
        assert np.isinf(cost).all()
        return
    assert np.array_equal(cost.astype(np.float32), times.min(axis=1).astype(np.float32))
    # Of equally near sites the first. Below 1,024 s no two ticks are one number of 32 bits.
    least = np.isfinite(cost)
    assert (site[~least] == -1).all()
    assert np.array_equal(site[least], sites[times.argmin(axis=1)][least])


@given(case=cases(), direction=DIRECTIONS, limit=st.sampled_from([5.0, 30.0, LIMIT_S]))
def test_a_single_place_has_exactly_its_column(case: Case, direction: str, limit: float) -> None:
    search = search_of(case, direction)
    times = dense(search, limit)
    for site, place in enumerate(case.sites):
        cell, cost = search.from_position(positions_of([place]), limit)
        column = np.full(len(case.cells), np.inf)
        column[cell] = cost
        assert len(set(cell.tolist())) == len(cell)
        assert np.array_equal(column, times[:, site])


@given(case=cases(), direction=DIRECTIONS, limit=st.sampled_from([1.0, 30.0, LIMIT_S]))
def test_node_costs_are_those_of_cells_at_the_nodes(
    case: Case, direction: str, limit: float
) -> None:
    # Ends of edges stand for their nodes, without an access leg.
    ends = [(edge, float(end), 0.0) for edge in range(len(case.edges)) for end in (0, 1)]
    search = search_of(Case(case.edges, ends, case.sites), direction)
    costs = search.node_costs(np.arange(len(case.sites)), limit)
    nodes = np.array([node for edge in case.edges for node in edge[:2]])
    assert np.array_equal(costs[nodes].astype(np.float32), dense(search, limit).min(axis=1))


@given(case=cases(), data=st.data())
def test_a_new_edge_never_lengthens_a_time(case: Case, data: st.DataObject) -> None:
    nodes = max(max(e[0], e[1]) for e in case.edges)
    node = st.integers(0, nodes)
    edge = data.draw(st.tuples(node, node, seconds, seconds))
    more = Case([*case.edges, edge], case.cells, case.sites)
    assert (dense(search_of(more), LIMIT_S) <= dense(search_of(case), LIMIT_S) + 1e-3).all()


@given(case=cases(), direction=DIRECTIONS, data=st.data())
def test_relabelling_nodes_and_edges_changes_nothing(
    case: Case, direction: str, data: st.DataObject
) -> None:
    nodes = 1 + max(max(e[0], e[1]) for e in case.edges)
    label = data.draw(st.permutations(range(nodes)))
    order = data.draw(st.permutations(range(len(case.edges))))
    number = np.argsort(order)
    relabelled = Case(
        [(label[a], label[b], f, r) for a, b, f, r in (case.edges[edge] for edge in order)],
        [(int(number[edge]), *rest) for edge, *rest in case.cells],
        [(int(number[edge]), *rest) for edge, *rest in case.sites],
    )
    one, two = search_of(case, direction), search_of(relabelled, direction)
    assert np.array_equal(dense(one, LIMIT_S), dense(two, LIMIT_S))
    sites = np.arange(len(case.sites))
    for own, other in zip(one.nearest_k(sites, 3), two.nearest_k(sites, 3), strict=True):
        assert np.array_equal(own, other)


@given(case=cases(), direction=DIRECTIONS, limits=st.tuples(st.floats(0, 200), st.floats(0, 200)))
def test_a_longer_limit_only_adds_pairs(
    case: Case, direction: str, limits: tuple[float, float]
) -> None:
    short, long = (dense(search_of(case, direction), limit) for limit in sorted(limits))
    kept = np.isfinite(short)
    assert np.array_equal(short[kept], long[kept])
    assert (long[~kept] >= min(limits) - 1e-3).all()


@given(case=cases(), direction=DIRECTIONS, factor=st.floats(1, 5), data=st.data())
def test_a_faster_edge_never_lengthens_a_time(
    case: Case, direction: str, factor: float, data: st.DataObject
) -> None:
    fast = data.draw(st.integers(0, len(case.edges) - 1))
    edges = [
        (a, b, f / factor, r / factor) if number == fast else (a, b, f, r)
        for number, (a, b, f, r) in enumerate(case.edges)
    ]
    sooner = dense(search_of(Case(edges, case.cells, case.sites), direction), LIMIT_S)
    assert (sooner <= dense(search_of(case, direction), LIMIT_S) + 1e-3).all()


@given(case=cases())
def test_to_the_site_is_from_the_site_on_the_reversed_graph(case: Case) -> None:
    reverse = Case([(a, b, r, f) for a, b, f, r in case.edges], case.cells, case.sites)
    there = dense(search_of(case, "to_site"), LIMIT_S)
    back = dense(search_of(reverse, "from_site"), LIMIT_S)
    assert np.array_equal(there, back)


def on_one_edge(forward: float, backward: float) -> Case:
    """Four places on the first edge, ends included, and a long way round from its end to its start."""
    places = [(0, share, 0.0) for share in (0.0, 0.25, 0.75, 1.0)]
    return Case([(0, 1, forward, backward), (1, 2, 50.0, 50.0), (2, 0, 50.0, 50.0)], places, places)


@pytest.mark.parametrize("direction", ["to_site", "from_site"])
def test_several_places_on_one_edge_go_along_it_or_round(direction: str) -> None:
    both = dense(search_of(on_one_edge(20.0, 20.0), direction), LIMIT_S)
    assert both.tolist() == [[0, 5, 15, 20], [5, 0, 10, 15], [15, 10, 0, 5], [20, 15, 5, 0]]
    ahead = [[0, 5, 15, 20], [115, 0, 10, 15], [105, 110, 0, 5], [100, 105, 115, 0]]
    one_way = dense(search_of(on_one_edge(20.0, np.inf), direction), LIMIT_S)
    assert (
        one_way.tolist()
        == (np.array(ahead) if direction == "to_site" else np.transpose(ahead)).tolist()
    )


def test_a_further_place_has_exactly_the_column_of_a_site_there() -> None:
    town = grid_town()
    rng = np.random.default_rng(4)
    west, south, east, north = town.bounds_m
    graph = mode_graph(town, "walk", "s")
    xy = rng.uniform([west, south], [east, north], (60, 2))
    cells, sites = (snap(part, town, graph) for part in (xy[:40], xy[40:]))
    search = RoadSearch(
        network=town,
        graph=graph,
        cells=cells,
        sites=sites,
        direction="to_site",
        snap_max_m=SNAP_MAX_M,
    )
    times = dense(search, 1200)
    assert 0 < np.isfinite(times).sum() < times.size
    for site in range(20):
        cell, cost, position = search.at(xy[40 + site], 1200)
        column = np.full(40, np.inf)
        column[cell] = cost
        assert np.array_equal(column, times[:, site])
        assert position.edge[0] == sites.edge[site]


def test_places_without_a_position_reach_nothing() -> None:
    case = on_one_edge(20.0, 20.0)
    whole = search_of(case)
    off = replace(
        whole.cells,
        edge=np.array([0, -1, 0, -1]),
        fraction=np.array([0.0, np.nan, 0.75, np.nan]),
        access_m=np.array([0.0, np.nan, 0.0, np.nan]),
    )
    search = replace(whole, cells=off, sites=off)
    times = dense(search, LIMIT_S)
    assert np.isinf(times[[1, 3]]).all()
    assert np.isinf(times[:, [1, 3]]).all()
    assert times[np.ix_([0, 2], [0, 2])].tolist() == [[0, 15], [15, 0]]
    site, cost = search.nearest_k(np.arange(4), 3)
    assert site.tolist() == [[0, 2, -1], [-1] * 3, [2, 0, -1], [-1] * 3]
    assert cost.tolist() == [[0, 15, np.inf], [np.inf] * 3, [0, 15, np.inf], [np.inf] * 3]
    cell, _ = search.from_position(
        replace(
            off,
            **{
                name: getattr(off, name)[1:2]
                for name in ("edge", "fraction", "access_m", "nearest_road_m", "reason")
            },
        ),
        LIMIT_S,
    )
    assert len(cell) == 0


@given(case=cases(), direction=DIRECTIONS)
def test_some_columns_without_limit_are_those_of_the_split_graph(
    case: Case, direction: str
) -> None:
    some = np.arange(0, len(case.sites), 2)
    expected = expected_times(case, direction)[:, some]
    costs = search_of(case, direction).matrix_of(some, np.inf).tocoo()
    got = np.full(expected.shape, np.inf)
    got[costs.row, costs.col] = costs.data
    assert got == pytest.approx(expected, abs=1e-3)


def test_beyond_what_a_bounded_search_counts_columns_are_found_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = [at_junction(0, 0), at_junction(5, 5), at_junction(2, 1)]
    times = travel_times(demand_at(at, [1.0] * 3), sites_at(at), grid_town(), limit_min=300)
    search, some = times.road_parts[0].search, np.array([0, 2])
    every = search.matrix_of(some, np.inf).toarray()
    monkeypatch.setattr(SweepSearch, "most", every.max() / 1.5)
    assert search.matrix_of(some, np.inf).toarray().tolist() == every.tolist()
    within = search.matrix_of(some, every.max() - 1).toarray()
    assert within.tolist() == np.where(every < every.max() - 1, every, 0).tolist()
