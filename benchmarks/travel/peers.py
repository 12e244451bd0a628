"""The same jobs as others do them: scipy, networkx, igraph, networkit, pandana."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Final

import networkx as nx
import numpy as np
import pandas as pd
from halfhour.geo.routing.z_order import z_order
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from wuhan import Floats, Graph, Ints

_BLOCK_BYTES = 2**26
"""scipy answers with every node of every source: so much at once."""

_PANDANA_UNITS_PER_S = 10
"""pandana cuts costs off after three digits: in seconds, long ways would lose more than times are good for."""


def scipy_arcs(graph: Graph) -> csr_array:
    """Return the arcs turned round, of parallel ones the cheapest."""
    nodes = len(graph)
    pair = graph.head * nodes + graph.tail
    order = np.lexsort((graph.cost_s, pair))
    first = order[np.diff(pair[order], prepend=-1) != 0]
    arcs = (graph.cost_s[first], (graph.head[first], graph.tail[first]))
    return csr_array(arcs, shape=(nodes, nodes))


def scipy_matrix(arcs: csr_array, sites: Ints, limit_s: float) -> csr_array:
    """Return the seconds from every node to every site up to the limit, shape (sites, nodes), float32."""
    return _within(lambda some: dijkstra(arcs, indices=some, limit=limit_s), arcs, sites, limit_s)


def _within(
    all_s: Callable[[Ints], Floats], arcs: csr_array, sites: Ints, limit_s: float
) -> csr_array:
    """Ask block by block for the seconds to all nodes, shape (sites, nodes); keep those up to the limit."""
    block = max(1, _BLOCK_BYTES // (8 * arcs.shape[0]))
    counts, indices, data = [np.zeros(1, dtype=np.int64)], [], []
    for first in range(0, len(sites), block):
        cost_s = all_s(sites[first : first + block])
        near = cost_s <= limit_s
        counts.append(near.sum(axis=1))
        indices.append(np.nonzero(near)[1].astype(np.int32))
        data.append(cost_s[near].astype(np.float32))
    indptr = np.cumsum(np.concatenate(counts))
    shape = (len(sites), arcs.shape[0])
    return csr_array((np.concatenate(data), np.concatenate(indices), indptr), shape=shape)


def scipy_nearest(arcs: csr_array, sites: Ints) -> tuple[Ints, Floats]:
    """Return the node of the nearest site of every node, and its seconds."""
    cost_s, _, source = dijkstra(arcs, indices=sites, min_only=True, return_predecessors=True)
    return source, cost_s


def scipy_nearest_s(arcs: csr_array, sites: Ints) -> Floats:
    """Return only the seconds to the nearest site."""
    return np.asarray(dijkstra(arcs, indices=sites, min_only=True))


def along_curve(graph: Graph, sites: Ints) -> tuple[Graph, Ints, Ints]:
    """Renumber nodes along a curve through the plane: what is near in the plane is near in memory.

    Returns
    -------
    tuple
        The graph, the sites sorted along the curve, and each node's old number.
    """
    old = np.argsort(z_order(graph.node_xy), kind="stable")
    new = np.empty(len(graph), dtype=np.int64)
    new[old] = np.arange(len(graph))
    moved = Graph(
        name=graph.name,
        tail=new[graph.tail],
        head=new[graph.head],
        cost_s=graph.cost_s,
        node_xy=graph.node_xy[old],
    )
    return moved, np.sort(new[sites]), old


def networkx_graph(arcs: csr_array) -> nx.DiGraph:
    """Return the turned arcs as a graph of networkx."""
    coo = arcs.tocoo()
    tail, head = (index.tolist() for index in coo.coords)
    graph = nx.DiGraph()
    graph.add_weighted_edges_from(zip(tail, head, coo.data.tolist(), strict=True))
    return graph


def networkx_rows(graph: nx.DiGraph, sites: Ints, limit_s: float) -> list[dict[int, float]]:
    """Return the seconds to each site, by node."""
    return [
        nx.single_source_dijkstra_path_length(graph, site, cutoff=limit_s)
        for site in sites.tolist()
    ]


Matrix = Callable[[Ints, float], csr_array]
"""Told sites and limit in seconds: as `scipy_matrix`."""


def igraph_matrix(arcs: csr_array) -> Matrix:
    """Make a graph of igraph (C) from the turned arcs; its Dijkstra knows no limit."""
    import igraph  # noqa: PLC0415 - only those who have it

    coo = arcs.tocoo()
    graph = igraph.Graph(n=arcs.shape[0], edges=np.column_stack(coo.coords), directed=True)
    cost_s = coo.data.tolist()

    def all_s(sites: Ints) -> Floats:
        found = graph.distances(sites.tolist(), weights=cost_s, mode="out", algorithm="dijkstra")
        return np.array(found)

    return partial(_within, all_s, arcs)


def networkit_matrix(arcs: csr_array) -> Matrix:
    """Make a graph of networkit (C++) from the turned arcs; its Dijkstra knows no limit."""
    import networkit  # noqa: PLC0415 - only those who have it

    networkit.setNumberOfThreads(1)
    coo = arcs.tocoo()
    tail, head = (index.astype(np.uint64) for index in coo.coords)
    graph = networkit.GraphFromCoo(
        (coo.data, (tail, head)), n=arcs.shape[0], weighted=True, directed=True
    )

    def all_s(sites: Ints) -> Floats:
        search = networkit.distance.SPSP(graph, sites.tolist())
        return np.asarray(search.run().getDistances(asarray=True))

    return partial(_within, all_s, arcs)


COMPILED: Final[Mapping[str, Callable[[csr_array], Matrix]]] = {
    "igraph": igraph_matrix,
    "networkit": networkit_matrix,
}
"""By library, how its graph is made; both search from one site after another in compiled code."""


@contextmanager
def _silent() -> Iterator[None]:
    """Keep quiet what pandana's C++ prints while it works, and its warnings of pandas' future."""
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


class Pandana:
    """A network of pandana, prepared by itself: it contracts, too, and uses every core for all it does."""

    def __init__(self, graph: Graph) -> None:
        with _silent():
            import pandana  # noqa: PLC0415 - only those who have it

            self._xy = pd.DataFrame(graph.node_xy, columns=["x", "y"])
            self._net = pandana.Network(
                self._xy["x"],
                self._xy["y"],
                pd.Series(graph.tail),
                pd.Series(graph.head),
                pd.DataFrame({"cost": graph.cost_s * _PANDANA_UNITS_PER_S}),
                twoway=False,
            )

    def nearest_s(self, sites: Ints, k: int, most_s: float) -> Floats:
        """Return the seconds to the k nearest sites of every node, shape (nodes, k), infinite beyond."""
        chosen, most = self._xy.iloc[sites], most_s * _PANDANA_UNITS_PER_S
        with _silent():
            self._net.set_pois("site", most, k, chosen["x"], chosen["y"])
            found = self._net.nearest_pois(most, "site", num_pois=k, max_distance=np.inf)
        return found.to_numpy(dtype=np.float64) / _PANDANA_UNITS_PER_S
