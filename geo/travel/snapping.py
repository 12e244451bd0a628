"""Snapping places to the network: the nearest point of the nearest usable edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from ..crs import to_degrees
from ..roads.network import RoadNetwork
from ..routing.mode_graph import ModeGraph
from .edge_index import nearest_edges

NO_ROAD: Final = "no_road"
ISLAND: Final = "island"

SNAP_MAX_M: Final = 2000.0
"""The default snapping distance in metres."""

_END_TOLERANCE_M: Final = 1e-3
"""A position this near to an end of its edge is the node itself, where all of its edges may be taken."""

_GEOD: Final = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True, kw_only=True, eq=False)
class SnappedPositions:
    """Positions of places on the network, each of shape (places,), in the places' order.

    Parameters
    ----------
    edge
        The edge: of the mode's largest strongly connected component, or of `among` in `snap`; -1 where none is
        within the snapping distance.
    fraction
        Edge fraction: the part of the edge's length between its start and the position, 0 to 1; NaN where not
        snapped.
    access_m
        Geodesic metres of the access leg, between place and position; NaN where not snapped.
    nearest_road_m
        Metres to the nearest usable edge of any component; infinite beyond the snapping distance.
    reason
        Why a place is not snapped: ``"no_road"`` (none within the distance), ``"island"`` (only edges of other
        components), or ``""``.
    """

    edge: npt.NDArray[np.int64]
    fraction: npt.NDArray[np.float64]
    access_m: npt.NDArray[np.float64]
    nearest_road_m: npt.NDArray[np.float64]
    reason: npt.NDArray[np.str_]

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.edge)

    @property
    def snapped(self) -> npt.NDArray[np.bool_]:
        """Which places have a position."""
        return self.edge >= 0


def snap(
    xy: npt.NDArray[np.float64],
    network: RoadNetwork,
    graph: ModeGraph,
    *,
    snap_max_m: float = SNAP_MAX_M,
    among: npt.NDArray[np.bool_] | None = None,
) -> SnappedPositions:
    """Snap places to the nearest point of the nearest allowed edge.

    Of equally near edges (to a micrometre) the one with the lowest number counts, so that the result for a
    place does not depend on the others.

    Parameters
    ----------
    xy
        Coordinates in metres of the network's CRS, shape (places, 2).
    network, graph
        The network, and the graph of the mode.
    snap_max_m
        The snapping distance in metres of the network's CRS; places farther away get a reason and no position.
    among
        The allowed edges, shape (edges,); by default the mode's largest strongly connected component.

    Returns
    -------
    SnappedPositions
        One entry per place.

    Raises
    ------
    ValueError
        If `among` has another shape, or holds an edge that the mode may not use.
    """
    allowed = graph.main if among is None else among
    if allowed.shape != graph.usable.shape or (allowed & ~graph.usable).any():
        raise ValueError("among must name usable edges of the mode's graph, one boolean per edge")
    own = nearest_edges(xy, network.geometry, np.flatnonzero(allowed), max_m=snap_max_m)
    rest = np.flatnonzero(graph.usable & ~allowed)
    other = nearest_edges(xy, network.geometry, rest, max_m=snap_max_m)
    on_road = np.flatnonzero(own.edge >= 0)
    fraction = np.full(len(xy), np.nan)
    access_m = np.full(len(xy), np.nan)
    lines = network.geometry[own.edge[on_road]]
    along_m = shapely.line_locate_point(lines, shapely.points(xy[on_road]))
    fraction[on_road] = _fraction(along_m, shapely.length(lines))
    access_m[on_road] = _ground_m(network.crs, xy[on_road], own.xy[on_road])
    return SnappedPositions(
        edge=own.edge,
        fraction=fraction,
        access_m=access_m,
        nearest_road_m=np.minimum(own.distance_m, other.distance_m),
        reason=np.where(own.edge >= 0, "", np.where(other.edge >= 0, ISLAND, NO_ROAD)),
    )


def _fraction(
    along_m: npt.NDArray[np.float64], length_m: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return edge fractions from lengths along edges; near an end exactly 0 or 1."""
    fraction = np.divide(along_m, length_m, out=np.zeros_like(along_m), where=length_m > 0)
    fraction[along_m <= _END_TOLERANCE_M] = 0.0
    fraction[(along_m > _END_TOLERANCE_M) & (along_m >= length_m - _END_TOLERANCE_M)] = 1.0
    return fraction


def _ground_m(
    crs: pyproj.CRS, a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the geodesic metres between projected points, pair by pair."""
    degrees = to_degrees(crs)
    lon_a, lat_a = degrees.transform(a[:, 0], a[:, 1])
    lon_b, lat_b = degrees.transform(b[:, 0], b[:, 1])
    _, _, metres = _GEOD.inv(lon_a, lat_a, lon_b, lat_b)
    return np.asarray(metres, dtype=np.float64)
