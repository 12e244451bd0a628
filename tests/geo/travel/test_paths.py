"""The way between a cell and a site, against the times and by hand."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely
from halfhour.geo.roads.network import build_network
from halfhour.geo.travel.paths import ACCESS, cheapest_path
from halfhour.geo.travel.road_times import travel_times
from hypothesis import given
from hypothesis import strategies as st
from split_graphs import ACCESS_S_PER_M, Case, cases, dense, search_of
from towns import CRS, demand_at, lines, place, sites_at


@given(case=cases(), direction=st.sampled_from(["to_site", "from_site"]))
def test_a_path_takes_the_time_that_the_matrix_says(case: Case, direction: str) -> None:
    search = search_of(case, direction)
    times = dense(search, 1e4)
    for cell in range(len(case.cells)):
        for site in range(len(case.sites)):
            path = cheapest_path(search, cell, site)
            if path is None:
                assert np.isinf(times[cell, site])
                continue
            assert path.minutes * 60 == pytest.approx(times[cell, site], abs=1e-2)
            ends = [case.cells[cell], case.sites[site]]
            if direction == "from_site":
                ends.reverse()
            check_joined(search.network, path, ends)


def check_joined(network, path, ends) -> None:
    """Each part begins where the last one ended: at one node, or at the places themselves."""

    def spot(edge: int, fraction: float) -> object:
        if fraction == 0:
            return int(network.start[edge])
        return int(network.end[edge]) if fraction == 1 else (edge, fraction)

    parts = list(zip(path.edge.tolist(), path.begin.tolist(), path.finish.tolist(), strict=True))
    for (a, _, out), (b, into, _) in pairwise(parts):
        assert spot(a, out) == spot(b, into)
    for edge, begin, finish in parts:
        way = network.forward_s["walk"] if finish > begin else network.backward_s["walk"]
        assert begin == finish or np.isfinite(way[edge])
    if any(begin != finish for _, begin, finish in parts):
        assert spot(parts[0][0], parts[0][1]) == spot(ends[0][0], ends[0][1])
        assert spot(parts[-1][0], parts[-1][2]) == spot(ends[1][0], ends[1][1])


def town():
    """A residential street of three blocks, and a primary road round its middle block."""
    street = [(i, place(i, 0)) for i in range(4)]
    detour = [(1, place(1, 0)), (10, place(1, 0.6)), (11, place(2, 0.6)), (2, place(2, 0))]
    tags = {"highway": "residential"}
    return build_network(
        lines(
            [
                (street[:2], tags),
                (street[1:3], {"highway": "track"}),
                (street[2:], tags),
                (detour, {"highway": "primary"}),
            ]
        ),
        CRS,
    )


def test_the_path_says_what_takes_the_time() -> None:
    roads = town()
    demand = demand_at([place(0.5, 0.05)], [10.0])
    sites = sites_at([place(2.5, 0)])
    times = travel_times(demand, sites, roads, mode="drive", limit_min=30)
    path = times.path("cell0", "e0")
    assert list(path.by_class.index) == ["residential", "primary", ACCESS]
    assert path.minutes * 60 == pytest.approx(times.costs.toarray()[0, 0], abs=0.1)
    edge_m = dict(zip(roads.road_class.tolist(), roads.length_m.tolist(), strict=True))
    assert path.by_class.loc["primary", "length_m"] == pytest.approx(edge_m["primary"])
    minutes = edge_m["primary"] * 0.06 / 50
    assert path.by_class.loc["primary", "minutes"] == pytest.approx(minutes)
    access_m = times.search.cells.access_m[0] + times.search.sites.access_m[0]
    assert path.by_class.loc[ACCESS, "minutes"] * 60 == pytest.approx(access_m * ACCESS_S_PER_M)
    assert path.length_m == pytest.approx(path.by_class["length_m"].sum())
    # It begins and ends where the places touch their roads, and every point lies on a road.
    begin, finish = shapely.get_coordinates(path.geometry)[[0, -1]]
    whole = shapely.union_all(roads.geometry)
    assert shapely.distance(shapely.Point(begin), demand.geometry.iloc[0]) < 30
    assert shapely.distance(shapely.Point(finish), sites.geometry.iloc[0]) < 0.5
    assert shapely.length(shapely.difference(path.geometry, shapely.buffer(whole, 0.01))) < 1e-6


def test_from_the_site_the_path_runs_the_other_way() -> None:
    roads = town()
    demand, sites = demand_at([place(0.5, 0)], [10.0]), sites_at([place(2.5, 0)])
    there = travel_times(demand, sites, roads, mode="drive").path("cell0", "e0")
    back = travel_times(demand, sites, roads, mode="drive", direction="from_site").path(
        "cell0", "e0"
    )
    assert back.geometry.equals_exact(shapely.reverse(there.geometry), 1e-6)
