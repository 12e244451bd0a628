"""A mesh of possible road pieces over the land; roads follow its cheapest paths and so meet in nodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from land.terrain import SEED, Floats, Terrain
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import Delaunay, cKDTree

Ints = npt.NDArray[np.int64]
_SPACING_M = 560.0
_BRIDGE_EVERY_M = 4500.0


@dataclass(frozen=True)
class Mesh:
    """Nodes in metres, shape (n, 2); undirected edges, shape (m, 2), with cost and a bridge mark."""

    nodes_m: Floats
    edges: Ints
    cost: Floats
    bridge: npt.NDArray[np.bool_]

    def edge_index(self) -> dict[tuple[int, int], int]:
        """Return the index of each edge by its two nodes, lower first."""
        return {(int(a), int(b)): i for i, (a, b) in enumerate(self.edges)}

    def graph(self, cost: Floats) -> sparse.csr_array:
        """Return the mesh as a symmetric matrix of `cost`."""
        a, b = self.edges.T
        size = len(self.nodes_m)
        return sparse.csr_array((np.r_[cost, cost], (np.r_[a, b], np.r_[b, a])), shape=(size, size))


def make_mesh(terrain: Terrain) -> Mesh:
    """Make the mesh; rivers are crossed in a few places only."""
    rng = np.random.default_rng([SEED, 4])
    west, south, east, north = terrain.land.bounds
    rows = np.arange(south, north, _SPACING_M * 0.87)
    columns = np.arange(west, east, _SPACING_M)
    x, y = np.meshgrid(columns, rows)
    x[1::2] += _SPACING_M / 2
    nodes = np.column_stack([x.ravel(), y.ravel()])
    nodes += rng.uniform(-0.3, 0.3, size=nodes.shape) * _SPACING_M
    ground = terrain.land.buffer(-300)
    nodes = nodes[shapely.contains_xy(ground, nodes[:, 0], nodes[:, 1])]
    corners = Delaunay(nodes).simplices
    pairs = np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1)
    edges = np.unique(pairs, axis=0).astype("int64")
    ends = nodes[edges]
    length_m = np.linalg.norm(ends[:, 0] - ends[:, 1], axis=1)
    short = length_m < 1.9 * _SPACING_M
    edges, ends, length_m = edges[short], ends[short], length_m[short]
    bridge, closed = _crossings(terrain, ends)
    height = terrain.height_m(nodes)[edges]
    climb = np.abs(height[:, 0] - height[:, 1]) / length_m
    # Climbing costs far more than winding, so that mountain roads keep to the valleys.
    cost = length_m * (1 + 22 * climb + (height.mean(axis=1) / 420) ** 2)
    open_ = ~closed
    return Mesh(nodes_m=nodes, edges=edges[open_], cost=cost[open_], bridge=bridge[open_])


def _crossings(
    terrain: Terrain, ends: Floats
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return which edges are bridges and which would need one that is not there."""
    lines = shapely.linestrings(ends)
    bridge = np.zeros(len(ends), dtype=bool)
    crosses = np.zeros(len(ends), dtype=bool)
    tree = shapely.STRtree(lines)
    for river in terrain.rivers.values():
        hit = np.sort(tree.query(river, predicate="intersects"))
        crosses[hit] = True
        places = np.arange(_BRIDGE_EVERY_M / 2, river.length, _BRIDGE_EVERY_M)
        spots = shapely.line_interpolate_point(river, places)
        middles = ends[hit].mean(axis=1)
        _, nearest = cKDTree(middles).query(shapely.get_coordinates(spots))
        bridge[hit[nearest]] = True
    return bridge, crosses & ~bridge


def cheapest_paths(
    mesh: Mesh, cost: Floats, source: int, targets: list[int], *, limit: float = np.inf
) -> list[list[int]]:
    """Return the cheapest path, as nodes, from `source` to each target; empty beyond `limit`."""
    _, before = csgraph.dijkstra(
        mesh.graph(cost), indices=source, limit=limit, return_predecessors=True
    )
    paths = []
    for target in targets:
        path = [target]
        while path[-1] != source and before[path[-1]] >= 0:
            path.append(int(before[path[-1]]))
        paths.append(path[::-1] if path[-1] == source else [])
    return paths
