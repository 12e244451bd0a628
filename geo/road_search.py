"""Shortest paths between positions on edges: the bounded matrix, the nearest site, one place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csr_array, vstack
from scipy.sparse.csgraph import dijkstra

from .mode_graph import Floats, ModeGraph, cheapest_arcs
from .network import RoadNetwork
from .snapping import SnappedPositions, snap
from .speeds import WALK_KPH
from .tables import Direction

Ints = npt.NDArray[np.int64]

_BLOCK_CELLS = 20_000_000
"""Numbers in one dense block of scipy's answers (160 MB)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class RoadSearch:
    """Cells and sites on the graph of one mode, ready to be searched.

    Costs include both access legs, at walking speed (or their metres). Searches start at the sites; for
    residents who travel *to* a site they run against the arcs.

    Parameters
    ----------
    network, graph
        The roads, and the mode's graph on them.
    cells, sites
        Positions of the demand cells and of the sites.
    direction
        ``"to_site"``, or ``"from_site"`` for vehicles that go out.
    snap_max_m
        How far a further place (`at`) may be from its road.
    """

    network: RoadNetwork
    graph: ModeGraph
    cells: SnappedPositions
    sites: SnappedPositions
    direction: Direction
    snap_max_m: float

    def matrix(self, limit: float) -> csr_array:
        """Return the cost between every cell and site up to `limit`, shape (cells, sites), float32.

        An absent entry is beyond the limit or unreachable; a stored 0 is a real 0.
        """
        sites, nodes = len(self.sites), len(self.network.node_xy)
        block = max(1, _BLOCK_CELLS // (nodes + sites + len(self.cells)))
        parts = [
            self._costs(np.arange(first, min(first + block, sites)), limit)
            for first in range(0, sites, block)
        ]
        if not parts:
            return csr_array((len(self.cells), 0), dtype=np.float32)  # type: ignore[return-value]
        by_site = vstack(parts, format="csr")
        return csr_array(by_site.T.tocsr())

    def nearest(self, sites: Ints) -> tuple[Ints, Floats]:
        """Return the nearest of `sites` and its cost for each cell, without limit; -1 and inf if none."""
        usable = sites[self.sites.snapped[sites]]
        best = np.full(len(self.cells), np.inf)
        nearest = np.full(len(self.cells), -1, dtype=np.int64)
        if len(usable) == 0:
            return nearest, best
        nodes = len(self.network.node_xy)
        distance, _, source = dijkstra(
            self._arcs, indices=nodes + usable, min_only=True, return_predecessors=True
        )
        on_road = np.flatnonzero(self.cells.snapped)
        node, leg = self._cell_ends
        through = distance[node[on_road]] + leg[on_road]
        side = through.argmin(axis=1)
        rows = np.arange(len(on_road))
        best[on_road] = through[rows, side] + self.access(self.cells)[on_road]
        nearest[on_road] = source[node[on_road, side]] - nodes
        for cell, site, direct in zip(*self._direct(usable), strict=True):
            if direct < best[cell]:
                best[cell], nearest[cell] = direct, site
        nearest[~np.isfinite(best)] = -1
        return nearest, best

    def at(self, xy: npt.NDArray[np.float64], limit: float) -> tuple[Floats, SnappedPositions]:
        """Return the cost of every cell to one further place up to `limit`, by one bounded search.

        Parameters
        ----------
        xy
            The place, metres in the network's CRS, shape (2,).
        limit
            Seconds or metres, as the graph counts.

        Returns
        -------
        tuple
            Cost by cell, infinite beyond the limit; and the position of the place.
        """
        position = snap(xy[None, :], self.network, self.graph, snap_max_m=self.snap_max_m)
        row = replace(self, sites=position).matrix(limit).tocoo()
        cost = np.full(len(self.cells), np.inf)
        cost[row.row] = row.data
        return cost, position

    def node_costs(self, sites: Ints, limit: float) -> Floats:
        """Return the cost between every node and the nearest of `sites` up to `limit`, infinite beyond."""
        nodes = len(self.network.node_xy)
        usable = sites[self.sites.snapped[sites]]
        if len(usable) == 0:
            return np.full(nodes, np.inf)
        return np.asarray(
            dijkstra(self._arcs, indices=nodes + usable, min_only=True, limit=limit)[:nodes]
        )

    def _costs(self, sites: Ints, limit: float) -> csr_array:
        """Rows of sites, columns of cells."""
        nodes = len(self.network.node_xy)
        distance = dijkstra(self._arcs, indices=nodes + sites, limit=limit)
        node, leg = self._cell_ends
        access = self.access(self.cells)
        cost = np.full((len(sites), len(self.cells)), np.inf)
        on_road = np.flatnonzero(self.cells.snapped)
        cost[:, on_road] = access[on_road] + np.minimum(
            distance[:, node[on_road, 0]] + leg[on_road, 0],
            distance[:, node[on_road, 1]] + leg[on_road, 1],
        )
        cell, site, direct = self._direct(sites)
        np.minimum.at(cost, (site - sites[0], cell), direct)
        row, column = np.nonzero(cost <= limit)
        indptr = np.zeros(len(sites) + 1, dtype=np.int32)
        np.cumsum(np.bincount(row, minlength=len(sites)), out=indptr[1:])
        data = cost[row, column].astype(np.float32)
        return csr_array((data, column.astype(np.int32), indptr), shape=cost.shape)

    @cached_property
    def _arcs(self) -> csr_array:
        """The arcs in search direction, and a row per site that enters the graph at its edge's ends."""
        nodes, sites = len(self.network.node_xy), len(self.sites)
        arcs = (self.graph.arcs.T if self.direction == "to_site" else self.graph.arcs).tocoo()
        node, leg = _edge_ends(
            self.network, self.graph, self.sites, leaving=self.direction == "from_site"
        )
        on_road = np.flatnonzero(self.sites.snapped)
        enter = (leg + self.access(self.sites)[:, None])[on_road]
        return cheapest_arcs(
            np.concatenate([arcs.row, np.repeat(nodes + on_road, 2)]).astype(np.int64),
            np.concatenate([arcs.col, node[on_road].ravel()]).astype(np.int64),
            np.concatenate([arcs.data, enter.ravel()]),
            nodes + sites,
        )

    @cached_property
    def _cell_ends(self) -> tuple[Ints, Floats]:
        return _edge_ends(self.network, self.graph, self.cells, leaving=self.direction == "to_site")

    def access(self, positions: SnappedPositions) -> Floats:
        """Return what the legs between places and their positions cost, at walking speed."""
        if self.graph.unit == "m":
            return positions.access_m
        return positions.access_m * (3.6 / WALK_KPH)

    def _direct(self, sites: Ints) -> tuple[Ints, Ints, Floats]:
        """Cells and sites on one edge, and what it costs to go along it from one to the other."""
        cells = np.flatnonzero(self.cells.snapped)
        order = cells[np.argsort(self.cells.edge[cells], kind="stable")]
        on_road = sites[self.sites.snapped[sites]]
        edges = self.cells.edge[order]
        low = np.searchsorted(edges, self.sites.edge[on_road], side="left")
        high = np.searchsorted(edges, self.sites.edge[on_road], side="right")
        site = np.repeat(on_road, high - low)
        offset = np.arange(len(site)) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
        cell = order[np.repeat(low, high - low) + offset]
        edge = self.cells.edge[cell]
        ahead = self.sites.fraction[site] - self.cells.fraction[cell]
        if self.direction == "from_site":
            ahead = -ahead
        # A closed way has infinite cost; going nowhere costs nothing even there.
        way = np.where(ahead > 0, self.graph.forward[edge], self.graph.backward[edge])
        along = np.multiply(np.abs(ahead), way, out=np.zeros(len(ahead)), where=ahead != 0)
        return cell, site, along + self.access(self.cells)[cell] + self.access(self.sites)[site]


def points_xy(geometry: npt.NDArray[np.object_]) -> npt.NDArray[np.float64]:
    """Return one point per geometry, shape (n, 2): itself, or a point inside a polygon."""
    return shapely.get_coordinates(shapely.point_on_surface(geometry))


def _edge_ends(
    network: RoadNetwork, graph: ModeGraph, positions: SnappedPositions, *, leaving: bool
) -> tuple[Ints, Floats]:
    """Start and end node of each position's edge and the cost between position and node, shape (n, 2).

    A position at a very end is the node itself: no cost, whatever the edge's direction. Places without a
    position get infinite cost.
    """
    edge, fraction = positions.edge, positions.fraction
    node = np.column_stack([network.start[edge], network.end[edge]])
    to_start, to_end = (
        (graph.backward[edge], graph.forward[edge])
        if leaving
        else (graph.forward[edge], graph.backward[edge])
    )
    share = np.column_stack([fraction, 1 - fraction])
    cost = np.multiply(
        share, np.column_stack([to_start, to_end]), out=np.zeros_like(share), where=share > 0
    )
    cost[~positions.snapped] = np.inf
    return node, cost
