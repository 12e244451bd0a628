"""Wuhan: every time against scipy on a graph split at every place, made from the file by other means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from halfhour.data.formats.layer import Layer
from halfhour.data.roads.roads import read_roads
from halfhour.geo.roads.network import RoadNetwork
from halfhour.geo.roads.speeds import DEFAULT_SPEEDS
from halfhour.geo.routing.mode_graph import mode_graph
from halfhour.geo.tables import Direction, Mode
from halfhour.geo.travel.road_search import RoadSearch
from halfhour.geo.travel.snapping import snap
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

CELLS, SITES = 300, 40
LIMIT_S = 1800.0
OFF_S = 0.1
"""What times are good for."""

LONGEST_S = 1e5
"""More than any way through the city takes, even on foot."""

SNAP_MAX_M = 2000.0

GEOD = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True)
class Roads:
    """One line of the file is one edge; nodes are the distinct ends of lines."""

    start: np.ndarray
    end: np.ndarray
    length_m: np.ndarray
    road_class: np.ndarray
    lines: np.ndarray
    crs: pyproj.CRS


def read(file: Path, crs: pyproj.CRS) -> Roads:
    table = gpd.read_parquet(file)
    xy, line = shapely.get_coordinates(table.geometry.to_numpy(), return_index=True)
    to_degrees = pyproj.Transformer.from_crs(table.crs, "EPSG:4326", always_xy=True)
    lon, lat = to_degrees.transform(xy[:, 0], xy[:, 1])
    along = line[1:] == line[:-1]
    _, _, step_m = GEOD.inv(lon[:-1][along], lat[:-1][along], lon[1:][along], lat[1:][along])
    first = np.flatnonzero(np.diff(line, prepend=-1))
    last = np.append(first[1:], len(line)) - 1
    _, node = np.unique(xy[np.append(first, last)], axis=0, return_inverse=True)
    # u and v know 11 places as two nodes each, one above the other; lines that share an end do meet.
    assert len(np.unique(table[["u", "v"]])) == node.max() + 1 + 11
    x, y = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lon, lat)
    return Roads(
        start=node[: len(table)],
        end=node[len(table) :],
        length_m=np.bincount(line[:-1][along], weights=step_m),
        road_class=table["highway"].to_numpy(),
        lines=shapely.linestrings(x, y, indices=line),
        crs=crs,
    )


@dataclass(frozen=True)
class Split:
    """Arcs of one mode between nodes and places, and the seconds of the places' access legs.

    These are infinite where a place is too far from every road.
    """

    arcs: csr_array
    place: np.ndarray
    access_s: np.ndarray


def split_at(roads: Roads, mode: Mode, xy: np.ndarray) -> Split:
    """Cut the edges where places stand: the nearest that are no motorways or ramps of these.

    On foot some roads are cut off: only a motorway leads there.
    """
    kph = np.array([DEFAULT_SPEEDS.kph(mode, name) or np.nan for name in roads.road_class])
    forward = roads.length_m / (kph / 3.6)
    backward = np.where(roads.road_class == "motorway", np.nan, forward)
    nodes = int(max(roads.start.max(), roads.end.max())) + 1
    tails = np.concatenate([roads.start, roads.end])
    heads = np.concatenate([roads.end, roads.start])
    passable = np.isfinite(np.concatenate([forward, backward]))
    joined = coo_array((passable[passable] * 1, (tails[passable], heads[passable])), (nodes, nodes))
    _, label = connected_components(joined, directed=True, connection="strong")
    inside = np.isfinite(forward) & (label[roads.start] == label[roads.end])
    stops = np.isfinite(forward) & ~np.isin(roads.road_class, ["motorway", "motorway_link"])
    points = shapely.points(xy)
    edge = np.flatnonzero(stops)[shapely.STRtree(roads.lines[stops]).nearest(points)]
    # No artefacts are among these: what is cut off from the rest is a network of its own.
    for component in np.unique(label[roads.start[edge]]):
        there = stops & inside & (label[roads.start] == component)
        assert roads.length_m[there].sum() > 10_000
    share = shapely.line_locate_point(roads.lines[edge], points, normalized=True)
    foot = shapely.get_coordinates(
        shapely.line_interpolate_point(roads.lines[edge], share, normalized=True)
    )
    to_degrees = pyproj.Transformer.from_crs(roads.crs, "EPSG:4326", always_xy=True)
    _, _, access_m = GEOD.inv(*to_degrees.transform(*xy.T), *to_degrees.transform(*foot.T))

    # Stops on each edge by their share: its start, the places, its end.
    place = nodes + np.arange(len(xy))
    stop_edge = np.concatenate([np.arange(len(forward)), edge, np.arange(len(forward))])
    stop = np.concatenate([roads.start, place, roads.end])
    at = np.concatenate([np.zeros(len(forward)), share, np.ones(len(forward))])
    order = np.lexsort((np.arange(len(at)), at, stop_edge))
    stop_edge, stop, at = stop_edge[order], stop[order], at[order]
    part = np.flatnonzero(stop_edge[1:] == stop_edge[:-1])
    piece = at[part + 1] - at[part]
    costs = np.concatenate([piece * forward[stop_edge[part]], piece * backward[stop_edge[part]]])
    tail = np.concatenate([stop[part], stop[part + 1]])
    head = np.concatenate([stop[part + 1], stop[part]])
    # At the very end of an edge one stands on its node, however the edge may be travelled.
    for end, here in ((roads.start, share <= 0), (roads.end, share >= 1)):
        node, there = end[edge[here]], place[here]
        tail, head = np.concatenate([tail, node, there]), np.concatenate([head, there, node])
        costs = np.concatenate([costs, np.zeros(2 * len(node))])
    known = np.isfinite(costs)
    tail, head, costs = tail[known], head[known], costs[known]
    cheapest = np.lexsort((costs, head, tail))
    tail, head, costs = tail[cheapest], head[cheapest], costs[cheapest]
    only = np.append(True, (np.diff(tail) != 0) | (np.diff(head) != 0))
    size = nodes + len(xy)
    arcs = coo_array((costs[only], (tail[only], head[only])), shape=(size, size)).tocsr()
    near = shapely.distance(roads.lines[edge], points) <= SNAP_MAX_M
    return Split(arcs, place, np.where(near, access_m / (5 / 3.6), np.inf))


def dense(search: RoadSearch, limit_s: float) -> np.ndarray:
    matrix = search.matrix(limit_s).tocoo()
    times = np.full(matrix.shape, np.inf)
    times[matrix.row, matrix.col] = matrix.data
    return times


@pytest.fixture(scope="module")
def file(shared_case: Callable[[str], Path]) -> Path:
    return shared_case("wuhan_roads") / "roads.parquet"


@pytest.fixture(scope="module")
def network(file: Path) -> RoadNetwork:
    return read_roads(Layer(file=file, columns={"class": "highway"}))


@pytest.fixture(scope="module")
def roads(file: Path, network: RoadNetwork) -> Roads:
    return read(file, network.crs)


@pytest.fixture(scope="module")
def xy(roads: Roads) -> np.ndarray:
    """Places up to some hundred metres off the roads, more where there are more roads."""
    rng = np.random.default_rng(434)
    lines = roads.lines[rng.integers(0, len(roads.lines), CELLS + SITES)]
    on_road = shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))
    return on_road + rng.normal(0, 150, on_road.shape)


def test_the_network_is_the_file_s(network: RoadNetwork, roads: Roads) -> None:
    assert len(network.node_xy) == max(roads.start.max(), roads.end.max()) + 1
    assert len(network.start) == len(roads.start)
    assert network.length_m.sum() == pytest.approx(roads.length_m.sum(), rel=1e-9)
    assert network.length_m.sum() == pytest.approx(7_182_000, abs=1000)


@pytest.mark.parametrize("mode", ["drive", "walk"])
def test_every_time_is_right_to_a_tenth_of_a_second(
    network: RoadNetwork, roads: Roads, xy: np.ndarray, mode: Mode
) -> None:
    split = split_at(roads, mode, xy)
    graph = mode_graph(network, mode, "s")
    cells, sites = (
        snap(part, network, graph, snap_max_m=SNAP_MAX_M) for part in (xy[:CELLS], xy[CELLS:])
    )
    near = np.isfinite(split.access_s)
    assert near.mean() > 0.95
    assert np.array_equal(np.append(cells.snapped, sites.snapped), near)
    legs = split.access_s[:CELLS, None] + split.access_s[CELLS:]
    directions: tuple[Direction, ...] = ("to_site", "from_site")
    for direction in directions:
        arcs = split.arcs if direction == "from_site" else split.arcs.T.tocsr()
        costs = dijkstra(arcs, indices=split.place[CELLS:])[:, split.place[:CELLS]].T
        expected = costs + legs
        # No time so near to the limit that the last tenth would decide.
        assert np.abs(expected - LIMIT_S).min() > OFF_S
        search = RoadSearch(
            network=network,
            graph=graph,
            cells=cells,
            sites=sites,
            direction=direction,
            snap_max_m=SNAP_MAX_M,
        )
        within = expected <= LIMIT_S
        assert within.sum() > 100
        whole, bounded = (dense(search, limit) for limit in (LONGEST_S, LIMIT_S))
        ways = np.isfinite(expected[near[:CELLS]][:, near[CELLS:]])
        assert ways.all() if mode == "drive" else ways.mean() > 0.95
        assert whole == pytest.approx(expected, abs=OFF_S)
        assert np.array_equal(np.isfinite(bounded), within)
        assert np.array_equal(bounded[within], whole[within])
        site, cost = search.nearest(np.arange(SITES))
        assert cost == pytest.approx(expected.min(axis=1), abs=OFF_S)
        assert np.array_equal(site == -1, np.isinf(expected).all(axis=1))
        assert expected[np.arange(CELLS), site] == pytest.approx(expected.min(axis=1), abs=OFF_S)
