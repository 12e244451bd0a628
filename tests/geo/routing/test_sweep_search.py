"""Sweeps against scipy's Dijkstra in whole ticks: nothing may differ, not even by one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

import numpy as np
import pytest
from halfhour.geo.routing import region_tree
from halfhour.geo.routing.contraction import INFINITY
from halfhour.geo.routing.hierarchy import Hierarchy, build_hierarchy
from halfhour.geo.routing.nearest import SITE_BITS
from halfhour.geo.routing.region_tree import _region_roots
from halfhour.geo.routing.sweep_search import Located, SweepSearch, Ways, sorted_cells
from halfhour.geo.routing.sweeps import LANES, Cells, Ends
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay

DIRECTIONS = ["to_site", "from_site"]


@dataclass(frozen=True)
class Case:
    """A graph in seconds, places (two nodes and the seconds to each), and ways (cell, site, seconds)."""

    tail: np.ndarray
    head: np.ndarray
    cost: np.ndarray
    xy: np.ndarray
    cells: list[tuple[int, int, float, float]]
    sites: list[tuple[int, int, float, float]]
    ways: list[tuple[int, int, float]]
    region_nodes: int = 512

    @cached_property
    def hierarchy(self) -> Hierarchy:
        with pytest.MonkeyPatch.context() as patch:
            # So that a small graph has several regions, too.
            interpreted = getattr(_region_roots, "py_func", _region_roots)
            patch.setattr(region_tree, "_region_roots", interpreted)
            patch.setattr(region_tree, "_REGION_NODES", self.region_nodes)
            return build_hierarchy(self.tail, self.head, self.cost, self.xy)

    def ends(self, places: list[tuple[int, int, float, float]]) -> Located:
        """As the sweeps want them: the later place first."""
        table = np.array(places, dtype=np.float64).reshape(-1, 4)
        place = self.hierarchy.tree.place[table[:, :2].astype(np.int64)]
        legs = self.hierarchy.ticks(table[:, 2:])
        later = np.argsort(-place, axis=1, kind="stable")
        place = np.take_along_axis(place, later, axis=1)
        legs = np.take_along_axis(legs, later, axis=1)
        ends = Ends(place[:, 0], place[:, 1], legs[:, 0], legs[:, 1])
        return Located(ends=ends, place=np.arange(len(places)), count=len(places))

    @cached_property
    def sorted_cells(self) -> Cells:
        on_road = np.ones(len(self.cells), dtype=bool)
        return sorted_cells(self.ends(self.cells), on_road, len(self.xy))

    def ways_of(self, numbers: np.ndarray) -> Ways:
        """Ways to the sites, by the numbers that these are asked for with."""
        table = np.array(self.ways, dtype=np.float64).reshape(-1, 3)
        return Ways(
            cell=table[:, 0].astype(np.int64),
            site=numbers[table[:, 1].astype(np.int64)],
            cost=self.hierarchy.ticks(table[:, 2]),
        )

    def node_ticks(self, direction: str) -> np.ndarray:
        """From every node to every site (or back), shape (nodes, sites), by scipy."""
        ticks = np.rint(self.cost / self.hierarchy.tick)
        nodes = len(self.xy)
        tail, head = (self.head, self.tail) if direction == "to_site" else (self.tail, self.head)
        cheapest = np.lexsort((ticks, head, tail))
        tail, head, ticks = tail[cheapest], head[cheapest], ticks[cheapest]
        first = np.flatnonzero(np.diff(tail * nodes + head, prepend=-1))
        # SciPy 1.14 searches numbers of 32 bits alone.
        arcs = (ticks[first], (tail[first].astype(np.int32), head[first].astype(np.int32)))
        sites = np.array(self.sites).reshape(-1, 4)
        ends, at = np.unique(sites[:, :2].astype(np.int64), return_inverse=True)
        from_ends = dijkstra(coo_array(arcs, shape=(nodes, nodes)).tocsr(), indices=ends)
        legs = np.rint(sites[:, 2:] / self.hierarchy.tick)
        return (from_ends[at.reshape(-1, 2)] + legs[:, :, None]).min(axis=1).T

    def expected(self, direction: str) -> np.ndarray:
        """Ticks between cells and sites, infinite where there is no way."""
        nodes = self.node_ticks(direction)
        cells = np.array(self.cells)
        legs = np.rint(cells[:, 2:] / self.hierarchy.tick)
        ticks = (nodes[cells[:, :2].astype(np.int64)] + legs[:, :, None]).min(axis=1)
        for cell, site, cost in self.ways:
            ticks[cell, site] = min(ticks[cell, site], np.rint(cost / self.hierarchy.tick))
        return ticks


@st.composite
def cases(draw: st.DrawFn) -> Case:
    nodes = draw(st.integers(1, 25))
    node = st.integers(0, nodes - 1)
    cost = st.sampled_from([0.0, 1.0, 1.0, 2.5, 60.0]) | st.floats(0, 900, allow_subnormal=False)
    arcs = draw(st.lists(st.tuples(node, node, cost), max_size=70))
    if draw(st.booleans()):
        arcs += [(head, tail, cost) for tail, head, cost in arcs]
    leg = st.sampled_from([0.0, 0.0, 3.6, 50.0, np.inf])
    # Places stand at nodes and on edges: between nodes that an arc joins.
    stands = [(n, n) for n in range(nodes)] + [(head, tail) for tail, head, _ in arcs]
    place = st.builds(lambda ends, *legs: (*ends, *legs), st.sampled_from(stands), leg, leg)
    cells = draw(st.lists(place, min_size=1, max_size=12))
    # More than one pass of sixteen, and not always full ones.
    sites = draw(
        st.lists(place, min_size=1, max_size=6) | st.lists(place, min_size=14, max_size=37)
    )
    # Ways along an edge lead to cells between the same two nodes as the site.
    beside = st.tuples(
        st.integers(0, len(sites) - 1), leg, leg, st.sampled_from([0.0, 1.0, 30.0, np.inf])
    )
    shared = draw(st.lists(beside, max_size=8))
    ways = [(len(cells) + i, site, cost) for i, (site, _, _, cost) in enumerate(shared)]
    cells += [(sites[site][1], sites[site][0], *legs) for site, *legs, _ in shared]
    step = st.integers(0, 9)
    xy = draw(st.lists(st.tuples(step, step), min_size=nodes, max_size=nodes))
    return Case(
        tail=np.array([arc[0] for arc in arcs], dtype=np.int64),
        head=np.array([arc[1] for arc in arcs], dtype=np.int64),
        cost=np.array([arc[2] for arc in arcs], dtype=np.float64),
        xy=np.array(xy) * 50.0,
        cells=cells,
        sites=sites,
        ways=ways,
        region_nodes=draw(st.sampled_from([1, 3, 512])),
    )


def town(nodes: int, sites: int, seed: int) -> Case:
    """Streets between neighbouring junctions, many of them one-way, and islands beside them."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(0, 10_000, (nodes, 2))
    edges = np.unique(
        np.sort(Delaunay(xy).simplices[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1), axis=0
    )
    edges = edges[rng.random(len(edges)) < 0.5]
    seconds = np.hypot(*(xy[edges[:, 0]] - xy[edges[:, 1]]).T) * rng.uniform(0.1, 0.7, len(edges))
    seconds[rng.random(len(edges)) < 0.02] = 0
    back = rng.random(len(edges)) < 0.8

    def places(count: int) -> list[tuple[int, int, float, float]]:
        edge = edges[rng.integers(0, len(edges), count)]
        legs = rng.uniform(0, 300, (count, 2))
        legs[rng.random((count, 2)) < 0.1] = np.inf
        return [(*map(int, e), *map(float, leg)) for e, leg in zip(edge, legs, strict=True)]

    cells, chosen = places(400), places(sites)
    return Case(
        tail=np.concatenate([edges[:, 0], edges[back, 1]]),
        head=np.concatenate([edges[:, 1], edges[back, 0]]),
        cost=np.concatenate([seconds, seconds[back]]),
        xy=xy,
        cells=[*cells, *((a, b, np.inf, 900.0) for a, b, *_ in chosen)],
        sites=chosen,
        ways=[(len(cells) + site, site, 5.0) for site in range(sites)],
    )


@pytest.fixture(scope="module", params=[(2000, 5), (5000, 50)], ids=["2000", "5000"])
def city(request: pytest.FixtureRequest) -> Case:
    nodes, sites = request.param
    case = town(nodes, sites, seed=nodes)
    assert case.hierarchy.tree.region_begin[0] > 0
    assert len(case.hierarchy.tree.region_begin) > 5
    return case


def only(sites: Located, site: int) -> Located:
    """One of some sites by itself."""
    return Located(ends=sites.chosen(np.array([site])), place=np.zeros(1, dtype=np.int64), count=1)


def limits(case: Case, expected: np.ndarray) -> list[float]:
    """None but the nearest, a half, and the largest that can be counted."""
    finite = np.sort(expected[np.isfinite(expected)])
    chosen = [finite[len(finite) // 50], finite[len(finite) // 2]] if len(finite) else []
    return [float(ticks) * case.hierarchy.tick for ticks in (*chosen, INFINITY - 2)]


def check_bounded(case: Case, direction: str) -> None:
    search, fresh = SweepSearch(case.hierarchy, direction), SweepSearch(case.hierarchy, direction)
    expected, count = case.expected(direction), len(case.sites)
    sites, ways = case.ends(case.sites), case.ways_of(np.arange(count))
    for limit in limits(case, expected):
        kept = expected <= np.rint(limit / case.hierarchy.tick)
        seconds = np.where(kept, expected * case.hierarchy.tick, -1).astype(np.float32)
        orders, rows = (np.arange(count), np.arange(count)[::-1].copy()), []
        for threads, order in zip((1, 2), orders, strict=True):
            matrix = search.matrix(
                case.sorted_cells, sites, ways, limit, order=order, threads=threads
            ).tocoo()
            assert matrix.shape == expected.shape
            found = np.full(expected.shape, -1, dtype=np.float32)
            found[matrix.row, matrix.col] = matrix.data
            assert matrix.nnz == kept.sum()
            rows.append(matrix.row)
            assert np.array_equal(found, seconds)
        # The order of a site's cells does not depend on whose lanes are beside it.
        assert np.array_equal(*rows)
        for site in range(0, count, 7):
            chosen = only(sites, site)
            own = ways.site == site
            way = Ways(cell=ways.cell[own], site=ways.site[own] * 0, cost=ways.cost[own])
            cell, cost = search.one(case.sorted_cells, chosen, way, limit)
            found = np.full(len(case.cells), -1.0)
            found[cell] = cost
            assert len(cell) == kept[:, site].sum()
            assert np.array_equal(found, seconds[:, site])
    for sweep in chain.from_iterable(search._workspaces.values()):
        assert (sweep.label == INFINITY).all()
        assert not sweep.core_flags.any()
        assert not sweep.region_flags.any()
        assert not sweep.counts.any()
    # The longest limit was the last: what it leaves behind must not show in the shortest.
    first = limits(case, expected)[0]
    again, new = (
        one.matrix(case.sorted_cells, sites, ways, first, order=np.arange(count))
        for one in (search, fresh)
    )
    assert (again != new).nnz == 0
    assert again.nnz == new.nnz


def check_nodes(case: Case, direction: str) -> None:
    search = SweepSearch(case.hierarchy, direction)
    nodes = case.node_ticks(direction)
    sites, tick = case.ends(case.sites), case.hierarchy.tick
    for limit in limits(case, nodes):
        least = nodes.min(axis=1)
        within = np.where(least <= np.rint(limit / tick), least * tick, np.inf)
        assert np.array_equal(search.node_costs(sites.ends, limit), within)
    number, cost = search.nearest_of_nodes(sites)
    best = np.where(np.isfinite(nodes.min(axis=1)), nodes.argmin(axis=1), -1)
    assert np.array_equal(number, best)
    assert np.array_equal(cost, nodes.min(axis=1) * tick)


def check_nearest(case: Case, direction: str, numbers: np.ndarray) -> None:
    search = SweepSearch(case.hierarchy, direction)
    expected = case.expected(direction)
    by_cost = np.array([np.lexsort((numbers, row)) for row in expected])
    sites, ways = replace(case.ends(case.sites), place=numbers), case.ways_of(numbers)
    for k in (1, 3, len(numbers) + 2):
        number, cost = search.nearest(case.ends(case.cells), sites, ways, k)
        assert number.shape == cost.shape == (len(case.cells), k)
        best = by_cost[:, :k]
        ticks = np.take_along_axis(expected, best, axis=1)
        more = k - best.shape[1] if k > best.shape[1] else 0
        seconds = np.pad(ticks * case.hierarchy.tick, ((0, 0), (0, more)), constant_values=np.inf)
        names = np.where(np.isfinite(ticks), numbers[best], -1)
        assert np.array_equal(cost, seconds)
        assert np.array_equal(number, np.pad(names, ((0, 0), (0, more)), constant_values=-1))


@given(case=cases(), direction=st.sampled_from(DIRECTIONS))
@settings(max_examples=60)
def test_bounded_searches_are_dijkstra_s(case: Case, direction: str) -> None:
    check_bounded(case, direction)


@given(case=cases(), direction=st.sampled_from(DIRECTIONS))
@settings(max_examples=60)
def test_costs_of_nodes_are_dijkstra_s(case: Case, direction: str) -> None:
    check_nodes(case, direction)


@given(case=cases(), direction=st.sampled_from(DIRECTIONS), seed=st.integers(0, 99))
@settings(max_examples=100)
def test_the_nearest_are_dijkstra_s_and_ties_go_to_the_lowest_number(
    case: Case, direction: str, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    numbers = rng.permutation([0, 2**SITE_BITS - 1, *range(7, 100)])[: len(case.sites)]
    check_nearest(case, direction, numbers.astype(np.int64))


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_in_a_city_with_core_and_regions_every_answer_is_dijkstra_s(
    city: Case, direction: str
) -> None:
    assert len(city.sites) % LANES != 0
    check_bounded(city, direction)
    check_nodes(city, direction)
    check_nearest(city, direction, np.arange(len(city.sites))[::-1].copy())


def test_equally_near_sites_are_named_by_number() -> None:
    # Blocks of one length: most cells have several nearest sites.
    side = 60
    node = np.arange(side * side).reshape(side, side)
    a = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    b = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    x, y = np.meshgrid(np.arange(side), np.arange(side))
    rng = np.random.default_rng(1)
    corner = [(int(n), int(n), 0.0, 0.0) for n in rng.permutation(side * side)[:620]]
    case = Case(
        tail=np.concatenate([a, b]),
        head=np.concatenate([b, a]),
        cost=np.full(2 * len(a), 72.0),
        xy=np.column_stack([x.ravel(), y.ravel()]) * 100.0,
        cells=corner[20:],
        sites=corner[:20],
        ways=[],
    )
    expected = case.expected("to_site")
    assert (np.sort(expected)[:, 0] == np.sort(expected)[:, 1]).sum() > 20
    check_nearest(case, "to_site", rng.permutation(20))
    check_bounded(case, "to_site")


def test_a_thousand_kilometres_on_foot_are_counted_to_a_millionth() -> None:
    rng = np.random.default_rng(1)
    metres = np.concatenate([[0.0], np.cumsum(rng.uniform(60, 140, 10_000))])
    seconds = np.diff(metres) * 0.72
    step = np.arange(len(seconds))
    case = Case(
        tail=np.concatenate([step, step + 1]),
        head=np.concatenate([step + 1, step]),
        cost=np.tile(seconds, 2),
        xy=np.column_stack([metres, np.zeros(len(metres))]),
        cells=[(int(node), int(node), 0.0, 0.0) for node in range(0, 10_001, 100)],
        sites=[(0, 0, 0.0, 0.0), (10_000, 10_000, 0.0, 0.0)],
        ways=[],
    )
    assert metres[-1] > 999_000
    # Ticks of a tenth of a millisecond would not do: 32 bits end at 30 hours.
    assert case.hierarchy.tick > 1e-4
    ends, ways = case.ends(case.sites), case.ways_of(np.arange(2))
    search = SweepSearch(case.hierarchy, "to_site")
    number, cost = search.nearest(case.ends(case.cells), ends, ways, 2)
    from_start = metres[::100] * 0.72
    both = np.column_stack([from_start, metres[-1] * 0.72 - from_start])
    assert np.array_equal(number, np.argsort(both, axis=1))
    # Eight days: a second more or less, and near sites as exact as ever.
    assert cost == pytest.approx(np.sort(both, axis=1), rel=1e-6, abs=0.1)


def line() -> Case:
    """Two nodes, one way only, and a third that nobody reaches."""
    place = [(node, node, 0.0, 0.0) for node in range(3)]
    xy = np.array([[0.0, 0], [100, 0], [200, 0]])
    return Case(np.array([0]), np.array([1]), np.array([72.0]), xy, place, place, [])


@pytest.mark.parametrize("question", ["matrix", "one", "node_costs"])
def test_limits_beyond_counting_are_refused(question: str) -> None:
    case = line()
    search = SweepSearch(case.hierarchy, "to_site")
    ends, ways = case.ends(case.sites), case.ways_of(np.arange(3))

    def ask(limit: float) -> object:
        if question == "matrix":
            return search.matrix(case.sorted_cells, ends, ways, limit, order=np.arange(3))
        if question == "one":
            return search.one(case.sorted_cells, only(ends, 0), ways, limit)
        return search.node_costs(ends.ends, limit)

    ask((INFINITY - 1) * case.hierarchy.tick)
    with pytest.raises(ValueError, match="beyond 107374, the largest cost"):
        ask(INFINITY * case.hierarchy.tick)


def test_site_numbers_beyond_their_bits_are_refused() -> None:
    case = line()
    search, numbers = SweepSearch(case.hierarchy, "to_site"), np.array([0, 1, 2**SITE_BITS])
    ends, ways = replace(case.ends(case.sites), place=numbers), case.ways_of(numbers)
    with pytest.raises(ValueError, match="at most 2,097,152 sites"):
        search.nearest(case.ends(case.cells), ends, ways, 1)


def test_one_way_is_one_way() -> None:
    case, every = line(), np.arange(3)
    for direction, wanted in (
        ("to_site", [[0, 72, -1], [-1, 0, -1], [-1, -1, 0]]),
        ("from_site", [[0, -1, -1], [72, 0, -1], [-1, -1, 0]]),
    ):
        search = SweepSearch(case.hierarchy, direction)
        matrix = search.matrix(
            case.sorted_cells, case.ends(case.sites), case.ways_of(every), 1e5, order=every
        ).tocoo()
        found = np.full((3, 3), -1.0)
        found[matrix.row, matrix.col] = matrix.data
        assert found.tolist() == wanted
