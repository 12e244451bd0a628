"""Snapping places to the network: the nearest point of the nearest edge on which one may stop."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from ...common.arrays import Bools, Floats, Ints
from ..crs import to_degrees
from ..roads.network import RoadNetwork
from ..routing.mode_graph import ModeGraph
from .dry_legs import ashore
from .edge_index import NearestEdges, nearest_edges
from .positions import PositionRows, SnappedPositions

NO_ROAD: Final = "no_road"

SNAP_MAX_M: Final = 2000.0
"""The default snapping distance in metres."""

_END_TOLERANCE_M: Final = 1e-3
"""A position this near to an end of its edge is the node itself, where all of its edges may be taken."""

_GEOD: Final = pyproj.Geod(ellps="WGS84")


def snap(
    xy: Floats,
    network: RoadNetwork,
    graph: ModeGraph,
    *,
    snap_max_m: float = SNAP_MAX_M,
    leaving: bool = True,
    water: npt.NDArray[np.object_] | None = None,
    among: Bools | None = None,
) -> SnappedPositions:
    """Snap places to the nearest point of the nearest edge on which the mode may stop.

    Of equally near edges (to a micrometre) the one with the lowest number counts, so that the result for a
    place does not depend on the others. Where this edge belongs to an artefact of the map (see
    `geo.routing.connectivity`), the place has a second position, on the nearest edge that does not.

    Parameters
    ----------
    xy
        Coordinates in metres of the network's CRS, shape (places, 2).
    network, graph
        The network, and the graph of the mode.
    snap_max_m
        The snapping distance in metres of the network's CRS; places farther away get a reason and no position.
    leaving
        Whether travel leaves the places, or arrives at them: what is an artefact depends on it.
    water
        Valid polygons in the network's CRS, which access legs do not cross.
    among
        The allowed edges, shape (edges,), without second positions; by default those that the mode may stop on.

    Returns
    -------
    SnappedPositions
        One entry per place.

    Raises
    ------
    ValueError
        If `among` has another shape, or holds an edge that the mode may not use.
    """
    allowed = graph.stoppable if among is None else among
    if allowed.shape != graph.usable.shape or (allowed & ~graph.usable).any():
        raise ValueError("among must name usable edges of the mode's graph, one boolean per edge")

    def attached(places: Ints, among: Bools) -> tuple[PositionRows, Floats]:
        """Return the position of each place on some edges, and metres to the nearest, be it beyond water."""
        edges, spots = np.flatnonzero(among), xy[places]
        nearest = found = nearest_edges(spots, network.geometry, edges, max_m=snap_max_m)
        if water is not None and len(water):
            found = ashore(nearest, spots, network.geometry, edges, max_m=snap_max_m, water=water)
        return _rows(network, places, spots, found), nearest.distance_m

    first, nearest_road_m = attached(np.arange(len(xy)), allowed)
    second = None
    minor = (graph.leaving if leaving else graph.arriving).minor
    if among is None and not minor[allowed].all():
        doubtful = np.flatnonzero((first.edge >= 0) & minor[first.edge])
        second, _ = attached(doubtful, allowed & ~minor)
        second = second.chosen(second.edge >= 0)
    snapped = first.edge >= 0
    positions = SnappedPositions(
        edge=first.edge,
        fraction=first.fraction,
        access_m=first.access_m,
        nearest_road_m=nearest_road_m,
        reason=np.where(snapped, "", NO_ROAD),
    )
    return positions if second is None else replace(positions, second=second)


def _rows(network: RoadNetwork, places: Ints, xy: Floats, found: NearestEdges) -> PositionRows:
    """Return the positions of places as edge fractions, with their access legs."""
    on_road = np.flatnonzero(found.edge >= 0)
    fraction = np.full(len(xy), np.nan)
    access_m = np.full(len(xy), np.nan)
    lines = network.geometry[found.edge[on_road]]
    along_m = shapely.line_locate_point(lines, shapely.points(found.xy[on_road]))
    fraction[on_road] = _fraction(along_m, shapely.length(lines))
    access_m[on_road] = _ground_m(network.crs, xy[on_road], found.xy[on_road])
    return PositionRows(places, found.edge, fraction, access_m)


def _fraction(along_m: Floats, length_m: Floats) -> Floats:
    """Return edge fractions from lengths along edges; near an end exactly 0 or 1."""
    fraction = np.divide(along_m, length_m, out=np.zeros_like(along_m), where=length_m > 0)
    fraction[along_m <= _END_TOLERANCE_M] = 0.0
    fraction[(along_m > _END_TOLERANCE_M) & (along_m >= length_m - _END_TOLERANCE_M)] = 1.0
    return fraction


def _ground_m(crs: pyproj.CRS, a: Floats, b: Floats) -> Floats:
    """Return the geodesic metres between projected points, pair by pair."""
    degrees = to_degrees(crs)
    lon_a, lat_a = degrees.transform(a[:, 0], a[:, 1])
    lon_b, lat_b = degrees.transform(b[:, 0], b[:, 1])
    _, _, metres = _GEOD.inv(lon_a, lat_a, lon_b, lat_b)
    return np.asarray(metres, dtype=np.float64)
