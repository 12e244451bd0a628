"""Shortest-path queries between positions on edges: the bounded matrix, k nearest sites, one-to-many."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csc_array

from ...common.arrays import Floats, Int32s, Ints
from ..roads.network import RoadNetwork
from ..routing.mode_graph import ModeGraph
from ..routing.sweep_search import SweepSearch, Ways, sorted_cells
from ..routing.sweeps import Cells, Ends
from ..routing.z_order import z_order
from ..tables import Direction
from .snapping import SnappedPositions, snap

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
    """

    network: RoadNetwork
    graph: ModeGraph
    cells: SnappedPositions
    sites: SnappedPositions
    direction: Direction
    snap_max_m: float

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
        ends, ways = self.site_ends, self._same_edge(self.sites, np.arange(len(self.sites)))
        near = self.network.node_xy[self.network.start[self.sites.edge]]
        order = np.argsort(z_order(near), kind="stable")
        return self.sweeps.matrix(self._cells, ends, ways, limit, order=order, threads=threads)

    def nearest(self, sites: Ints) -> tuple[Ints, Floats]:
        """Return the nearest of `sites` and its cost for each cell, without limit; -1 and inf if none."""
        site, cost = self.nearest_k(sites, 1)
        return site[:, 0], cost[:, 0]

    def nearest_k(self, sites: Ints, k: int) -> tuple[Ints, Floats]:
        """Return the k nearest of `sites` for each cell and their costs, both of shape (cells, k).

        Without limit, nearest first, of equally near ones the first in the table; -1 and infinite where
        there are no more.
        """
        usable = sites[self.sites.snapped[sites]]
        return self.sweeps.nearest(
            self._cell_ends,
            Ends(*(part[usable] for part in self.site_ends)),
            usable,
            self._same_edge(self.sites, usable),
            k,
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
        position = snap(xy[None, :], self.network, self.graph, snap_max_m=self.snap_max_m)
        cell, cost = self.from_position(position, limit)
        return cell, cost, position

    def from_position(self, position: SnappedPositions, limit: float) -> tuple[Ints, Floats]:
        """Return the cells within `limit` of a single position, and their costs."""
        ends = self._ends(position, leaving=self.direction == "from_site")
        ways = self._same_edge(position, np.zeros(1, dtype=np.int64))
        cell, cost = self.sweeps.one(self._cells, ends, ways, limit)
        return cell.astype(np.int64), cost

    def node_costs(self, sites: Ints, limit: float) -> Floats:
        """Return the cost between every node and the nearest of `sites` up to `limit`, infinite beyond."""
        usable = sites[self.sites.snapped[sites]]
        return self.sweeps.node_costs(Ends(*(part[usable] for part in self.site_ends)), limit)

    def access(self, positions: SnappedPositions) -> Floats:
        """Return the cost of access or egress legs, at walking speed."""
        if self.graph.unit == "m":
            return positions.access_m
        return positions.access_m * (_SECONDS_PER_KPH_M / self.network.access_kph)

    @cached_property
    def sweeps(self) -> SweepSearch:
        """Return the searches on the mode's hierarchy."""
        return SweepSearch(self.graph.hierarchy, self.direction)

    @cached_property
    def site_ends(self) -> Ends:
        """Return the sources of searches: the ends of the sites' edges, with the cost to them."""
        return self._ends(self.sites, leaving=self.direction == "from_site")

    @cached_property
    def _cell_ends(self) -> Ends:
        """Return the targets of searches: the ends of the cells' edges, with the cost from them."""
        return self._ends(self.cells, leaving=self.direction == "to_site")

    @cached_property
    def _cells(self) -> Cells:
        """Return the cells that have a position, in sweep order."""
        return sorted_cells(self._cell_ends, self.cells.snapped, len(self.graph.hierarchy))

    def _ends(self, positions: SnappedPositions, *, leaving: bool) -> Ends:
        """Return both ends of each position's edge in sweep order, and the ticks between them and the place."""
        place = self.graph.hierarchy.tree.place
        start = place[self.network.start[positions.edge]]
        end = place[self.network.end[positions.edge]]
        start_leg, end_leg = self.end_ticks(positions, leaving=leaving)
        swap = start < end
        return Ends(
            first=np.where(swap, end, start),
            second=np.where(swap, start, end),
            first_leg=np.where(swap, end_leg, start_leg),
            second_leg=np.where(swap, start_leg, end_leg),
        )

    def end_ticks(self, positions: SnappedPositions, *, leaving: bool) -> tuple[Int32s, Int32s]:
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
                positions.snapped,
                access + np.multiply(part, cost, out=np.zeros(len(edge)), where=part > 0),
                np.inf,
            )
            for part, cost in ((fraction, to_start), (1 - fraction, to_end))
        )
        return self.graph.hierarchy.ticks(start), self.graph.hierarchy.ticks(end)

    def direct_cost(self, cell: int, site: int) -> float:
        """Return the cost along the edge that cell and site share, infinite where they share none."""
        ways = self._same_edge(self.sites, np.array([site]))
        ticks = ways.cost[ways.cell == cell]
        return float(ticks[0] * self.graph.hierarchy.tick) if len(ticks) else np.inf

    def _same_edge(self, places: SnappedPositions, chosen: Ints) -> Ways:
        """Return the cells and those of `places` that share an edge, and the cost along it."""
        on_road = chosen[places.snapped[chosen]]
        order, edges = self._by_edge
        low = np.searchsorted(edges, places.edge[on_road], side="left")
        high = np.searchsorted(edges, places.edge[on_road], side="right")
        site = np.repeat(on_road, high - low)
        offset = np.arange(len(site)) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
        cell = order[np.repeat(low, high - low) + offset]
        edge = self.cells.edge[cell]
        ahead = places.fraction[site] - self.cells.fraction[cell]
        if self.direction == "from_site":
            ahead = -ahead
        # A closed direction has infinite cost; a path of no length costs 0 even there.
        edge_cost = np.where(ahead > 0, self.graph.forward[edge], self.graph.backward[edge])
        along = np.multiply(np.abs(ahead), edge_cost, out=np.zeros(len(ahead)), where=ahead != 0)
        cost = along + self.access(self.cells)[cell] + self.access(places)[site]
        return Ways(cell=cell, site=site, cost=self.graph.hierarchy.ticks(cost))

    @cached_property
    def _by_edge(self) -> tuple[Ints, Ints]:
        """Return the cells sorted by their edge, and these edges."""
        cells = np.flatnonzero(self.cells.snapped)
        order = cells[np.argsort(self.cells.edge[cells], kind="stable")]
        return order, self.cells.edge[order]


def points_xy(geometry: npt.NDArray[np.object_]) -> Floats:
    """Return one point per geometry, shape (n, 2): itself, or a point inside a polygon."""
    return shapely.get_coordinates(shapely.point_on_surface(geometry))
