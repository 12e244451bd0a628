"""The road network: nodes, and the edges between them with what each mode needs to travel them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from .crs import WGS84, require_metric_crs
from .errors import Fault, InputError
from .road_lines import RoadLines
from .road_rules import RoadUse, road_class, road_uses
from .speeds import DEFAULT_SPEEDS, SpeedTable
from .tables import MODES, Mode, Unit

_GEOD = pyproj.Geod(ellps="WGS84")
_SECONDS_PER_KPH_M = 3.6
"""Seconds that one metre takes at 1 km/h."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class RoadNetwork:
    """Roads that can be travelled.

    An edge is a stretch of road between two nodes, with its own geometry; parallel edges stay apart. Each
    mode may travel it forward (from `start` to `end`), backward, both ways or not at all, so that the
    directed graph of a mode has up to two arcs per edge.

    Parameters
    ----------
    crs
        Projected CRS in metres of all coordinates.
    node_xy
        Coordinates of the nodes in metres, shape (nodes, 2).
    start, end
        Node at either end of each edge, shape (edges,).
    geometry
        LineString of each edge, from start to end.
    length_m
        Geodesic length of each edge on the WGS 84 ellipsoid: ground metres, whatever the projection's
        scale.
    road_class
        OSM ``highway`` value of each edge, or ``ferry``.
    forward_s, backward_s
        Seconds to travel each edge by mode, infinite where the mode may not.
    source
        The file, as the user named it.
    """

    crs: pyproj.CRS
    node_xy: Floats
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    geometry: npt.NDArray[np.object_]
    length_m: Floats
    road_class: npt.NDArray[np.str_]
    forward_s: Mapping[Mode, Floats]
    backward_s: Mapping[Mode, Floats]
    source: str

    def __repr__(self) -> str:
        return (
            f"<RoadNetwork {self.source}: {len(self.node_xy):,} nodes, {len(self.start):,} edges, "
            f"{self.length_m.sum() / 1000:,.0f} km, {self.crs.name}>"
        )

    def costs(self, mode: Mode, unit: Unit) -> tuple[Floats, Floats]:
        """Return what each edge costs forward and backward, in seconds or metres; infinite is closed."""
        forward, backward = self.forward_s[mode], self.backward_s[mode]
        if unit == "s":
            return forward, backward
        return (
            np.where(np.isfinite(forward), self.length_m, np.inf),
            np.where(np.isfinite(backward), self.length_m, np.inf),
        )

    @property
    def bounds_m(self) -> tuple[float, float, float, float]:
        """West, south, east, north of all nodes, in metres of `crs`."""
        west, south = self.node_xy.min(axis=0)
        east, north = self.node_xy.max(axis=0)
        return float(west), float(south), float(east), float(north)


def build_network(
    lines: RoadLines, crs: pyproj.CRS, speeds: SpeedTable = DEFAULT_SPEEDS
) -> RoadNetwork:
    """Split road lines where they meet, and work out lengths and seconds.

    Parameters
    ----------
    lines
        Lines with shared vertices, in degrees.
    crs
        Projected CRS in metres for the network.
    speeds
        Kilometres per hour by mode and road class.

    Raises
    ------
    InputError
        If no line may be travelled by any mode.
    """
    crs = require_metric_crs(crs, what=lines.source)
    forward_kph, backward_kph = _line_speeds(lines, speeds)
    usable = np.any(
        [*(np.isfinite(v) for v in (*forward_kph.values(), *backward_kph.values()))], axis=0
    )
    if not usable.any():
        raise InputError(
            Fault(
                file=lines.source,
                column="highway",
                value=", ".join(sorted(set(lines.tags["highway"]))[:5]) or None,
                cause="no road that anybody may travel",
                fix="map the column of road classes to OSM's highway values with `columns: {class: ...}`",
            )
        )
    first, last, line = _split(lines, usable)
    flat, edge_of_vertex = _ranges(first, last)
    x, y = pyproj.Transformer.from_crs(WGS84, crs, always_xy=True).transform(lines.lon, lines.lat)
    geometry = shapely.linestrings(x[flat], y[flat], indices=edge_of_vertex)
    _, node = np.unique(
        np.concatenate([lines.vertex_id[first], lines.vertex_id[last]]), return_inverse=True
    )
    start, end = node[: len(first)], node[len(first) :]
    node_xy = np.empty((int(node.max()) + 1, 2))
    for ends, vertices in ((start, first), (end, last)):
        node_xy[ends] = np.column_stack([x[vertices], y[vertices]])
    length_m = _lengths_m(lines, flat, edge_of_vertex, len(first))
    classes = np.array([road_class(tags) for tags in _tag_rows(lines)], dtype=np.str_)
    return RoadNetwork(
        crs=crs,
        node_xy=node_xy,
        start=start.astype(np.int64),
        end=end.astype(np.int64),
        geometry=geometry,
        length_m=length_m,
        road_class=classes[line],
        forward_s={m: _seconds(length_m, forward_kph[m][line]) for m in MODES},
        backward_s={m: _seconds(length_m, backward_kph[m][line]) for m in MODES},
        source=lines.source,
    )


