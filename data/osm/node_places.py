"""Places of nodes that stand elsewhere in a file than before the ways, or have negative ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import osmium

from .file_forms import osm_file

NO_COORDINATE: Final = 2**31 - 1
"""What osmium gives for a node that the file does not have."""

_WAYS_TRIED: Final = 100
"""If none of the first ways says where its nodes lie, no other does."""

Whole = npt.NDArray[np.int64]


def with_all_places(
    path: Path, node: Whole, x: Whole, y: Whole, deleted: Iterable[int] = ()
) -> tuple[Whole, Whole]:
    """Return the places of nodes with those that osmium did not find when it read the ways.

    It knows a node by then only if it stands before the ways and has a positive id. Other files have the
    places at the ways themselves.

    Parameters
    ----------
    path
        The file.
    node, x, y
        Ids of the ways' vertices, and their places in steps of 1e-7 degrees; `NO_COORDINATE` where not found.
    deleted
        Nodes that are not to be found.
    """
    gone = np.fromiter(deleted, dtype=np.int64)
    x = np.where(np.isin(node, gone), NO_COORDINATE, x)
    for source in (_at_ways, _at_nodes):
        missing = (x == NO_COORDINATE) & ~np.isin(node, gone)
        if not missing.any():
            break
        wanted = np.unique(node[missing])
        found = np.array(list(source(path, wanted)), dtype=np.int64).reshape(-1, 3)
        if not len(found):
            continue
        ids, last = np.unique(found[::-1, 0], return_index=True)
        places = found[::-1][last]
        at = np.minimum(np.searchsorted(ids, node), len(ids) - 1)
        filled = missing & (ids[at] == node)
        x, y = np.where(filled, places[at, 1], x), np.where(filled, places[at, 2], y)
    return x, y


def _at_ways(path: Path, wanted: Whole) -> Iterator[tuple[int, int, int]]:
    """Yield the nodes that ways place themselves (`osmium add-locations-to-ways`, Overpass `out geom`)."""
    ids = set(wanted.tolist())
    ways = osmium.FileProcessor(osm_file(path), osmium.osm.WAY)
    placed = False
    for number, way in enumerate(ways):
        if number >= _WAYS_TRIED and not placed:
            return
        if isinstance(way, osmium.osm.Way):
            for node in way.nodes:
                if node.location.valid():
                    placed = True
                    if node.ref in ids:
                        yield node.ref, node.x, node.y


def _at_nodes(path: Path, wanted: Whole) -> Iterator[tuple[int, int, int]]:
    """Yield the nodes themselves, wherever they stand."""
    ids = set(wanted.tolist())
    nodes = osmium.FileProcessor(osm_file(path), osmium.osm.NODE)
    if wanted[0] >= 0:
        # osmium drops all others unseen, but knows no negative ids.
        nodes = nodes.with_filter(osmium.filter.IdFilter(ids))
    for node in nodes:
        if isinstance(node, osmium.osm.Node) and node.id in ids and node.location.valid():
            yield node.id, node.location.x, node.location.y
