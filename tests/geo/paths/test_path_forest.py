"""Paths of all cells at once, against the matrix and the single paths."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from halfhour.geo.paths.path_forest import PathForest, joined_forests, path_forest
from halfhour.geo.tables import Direction
from halfhour.geo.travel.demand_classes import GroupTravel
from halfhour.geo.travel.paths import cheapest_path
from halfhour.geo.travel.road_search import RoadSearch
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.travel_times import TravelTimes
from hypothesis import given, settings
from hypothesis import strategies as st
from split_graphs import ACCESS_S_PER_M, Case, cases, search_of
from towns import CRS, demand_at, grid_town, place, sites_at
from turn_cases import TurnCase, turn_cases
from two_positions import twice

DIRECTIONS = st.sampled_from(["to_site", "from_site"])


def times_of(search: RoadSearch, direction: Direction) -> TravelTimes:
    """Return travel times with a search, whose tables have ids alone."""
    cells, sites = len(search.cells), len(search.sites)
    return TravelTimes(
        demand=_table("c", cells),
        sites=_table("s", sites),
        costs=search.matrix(1e4),
        limit=1e4,
        unit="s",
        mode="walk",
        direction=direction,
        search=search,
        cell_reason=np.full(cells, ""),
        site_reason=np.full(sites, ""),
        network=search.network,
    )


def _table(letter: str, count: int) -> gpd.GeoDataFrame:
    ids = pd.Index([f"{letter}{i}" for i in range(count)])
    return gpd.GeoDataFrame(geometry=shapely.points(np.zeros((count, 2))), crs=CRS, index=ids)


def check(times: TravelTimes, search: RoadSearch, open_sites: list[int], rows: np.ndarray) -> None:
    """Each path is joined, open to travel, and as long as the search says."""
    ids = [f"s{i}" for i in open_sites]
    nearest = times.nearest(ids)
    forest = path_forest(times, ids, rows)
    assert len(forest.first) == len(rows)
    for row, first in zip(rows, forest.first, strict=True):
        cost = nearest["cost"].iloc[row]
        assert (first >= 0) == np.isfinite(cost)
        if first >= 0:
            site = int(nearest["site_id"].iloc[row][1:])
            check_path(forest, search, int(first), (row, site, cost))


def check_path(
    forest: PathForest, search: RoadSearch, first: int, expected: tuple[int, int, float]
) -> None:
    row, site, cost = expected
    parts = [first]
    while forest.onward[parts[-1]] >= 0:
        parts.append(int(forest.onward[parts[-1]]))
        assert len(parts) <= len(forest)
    edge, begin, finish = forest.edge[parts], forest.begin[parts], forest.finish[parts]
    cell_at, site_at = search.cells.rows, search.sites.rows
    own = (cell_at.place == row) & (cell_at.edge == edge[0]) & (cell_at.fraction == begin[0])
    network = search.network

    def spot(edge: int, fraction: float) -> object:
        if fraction in {0, 1}:
            return int((network.start, network.end)[int(fraction)][edge])
        return int(edge), fraction

    # A site at a junction may lie on any of the edges there.
    ends = spot(edge[-1], finish[-1])
    there = [spot(one, at) == ends for one, at in zip(site_at.edge, site_at.fraction, strict=True)]
    goal = (site_at.place == site) & (site_at.edge >= 0) & np.array(there)
    access = search.access(cell_at)[own].min() + search.access(site_at)[goal].min()
    along = forest.cost[parts] - forest.left[parts]
    assert access + along.sum() == pytest.approx(cost, abs=1e-2)
    # What is left where a part ends is what the next one begins with.
    assert forest.left[parts[:-1]] == pytest.approx(forest.cost[parts[1:]], abs=1e-9)
    assert forest.left[parts[-1]] == pytest.approx(search.access(site_at)[goal].min(), abs=1e-2)
    for one, a, b in zip(edge, begin, finish, strict=True):
        ahead = (b > a) == (search.direction == "to_site")
        seconds = (network.forward_s if ahead else network.backward_s)["walk"][one]
        assert a == b or along[list(edge).index(one)] >= 0
        assert a == b or np.isfinite(seconds)

    for i in range(1, len(parts)):
        assert spot(edge[i - 1], finish[i - 1]) == spot(edge[i], begin[i])
    lengths = np.abs(finish - begin)
    cost_of = [
        (network.forward_s if (b > a) == (search.direction == "to_site") else network.backward_s)[
            "walk"
        ][e]
        for e, a, b in zip(edge, begin, finish, strict=True)
    ]
    expected_s = np.where(lengths > 0, lengths * np.where(lengths > 0, cost_of, 0), 0)
    assert along == pytest.approx(expected_s, abs=1e-2)


@settings(max_examples=60)
@given(case=cases(), direction=DIRECTIONS, data=st.data())
def test_paths_take_the_time_of_the_nearest_site(
    case: Case, direction: Direction, data: st.DataObject
) -> None:
    search = search_of(case, direction)
    open_sites = data.draw(
        st.lists(st.integers(0, len(case.sites) - 1), min_size=1, unique=True).map(sorted)
    )
    rows = data.draw(st.lists(st.integers(0, len(case.cells) - 1), unique=True).map(sorted))
    check(times_of(search, direction), search, open_sites, np.array(rows, dtype=np.int64))


@settings(max_examples=40)
@given(made=turn_cases(), direction=DIRECTIONS)
def test_paths_keep_to_the_turns_that_are_allowed(made: TurnCase, direction: Direction) -> None:
    search = made.search(direction)
    rows = np.arange(len(made.case.cells))
    check(times_of(search, direction), search, list(range(len(made.case.sites))), rows)


@settings(max_examples=30)
@given(case=cases(), direction=DIRECTIONS)
def test_a_place_with_two_positions_takes_the_better_one(case: Case, direction: Direction) -> None:
    search = twice(search_of(case, direction), case)
    rows = np.arange(len(search.cells))
    check(times_of(search, direction), search, list(range(len(search.sites))), rows)


def test_forests_are_joined_with_their_cells_in_turn() -> None:
    case = Case([(0, 1, 60.0, 60.0)], [(0, 0.25, 3.0), (0, 0.5, 0.0)], [(0, 1.0, 0.0)])
    search = search_of(case)
    times = times_of(search, "to_site")
    one, other = (path_forest(times, ["s0"], np.array([row])) for row in (0, 1))
    both = joined_forests(one, other)
    assert both.first.tolist() == [one.first[0], len(one) + other.first[0]]
    assert both.cost[both.first] == pytest.approx([45, 30])
    assert both.onward.max() < len(both)


@pytest.mark.parametrize("mode", ["walk", {"township": "drive", "village": "walk"}])
def test_every_mode_and_class_has_paths_of_its_own(mode: object) -> None:
    roads = grid_town()
    demand = demand_at([place(x + 0.3, y + 0.1) for x in range(5) for y in range(5)], [10.0] * 25)
    demand["elderly"] = 3.0
    sites = sites_at([place(0, 0), place(4, 3), place(2, 5)])
    sites["tier"] = ["township", "village", "village"]
    groups = {"elderly": GroupTravel(walk_kph=3.0, drive_share=0.5)}
    times = travel_times(demand, sites, roads, mode=mode, limit_min=60, groups=groups)
    ids = list(sites.index)
    rows = np.arange(len(times.demand))
    forest, nearest = path_forest(times, ids, rows), times.nearest(ids)
    assert (forest.first >= 0).all()
    for row in rows:
        site = nearest["site_id"].iloc[row]
        path = times.path(times.demand.index[row], site)
        part = int(forest.first[row])
        by_class = 0.0
        while part >= 0:
            by_class += forest.cost[part] - forest.left[part]
            part = int(forest.onward[part])
        on_roads = path.by_class["minutes"].drop("access leg").sum()
        assert by_class / 60 == pytest.approx(on_roads, abs=1e-3)


def test_a_single_path_and_the_forest_agree() -> None:
    case = Case([(0, 1, 60.0, np.inf), (1, 2, 30.0, 30.0)], [(0, 0.5, 50.0)], [(1, 0.5, 3.0)])
    search = search_of(case)
    forest = path_forest(times_of(search, "to_site"), ["s0"], np.array([0]))
    path = cheapest_path(search, 0, 0)
    assert forest.edge[[forest.first[0], forest.onward[forest.first[0]]]].tolist() == [0, 1]
    assert path.edge.tolist() == [0, 1]
    assert forest.cost[forest.first[0]] == pytest.approx(45 + 3 * ACCESS_S_PER_M, abs=1e-2)
