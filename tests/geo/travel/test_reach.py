from dataclasses import dataclass, replace
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
import shapely
from halfhour.coverage.surface.road_costs import costed_pieces
from halfhour.geo.roads.network import RoadNetwork, build_network
from halfhour.geo.routing.mode_graph import mode_graph
from halfhour.geo.tables import MODES
from halfhour.geo.travel.positions import SnappedPositions
from halfhour.geo.travel.reach import reached_parts
from halfhour.geo.travel.road_search import RoadSearch
from halfhour.geo.travel.road_times import travel_times
from hypothesis import given
from hypothesis import strategies as st
from shapely.ops import substring
from towns import CRS, demand_at, lines, place, sites_at

ACCESS_S_PER_M = 0.72
"""One metre at 5 km/h."""


@pytest.mark.parametrize(
    ("direction", "tags", "west_m", "east_m"),
    [
        ("to_site", {"highway": "residential"}, 833, 833),
        # Driving with the one-way street towards the site: from the west alone; 20 km/h.
        ("to_site", {"highway": "residential", "oneway": "yes"}, 3333, 0),
        ("from_site", {"highway": "residential", "oneway": "yes"}, 0, 3333),
    ],
)
def test_the_reach_along_a_street_is_the_limit(
    direction: str, tags: dict[str, str], west_m: float, east_m: float
) -> None:
    mode = "drive" if "oneway" in tags else "walk"
    street = [([(i, place(i, 0)) for i in (0, 9, 10, 11, 20)], tags)]
    # A way back, so that the one-way street is no dead end; far away, to be out of reach.
    back = [
        ([(20, place(20, 0)), (50, place(10, 60)), (0, place(0, 0))], {"highway": "residential"})
    ]
    network = build_network(lines([*street, *back]), CRS)
    times = travel_times(
        demand_at([place(10.5, 0)], [1]),
        sites_at([place(10.5, 0)]),
        network,
        mode=mode,
        limit_min=30,
        direction=direction,
    )
    [parts] = reached_parts(times.search, np.array([0]), [600.0])
    reached = shapely.union_all(parts.lines(network))
    site = times.sites.geometry.iloc[0]
    coordinates = shapely.get_coordinates(reached)
    assert site.x - coordinates[:, 0].min() == pytest.approx(west_m, rel=0.01, abs=1)
    assert coordinates[:, 0].max() - site.x == pytest.approx(east_m, rel=0.01, abs=1)


def test_nothing_is_reached_midway_where_nobody_steps_out() -> None:
    tags = {"highway": "residential"}
    ways = [
        ([(i, place(i, 0)) for i in (0, 1)], tags),
        ([(i, place(i, 0)) for i in (1, 2)], {**tags, "tunnel": "yes"}),
        ([(i, place(i, 0)) for i in (2, 3)], tags),
    ]
    network = build_network(lines(ways), CRS)
    times = travel_times(
        demand_at([place(0, 0)], [1]), sites_at([place(0, 0)]), network, mode="walk", limit_min=30
    )
    [parts] = reached_parts(times.search, np.array([0]), [1e4])
    assert sorted(parts.edge.tolist()) == [0, 2]
    pieces = costed_pieces(times, np.array([0]))
    assert sorted(set(pieces.begin[:, 0].round().tolist())) == sorted(
        set(network.node_xy[[0, 2], 0].round().tolist())
    )


@dataclass(frozen=True)
class Case:
    """Edges (start, end, forward seconds, backward seconds) and sites (edge, fraction, access metres)."""

    edges: list[tuple[int, int, float, float]]
    sites: list[tuple[int, float, float]]


seconds = st.sampled_from([0.0, 1.0, 2.5, 7.0, 20.0, 60.0])
ways = st.tuples(seconds, seconds) | st.tuples(seconds, st.just(np.inf))
SAMPLES = np.array([0.03, 0.21, 0.38, 0.5, 0.64, 0.77, 0.98])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    nodes = draw(st.integers(2, 6))
    # A ring that runs one way, at least, holds the made town together.
    ring = [(i, (i + 1) % nodes, *draw(ways)) for i in range(nodes)]
    node = st.integers(0, nodes - 1)
    more = draw(st.lists(st.tuples(node, node, ways), max_size=6))
    edges = [*ring, *((a, b, *way) for a, b, way in more)]
    # Parts shorter than GEOS can measure are of no interest.
    fraction = st.sampled_from([0.0, 1.0]) | st.floats(0, 1).map(lambda share: round(share, 9))
    site = st.tuples(st.integers(0, len(edges) - 1), fraction, st.sampled_from([0.0, 3.0, 25.0]))
    return Case(edges, draw(st.lists(site, min_size=1, max_size=3)))


