"""Reading roads from an OpenStreetMap extract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import osmium
import pandas as pd

from ...common.errors import Fault, InputError
from ...common.sentences import Sentence
from ...geo.roads.barriers import BARRIER_KEYS, BARRIER_MARKS
from ...geo.roads.road_lines import RoadLines
from ...geo.roads.road_rules import ROAD_KEYS
from ...geo.roads.speeds import FERRY
from ..formats.files import require_file
from ..input_records.facts import CRS, ROWS, tell_fact, tell_left_out, tell_opened
from .ferry_times import durations_of_relations, unused_note, with_usable_durations
from .file_forms import UNREADABLE, Deleted, damaged, deleted_objects, osm_file, several_versions
from .node_places import NO_COORDINATE, with_all_places
from .pbf_strings import require_no_nul
from .relations import Relation, member_ways, relation_filter, relation_of, turn_restrictions

TAG_KEYS: Final = (*ROAD_KEYS, "service", "name", "footway", "sidewalk")
"""The keys of OSM that are kept, one column each: those that the rules read, and what describes a road."""

_TAG_KEYS: Final = frozenset(TAG_KEYS)

_UNITS_PER_DEGREE: Final = 1e7
"""OSM keeps coordinates as whole numbers of 1e-7 degrees."""


def read_osm_lines(path: Path) -> RoadLines:
    """Read the roads and ferries of an OSM file, the barriers on them, and turn restrictions.

    Parameters
    ----------
    path
        ``.osm.pbf``, ``.osm`` or ``.osm.xml``; either of these packed as ``.gz`` or ``.bz2``. Ways may stand
        before nodes or have the places of their nodes themselves, and ids may be negative.

    Returns
    -------
    RoadLines
        Vertices are OSM's nodes. A way that the extract cuts, so that some of its nodes are missing,
        becomes its runs of two or more nodes that are there; a note counts them. Deleted objects are left out.

    Raises
    ------
    InputError
        If the file is missing or damaged, has no roads, or is no state of the map at one time: a history,
        a list of changes, an answer that breaks off.
    """
    require_file(path)
    require_no_nul(path)
    try:
        found = _objects_of(path)
        node, x, y = np.array(found.vertices, dtype=np.int64).reshape(-1, 3).T
        x, y = with_all_places(path, node, x, y, found.deleted.nodes)
    except UNREADABLE as error:
        raise InputError(damaged(path, error)) from error
    counts = np.array(found.counts, dtype=np.int64)
    known = x != NO_COORDINATE
    _require_on_earth(path, node[known], x[known] / _UNITS_PER_DEGREE, y[known] / _UNITS_PER_DEGREE)
    keep, offsets, line = known_runs(counts, known)
    if not len(line):
        raise InputError(_no_roads(path, len(counts)))
    table = _tag_table(found.tags, TAG_KEYS).iloc[line].reset_index(drop=True)
    way_id = np.array(found.ids, dtype=np.int64)[line]
    table, untimed = with_usable_durations(table, np.diff(offsets) < counts[line], way_id)
    tell_opened(path)
    tell_fact(path, CRS, "EPSG:4326")
    tell_fact(path, ROWS, len(counts))
    tell_left_out(path, "no nodes", len(counts) - len(np.unique(line)))
    return RoadLines(
        vertex_id=node[keep],
        lon=x[keep] / _UNITS_PER_DEGREE,
        lat=y[keep] / _UNITS_PER_DEGREE,
        offsets=offsets,
        tags=table,
        source=path.name,
        barriers=_barrier_table(found.barriers, node[keep]),
        way_id=way_id,
        restrictions=turn_restrictions(found.relations),
        notes=(
            *found.notes,
            *_cut_note(path, counts, known),
            *unused_note(path, found.unused_durations + untimed),
        ),
    )


@dataclass(kw_only=True)
class _Objects:
    """What is read of a file: the ways' vertices (id and place), number of vertices, ids and tags; and more."""

    deleted: Deleted
    vertices: list[tuple[int, int, int]] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    tags: list[dict[str, str]] = field(default_factory=list)
    barriers: dict[int, dict[str, str]] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    notes: tuple[str, ...] = ()
    unused_durations: int = 0

    def add_way(
        self, way: int, vertices: Sequence[tuple[int, int, int]], tags: Mapping[str, str]
    ) -> None:
        """Add a road or ferry."""
        self.vertices += vertices
        self.counts.append(len(vertices))
        self.ids.append(way)
        self.tags.append({key: tags[key] for key in tags.keys() & _TAG_KEYS})

    def take_durations(self) -> None:
        """Give ferries the durations of their relations, and count those that cannot be given."""
        tags_of = dict(zip(self.ids, self.tags, strict=True))
        durations, self.unused_durations = durations_of_relations(self.relations, tags_of)
        for way, duration in durations.items():
            if tags_of.get(way, {}).get("route") == FERRY:
                tags_of[way]["duration"] = duration


