"""Reading roads from an OpenStreetMap extract."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import osmium
import pandas as pd

from ..geo.errors import Fault, InputError
from ..geo.road_lines import RoadLines
from .files import require_file

OSM_SUFFIXES: Final = (".pbf", ".osm", ".osm.gz", ".osm.bz2")

TAG_KEYS: Final = (
    "highway",
    "route",
    "oneway",
    "junction",
    "access",
    "vehicle",
    "motor_vehicle",
    "motorcar",
    "foot",
    "bicycle",
    "oneway:bicycle",
    "oneway:foot",
    "oneway:motor_vehicle",
    "maxspeed",
    "service",
    "name",
    "footway",
    "sidewalk",
)
"""The keys of OSM that are kept, one column each."""

_UNITS_PER_DEGREE: Final = 1e7
"""OSM keeps coordinates as whole numbers of 1e-7 degrees."""

_NO_COORDINATE: Final = 2**31 - 1
"""What osmium gives for a node that the file does not have."""


def read_osm_lines(path: Path) -> RoadLines:
    """Read the roads and ferries of an OSM file.

    Parameters
    ----------
    path
        ``.osm.pbf``, ``.osm``, ``.osm.gz`` or ``.osm.bz2``.

    Returns
    -------
    RoadLines
        Vertices are OSM's nodes. A way that the extract cuts, so that some of its nodes are missing,
        becomes its runs of two or more nodes that are there.

    Raises
    ------
    InputError
        If the file is missing or damaged, or has no roads.
    """
    require_file(path)
    vertices: list[tuple[int, int, int]] = []
    counts: list[int] = []
    tags: list[tuple[str, ...]] = []
    try:
        ways = (
            osmium.FileProcessor(str(path))
            .with_locations()
            .with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
            .with_filter(osmium.filter.KeyFilter("highway", "route"))
        )
        for way in ways:
            if not isinstance(way, osmium.osm.Way):
                continue
            found = dict(way.tags)
            # Squares (area=yes) stay in: people walk along their outlines, and ways end on them.
            if "highway" not in found and found.get("route") != "ferry":
                continue
            vertices += [(node.ref, node.x, node.y) for node in way.nodes]
            counts.append(len(way.nodes))
            tags.append(tuple(found.get(key, "") for key in TAG_KEYS))
    except RuntimeError as error:  # osmium has no narrower class for what it cannot parse
        raise InputError(
            Fault(
                file=path.name,
                cause=f"is truncated or damaged ({error})",
                fix="download it again",
            )
        ) from error
    node, x, y = np.array(vertices, dtype=np.int64).reshape(-1, 3).T
    keep, offsets, line = known_runs(np.array(counts, dtype=np.int64), x != _NO_COORDINATE)
    if not len(line):
        raise InputError(
            Fault(
                file=path.name,
                cause="has no roads",
                fix="give an extract with ways that have a highway tag, and their nodes",
            )
        )
    table = pd.DataFrame(dict(zip(TAG_KEYS, zip(*tags, strict=True), strict=True)), dtype=str)
    return RoadLines(
        vertex_id=node[keep],
        lon=x[keep] / _UNITS_PER_DEGREE,
        lat=y[keep] / _UNITS_PER_DEGREE,
        offsets=offsets,
        tags=table.iloc[line].reset_index(drop=True),
        source=path.name,
    )


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