def search_of(case: Case, direction: str) -> RoadSearch:
    nodes = 1 + max(max(e[0], e[1]) for e in case.edges)
    angle = np.arange(nodes) * 2 * np.pi / nodes
    xy = 1000 * np.column_stack([np.cos(angle), np.sin(angle)])
    start, end = (np.array([e[i] for e in case.edges]) for i in (0, 1))
    apart = np.column_stack([np.zeros(len(start)), np.arange(len(start)) + 1.0])
    bent = np.stack([xy[start], (xy[start] + xy[end]) / 2 + apart, xy[end]], axis=1)
    network = RoadNetwork(
        crs=CRS,
        node_xy=xy,
        start=start,
        end=end,
        geometry=shapely.linestrings(bent),
        length_m=np.ones(len(start)),
        road_class=np.full(len(start), "residential"),
        forward_s={mode: np.array([e[2] for e in case.edges]) for mode in MODES},
        backward_s={mode: np.array([e[3] for e in case.edges]) for mode in MODES},
        source="made",
    )
    edge, fraction, access = (np.array(part) for part in zip(*case.sites, strict=True))
    sites = SnappedPositions(
        edge=edge.astype(np.int64),
        fraction=fraction.astype(np.float64),
        access_m=access.astype(np.float64),
        nearest_road_m=access.astype(np.float64),
        reason=np.full(len(edge), ""),
    )
    graph = mode_graph(network, "walk", "s")
    return RoadSearch(
        network=network,
        graph=graph,
        cells=sites,
        sites=sites,
        direction=direction,
        snap_max_m=100.0,
    )


def costs_of_samples(case: Case, direction: str) -> np.ndarray:
    """Cost of each edge's sampled points to (from) the nearest site, on a graph split at every one."""
    graph = nx.DiGraph()

    def add(a: object, b: object, cost: float) -> None:
        # The search below starts at the sites: against the arcs for those who travel to one.
        tail, head = (b, a) if direction == "to_site" else (a, b)
        if cost < graph.get_edge_data(tail, head, {"weight": np.inf})["weight"]:
            graph.add_edge(tail, head, weight=cost)

    for number, (start, end, forward, backward) in enumerate(case.edges):
        stops = [(0.0, 0, start), (1.0, 2, end)]
        stops += [(f, 1, ("sample", number, i)) for i, f in enumerate(SAMPLES)]
        for i, (edge, fraction, access) in enumerate(case.sites):
            if edge == number:
                on = ("site", i)
                # At a very end the site stands on the node itself.
                there = start if fraction == 0 else end if fraction == 1 else on
                if there == on:
                    stops.append((fraction, 1, on))
                enter = ("source", there) if direction == "from_site" else (there, "source")
                add(*enter, access * ACCESS_S_PER_M)
        stops.sort(key=lambda stop: (stop[0], stop[1]))
        for (f, _, a), (g, _, b) in pairwise(stops):
            add(a, b, 0.0 if g == f else (g - f) * forward)
            add(b, a, 0.0 if g == f else (g - f) * backward)
    cost = nx.single_source_dijkstra_path_length(graph, "source")
    return np.array(
        [
            [cost.get(("sample", number, i), np.inf) for i in range(len(SAMPLES))]
            for number in range(len(case.edges))
        ]
    )


@pytest.mark.parametrize("direction", ["to_site", "from_site"])
@given(case=cases())
def test_a_point_is_in_the_reached_parts_exactly_if_its_own_cost_is_within_the_limit(
    direction: str, case: Case
) -> None:
    search = search_of(case, direction)
    cost = costs_of_samples(case, direction)
    limits = [4.0, 15.3, 41.0]
    reached = reached_parts(search, np.arange(len(case.sites)), limits)
    for limit, parts in zip(limits, reached, strict=True):
        inside = np.zeros(cost.shape, dtype=bool)
        for edge, begin, finish in zip(parts.edge, parts.begin, parts.finish, strict=True):
            inside[edge] |= (begin <= SAMPLES) & (finish >= SAMPLES)
        clear = np.abs(cost - limit) > 1e-6
        clear &= search.graph.main[:, None]
        assert np.array_equal(inside[clear], (cost <= limit)[clear])


@given(case=cases())
def test_the_lines_are_the_parts_of_the_edges(case: Case) -> None:
    search = search_of(case, "to_site")
    [parts] = reached_parts(search, np.array([0]), [15.3])
    for line, edge, begin, finish in zip(
        parts.lines(search.network), parts.edge, parts.begin, parts.finish, strict=True
    ):
        expected = substring(search.network.geometry[edge], begin, finish, normalized=True)
        assert shapely.hausdorff_distance(line, expected) < 1e-6


def test_no_limit_reaches_nothing_and_a_site_on_no_road_none() -> None:
    search = search_of(Case([(0, 1, 5.0, 5.0), (1, 0, 5.0, 5.0)], [(0, 0.5, 0.0)]), "to_site")
    assert reached_parts(search, np.array([0]), []) == []
    nowhere = replace(search.sites, edge=np.array([-1]), fraction=np.array([np.nan]))
    [parts] = reached_parts(replace(search, sites=nowhere), np.array([0]), [100.0])
    assert len(parts) == 0


def test_beyond_a_shorter_limit_are_the_edges_it_does_not_reach_whole() -> None:
    street = Case([(0, 1, 10.0, 10.0), (1, 2, 10.0, 10.0), (2, 3, 10.0, 10.0)], [(0, 0.0, 0.0)])
    short, long = reached_parts(search_of(street, "to_site"), np.array([0]), [15.0, 25.0])
    assert short.whole.tolist() == [True, False]
    new = long.beyond(short)
    assert new.edge.tolist() == [1, 2]
    assert (new.begin.tolist(), new.finish.tolist()) == ([0, 0], [1, 0.5])
