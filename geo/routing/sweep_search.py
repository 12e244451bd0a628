"""Queries on a hierarchy in one direction: the bounded matrix, one-to-many, k nearest, costs of all nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array

from ...common.arrays import Floats, Int32s, Ints
from ...common.cores import core_count
from ..tables import Direction
from .contraction import INFINITY
from .hierarchy import Hierarchy
from .nearest import NO_SITE, SITE_BITS, LabelGraph, SharedEdges, nearest_cells, nearest_nodes
from .sweeps import (
    FEW_LANES,
    LANES,
    TILE,
    Cells,
    Direct,
    Ends,
    Output,
    SearchGraph,
    Sweep,
    count_cells,
    fill_cells,
    reset,
    run_sweep,
)

_NEAREST_MAX: Final = 2**SITE_BITS


@dataclass(frozen=True, kw_only=True, eq=False)
class Ways:
    """Paths along one edge between a cell and a site that are both snapped to it; `cost` in ticks."""

    cell: Ints
    site: Ints
    cost: Int32s


@dataclass(frozen=True, kw_only=True, eq=False)
class Located:
    """Positions of places: `place` is the number of each one's place, of which there are `count`."""

    ends: Ends
    place: Ints
    count: int

    def chosen(self, rows: npt.NDArray[np.integer] | npt.NDArray[np.bool_]) -> Ends:
        """Return the ends of some positions."""
        return Ends(*(part[rows] for part in self.ends))


