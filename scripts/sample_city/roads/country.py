"""Roads between settlements: cheapest paths on the mesh, from trunk roads down to village lanes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from land.settlements import Settlement, Urban
from land.terrain import Floats, Terrain
from roads.mesh import Mesh, cheapest_paths
from roads.sheet import Sheet
from scipy import sparse
from scipy.sparse import csgraph
from scipy.spatial import Delaunay, cKDTree

CLASSES = ("trunk", "primary", "secondary", "tertiary", "unclassified")

# Seats joined by main roads. The numbers and names are those of real roads, the courses are ours.
_MAIN = (
    ("130324", "130306", "trunk", "102国道", "G102"),
    ("130306", "130302", "trunk", "102国道", "G102"),
    ("130302", "130303", "trunk", "102国道", "G102"),
    ("130306", "130322", "primary", "205国道", "G205"),
    ("130322", "130304", "primary", "沿海公路", "S364"),
    ("130304", "130302", "primary", "沿海公路", "S364"),
    ("130321", "130302", "primary", "秦青公路", "S251"),
    ("130321", "130324", "primary", "青龙公路", "S252"),
    ("130324", "130322", "primary", "卢昌公路", "S261"),
)
_FOOTHILLS_M = 90.0


@dataclass(frozen=True)
class Link:
    """A wanted road between two mesh nodes; `rank` counts in `CLASSES`."""

    start: int
    end: int
    rank: int
    name: str = ""
    ref: str = ""


def wanted_links(
    mesh: Mesh, terrain: Terrain, places: Sequence[Settlement], seats: Mapping[str, int]
) -> list[Link]:
    """Return which places should be joined, main roads first."""
    links = [
        Link(seats[a], seats[b], CLASSES.index(kind), name, ref) for a, b, kind, name, ref in _MAIN
    ]
    towns = [p for p in places if p.town]
    labels = {p.node: p.name[:1] for p in towns}
    nodes = np.array([*labels, *seats.values()])
    links += [
        Link(
            a,
            b,
            2,
            f"{labels.get(a, '')}{labels.get(b, '')}线" if a in labels and b in labels else "",
        )
        for a, b in _neighbours(mesh.nodes_m, nodes, terrain)
    ]
    everyone = np.unique([*(p.node for p in places), *seats.values()])
    near_town = cKDTree(mesh.nodes_m[[p.node for p in towns]])
    for a, b in _neighbours(mesh.nodes_m, everyone, terrain):
        close = near_town.query(mesh.nodes_m[[a, b]])[0].min() < 1500
        links.append(Link(a, b, 3 if close else 4))
    return links


def _neighbours(nodes_m: Floats, chosen: np.ndarray, terrain: Terrain) -> list[tuple[int, int]]:
    """Return pairs of neighbours: a Gabriel graph on the plain, little more than a tree in the hills."""
    place = nodes_m[chosen]
    corners = Delaunay(place).simplices
    pairs = np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1)
    pairs = np.unique(pairs, axis=0)
    ends = place[pairs]
    length = np.linalg.norm(ends[:, 0] - ends[:, 1], axis=1)
    tree = cKDTree(place)
    within, _ = tree.query(ends.mean(axis=1))
    gabriel = within > length / 2 - 1e-6
    size = len(chosen)
    height = terrain.height_m(ends.mean(axis=1))
    # In the hills a tree of short ways is kept; height counts, so that ridges are not crossed.
    toll = length * (1 + height / 200)
    graph = sparse.coo_array((toll, (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    spanning = csgraph.minimum_spanning_tree(graph.tocsr()).tocoo()
    in_tree = set(zip(spanning.row.tolist(), spanning.col.tolist(), strict=True))
    kept = [
        (int(a), int(b))
        for (a, b), plain in zip(pairs, gabriel & (height < _FOOTHILLS_M), strict=True)
        if plain or (int(a), int(b)) in in_tree
    ]
    return [(int(chosen[a]), int(chosen[b])) for a, b in kept]


def route_links(mesh: Mesh, links: Sequence[Link]) -> dict[int, Link]:
    """Return, for every mesh edge that becomes road, the highest link that uses it."""
    index = mesh.edge_index()
    used: dict[int, Link] = {}
    cost = mesh.cost.copy()
    for rank in range(len(CLASSES)):
        by_start: dict[int, list[Link]] = defaultdict(list)
        for link in links:
            if link.rank == rank:
                by_start[link.start].append(link)
        for start, group in by_start.items():
            targets = [link.end for link in group]
            limit = np.inf if rank < 3 else 20_000.0
            paths = cheapest_paths(mesh, cost, start, targets, limit=limit)
            for link, path in zip(group, paths, strict=True):
                found = path or cheapest_paths(mesh, cost, start, [link.end])[0]
                for a, b in pairwise(found):
                    used.setdefault(index[min(a, b), max(a, b)], link)
        # Roads that exist attract later ones.
        built = np.array(sorted(used), dtype="int64")
        cost = mesh.cost.copy()
        cost[built] *= 0.6
    return used


def draw_country_roads(
    sheet: Sheet,
    mesh: Mesh,
    used: Mapping[int, Link],
    urban: Mapping[str, Urban],
    grids: Mapping[str, list[int]],
    settled: Iterable[int],
) -> dict[int, int]:
    """Draw the chosen mesh edges as smooth ways; return the sheet's point of each mesh node kept."""
    town_area = shapely.union_all([area.shape for area in urban.values()])
    inside = shapely.contains_xy(town_area, *mesh.nodes_m.T)
    grid_points = np.array([point for points in grids.values() for point in points])
    streets = cKDTree(sheet.vertices_m()[grid_points])
    edges = [i for i in sorted(used) if not inside[mesh.edges[i]].all()]
    at: dict[int, list[int]] = defaultdict(list)
    for i in edges:
        for node in mesh.edges[i]:
            at[int(node)].append(i)
    point: dict[int, int] = {}

    def point_of(node: int) -> int:
        # A road that enters an urban area ends at the nearest street corner.
        if node not in point:
            place = mesh.nodes_m[node]
            corner = grid_points[streets.query(place)[1]] if inside[node] else None
            point[node] = sheet.point(place) if corner is None else int(corner)
        return point[node]

    kept = set(settled)

    def joint(node: int) -> bool:
        around = at[node]
        if node in kept or inside[node] or len(around) != 2:
            return True
        one, other = around
        alike = (used[one].rank, used[one].name) == (used[other].rank, used[other].name)
        return not alike or bool(mesh.bridge[one] or mesh.bridge[other])

    done: set[int] = set()
    for first in edges:
        if first in done:
            continue
        chain = _chain(mesh, at, first, joint, done)
        link = used[first]
        line = _smooth(mesh.nodes_m[chain], 70.0 if link.rank > 2 else 130.0)
        line[0] = sheet.points[point_of(chain[0])]
        line[-1] = sheet.points[point_of(chain[-1])]
        ends = point_of(chain[0]), point_of(chain[-1])
        if ends[0] == ends[1] and len(line) < 4:
            continue
        bridge = "yes" if mesh.bridge[first] else ""
        sheet.line(line, *ends, CLASSES[link.rank], name=link.name, ref=link.ref, bridge=bridge)
    return point


def _chain(
    mesh: Mesh,
    at: Mapping[int, list[int]],
    first: int,
    joint: Callable[[int], bool],
    done: set[int],
) -> list[int]:
    """Follow edges both ways from `first` to the next joints; return the nodes passed."""
    done.add(first)
    chain = [int(node) for node in mesh.edges[first]]
    for _ in range(2):
        while not joint(chain[-1]):
            following = [i for i in at[chain[-1]] if i not in done]
            if not following:
                break
            done.add(following[0])
            a, b = (int(node) for node in mesh.edges[following[0]])
            chain.append(b if a == chain[-1] else a)
        chain.reverse()
    return chain


def _smooth(line_m: Floats, tolerance_m: float) -> Floats:
    """Straighten small zigzags, then round the corners (Chaikin), ends kept."""
    line = shapely.get_coordinates(shapely.simplify(shapely.LineString(line_m), tolerance_m))
    for _ in range(2 if len(line) > 2 else 0):
        start, end = line[:-1], line[1:]
        cut = np.empty((2 * len(start), 2))
        cut[0::2] = 0.75 * start + 0.25 * end
        cut[1::2] = 0.25 * start + 0.75 * end
        line = np.vstack([line[:1], cut[1:-1], line[-1:]])
    return line
