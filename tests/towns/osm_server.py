"""A small OpenStreetMap on 127.0.0.1: enough of Nominatim and Overpass for osmnx, without a network.

Overpass: ``way["highway"]...(poly:...)`` with its nodes, and ``node|way|relation[key]`` or
``[key=value]`` with what they consist of, and ``relation['boundary'=...]['admin_level'=...]`` likewise.
As the real one does, it gives whole ways and relations once one of their nodes lies inside the polygon.
"""

from __future__ import annotations

import gzip
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import numpy as np
import shapely

_POLYGON = re.compile(r"\(poly:'([^']*)'\)")
_LEVEL = re.compile(r"relation\['boundary'='administrative'\]\['admin_level'='(\d+)'\]")
_FEATURES = re.compile(r"\((node|way|relation)\['([^']+)'(?:='([^']*)')?\]\(poly:")


@dataclass
class OsmData:
    """Overpass elements by id, and the places that Nominatim knows."""

    nodes: dict[int, dict] = field(default_factory=dict)
    ways: dict[int, dict] = field(default_factory=dict)
    relations: dict[int, dict] = field(default_factory=dict)
    places: dict[str, dict] = field(default_factory=dict)

    def add_node(self, osm_id: int, lon: float, lat: float, tags: dict | None = None) -> None:
        node = {"type": "node", "id": osm_id, "lon": lon, "lat": lat}
        self.nodes[osm_id] = node | ({"tags": tags} if tags else {})

    def add_way(self, osm_id: int, nodes: list[int], tags: dict) -> None:
        self.ways[osm_id] = {"type": "way", "id": osm_id, "nodes": nodes, "tags": tags}

    def add_unit(self, osm_id: int, ways: list[int], level: int, name: str) -> None:
        """Add a boundary whose rings are made of ways."""
        members = [{"type": "way", "ref": way, "role": "outer"} for way in ways]
        tags = {"type": "boundary", "boundary": "administrative", "admin_level": str(level)}
        relation = {"type": "relation", "id": osm_id, "members": members}
        self.relations[osm_id] = relation | {"tags": tags | {"name": name}}

    def add_place(self, query: str, geometry: shapely.Geometry, osm_id: int = 1) -> None:
        west, south, east, north = geometry.bounds
        self.places[query] = {
            "osm_type": "relation",
            "osm_id": osm_id,
            "name": query,
            "display_name": f"{query}, Somewhere",
            "importance": 0.5,
            "lat": str((south + north) / 2),
            "lon": str((west + east) / 2),
            "boundingbox": [str(south), str(north), str(west), str(east)],
            "geojson": shapely.geometry.mapping(geometry),
        }


def read_osm_gz(path: Path) -> OsmData:
    """Read nodes and ways of an .osm.gz file; members that the extract lacks are left out."""
    data = OsmData()
    with gzip.open(path) as file:
        root = ET.parse(file).getroot()  # noqa: S314 - a file of our own
    for item in root:
        tags = {tag.attrib["k"]: tag.attrib["v"] for tag in item.iter("tag")}
        if item.tag == "node":
            lon, lat = float(item.attrib["lon"]), float(item.attrib["lat"])
            data.add_node(int(item.attrib["id"]), lon, lat, tags)
        elif item.tag == "way":
            members = [int(nd.attrib["ref"]) for nd in item.iter("nd")]
            known = [node for node in members if node in data.nodes]
            if len(known) > 1:
                data.add_way(int(item.attrib["id"]), known, tags)
    return data


@dataclass
class OsmServer:
    """A running server; `answer` replaces every Overpass answer by (status, body)."""

    data: OsmData
    url: str
    answer: tuple[int, str] | None = None
    queries: list[str] = field(default_factory=list)

    @property
    def urls(self) -> dict[str, str]:
        return {"overpass_url": f"{self.url}/api", "nominatim_url": f"{self.url}/"}

    def overpass(self, query: str) -> list[dict]:
        polygon = _polygon(query)
        nodes = self.data.nodes
        ids = list(nodes)
        lon = np.array([nodes[i]["lon"] for i in ids])
        lat = np.array([nodes[i]["lat"] for i in ids])
        shapely.prepare(polygon)
        inside = {ids[i] for i in np.flatnonzero(shapely.intersects_xy(polygon, lon, lat))}
        level = _LEVEL.search(query)
        if level is not None:
            return self._units(level[1], inside)
        if 'way["highway"]' in query:
            wanted = [way for way in self.data.ways.values() if is_road(way)]
            singles: list[dict] = []
        else:
            asked = _FEATURES.findall(query)
            wanted = [way for way in self.data.ways.values() if _is_asked("way", way, asked)]
            singles = [n for n in nodes.values() if _is_asked("node", n, asked)]
        ways = [way for way in wanted if not inside.isdisjoint(way["nodes"])]
        members = {node for way in ways for node in way["nodes"]}
        members |= {node["id"] for node in singles if node["id"] in inside}
        return [*(nodes[node] for node in sorted(members)), *ways]

    def _units(self, level: str, inside: set[int]) -> list[dict]:
        ways = self.data.ways
        found = [
            relation
            for relation in self.data.relations.values()
            if relation["tags"]["admin_level"] == level
            and any(not inside.isdisjoint(ways[m["ref"]]["nodes"]) for m in relation["members"])
        ]
        used = [ways[ref] for ref in {m["ref"] for one in found for m in one["members"]}]
        nodes = [self.data.nodes[ref] for ref in {ref for way in used for ref in way["nodes"]}]
        return [*nodes, *used, *found]


def _polygon(query: str) -> shapely.Polygon:
    found = _POLYGON.search(query)
    assert found is not None, query
    numbers = [float(text) for text in found[1].split()]
    return shapely.Polygon(list(zip(numbers[1::2], numbers[::2], strict=True)))


def is_road(way: dict) -> bool:
    # The other filters of the query concern roads that no test has, except areas.
    return "highway" in way["tags"] and way["tags"].get("area") != "yes"


def _is_asked(kind: str, element: dict, asked: list[tuple[str, str, str]]) -> bool:
    tags = element.get("tags", {})
    return any(
        kind == asked_kind and key in tags and value in ("", tags[key])
        for asked_kind, key, value in asked
    )


@contextmanager
def running(data: OsmData) -> Iterator[OsmServer]:
    """Serve `data` on a free port for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query)
            place = data.places.get(asked.get("q", [""])[0])
            self._send(200, json.dumps([place] if place else []))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            query = parse_qs(body)["data"][0]
            server.queries.append(query)
            if server.answer is not None:
                self._send(*server.answer)
            else:
                self._send(200, json.dumps({"elements": server.overpass(query)}))

        def _send(self, status: int, body: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: object) -> None:
            """Keep the test's output clean."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = OsmServer(data=data, url=f"http://127.0.0.1:{http.server_address[1]}")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()
