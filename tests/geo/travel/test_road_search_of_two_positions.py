"""Places with two positions have the least of both, in every question; against networkx by position."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from halfhour.geo.travel.paths import cheapest_path
from halfhour.geo.travel.positions import PositionRows
from halfhour.geo.travel.reach import reached_parts
from halfhour.geo.travel.road_search import RoadSearch
from hypothesis import given, settings
from hypothesis import strategies as st
from split_graphs import Case, cases, dense, expected_times, search_of
from two_positions import halves, least_of, twice, with_second

LIMIT_S = 1e4
DIRECTIONS = st.sampled_from(["to_site", "from_site"])


def searched(case: Case, direction: str) -> RoadSearch:
    return twice(search_of(case, direction), case)


def least(case: Case, direction: str) -> np.ndarray:
    """By networkx from position to position, and the least of each pair of places."""
    return least_of(expected_times(case, direction), case)


@given(case=cases(), direction=DIRECTIONS)
def test_the_matrix_has_the_least_of_both(case: Case, direction: str) -> None:
    search, expected = searched(case, direction), least(case, direction)
    assert dense(search, LIMIT_S) == pytest.approx(expected, abs=1e-3)
    bounded = dense(search, 30.0)
    clear = np.abs(expected - 30.0) > 1e-3
    assert (np.isfinite(bounded) == (expected <= 30.0))[clear].all()


@given(case=cases(), direction=DIRECTIONS, k=st.sampled_from([1, 2, 9]))
def test_the_nearest_have_the_least_of_both(case: Case, direction: str, k: int) -> None:
    search, expected = searched(case, direction), least(case, direction)
    sites = np.arange(halves(case.sites))
    site, cost = search.nearest_k(sites, k)
    more = max(k - len(sites), 0)
    wanted = np.pad(np.sort(expected, axis=1), ((0, 0), (0, more)), constant_values=np.inf)
    assert cost == pytest.approx(wanted[:, :k], abs=1e-3)
    for row, (own, costs) in enumerate(zip(site, cost, strict=True)):
        some = own[own >= 0]
        assert len(set(some.tolist())) == len(some)
        assert expected[row, some] == pytest.approx(costs[: len(some)], abs=1e-3)


@given(case=cases(), direction=DIRECTIONS)
def test_one_place_has_its_column(case: Case, direction: str) -> None:
    search = searched(case, direction)
    times = dense(search, LIMIT_S)
    count = halves(case.sites)
    for site in range(count):
        rows = search.sites.rows.chosen(search.sites.rows.place == site)
        place = with_second(
            1,
            list(
                zip(rows.edge.tolist(), rows.fraction.tolist(), rows.access_m.tolist(), strict=True)
            ),
        )
        cell, cost = search.from_position(place, LIMIT_S)
        column = np.full(halves(case.cells), np.inf)
        column[cell] = cost
        assert np.array_equal(column, times[:, site])


@given(case=cases(), direction=DIRECTIONS)
@settings(max_examples=50)
def test_a_path_takes_the_least_of_both(case: Case, direction: str) -> None:
    search, expected = searched(case, direction), least(case, direction)
    for (cell, site), seconds in np.ndenumerate(expected):
        path = cheapest_path(search, cell, site)
        assert (
            np.isinf(seconds)
            if path is None
            else path.minutes * 60 == pytest.approx(seconds, abs=1e-2)
        )


def test_more_sites_than_lanes_keep_their_own_second_positions() -> None:
    # A street of 40 nodes; sites at all nodes, every third one also at the far end.
    edges = [(i, i + 1, 10.0, 10.0) for i in range(40)]
    sites = [(i, 0.0, 0.0) for i in range(40)]
    second = np.arange(0, 40, 3)
    case = Case(edges, [(39, 1.0, 0.0), (0, 0.0, 3.0)], sites)
    search = search_of(case)
    far = PositionRows(second, np.full(14, 39), np.ones(14), np.full(14, 100.0))
    search = replace(search, sites=replace(search.sites, second=far))
    expected = np.stack([400.0 - 10 * np.arange(40), 10.0 * np.arange(40) + 3 * 0.72])
    expected[0, second] = np.minimum(expected[0, second], 72.0)
    assert dense(search, LIMIT_S) == pytest.approx(expected, abs=1e-3)
    [parts] = reached_parts(search, second[:1], [75.0])
    assert {0, 39} <= set(parts.edge.tolist())
