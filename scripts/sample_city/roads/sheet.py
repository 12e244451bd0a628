"""The sheet that roads are drawn on, and how it is written as OpenStreetMap data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import osmium
from land.terrain import Floats, to_degrees


class Sheet:
    """Points in metres with identity, and ways that join them with OSM tags."""

    def __init__(self) -> None:
        self.points: list[tuple[float, float]] = []
        self.ways: list[tuple[list[int], dict[str, str]]] = []

    def point(self, xy_m: Floats | tuple[float, float]) -> int:
        """Add a point and return its number."""
        self.points.append((float(xy_m[0]), float(xy_m[1])))
        return len(self.points) - 1

    def way(self, points: list[int], highway: str, **tags: str) -> None:
        """Add a way with its class and any other tags that are not empty."""
        kept = {key: value for key, value in sorted(tags.items()) if value}
        self.ways.append((points, {"highway": highway, **kept}))

    def line(self, xy_m: Floats, first: int, last: int, highway: str, **tags: str) -> None:
        """Add a way along vertices whose two ends are points that exist."""
        inner = [self.point(xy) for xy in xy_m[1:-1]]
        self.way([first, *inner, last], highway, **tags)

    def vertices_m(self) -> Floats:
        """Return every point, shape (n, 2)."""
        return np.array(self.points)


def write_roads(sheet: Sheet, path: Path) -> None:
    """Write the sheet as OSM PBF, ids counted from 1."""
    degrees = to_degrees(sheet.points).round(6)
    header = osmium.io.Header()
    header.set("generator", "halfhour sample city, synthetic")
    writer = osmium.SimpleWriter(str(path), header=header, overwrite=True)
    for number, (lon, lat) in enumerate(degrees, start=1):
        writer.add_node(osmium.osm.mutable.Node(id=number, location=(float(lon), float(lat))))
    for number, (points, tags) in enumerate(sheet.ways, start=1):
        writer.add_way(osmium.osm.mutable.Way(id=number, nodes=[p + 1 for p in points], tags=tags))
    writer.close()
