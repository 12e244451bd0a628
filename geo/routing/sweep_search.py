"""Searches on a hierarchy in one direction: the bounded matrix, the nearest, the cost of every node."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array

from ...common.arrays import Floats, Int32s, Ints
from ..tables import Direction
from .contraction import CLOSED
from .hierarchy import Hierarchy
from .sweeps import (
    FAR,
    LANES,
    SITE_BITS,
    TILE,
    Arcs,
    Cells,
    Direct,
    Ends,
    Output,
    Pass,
    begin_pass,
    clear,
    count_cells,
    fill_cells,
    nearest_cells,
    nearest_places,
)

_NEAREST_MAX: Final = 2**SITE_BITS


@dataclass(frozen=True, kw_only=True, eq=False)
class Ways:
    """Ways along one edge between a cell and a site that stand on it; `cost` in ticks."""

    cell: Ints
    site: Ints
    cost: Int32s


def sorted_cells(ends: Ends, on_road: npt.NDArray[np.bool_], places: int) -> Cells:
    """Sort cells for sweeps.

    Parameters
    ----------
    ends
        Where each cell stands.
    on_road
        Which cells have a position.
    places
        How many places the hierarchy has.
    """
    some = np.flatnonzero(on_road)
    order = some[np.argsort(ends.first[some], kind="stable")]
    rank = np.zeros(len(on_road), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    own = Ends(*(part[order] for part in ends))
    return Cells(
        ends=own,
        number=order.astype(np.int32),
        at=np.searchsorted(own.first, np.arange(places + 1)).astype(np.int32),
        rank=rank,
    )


@dataclass(frozen=True, eq=False)
class SweepSearch:
    """A hierarchy as it is searched from the sites.

    Parameters
    ----------
    hierarchy
        The prepared graph.
    direction
        ``"to_site"`` searches against the arcs, ``"from_site"`` along them.
    """

    hierarchy: Hierarchy
    direction: Direction
    # Scratch of finished passes, for the next ones: making it costs a walk through all of its memory.
    _idle: list[Pass] = field(default_factory=list, repr=False)

    @property
    def arcs(self) -> Arcs:
        """The arcs in the direction of search."""
        tree = self.hierarchy.tree
        to_site = self.direction == "to_site"
        return Arcs(
            begin=tree.begin,
            above=tree.above,
            up=tree.back if to_site else tree.ahead,
            down=tree.ahead if to_site else tree.back,
            region_begin=tree.region_begin,
            core_begin=tree.core_begin,
            below=tree.below,
            below_down=tree.below_ahead if to_site else tree.below_back,
            touch_begin=tree.touch_begin,
            touched=tree.touched,
        )

    def matrix(
        self,
        cells: Cells,
        sites: Ends,
        ways: Ways,
        limit: float,
        *,
        order: Ints,
        threads: int | None = None,
    ) -> csc_array:
        """Return the cost between cells and sites up to `limit`, shape (cells, sites), float32.

        Parameters
        ----------
        cells, sites
            Where they stand.
        ways
            Ways between them along shared edges.
        limit
            Seconds or metres.
        order
            The sites in an order that keeps near ones together, since they share passes.
        threads
            How many passes run side by side; by default one on each core.
        """
        most, tick = self._limit_ticks(limit), self.hierarchy.tick
        sources = Ends(*(part[order] for part in sites))
        direct = self._direct(cells, ways, order)
        arcs, count = self.arcs, len(order)
        firsts = range(0, count, LANES)
        counts = np.zeros(-(-count // LANES) * LANES, dtype=np.int64)

        def count_one(first: int) -> None:
            last = min(first + LANES, count)
            with self._scratch() as scratch:
                begin_pass(arcs, scratch, sources, first, last, most)
                lanes = counts[first : first + LANES]
                count_cells(arcs, scratch, cells, direct, first // LANES, most, lanes)
                clear(arcs, scratch)

        # Counting first and writing then, each source to its own place, needs no copy of the result.
        with ThreadPoolExecutor(threads or core_count()) as pool:
            list(pool.map(count_one, firsts))
            column = np.empty(count, dtype=np.int64)
            column[order] = counts[:count]
            # Offsets of 32 bits where they do, else scipy widens the indices, too.
            wide = np.int32 if column.sum() < 2**31 else np.int64
            indptr: npt.NDArray[np.integer] = np.append(0, np.cumsum(column)).astype(wide)
            indices = np.empty(indptr[-1], dtype=np.int32)
            data = np.empty(indptr[-1], dtype=np.float32)

            def fill_one(first: int) -> None:
                last = min(first + LANES, count)
                at = np.zeros(LANES, dtype=np.int64)
                at[: last - first] = indptr[order[first:last]]
                with self._scratch() as scratch:
                    begin_pass(arcs, scratch, sources, first, last, most)
                    number = first // LANES
                    fill_cells(
                        arcs, scratch, cells, direct, number, most, Output(at, indices, data), tick
                    )
                    clear(arcs, scratch)

            list(pool.map(fill_one, firsts))
        return csc_array((data, indices, indptr), shape=(len(cells.rank), count))

    def one(self, cells: Cells, site: Ends, ways: Ways, limit: float) -> tuple[Int32s, Floats]:
        """Return the cells within the limit of one site, and their costs, by one bounded pass."""
        most = self._limit_ticks(limit)
        direct = self._direct(cells, ways, np.zeros(1, dtype=np.int64))
        arcs = self.arcs
        with self._scratch() as scratch:
            begin_pass(arcs, scratch, site, 0, 1, most)
            room = _cells_visited(arcs, scratch, cells)
            output = Output(
                np.zeros(1, dtype=np.int64),
                np.empty(room, dtype=np.int32),
                np.empty(room, dtype=np.float32),
            )
            fill_cells(arcs, scratch, cells, direct, 0, most, output, self.hierarchy.tick)
            clear(arcs, scratch)
        found = output.at[0]
        return output.cells[:found], output.costs[:found].astype(np.float64)

    def node_costs(self, sites: Ends, limit: float) -> Floats:
        """Return the cost between every node and the nearest site up to `limit`, infinite beyond."""
        most, arcs = self._limit_ticks(limit), self.arcs
        with self._scratch() as scratch:
            begin_pass(arcs, scratch, sites, 0, len(sites.first), most)
            ticks = scratch.cost[self.hierarchy.tree.place].min(axis=1)
            clear(arcs, scratch)
        return np.where(ticks <= most, ticks * self.hierarchy.tick, np.inf)

    def nearest(
        self, cells: Ends, sites: Ends, numbers: Ints, ways: Ways, k: int
    ) -> tuple[Ints, Floats]:
        """Return the k nearest sites of each cell and their costs, without limit, each shape (cells, k).

        Of equally near ones the lowest number comes first; -1 and infinity where there are no more.

        Parameters
        ----------
        cells, sites
            Where they stand.
        numbers
            Number of each site, below two millions.
        ways
            Ways along shared edges; `site` holds numbers.
        k
            How many.
        """
        if numbers.max(initial=0) >= _NEAREST_MAX:
            raise ValueError(f"the nearest of at most {_NEAREST_MAX:,} sites can be found at once")
        keys = self._node_keys(sites, numbers, k)
        result = np.full((len(cells.first), k), FAR, dtype=np.int64)
        nearest_cells(keys, cells, ways.cell, ways.site, ways.cost.astype(np.int64), result)
        return self._unpacked(result)

    def nearest_of_nodes(self, sites: Ends, numbers: Ints) -> tuple[Ints, Floats]:
        """Return the nearest site of each node and its cost, without limit; -1 and infinity if none."""
        number, cost = self._unpacked(self._node_keys(sites, numbers, 1))
        place = self.hierarchy.tree.place
        return number[place, 0], cost[place, 0]

    def _node_keys(self, sites: Ends, numbers: Ints, k: int) -> Ints:
        keys = np.full((len(self.hierarchy), k), FAR, dtype=np.int64)
        nearest_places(self.arcs, sites, numbers, keys)
        return keys

    def _unpacked(self, keys: Ints) -> tuple[Ints, Floats]:
        none = keys >= FAR
        number = np.where(none, -1, keys & (_NEAREST_MAX - 1))
        return number, np.where(none, np.inf, (keys >> SITE_BITS) * self.hierarchy.tick)

    def _limit_ticks(self, limit: float) -> int:
        # A limit of whole seconds must not be missed by the rounding of a tick.
        ticks = int(np.floor(limit / self.hierarchy.tick + 1e-6))
        if ticks >= CLOSED:
            raise ValueError(
                f"the limit {limit:g} is beyond {CLOSED * self.hierarchy.tick:g}, the largest cost that "
                "a bounded search counts here"
            )
        return ticks

    def _direct(self, cells: Cells, ways: Ways, order: Ints) -> Direct:
        """Sort ways by pass and by the cell's rank; `order` has the sites in the order of the lanes."""
        lane = np.empty(len(order), dtype=np.int64)
        lane[order] = np.arange(len(order))
        number, cell = lane[ways.site] // LANES, cells.rank[ways.cell]
        by_pass = np.lexsort((cell, number))
        passes = np.arange(-(-len(order) // LANES) + 1)
        return Direct(
            begin=np.searchsorted(number[by_pass], passes),
            cell=cell[by_pass],
            lane=(lane[ways.site] % LANES)[by_pass].astype(np.int32),
            cost=ways.cost[by_pass],
        )

    @contextmanager
    def _scratch(self) -> Iterator[Pass]:
        try:
            scratch = self._idle.pop()
        except IndexError:
            scratch = self._new_scratch()
        yield scratch
        self._idle.append(scratch)

    def _new_scratch(self) -> Pass:
        begin = self.hierarchy.tree.region_begin
        core = int(begin[0])
        words = np.zeros(-(-core // 8), dtype=np.int64)
        return Pass(
            cost=np.full((len(self.hierarchy), LANES), CLOSED, dtype=np.int32),
            core_words=words,
            core_flags=words.view(np.uint8),
            core=np.empty(core, dtype=np.int32),
            region_flags=np.zeros(len(begin) - 1, dtype=np.uint8),
            regions=np.empty(len(begin) - 1, dtype=np.int32),
            counts=np.zeros(2, dtype=np.int64),
            row=np.empty(LANES, dtype=np.int32),
            tile=np.empty((TILE, LANES), dtype=np.int32),
        )


def _cells_visited(arcs: Arcs, scratch: Pass, cells: Cells) -> int:
    """Count the cells on all that a pass has come to, within the limit or not."""
    core, regions = scratch.core[: scratch.counts[0]], scratch.regions[: scratch.counts[1]]
    in_core = cells.at[core + 1] - cells.at[core]
    begin, end = arcs.region_begin[regions], arcs.region_begin[regions + 1]
    return int(in_core.sum() + (cells.at[end] - cells.at[begin]).sum())


def core_count() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
