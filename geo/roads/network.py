"""The road network: nodes, edges, and the travel time of each edge by mode."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from ...common.arrays import Bools, Floats
from ...common.errors import Fault, InputError
from ...common.prepared import content_key
from ...common.written.shown import Shown
from ..crs import from_degrees, require_metric_crs
from ..tables import MODES, Mode, Unit
from .barriers import passable
from .edge_lines import edge_lines
from .forbidden_turns import Turns, forbidden_turns
from .line_cuts import Connectors, Cuts, barrier_connectors, cut_lines, vertex_ranges
from .line_speeds import line_speeds, with_durations
from .road_lines import RoadLines
from .speeds import DEFAULT_SPEEDS, WALK_KPH, SpeedTable
from .stopping import stoppable_edges

BARRIER: Final = "barrier"
"""Road class of the edges between the two sides of a barrier."""

_GEOD = pyproj.Geod(ellps="WGS84")
_SECONDS_PER_KPH_M = 3.6
"""Seconds that one metre takes at 1 km/h."""


@dataclass(frozen=True, kw_only=True, eq=False)
class RoadNetwork(Shown):
    """A road network that all modes share.

    An edge is a stretch of road between two nodes, with its own geometry; parallel edges stay apart. Each
    mode may travel it forward (from `start` to `end`), backward, both ways or not at all, so that the
    directed graph of a mode has up to two arcs per edge. Turns cost nothing, but some may be forbidden.

    Parameters
    ----------
    crs
        Projected CRS in metres of all coordinates.
    node_xy
        Coordinates of the nodes in metres, shape (nodes, 2).
    start, end
        Node at either end of each edge, shape (edges,).
    geometry
        LineString of each edge, from start to end, shape (edges,).
    length_m
        Geodesic length of each edge on the WGS 84 ellipsoid, shape (edges,): ground metres, whatever the
        projection's scale.
    road_class
        OSM ``highway`` value of each edge, or ``ferry``, shape (edges,); ``barrier`` for the edges without
        length between the two sides of a barrier. These come last.
    forward_s, backward_s
        By mode: seconds to travel each edge, shape (edges,), infinite where closed.
    source
        The file, as the user named it.
    access_kph
        Km/h of access and egress legs.
    stoppable
        By mode: on which edges one gets on or off midway, shape (edges,); not on motorways, ferries, long
        bridges or in tunnels. A mode that is not listed stops on every edge.
    forbidden_turns
        By mode: sequences of two and more arcs that may not be travelled one after the other, ``i`` for edge i
        forward, ``i + edges`` for it backward. Connectors in between are left out. Modes without any may be
        absent.
    notes
        What of the file could not be followed, as sentences.

    See Also
    --------
    read_roads : Read a road network from a file.
    travel_times : Compute travel times on it.

    References
    ----------
    .. [1] OpenStreetMap Wiki, pages Key:highway, Key:access, Key:oneway, Key:barrier and Relation:restriction:
       the conventions by which `read_roads` opens edges to modes and forbids turns.

    Examples
    --------
    A two-way street of 1 km and a one-way street of 2 km behind it, for people in cars:

    >>> import numpy as np
    >>> import pyproj
    >>> import shapely
    >>> import halfhour as hh
    >>> roads = hh.RoadNetwork(
    ...     crs=pyproj.CRS.from_epsg(32650),
    ...     node_xy=np.array([[500_000.0, 0.0], [501_000.0, 0.0], [503_000.0, 0.0]]),
    ...     start=np.array([0, 1]),
    ...     end=np.array([1, 2]),
    ...     geometry=shapely.linestrings([[(500_000, 0), (501_000, 0)], [(501_000, 0), (503_000, 0)]]),
    ...     length_m=np.array([1000.0, 2000.0]),
    ...     road_class=np.array(["residential", "primary"]),
    ...     forward_s={"drive": np.array([180.0, 144.0])},
    ...     backward_s={"drive": np.array([180.0, np.inf])},
    ...     source="made",
    ... )
    >>> roads
    <RoadNetwork made: 3 nodes, 2 edges, 3 km, WGS 84 / UTM zone 50N>
    >>> forward_m, backward_m = roads.costs("drive", "m")
    >>> backward_m.tolist()
    [1000.0, inf]

    The edges at the middle node, each with whether it starts there:

    >>> list(roads.edges_at(1))
    [(1, True), (0, False)]
    >>> roads.bounds_m
    (500000.0, 0.0, 503000.0, 0.0)
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
    access_kph: float = WALK_KPH
    stoppable: Mapping[Mode, Bools] = field(default_factory=dict)
    forbidden_turns: Mapping[Mode, Turns] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return source, size and CRS as text."""
        return (
            f"<RoadNetwork {self.source}: {len(self.node_xy):,} nodes, {len(self.start):,} edges, "
            f"{self.length_m.sum() / 1000:,.0f} km, {self.crs.name}>"
        )

    def costs(self, mode: Mode, unit: Unit) -> tuple[Floats, Floats]:
        """Return the impedance of each edge for a mode, forward and backward.

        Parameters
        ----------
        mode
            The mode; it must be in `forward_s` and `backward_s`.
        unit
            ``"s"`` for seconds, ``"m"`` for metres.

        Returns
        -------
        tuple of numpy.ndarray
            Forward and backward cost, each of shape (edges,), infinite where closed.

        Raises
        ------
        KeyError
            If the network has no such mode.
        """
        forward, backward = self.forward_s[mode], self.backward_s[mode]
        if unit == "s":
            return forward, backward
        return (
            np.where(np.isfinite(forward), self.length_m, np.inf),
            np.where(np.isfinite(backward), self.length_m, np.inf),
        )

    @cached_property
    def content_key(self) -> str:
        """Return a text that any network has which is the same in every value, for parts made from it."""
        return content_key(
            "roads 1",
            self.crs.to_wkt(),
            [self.node_xy, self.start, self.end, self.geometry, self.length_m, self.road_class],
            [self.forward_s, self.backward_s, self.stoppable, self.forbidden_turns],
            self.access_kph,
        )

    def may_stop(self, mode: Mode) -> Bools:
        """Return on which edges a mode gets on or off midway, shape (edges,)."""
        everywhere = np.ones(len(self.start), dtype=bool)
        return self.stoppable.get(mode, everywhere)

    def edges_at(self, node: int) -> Iterator[tuple[int, bool]]:
        """Yield the edges at a node.

        Parameters
        ----------
        node
            The node's number.

        Yields
        ------
        tuple of int and bool
            The edge, and whether it starts at the node, else it ends there. A loop does both.
        """
        order, indptr = self._by_node
        edges = len(self.start)
        for at in order[indptr[node] : indptr[node + 1]]:
            yield int(at % edges), bool(at < edges)

    @cached_property
    def _by_node(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Return the edge ends at each node (CSR): ``i`` is the start of edge i, ``i + edges`` its end."""
        node = np.concatenate([self.start, self.end])
        order = np.argsort(node, kind="stable")
        return order, np.searchsorted(node[order], np.arange(len(self.node_xy) + 1))

    @property
    def bounds_m(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north of all nodes, in metres of `crs`."""
        west, south = self.node_xy.min(axis=0)
        east, north = self.node_xy.max(axis=0)
        return float(west), float(south), float(east), float(north)


def build_network(
    lines: RoadLines, crs: pyproj.CRS, speeds: SpeedTable = DEFAULT_SPEEDS
) -> RoadNetwork:
    """Build the network of road lines: topology, lengths, and seconds by mode.

    Parameters
    ----------
    lines
        Lines with shared vertices, in degrees.
    crs
        Projected CRS in metres for the network.
    speeds
        Kilometres per hour by mode and road class.

    Returns
    -------
    RoadNetwork
        Edges in the order of the lines, then the connectors at barriers.

    Raises
    ------
    InputError
        If no line may be travelled by any mode.
    """
    crs = require_metric_crs(crs, what=lines.source)
    use = line_speeds(lines.tags, speeds)
    if not use.usable.any():
        raise InputError(
            Fault(
                file=lines.source,
                column="highway",
                value=", ".join(sorted(set(lines.tags["highway"]))[:5]) or None,
                cause="no road that anybody may travel",
                fix="map the column of road classes to OSM's highway values with `columns: {class: ...}`",
            )
        )
    passes = passable(lines.barriers)
    stops = ~passes.all(axis=1)
    barriers, passes = lines.barriers["vertex_id"].to_numpy()[stops], passes[stops]
    cuts = cut_lines(lines, use.usable, barriers)
    joins = barrier_connectors(cuts)
    flat, edge_of_vertex = vertex_ranges(cuts)
    x, y = from_degrees(crs).transform(lines.lon, lines.lat)
    node_xy = np.empty((cuts.nodes, 2))
    for ends, vertices in ((cuts.start, cuts.first), (cuts.end, cuts.last)):
        node_xy[ends] = np.column_stack([x[vertices], y[vertices]])
    length_m = _lengths_m(lines, flat, edge_of_vertex, len(cuts.line))
    line_m = np.bincount(cuts.line, weights=length_m, minlength=len(lines)).astype(np.float64)
    use = with_durations(use, lines.tags, line_m)
    stoppable = stoppable_edges(lines.tags, cuts.line, cuts.start, cuts.end, length_m)
    at_barriers = np.ones(len(joins.start), dtype=bool)
    forward_s = _seconds(use.forward_kph, length_m, cuts, joins, passes)
    backward_s = _seconds(use.backward_kph, length_m, cuts, joins, passes)
    turns, counts = forbidden_turns(lines, cuts, forward_s, backward_s)
    return RoadNetwork(
        crs=crs,
        node_xy=node_xy,
        start=np.concatenate([cuts.start, joins.start]),
        end=np.concatenate([cuts.end, joins.end]),
        geometry=np.concatenate(
            [
                edge_lines(lines, flat, edge_of_vertex, xy_m=np.column_stack([x, y]), crs=crs),
                shapely.linestrings(np.stack([node_xy[joins.start], node_xy[joins.end]], axis=1)),
            ]
        ),
        length_m=np.concatenate([length_m, np.zeros(len(joins.start))]),
        road_class=np.concatenate([use.road_class[cuts.line], np.full(len(joins.start), BARRIER)]),
        forward_s=forward_s,
        backward_s=backward_s,
        source=lines.source,
        access_kph=speeds.access_kph,
        stoppable={mode: np.append(may, at_barriers) for mode, may in stoppable.items()},
        forbidden_turns=turns,
        notes=tuple(note for note in (*lines.notes, counts.note(lines.source)) if note),
    )


def _seconds(
    kph: Mapping[Mode, Floats],
    length_m: Floats,
    cuts: Cuts,
    joins: Connectors,
    passes: npt.NDArray[np.bool_],
) -> dict[Mode, Floats]:
    """Return the seconds of every edge by mode: of the cut lines, then 0 or infinity for the connectors."""
    return {
        mode: np.concatenate(
            [
                np.nan_to_num(_SECONDS_PER_KPH_M * length_m / kph[mode][cuts.line], nan=np.inf),
                np.where(passes[joins.barrier, column], 0.0, np.inf),
            ]
        )
        for column, mode in enumerate(MODES)
    }


def _lengths_m(
    lines: RoadLines,
    flat: npt.NDArray[np.int64],
    edge_of_vertex: npt.NDArray[np.int64],
    edges: int,
) -> Floats:
    """Return the geodesic length of each edge in metres."""
    inside = edge_of_vertex[:-1] == edge_of_vertex[1:]
    a, b = flat[:-1][inside], flat[1:][inside]
    _, _, metres = _GEOD.inv(lines.lon[a], lines.lat[a], lines.lon[b], lines.lat[b])
    return np.bincount(edge_of_vertex[:-1][inside], weights=metres, minlength=edges).astype(
        np.float64
    )
