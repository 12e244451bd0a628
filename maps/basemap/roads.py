"""Roads of the study's own network under everything else: lesser ones only where one looks closely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely

from ...geo.roads.network import BARRIER, RoadNetwork
from ..document.packing import packed, packed_steps
from ..document.shapes import to_degrees

ROAD_DIGITS: Final = 5
"""Decimals of a degree that are kept of roads: about a metre."""

Bounds = tuple[float, float, float, float]

OSM_CREDIT: Final = "Roads © OpenStreetMap contributors"

_VERTICES_MAX: Final = 160_000
"""About 0.7 MB of the page; lesser roads are left out where they would pass it."""


@dataclass(frozen=True, kw_only=True)
class _RoadGroup:
    """Road classes that are drawn alike, from a zoom on."""

    classes: frozenset[str]
    zoom: float
    simplify_m: float
    style: dict[str, Any]


def _group(classes: str, zoom: float, simplify_m: float, **style: object) -> _RoadGroup:
    return _RoadGroup(
        classes=frozenset(classes.split()), zoom=zoom, simplify_m=simplify_m, style=style
    )


_GROUPS: Final = (
    _group("motorway trunk", 0, 12, color="#a09a8e", weight=2.4),
    _group("primary secondary", 0, 12, color="#b6b0a4", weight=1.6),
    _group("tertiary", 10, 10, color="#c4beb3", weight=1.1),
    _group("ferry", 10, 25, color="#7d9db3", weight=1.2, dashArray="5 5"),
    _group("unclassified", 11.5, 8, color="#cdc8be", weight=0.9),
    _group("residential living_street road busway", 12.5, 6, color="#d3cec5", weight=0.9),
    _group(
        "service pedestrian track cycleway footway path steps bridleway corridor",
        14.5,
        5,
        color="#d9d5cd",
        weight=0.8,
    ),
)
"""Highest first; what is named in none of them is drawn with the last."""


def road_groups(network: RoadNetwork, frame_m: Bounds) -> list[dict[str, Any]]:
    """Return the roads inside a frame for the page: groups from the highest road class to the lowest.

    Parameters
    ----------
    network
        The roads.
    frame_m
        West, south, east, north in the network's CRS, metres.

    Returns
    -------
    list of dict
        For each group the ``zoom`` from which it is drawn, its ``style``, and its lines: ``sizes``, the
        vertices of each, and ``steps``, their longitudes and latitudes as `line_steps` writes them. The
        highest class that is there is drawn at every zoom. Groups that would make the page too large are
        left out, with all below them.
    """
    near = _inside(network.geometry, frame_m)
    classes = np.char.replace(network.road_class.astype(np.str_), "_link", "")
    rest = near & (classes != BARRIER)
    groups: list[dict[str, Any]] = []
    vertices = 0
    for number, group in enumerate(_GROUPS):
        last = number == len(_GROUPS) - 1
        member = rest if last else rest & np.isin(classes, sorted(group.classes))
        rest = rest & ~member
        if not member.any():
            continue
        lines = _simplified(network.geometry[member], group.simplify_m, frame_m)
        vertices += int(shapely.get_num_coordinates(lines).sum())
        if groups and vertices > _VERTICES_MAX:
            break
        sizes, steps = line_steps(to_degrees(lines, network.crs), ROAD_DIGITS)
        if len(sizes):
            groups.append(
                {
                    "zoom": group.zoom if groups else 0,
                    "style": group.style,
                    "sizes": packed(sizes),
                    "steps": packed_steps(steps),
                }
            )
    return groups


def road_credit(source: str) -> str:
    """OpenStreetMap's licence asks to be named wherever its data are shown."""
    from_osm = any(sign in source.lower() for sign in ("osm", ".pbf", "openstreetmap"))
    return OSM_CREDIT if from_osm else ""


def line_steps(
    lines_deg: npt.NDArray[np.object_], digits: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return lines as whole steps from vertex to vertex over all lines, fit for `packed_steps`.

    Parameters
    ----------
    lines_deg
        LineStrings in longitude and latitude.
    digits
        Decimals of a degree that are kept.

    Returns
    -------
    sizes : numpy.ndarray
        Vertices of each line.
    steps : numpy.ndarray
        Longitude and latitude by turns, each the difference to the vertex before (the first to nothing, in
        a line to the end of the line before), folded to whole numbers from 0: 0, -1, 1, -2, 2 ...
    """
    sizes = shapely.get_num_coordinates(lines_deg).astype(np.int64)
    whole = np.rint(shapely.get_coordinates(lines_deg) * 10**digits).astype(np.int64)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel()
    return sizes, np.where(steps < 0, -2 * steps - 1, 2 * steps)


def _inside(geometry: npt.NDArray[np.object_], frame_m: Bounds) -> npt.NDArray[np.bool_]:
    west, south, east, north = frame_m
    low_x, low_y, high_x, high_y = shapely.bounds(geometry).T
    return np.asarray((low_x <= east) & (high_x >= west) & (low_y <= north) & (high_y >= south))


def _simplified(
    geometry: npt.NDArray[np.object_], simplify_m: float, frame_m: Bounds
) -> npt.NDArray[np.object_]:
    merged = shapely.line_merge(shapely.multilinestrings([list(geometry)]))
    clipped = shapely.clip_by_rect(shapely.simplify(merged, simplify_m), *frame_m)
    parts = shapely.get_parts(clipped)
    return np.asarray(parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING])
