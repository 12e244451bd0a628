"""Monaco: where access legs end, by the file's own tags, and every time by scipy from there on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from closed_segments import closed_segments
from halfhour.data.roads.roads import read_roads
from halfhour.geo.roads.network import RoadNetwork
from halfhour.geo.tables import Direction, Mode
from halfhour.geo.travel.positions import PositionRows
from halfhour.geo.travel.road_search import RoadSearch
from halfhour.geo.travel.road_times import travel_times
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

CELLS, SITES = 120, 12
Segment = frozenset[tuple[float, float]]


@pytest.fixture(scope="module")
def file(shared_case: Callable[[str], Path]) -> Path:
    return shared_case("monaco_graphhopper") / "monaco.osm.gz"


@pytest.fixture(scope="module")
def roads(file: Path) -> RoadNetwork:
    return read_roads(file)


@pytest.fixture(scope="module")
def closed(file: Path) -> set[Segment]:
    return closed_segments(file)


def town(roads: RoadNetwork, count: int, seed: int, index: str) -> gpd.GeoDataFrame:
    west, south, east, north = roads.bounds_m
    xy = np.random.default_rng(seed).uniform((west, south), (east, north), (count, 2))
    columns = {"name": "", "service": "clinic", "tier": "", "status": "existing"}
    return gpd.GeoDataFrame(
        {"residents": 1.0, **columns, "capacity": np.inf, "cost": 1.0},
        geometry=gpd.points_from_xy(*xy.T, crs=roads.crs),
        index=pd.Index([f"{index}{i}" for i in range(count)], name=index),
    )


def stops(roads: RoadNetwork, mode: Mode, closed: set[Segment]) -> np.ndarray:
    """Which edges the mode may travel and nobody's tags close to legs, by the edges' first segments."""
    to_degrees = pyproj.Transformer.from_crs(roads.crs, "EPSG:4326", always_xy=True)
    first = np.array([line.coords[:2] for line in roads.geometry])
    lon, lat = to_degrees.transform(first[:, :, 0], first[:, :, 1])
    on = np.array(
        [
            frozenset(zip(x.round(7).tolist(), y.round(7).tolist(), strict=True)) in closed
            for x, y in zip(lon, lat, strict=True)
        ]
    )
    forward, backward = roads.costs(mode, "s")
    return (np.isfinite(forward) | np.isfinite(backward)) & ~on


def by_scipy(search: RoadSearch) -> np.ndarray:
    """Seconds of each pair in the direction of residents, from positions to positions; the least counts."""
    roads, cells, sites = search.network, search.cells.rows, search.sites.rows
    forward, backward = roads.costs(search.graph.mode, "s")
    nodes = len(roads.node_xy)
    at_cell, at_site = (
        nodes + np.arange(len(cells.edge)),
        nodes + len(cells.edge) + np.arange(len(sites.edge)),
    )

    def part(share: np.ndarray, cost: np.ndarray) -> np.ndarray:
        return np.where(share > 0, share * np.where(np.isfinite(cost), cost, 1e9), 0.0)

    def arcs(rows: PositionRows, ahead: np.ndarray, back: np.ndarray) -> list[np.ndarray]:
        return [part(rows.fraction, back[rows.edge]), part(1 - rows.fraction, ahead[rows.edge])]

    tail = [
        roads.start,
        roads.end,
        at_cell,
        at_cell,
        roads.start[sites.edge],
        roads.end[sites.edge],
    ]
    head = [
        roads.end,
        roads.start,
        roads.start[cells.edge],
        roads.end[cells.edge],
        at_site,
        at_site,
    ]
    cost = [forward, backward, *arcs(cells, forward, backward), *arcs(sites, backward, forward)]
    table = pd.DataFrame(
        {"a": np.concatenate(tail), "b": np.concatenate(head), "s": np.concatenate(cost)}
    )
    table = table[table["s"] < 1e8].groupby(["a", "b"], as_index=False)["s"].min()
    size = nodes + len(cells.edge) + len(sites.edge)
    graph = coo_array((table["s"] + 1e-12, (table["a"], table["b"])), shape=(size, size)).tocsr()
    seconds = dijkstra(graph, indices=at_cell)[:, at_site]
    for i, j in zip(*np.nonzero(cells.edge[:, None] == sites.edge[None, :]), strict=True):
        ahead = sites.fraction[j] - cells.fraction[i]
        along = part(np.abs(ahead), (forward if ahead > 0 else backward)[cells.edge[i]])
        seconds[i, j] = min(seconds[i, j], along if along < 1e8 else np.inf)
    seconds += (cells.access_m[:, None] + sites.access_m[None, :]) * 0.72
    frame = pd.DataFrame(seconds).groupby(cells.place).min()
    return frame.T.groupby(sites.place).min().T.to_numpy()


@pytest.mark.parametrize("mode", ["walk", "drive"])
def test_legs_end_where_one_steps_out_and_times_are_the_shortest_from_there(
    roads: RoadNetwork, closed: set[Segment], mode: Mode
) -> None:
    demand = town(roads, CELLS, 5, "cell_id")
    sites = town(roads, SITES, 6, "site_id")
    directions: tuple[Direction, ...] = ("to_site", "from_site")
    open_ = np.flatnonzero(stops(roads, mode, closed))
    assert len(closed) > 100
    for direction in directions:
        times = travel_times(demand, sites, roads, mode=mode, limit_min=60, direction=direction)
        search = times.search
        assert isinstance(search, RoadSearch)
        for positions, table in ((search.cells, demand), (search.sites, sites)):
            assert positions.snapped.all()
            assert np.isin(positions.edge, open_).all()
            points = table.geometry.to_numpy()
            nearest, at = shapely.STRtree(roads.geometry[open_]).query_nearest(
                points, all_matches=False
            )
            metres = shapely.distance(points[nearest], roads.geometry[open_[at]])
            own = shapely.distance(points, roads.geometry[positions.edge])
            assert own == pytest.approx(metres, abs=1e-5)
        if direction == "to_site":
            expected = by_scipy(search)
            found = np.full(expected.shape, np.inf)
            matrix = times.costs.tocoo()
            found[matrix.row, matrix.col] = matrix.data
            within = expected <= 3600
            assert np.isfinite(found).sum() == within.sum() > CELLS
            assert found[within] == pytest.approx(expected[within], abs=0.1)
            _, cost = search.nearest(np.arange(SITES))
            assert cost == pytest.approx(expected.min(axis=1), abs=0.1)