def sorted_cells(cells: Located, on_road: npt.NDArray[np.bool_], nodes: int) -> Cells:
    """Sort cells in sweep order.

    Parameters
    ----------
    cells
        Their positions: first that of each cell, in order, then second ones, in order.
    on_road
        Which cells have a position, shape (cells,).
    nodes
        Number of nodes of the hierarchy.
    """
    twice = cells.place[cells.count :]
    single = on_road.copy()
    single[twice] = False
    some = np.flatnonzero(single)
    order = np.append(some[np.argsort(cells.ends.first[some], kind="stable")], twice)
    rank = np.zeros(len(on_road), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    own = cells.chosen(order)
    return Cells(
        ends=own,
        number=order.astype(np.int32),
        indptr=np.searchsorted(own.first[: len(some)], np.arange(nodes + 1)).astype(np.int32),
        rank=rank,
        second=cells.chosen(np.arange(cells.count, len(cells.place))),
    )


@dataclass(frozen=True, eq=False)
class SweepSearch:
    """Searches on a hierarchy with the sites as sources.

    Parameters
    ----------
    hierarchy
        The contraction hierarchy.
    direction
        ``"to_site"`` searches the reverse graph, ``"from_site"`` the graph itself.
    """

    hierarchy: Hierarchy
    direction: Direction
    # Idle workspaces by their lanes, for the next sweeps: initialising one writes all of its memory.
    _workspaces: Mapping[int, list[Sweep]] = field(
        default_factory=lambda: {FEW_LANES: [], LANES: []}, repr=False
    )

    @property
    def graph(self) -> SearchGraph:
        """The upward and downward graph in the direction of search."""
        tree = self.hierarchy.tree
        reverse = self.direction == "to_site"
        return SearchGraph(
            indptr=tree.begin,
            head=tree.head,
            up=tree.backward if reverse else tree.forward,
            down=tree.forward if reverse else tree.backward,
            region_begin=tree.region_begin,
            core_indptr=tree.core_indptr,
            core_tail=tree.core_tail,
            core_down=tree.core_forward if reverse else tree.core_backward,
            border_indptr=tree.border_indptr,
            border_region=tree.border_region,
        )

    @property
    def most(self) -> float:
        """The largest limit of a bounded search, in seconds or metres."""
        return (INFINITY - 1) * self.hierarchy.tick

    def matrix(
        self,
        cells: Cells,
        sites: Located,
        ways: Ways,
        limit: float,
        *,
        order: Ints,
        threads: int | None = None,
    ) -> csc_array:
        """Return the many-to-many matrix of costs up to `limit`, shape (cells, sites), float32.

        Parameters
        ----------
        cells, sites
            Their positions.
        ways
            Paths between them along shared edges.
        limit
            Seconds or metres.
        order
            Permutation of the sites with spatial locality: `LANES` in a row share a sweep.
        threads
            How many sweeps run in parallel; by default one on each core.

        Raises
        ------
        ValueError
            If the limit is more ticks than 30 bits hold.
        """
        limit_ticks, tick = self._limit_ticks(limit), self.hierarchy.tick
        graph, count = self.graph, len(order)
        lanes = LANES if count > FEW_LANES else FEW_LANES
        sources, width = _in_lanes(sites, order, lanes)
        direct = self._direct(cells, ways, order, lanes)
        firsts = range(0, count, lanes)
        counts = np.zeros(-(-count // lanes) * lanes, dtype=np.int64)

        def sweep_from(sweep: Sweep, number: int) -> None:
            """Compute the labels of one sweep's sources."""
            last = min((number + 1) * width, len(sources.first))
            run_sweep(graph, sweep, sources, number * width, last, limit_ticks)

        def count_one(first: int) -> None:
            """Count the cells that each source of a sweep reaches."""
            with self._workspace(lanes) as sweep:
                sweep_from(sweep, first // lanes)
                own = counts[first : first + lanes]
                count_cells(graph, sweep, cells, direct, first // lanes, limit_ticks, own)
                reset(graph, sweep)

        # Two rounds, counting and writing: each column is written at its final offset, without a copy.
        with ThreadPoolExecutor(threads or core_count()) as pool:
            list(pool.map(count_one, firsts))
            column = np.empty(count, dtype=np.int64)
            column[order] = counts[:count]
            # 32-bit row pointers where they suffice, else scipy widens the indices, too.
            wide = np.int32 if column.sum() < 2**31 else np.int64
            indptr: npt.NDArray[np.integer] = np.append(0, np.cumsum(column)).astype(wide)
            indices = np.empty(indptr[-1], dtype=np.int32)
            data = np.empty(indptr[-1], dtype=np.float32)

            def fill_one(first: int) -> None:
                """Write the columns of the sources of a sweep."""
                last = min(first + lanes, count)
                at = np.zeros(lanes, dtype=np.int64)
                at[: last - first] = indptr[order[first:last]]
                output = Output(at, indices, data)
                with self._workspace(lanes) as sweep:
                    number = first // lanes
                    sweep_from(sweep, number)
                    fill_cells(graph, sweep, cells, direct, number, limit_ticks, output, tick)
                    reset(graph, sweep)

            list(pool.map(fill_one, firsts))
        return csc_array((data, indices, indptr), shape=(len(cells.rank), count))

    def one(self, cells: Cells, site: Located, ways: Ways, limit: float) -> tuple[Int32s, Floats]:
        """Return the cells within the limit of one site and their costs: a one-to-many query.

        A site of several positions is reached at the nearest.
        """
        limit_ticks, graph = self._limit_ticks(limit), self.graph
        only = np.zeros(1, dtype=np.int64)
        direct = self._direct(cells, ways, only, FEW_LANES)
        sources, _ = _in_lanes(site, only, FEW_LANES)
        with self._workspace(FEW_LANES) as sweep:
            run_sweep(graph, sweep, sources, 0, len(sources.first), limit_ticks)
            visited = _visited_cells(graph, sweep, cells)
            output = Output(
                np.zeros(1, dtype=np.int64),
                np.empty(visited, dtype=np.int32),
                np.empty(visited, dtype=np.float32),
            )
            fill_cells(graph, sweep, cells, direct, 0, limit_ticks, output, self.hierarchy.tick)
            reset(graph, sweep)
        within = output.position[0]
        return output.indices[:within], output.data[:within].astype(np.float64)

    def node_costs(self, sites: Ends, limit: float) -> Floats:
        """Return the cost between every node and the nearest site up to `limit`, infinite beyond.

        One sweep with all sites as sources.
        """
        limit_ticks, graph = self._limit_ticks(limit), self.graph
        with self._workspace(FEW_LANES) as sweep:
            run_sweep(graph, sweep, sites, 0, len(sites.first), limit_ticks)
            ticks = sweep.label[self.hierarchy.tree.place].min(axis=1)
            reset(graph, sweep)
        return np.where(ticks <= limit_ticks, ticks * self.hierarchy.tick, np.inf)

    def nearest(self, cells: Located, sites: Located, ways: Ways, k: int) -> tuple[Ints, Floats]:
        """Return the k nearest sites of each cell and their costs, without limit, each shape (cells, k).

        Of equally near sites the lowest number comes first; -1 and infinity where there are no more.

        Parameters
        ----------
        cells, sites
            Their positions; the numbers of sites are below 2^21.
        ways
            Paths along shared edges.
        k
            How many.

        Raises
        ------
        ValueError
            If a number is too large.
        """
        if sites.place.max(initial=0) >= _NEAREST_MAX:
            raise ValueError(f"the nearest of at most {_NEAREST_MAX:,} sites can be found at once")
        keys = self._node_keys(sites, k)
        result = np.full((cells.count, k), NO_SITE, dtype=np.int64)
        shared = SharedEdges(ways.cell, ways.site, ways.cost.astype(np.int64))
        nearest_cells(keys, *cells.ends, cells.place, shared, result)
        return self._unpacked(result)

    def nearest_of_nodes(self, sites: Located) -> tuple[Ints, Floats]:
        """Return the nearest site of each node and its cost, without limit; -1 and infinity if none."""
        number, cost = self._unpacked(self._node_keys(sites, 1))
        place = self.hierarchy.tree.place
        return number[place, 0], cost[place, 0]

    def _node_keys(self, sites: Located, k: int) -> Ints:
        """Return the keys of the k nearest sites of each node, shape (nodes, k)."""
        keys = np.full((len(self.hierarchy), k), NO_SITE, dtype=np.int64)
        graph = self.graph
        own = LabelGraph(graph.indptr, graph.head, graph.up, graph.down)
        nearest_nodes(own, *sites.ends, sites.place, keys)
        return keys

    def _unpacked(self, keys: Ints) -> tuple[Ints, Floats]:
        """Split keys into site numbers and costs; -1 and infinity where there is no site."""
        none = keys >= NO_SITE
        number = np.where(none, -1, keys & (_NEAREST_MAX - 1))
        return number, np.where(none, np.inf, (keys >> SITE_BITS) * self.hierarchy.tick)

    def _limit_ticks(self, limit: float) -> int:
        """Return a limit in ticks, rounded down."""
        # With a margin, so that rounding in the division loses no tick of a limit of whole seconds.
        ticks = int(np.floor(limit / self.hierarchy.tick + 1e-6))
        if ticks >= INFINITY:
            raise ValueError(
                f"the limit {limit:g} is beyond {INFINITY * self.hierarchy.tick:g}, the largest cost that "
                "a bounded search counts here"
            )
        return ticks

    def _direct(self, cells: Cells, ways: Ways, order: Ints, lanes: int) -> Direct:
        """Sort paths along shared edges by sweep and cell rank; `order` are the sites in lane order."""
        lane = np.empty(len(order), dtype=np.int64)
        lane[order] = np.arange(len(order))
        number, cell = lane[ways.site] // lanes, cells.rank[ways.cell]
        by_sweep = np.lexsort((cell, number))
        sweeps = np.arange(-(-len(order) // lanes) + 1)
        return Direct(
            indptr=np.searchsorted(number[by_sweep], sweeps),
            cell=cell[by_sweep],
            lane=(lane[ways.site] % lanes)[by_sweep].astype(np.int32),
            cost=ways.cost[by_sweep],
        )

    @contextmanager
    def _workspace(self, lanes: int) -> Iterator[Sweep]:
        """Yield an idle workspace, or a new one, and keep it for the next sweep."""
        try:
            sweep = self._workspaces[lanes].pop()
        except IndexError:
            sweep = self._new_workspace(lanes)
        yield sweep
        self._workspaces[lanes].append(sweep)

    def _new_workspace(self, lanes: int) -> Sweep:
        """Allocate the workspace of a sweep."""
        region_begin = self.hierarchy.tree.region_begin
        core = int(region_begin[0])
        words = np.zeros(-(-core // 8), dtype=np.int64)
        return Sweep(
            label=np.full((len(self.hierarchy), lanes), INFINITY, dtype=np.int32),
            core_words=words,
            core_flags=words.view(np.uint8),
            core=np.empty(core, dtype=np.int32),
            region_flags=np.zeros(len(region_begin) - 1, dtype=np.uint8),
            regions=np.empty(len(region_begin) - 1, dtype=np.int32),
            counts=np.zeros(2, dtype=np.int64),
            row=np.empty(lanes, dtype=np.int32),
            tile=np.empty((TILE, lanes), dtype=np.int32),
        )


def _visited_cells(graph: SearchGraph, sweep: Sweep, cells: Cells) -> int:
    """Count the cells at the nodes that a sweep visited, within the limit or not."""
    core, regions = sweep.core[: sweep.counts[0]], sweep.regions[: sweep.counts[1]]
    in_core = cells.indptr[core + 1] - cells.indptr[core]
    begin, end = graph.region_begin[regions], graph.region_begin[regions + 1]
    in_regions = cells.indptr[end] - cells.indptr[begin]
    return int(in_core.sum() + in_regions.sum()) + len(cells.second.first)


def _in_lanes(sites: Located, order: Ints, lanes: int) -> tuple[Ends, int]:
    """Arrange the positions of sites as sources of sweeps, and return how many of them a sweep has.

    A sweep's sources take turns in its lanes. Where sites have second positions, every sweep has a row of first
    ones and as many rows of further ones as a site has at most; what is missing in a row starts nowhere.
    """
    first = np.arange(sites.count)
    if len(sites.place) == sites.count:
        return sites.chosen(order), lanes
    # Which position of its site each one is: 0, 1, ...
    by_place = np.argsort(sites.place, kind="stable")
    own = sites.place[by_place]
    turn = np.empty(len(own), dtype=np.int64)
    turn[by_place] = np.arange(len(own)) - np.searchsorted(own, own)
    turns, sweeps = int(turn.max()) + 1, -(-len(order) // lanes)
    lane = np.empty(sites.count, dtype=np.int64)
    lane[order] = first
    slot = (lane[sites.place] // lanes * turns + turn) * lanes + lane[sites.place] % lanes
    # Empty slots start at the first site of their sweep, infinitely late.
    row = np.repeat(order[::lanes], turns * lanes)
    row[slot] = np.arange(len(own))
    ends = sites.chosen(row)
    empty = np.ones(sweeps * turns * lanes, dtype=bool)
    empty[slot] = False
    ends.first_leg[empty] = INFINITY
    ends.second_leg[empty] = INFINITY
    return ends, turns * lanes
