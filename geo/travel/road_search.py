"""Shortest-path queries between positions on edges: the bounded matrix, k nearest sites, one-to-many."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csc_array

from ...common.arrays import Floats, Int32s, Ints
from ..inner_points import inner_points
from ..roads.network import RoadNetwork
from ..routing.mode_graph import ModeGraph
from ..routing.sweep_search import Located, SweepSearch, Ways, sorted_cells
from ..routing.sweeps import Cells, Ends
from ..routing.z_order import z_order
from ..tables import Direction
from .positions import PositionRows, SnappedPositions
from .snapping import snap

_SECONDS_PER_KPH_M = 3.6


@dataclass(frozen=True, kw_only=True, eq=False)
class RoadSearch:
    """Shortest-path queries between cells and sites on the graph of one mode.

    Costs include access and egress leg, at walking speed (or their metres). Sites are the sources of all
    searches; for residents who travel *to* a site the reverse graph is searched. Costs are exact sums of ticks
    (see `Hierarchy`), the same in all queries.

    Parameters
    ----------
    network, graph
        The network, and the mode's graph on it.
    cells, sites
        Positions of the demand cells and of the sites.
    direction
        ``"to_site"``, or ``"from_site"`` for vehicles that go out.
    snap_max_m
        The snapping distance of a further place (`at`), in metres.
    water
        Polygons that the access leg of a further place does not cross, in the network's CRS.
    """

    network: RoadNetwork
    graph: ModeGraph
    cells: SnappedPositions
    sites: SnappedPositions
    direction: Direction
    snap_max_m: float
    water: npt.NDArray[np.object_] | None = None

    def matrix(self, limit: float, *, threads: int | None = None) -> csc_array:
        """Return the many-to-many matrix of costs up to `limit`, shape (cells, sites), float32.

        An absent entry is beyond the limit or unreachable; a stored 0 is a real 0. Indices are not sorted.

        Parameters
        ----------
        limit
            Seconds or metres, as the graph counts.
        threads
            How many sweeps run in parallel; by default one on each core.
        """
        return self._matrix(np.arange(len(self.sites)), limit, threads)

    def matrix_of(self, sites: Ints, limit: float) -> csc_array:
        """Return the matrix of some sites, in ascending order, up to a limit that may be infinite."""
        most = self.sweeps.most
        costs = self._matrix(sites, min(limit, most), None)
        lacking = np.diff(costs.indptr) < np.count_nonzero(self.cells.snapped)
        if limit <= most or not lacking.any() or self._longest <= most:
            return costs
        # Bounded searches may have ended before the farthest cells: one site at a time has no limit.
        cells, data = list[Ints](), list[Floats]()
        for column, site in enumerate(sites):
            if lacking[column]:
                every = self.nearest(np.array([site]))[1]
                cells.append(np.flatnonzero(np.isfinite(every) & (every <= limit)))
                data.append(every[cells[-1]])
            else:
                part = slice(costs.indptr[column], costs.indptr[column + 1])
                cells.append(costs.indices[part].astype(np.int64))
                data.append(costs.data[part])
        indptr = np.cumsum([0, *map(len, cells)])
        indices = np.concatenate(cells).astype(np.int32)
        return csc_array(
            (np.concatenate(data).astype(np.float32), indices, indptr), shape=costs.shape
        )

    @cached_property
    def _longest(self) -> float:
        """Return a cost that no way exceeds: along every edge both ways, with both access legs."""
        edges = sum(
            float(cost[np.isfinite(cost)].sum())
            for cost in (self.graph.forward, self.graph.backward)
        )
        legs = (
            np.nan_to_num(self.access(ends.rows)).max(initial=0.0)
            for ends in (self.cells, self.sites)
        )
        return edges + float(sum(legs))

    def _matrix(self, sites: Ints, limit: float, threads: int | None) -> csc_array:
        """Return the matrix of some sites, in ascending order."""
        rows = self._rows_of(sites)
        rows = rows._replace(place=np.searchsorted(sites, rows.place))
        located = Located(
            ends=self._ends(rows, leaving=self.direction == "from_site"),
            place=rows.place,
            count=len(sites),
        )
        near = self.network.node_xy[self.network.start[rows.edge[: len(sites)]]]
        order = np.argsort(z_order(near), kind="stable")
        return self.sweeps.matrix(
            self._cells, located, self._same_edge(rows), limit, order=order, threads=threads
        )

    def nearest(self, sites: Ints) -> tuple[Ints, Floats]:
        """Return the nearest of `sites` and its cost for each cell, without limit; -1 and inf if none."""
        site, cost = self.nearest_k(sites, 1)
        return site[:, 0], cost[:, 0]

    def nearest_k(self, sites: Ints, k: int) -> tuple[Ints, Floats]:
        """Return the k nearest of `sites` for each cell and their costs, both of shape (cells, k).

        Without limit, nearest first, of equally near ones the first in the table; -1 and infinite where
        there are no more.
        """
        rows = self._rows_of(sites)
        return self.sweeps.nearest(
            self._located_cells, self.sources(sites), self._same_edge(rows), k
        )

    def at(self, xy: Floats, limit: float) -> tuple[Ints, Floats, SnappedPositions]:
        """Return the cells within `limit` of one further place: a one-to-many query.

        Parameters
        ----------
        xy
            The place, metres in the network's CRS, shape (2,).
        limit
            Seconds or metres, as the graph counts.

        Returns
        -------
        tuple
            Positions of the cells in the demand table, their costs, and the position of the place.
        """
        position = self.position(xy)
        cell, cost = self.from_position(position, limit)
        return cell, cost, position

    def position(self, xy: Floats) -> SnappedPositions:
        """Return where one further place is attached to the roads.

        Parameters
        ----------
        xy
            The place, metres in the network's CRS, shape (2,).
        """
        return snap(
            xy[None, :],
            self.network,
            self.graph,
            snap_max_m=self.snap_max_m,
            leaving=self.direction == "from_site",
            water=self.water,
        )

    def from_position(self, position: SnappedPositions, limit: float) -> tuple[Ints, Floats]:
        """Return the cells within `limit` of a single position, and their costs."""
        rows = position.rows
        site = Located(
            ends=self._ends(rows, leaving=self.direction == "from_site"), place=rows.place, count=1
        )
        cell, cost = self.sweeps.one(self._cells, site, self._same_edge(rows), limit)
        return cell.astype(np.int64), cost

    def node_costs(self, sites: Ints, limit: float) -> Floats:
        """Return the cost between each node of the graph and the nearest site, infinite beyond `limit`."""
        return self.sweeps.node_costs(self.sources(sites).ends, limit)

    def sources(self, sites: Ints) -> Located:
        """Return where searches from some sites begin: the ends of their edges, with the cost to them."""
        every = self._sites
        chosen = np.isin(every.place, sites) & (self.sites.rows.edge >= 0)
        return Located(ends=every.chosen(chosen), place=every.place[chosen], count=every.count)

    def access(self, positions: SnappedPositions | PositionRows) -> Floats:
        """Return the cost of access or egress legs, at walking speed."""
        if self.graph.unit == "m":
            return positions.access_m
        return positions.access_m * (_SECONDS_PER_KPH_M / self.network.access_kph)

    @cached_property
    def sweeps(self) -> SweepSearch:
        """Return the searches on the mode's hierarchy."""
        return SweepSearch(self.graph.hierarchy, self.direction)

    @cached_property
    def _sites(self) -> Located:
        """Return the sources of searches: the ends of the sites' edges, with the cost to them."""
        return self._located(self.sites, leaving=self.direction == "from_site")

    @cached_property
    def _located_cells(self) -> Located:
        """Return the targets of searches: the ends of the cells' edges, with the cost from them."""
        return self._located(self.cells, leaving=self.direction == "to_site")

    @cached_property
    def _cells(self) -> Cells:
        """Return the cells that have a position, in sweep order."""
        return sorted_cells(self._located_cells, self.cells.snapped, len(self.graph.hierarchy))

    def _located(self, positions: SnappedPositions, *, leaving: bool) -> Located:
        """Return all positions of places as a search sees them."""
        rows = positions.rows
        return Located(
            ends=self._ends(rows, leaving=leaving), place=rows.place, count=len(positions)
        )

    def _rows_of(self, sites: Ints) -> PositionRows:
        """Return the positions of some sites."""
        return self.sites.rows.chosen(np.isin(self.sites.rows.place, sites))

    def _ends(self, positions: PositionRows, *, leaving: bool) -> Ends:
        """Return both ends of each position's edge in sweep order, and the ticks between them and the place."""
        place = self.graph.hierarchy.tree.place
        start, end = (place[nodes] for nodes in self.end_nodes(positions, leaving=leaving))
        start_leg, end_leg = self.end_ticks(positions, leaving=leaving)
        swap = start < end
        return Ends(
            first=np.where(swap, end, start),
            second=np.where(swap, start, end),
            first_leg=np.where(swap, end_leg, start_leg),
            second_leg=np.where(swap, start_leg, end_leg),
        )

    def end_nodes(self, positions: PositionRows, *, leaving: bool) -> tuple[Int32s, Int32s]:
        """Return the nodes of the mode's graph over which travel leaves each place's edge, or enters it.

        Parameters
        ----------
        positions
            Positions of the places. At an end of its edge a position is the node: which turns it leaves or
            allows does not depend on the edge.
        leaving
            Whether travel leaves the place, or arrives.

        Returns
        -------
        tuple of numpy.ndarray
            For each place the node over the edge's start, and that over its end.
        """
        turns, edge = self.graph.turns, positions.edge
        start, end = turns.over_ends(edge, leaving=leaving)
        first, last = self.network.start[edge], self.network.end[edge]
        # Travel begins at a node of the network, with every way on open.
        at_start, at_end = (
            (turns.place[first], turns.place[last])
            if leaving
            else (turns.arrive[first], turns.arrive[last])
        )
        return (
            np.where(positions.fraction == 0, at_start, start),
            np.where(positions.fraction == 1, at_end, end),
        )

    def end_ticks(self, positions: PositionRows, *, leaving: bool) -> tuple[Int32s, Int32s]:
        """Return the ticks between each place and the start and the end of its edge.

        Parameters
        ----------
        positions
            Positions of the places. A position at an end of its edge is the node itself: no cost along the
            edge, whatever its one-way direction. Places without a position have infinite legs.
        leaving
            Whether travel leaves the place, or arrives.
        """
        edge, fraction = positions.edge, positions.fraction
        to_start, to_end = self.graph.backward[edge], self.graph.forward[edge]
        if not leaving:
            to_start, to_end = to_end, to_start
        access = self.access(positions)
        start, end = (
            np.where(
                edge >= 0,
                access + np.multiply(part, cost, out=np.zeros(len(edge)), where=part > 0),
                np.inf,
            )
            for part, cost in ((fraction, to_start), (1 - fraction, to_end))
        )
        return self.graph.hierarchy.ticks(start), self.graph.hierarchy.ticks(end)

    def edge_ticks(self, cell: PositionRows, site: PositionRows) -> Int32s:
        """Return the ticks along the edge on which both positions of each pair stand, access legs included.

        Parameters
        ----------
        cell, site
            Positions of cells and of sites, of one length.
        """
        edge, ahead = cell.edge, site.fraction - cell.fraction
        if self.direction == "from_site":
            ahead = -ahead
        # A closed direction has infinite cost; a path of no length costs 0 even there.
        edge_cost = np.where(ahead > 0, self.graph.forward[edge], self.graph.backward[edge])
        along = np.multiply(np.abs(ahead), edge_cost, out=np.zeros(len(ahead)), where=ahead != 0)
        return self.graph.hierarchy.ticks(along + self.access(cell) + self.access(site))

    def _same_edge(self, places: PositionRows) -> Ways:
        """Return the cells and those of `places` that share an edge, and the cost along it."""
        on_road = np.flatnonzero(places.edge >= 0)
        order, edges = self._by_edge
        low = np.searchsorted(edges, places.edge[on_road], side="left")
        high = np.searchsorted(edges, places.edge[on_road], side="right")
        offset = np.arange(int((high - low).sum()))
        offset -= np.repeat(np.cumsum(high - low) - (high - low), high - low)
        site = places.chosen(np.repeat(on_road, high - low))
        cell = self.cells.rows.chosen(order[np.repeat(low, high - low) + offset])
        return Ways(cell=cell.place, site=site.place, cost=self.edge_ticks(cell, site))

    @cached_property
    def _by_edge(self) -> tuple[Ints, Ints]:
        """Return the positions of cells sorted by their edge, and these edges."""
        edge = self.cells.rows.edge
        order = np.argsort(edge, kind="stable")
        order = order[edge[order] >= 0]
        return order, edge[order]


def points_xy(geometry: npt.NDArray[np.object_]) -> Floats:
    """Return one point per geometry, shape (n, 2): itself, or a point inside a polygon."""
    return shapely.get_coordinates(inner_points(geometry))
