"""OSM files of a few nodes, written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

Tags = Mapping[str, str]
Members = Sequence[tuple[str, int, str]]
"""Type (node, way, relation), id and role."""

STREET = {"highway": "residential"}


@dataclass(frozen=True)
class OsmFile:
    """Nodes by id (longitude, latitude), ways by id (nodes, tags), relations (members, tags), tags of nodes."""

    nodes: Mapping[int, tuple[float, float]]
    ways: Mapping[int, tuple[Sequence[int], Tags]]
    relations: Sequence[tuple[Members, Tags]] = ()
    node_tags: Mapping[int, Tags] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        text = ['<osm version="0.6">']
        for node, (lon, lat) in self.nodes.items():
            tags = _tags(self.node_tags.get(node, {}))
            text.append(f'<node id="{node}" version="1" lon="{lon}" lat="{lat}">{tags}</node>')
        for way, (refs, tags) in self.ways.items():
            nodes = "".join(f'<nd ref="{node}"/>' for node in refs)
            text.append(f'<way id="{way}" version="1">{nodes}{_tags(tags)}</way>')
        for number, (members, tags) in enumerate(self.relations):
            parts = "".join(
                f'<member type="{kind}" ref="{ref}" role="{role}"/>' for kind, ref, role in members
            )
            text.append(f'<relation id="{number + 1}" version="1">{parts}{_tags(tags)}</relation>')
        path = folder / "town.osm"
        path.write_text("\n".join([*text, "</osm>"]), encoding="utf-8")
        return path


def _tags(tags: Tags) -> str:
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())