def _objects_of(path: Path) -> _Objects:
    """Read what is in force of a file: roads, ferries, barriers, and relations with their ways."""
    found = _Objects(deleted=deleted_objects(path))
    versions: dict[int, int] = {}
    for item in _roads_and_more(path):
        if isinstance(item, osmium.osm.Relation):
            if item.visible:
                found.relations.append(relation_of(item))
        elif (
            not isinstance(item, osmium.osm.Node | osmium.osm.Way)
            or not item.visible
            or item.id in found.deleted.of(item)
        ):
            continue
        elif isinstance(item, osmium.osm.Node):
            found.barriers[item.id] = dict(item.tags)
        # Squares (area=yes) stay in: people walk along their outlines, and ways end on them.
        elif "highway" in item.tags or item.tags.get("route") == "ferry":
            if versions.setdefault(item.id, item.version) != item.version:
                raise InputError(several_versions(path))
            if len(found.ids) == len(versions):
                continue  # a copy, as in extracts that were put together
            vertices = [(node.ref, node.x, node.y) for node in item.nodes]
            found.add_way(item.id, vertices, dict(item.tags))
    ways, found.notes = member_ways(path, found.relations, found.ids, deleted=found.deleted.ways)
    for way in ways:
        found.add_way(
            way.id, [(node, NO_COORDINATE, NO_COORDINATE) for node in way.nodes], way.tags
        )
    found.take_durations()
    return found


def _require_on_earth(path: Path, node: np.ndarray, lon: np.ndarray, lat: np.ndarray) -> None:
    beyond = np.flatnonzero((np.abs(lon) > 180) | (np.abs(lat) > 90))
    faults = [
        Fault(
            file=path.name,
            key=f"node {node[at]}",
            value=(float(lon[at]), float(lat[at])),
            cause="lies beyond 180 degrees of longitude or 90 of latitude",
            fix="correct it",
        )
        for at in beyond[np.unique(node[beyond], return_index=True)[1]]
    ]
    if faults:
        raise InputError(*faults)


def _no_roads(path: Path, ways: int) -> Fault:
    if ways:
        return Fault(
            file=path.name,
            cause=f"has {ways:,} roads, but not the places of their nodes",
            fix="make the extract with osmium extract -s complete_ways, or ask Overpass for `out geom`",
        )
    return Fault(
        file=path.name,
        cause="has no roads",
        fix="give an extract with ways that have a highway tag, and their nodes",
    )


def _cut_note(path: Path, counts: np.ndarray, known: np.ndarray) -> tuple[str, ...]:
    cut = np.unique(np.repeat(np.arange(len(counts)), counts)[~known])
    if not len(cut):
        return ()
    return (
        Sentence(
            "{file}: {count:,} of {total:,} ways lack some of their nodes and end before them.",
            file=path.name,
            count=len(cut),
            total=len(counts),
        ),
    )


def _roads_and_more(path: Path) -> osmium.FileProcessor:
    """Roads, ferries and other routes, nodes with a barrier or an access tag, and relations of roads.

    osmium drops all else unseen.
    """
    nodes = osmium.filter.KeyFilter(*BARRIER_MARKS)
    ways = osmium.filter.KeyFilter("highway", "route")
    nodes.enable_for(osmium.osm.NODE)
    ways.enable_for(osmium.osm.WAY)
    return (
        osmium.FileProcessor(osm_file(path), osmium.osm.NODE | osmium.osm.WAY | osmium.osm.RELATION)
        .with_locations()
        .with_filter(nodes)
        .with_filter(ways)
        .with_filter(relation_filter())
    )


def _barrier_table(barriers: Mapping[int, Mapping[str, str]], vertices: np.ndarray) -> pd.DataFrame:
    """Keep the barriers and access tags that stand on a road; those in fences are in nobody's way."""
    nodes = np.array(list(barriers), dtype=np.int64)
    nodes = nodes[np.isin(nodes, vertices)]
    table = _tag_table([barriers[int(node)] for node in nodes], BARRIER_KEYS)
    return table.assign(vertex_id=nodes)


def _tag_table(rows: Sequence[Mapping[str, str]], keys: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame({key: [tags.get(key, "") for tags in rows] for key in keys}, dtype=str)


def known_runs(counts: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cut lines into runs of two or more known vertices.

    Parameters
    ----------
    counts
        Vertices per line, shape (lines,).
    known
        Whether each vertex has coordinates, shape (sum of counts,).

    Returns
    -------
    keep : numpy.ndarray
        Positions of the vertices of all runs.
    offsets : numpy.ndarray
        Where each run begins and ends among these, shape (runs + 1,).
    line : numpy.ndarray
        The line that each run is part of, shape (runs,).
    """
    line_of_vertex = np.repeat(np.arange(len(counts)), counts)
    position = np.flatnonzero(known)
    line = line_of_vertex[position]
    starts = np.ones(len(position), dtype=bool)
    starts[1:] = (np.diff(position) > 1) | (np.diff(line) > 0)
    run = np.cumsum(starts) - 1
    lengths = np.bincount(run)
    long_enough = lengths >= 2
    keep = position[long_enough[run]]
    offsets = np.concatenate([[0], np.cumsum(lengths[long_enough])]).astype(np.int64)
    return keep, offsets, line[starts][long_enough]
