"""Halfhour's engine on a bare graph: cells and sites are nodes, as other libraries know them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from halfhour.geo.routing.hierarchy import Hierarchy, build_hierarchy
from halfhour.geo.routing.sweep_search import Located, SweepSearch, Ways, sorted_cells
from halfhour.geo.routing.sweeps import Cells, Ends
from halfhour.geo.routing.z_order import z_order
from scipy.sparse import csc_array
from wuhan import Floats, Graph, Ints

NO_WAYS = Ways(
    cell=np.zeros(0, dtype=np.int64),
    site=np.zeros(0, dtype=np.int64),
    cost=np.zeros(0, dtype=np.int32),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Engine:
    """A graph ready for searches towards sites: every node is a cell."""

    graph: Graph
    search: SweepSearch
    everywhere: Located
    cells: Cells

    def matrix(self, sites: Ints, limit_s: float, *, threads: int = 1) -> csc_array:
        """Return the seconds between every node and every site up to the limit."""
        order = np.argsort(z_order(self.graph.node_xy[sites]), kind="stable")
        return self.search.matrix(
            self.cells, self.ends(sites), NO_WAYS, limit_s, order=order, threads=threads
        )

    def one(self, site: int, limit_s: float) -> tuple[Ints, Floats]:
        """Return the nodes within the limit of one site, and their seconds."""
        nodes, cost_s = self.search.one(self.cells, self.ends(np.array([site])), NO_WAYS, limit_s)
        return nodes.astype(np.int64), cost_s

    def nearest(self, sites: Ints, k: int) -> tuple[Ints, Floats]:
        """Return the k nearest sites of every node and their seconds, shape (nodes, k)."""
        return self.search.nearest(self.everywhere, self.ends(sites), NO_WAYS, k)

    def ends(self, nodes: Ints) -> Located:
        """Return nodes as positions: at both ends at once, with no leg."""
        return node_ends(self.search.hierarchy, nodes)


def node_ends(hierarchy: Hierarchy, nodes: Ints) -> Located:
    """Return nodes as positions."""
    place = hierarchy.tree.place[nodes]
    leg = np.zeros(len(nodes), dtype=np.int32)
    ends = Ends(place, place, leg, leg)
    return Located(ends=ends, place=np.arange(len(nodes)), count=len(nodes))


def prepare(graph: Graph) -> Engine:
    """Do everything that comes before the first search, from the arcs on."""
    hierarchy = build_hierarchy(graph.tail, graph.head, graph.cost_s, graph.node_xy)
    return on_hierarchy(graph, hierarchy)


def on_hierarchy(graph: Graph, hierarchy: Hierarchy) -> Engine:
    """Make every node a cell."""
    everywhere = node_ends(hierarchy, np.arange(len(graph)))
    return Engine(
        graph=graph,
        search=SweepSearch(hierarchy, "to_site"),
        everywhere=everywhere,
        cells=sorted_cells(everywhere, np.ones(len(graph), dtype=bool), len(graph)),
    )


def warm_up() -> None:
    """Load or compile every loop, on a graph of two nodes."""
    graph = Graph(
        name="two nodes",
        tail=np.array([0, 1]),
        head=np.array([1, 0]),
        cost_s=np.ones(2),
        node_xy=np.array([[0.0, 0.0], [1.0, 1.0]]),
    )
    engine = prepare(graph)
    sites = np.arange(2)
    engine.matrix(sites, 60.0)
    engine.one(0, 60.0)
    engine.nearest(sites, 1)
    engine.nearest(sites, 2)
    engine.search.node_costs(engine.ends(sites).ends, 60.0)