def _seconds(length_m: Floats, kph: Floats) -> Floats:
    return np.where(np.isnan(kph), np.inf, _SECONDS_PER_KPH_M * length_m / kph)


def _tag_rows(lines: RoadLines) -> list[dict[str, str]]:
    columns = list(lines.tags.columns)
    return [
        dict(zip(columns, row, strict=True))
        for row in lines.tags.itertuples(index=False, name=None)
    ]


def _line_speeds(
    lines: RoadLines, speeds: SpeedTable
) -> tuple[dict[Mode, Floats], dict[Mode, Floats]]:
    """Km/h of every line by mode, forward and backward; NaN is closed."""
    # Roads have few distinct sets of tags: apply the rules once to each.
    known: dict[tuple[str, ...], dict[Mode, RoadUse]] = {}
    uses = []
    for tags in _tag_rows(lines):
        key = tuple(value for name, value in tags.items() if name != "name")
        if key not in known:
            known[key] = road_uses(tags, speeds)
        uses.append(known[key])

    def speeds_of(mode: Mode, way: str) -> Floats:
        return np.array([getattr(use[mode], way) for use in uses], dtype=np.float64)

    return (
        {mode: speeds_of(mode, "forward_kph") for mode in MODES},
        {mode: speeds_of(mode, "backward_kph") for mode in MODES},
    )


def _split(
    lines: RoadLines, usable: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """First and last vertex (positions in the flat arrays) and line of every edge.

    Lines are cut at vertices that occur more than once among all usable lines.
    """
    counts_per_line = np.diff(lines.offsets)
    line_of_vertex = np.repeat(np.arange(len(lines)), counts_per_line)
    kept = usable[line_of_vertex]
    _, inverse = np.unique(lines.vertex_id, return_inverse=True)
    shared = np.bincount(inverse[kept], minlength=int(inverse.max()) + 1) > 1
    cut = shared[inverse]
    cut[lines.offsets[:-1]] = True
    cut[lines.offsets[1:] - 1] = True
    cut &= kept
    cuts = np.flatnonzero(cut)
    same_line = line_of_vertex[cuts[:-1]] == line_of_vertex[cuts[1:]]
    return cuts[:-1][same_line], cuts[1:][same_line], line_of_vertex[cuts[:-1][same_line]]


def _ranges(
    first: npt.NDArray[np.int64], last: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """All vertex positions first..last of every edge, end to end, and the edge of each."""
    sizes = last - first + 1
    edge = np.repeat(np.arange(len(first)), sizes)
    begins = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return np.arange(int(sizes.sum())) - begins[edge] + first[edge], edge


def _lengths_m(
    lines: RoadLines,
    flat: npt.NDArray[np.int64],
    edge_of_vertex: npt.NDArray[np.int64],
    edges: int,
) -> Floats:
    inside = edge_of_vertex[:-1] == edge_of_vertex[1:]
    a, b = flat[:-1][inside], flat[1:][inside]
    _, _, metres = _GEOD.inv(lines.lon[a], lines.lat[a], lines.lon[b], lines.lat[b])
    return np.bincount(edge_of_vertex[:-1][inside], weights=metres, minlength=edges).astype(
        np.float64
    )
