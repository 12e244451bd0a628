"""On which segments of an OSM file nobody steps out, by the tags of its ways."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import networkx as nx
import osmium
import pyproj

GEOD = pyproj.Geod(ellps="WGS84")

LonLat = tuple[float, float]


def closed_segments(file: Path) -> set[frozenset[LonLat]]:
    """Return both ends of each segment of motorways, ferries, tunnels and bridges of more than 50 m.

    A bridge is what its touching segments are together. Degrees have OSM's own seven digits.
    """
    closed: set[frozenset[LonLat]] = set()
    bridges = nx.Graph()
    for way in osmium.FileProcessor(str(file)).with_locations():
        if not way.is_way() or not ("highway" in way.tags or way.tags.get("route") == "ferry"):
            continue
        at = [(round(n.lon, 7), round(n.lat, 7)) for n in way.nodes if n.location.valid()]
        tags = way.tags
        fast = tags.get("highway") in ("motorway", "motorway_link") or "motorroad" in tags
        under = tags.get("tunnel", "no") not in ("no", "building_passage", "culvert")
        for a, b in pairwise(at):
            if fast or under or "highway" not in tags:
                closed.add(frozenset((a, b)))
            elif tags.get("bridge", "no") not in ("no", "boardwalk"):
                bridges.add_edge(a, b, m=GEOD.inv(*a, *b)[2])
    for part in nx.connected_components(bridges):
        on = bridges.subgraph(part)
        if on.size("m") > 50:
            closed |= {frozenset(ends) for ends in on.edges}
    return closed
