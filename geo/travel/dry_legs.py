"""Access legs that do not cross water."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from ...common.arrays import Bools, Floats, Ints
from ..crs import require_same_crs
from .edge_index import NearestEdges

Polygons = npt.NDArray[np.object_]

SHORE_M: Final = 1.0
"""Metres of water on a leg that count as inaccuracy of the shore."""

_PIECE_M: Final = 50.0
"""Of every piece of road of this length the nearest point may be where a leg ends."""

_FIRST_PIECES: Final = 64


def water_polygons(water: gpd.GeoDataFrame | None, crs: pyproj.CRS) -> Polygons | None:
    """Return the polygons of a water layer one by one, made valid; None where there are none.

    Raises
    ------
    InputError
        If the layer is in another CRS than `crs`.
    """
    if water is None:
        return None
    require_same_crs(water, crs, what="water")
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(water.geometry.to_numpy())))
    parts = parts[(shapely.get_dimensions(parts) == 2) & ~shapely.is_empty(parts)]
    return parts if len(parts) else None


def crosses_water(water: Polygons, a: Floats, b: Floats) -> Bools:
    """Return which straight legs cross water.

    Parameters
    ----------
    water
        Valid polygons.
    a, b
        Ends of the legs, shape (legs, 2); `a` are places. Water that a place itself stands in, such as the pond
        beside which a grid cell's people live, does not count for it.
    """
    legs = np.asarray(shapely.linestrings(np.stack([a, b], axis=1)), dtype=object)
    leg, body = shapely.STRtree(water).query(legs, predicate="intersects")
    # A leg without length lies in the water or beside it, and crosses none.
    wet_m = shapely.length(shapely.intersection(legs[leg], water[body]))
    over = np.flatnonzero(wet_m > SHORE_M)
    over = over[~shapely.intersects(water[body[over]], shapely.points(a[leg[over]]))]
    result = np.zeros(len(a), dtype=bool)
    result[leg[over]] = True
    return result


def ashore(
    found: NearestEdges,
    xy: Floats,
    geometry: npt.NDArray[np.object_],
    edges: Ints,
    *,
    max_m: float,
    water: Polygons,
) -> NearestEdges:
    """Replace positions beyond water by the nearest ones that a dry leg leads to.

    Parameters
    ----------
    found
        The nearest position of each point, whatever lies between.
    xy
        The points, metres of a projected CRS, shape (points, 2).
    geometry, edges, max_m
        As for `nearest_edges`.
    water
        Valid polygons in the CRS of the points.

    Returns
    -------
    NearestEdges
        The same, but where the leg would cross water: there on the nearest point of all pieces of road, 50 m at
        most each, that is within `max_m` and on this side.
    """
    on_road = np.flatnonzero(found.edge >= 0)
    wet = on_road[crosses_water(water, xy[on_road], found.xy[on_road])]
    if not len(wet):
        return found
    edge, distance_m, foot = found.edge.copy(), found.distance_m.copy(), found.xy.copy()
    tree = shapely.STRtree(geometry[edges])
    for place in wet:
        near = tree.query(shapely.points(xy[place]), predicate="dwithin", distance=max_m)
        position = _nearest_dry(xy[place], geometry, np.sort(edges[near]), max_m, water)
        edge[place], distance_m[place], foot[place] = position
    return NearestEdges(edge=edge, distance_m=distance_m, xy=foot)


def _nearest_dry(
    at: Floats,
    geometry: npt.NDArray[np.object_],
    edges: Ints,
    max_m: float,
    water: Polygons,
) -> tuple[int, float, Floats]:
    """Return edge, metres and point of the nearest position that a dry leg leads to; -1 if there is none."""
    pieces = shapely.segmentize(geometry[edges], _PIECE_M)
    xy, line = shapely.get_coordinates(pieces, return_index=True)
    same = line[:-1] == line[1:]
    start, way, owner = xy[:-1][same], np.diff(xy, axis=0)[same], edges[line[:-1][same]]
    square = np.maximum((way**2).sum(axis=1), 1e-12)
    share = np.clip((((at - start) * way).sum(axis=1)) / square, 0.0, 1.0)
    foot = start + share[:, None] * way
    away_m = np.hypot(*(foot - at).T)
    order = np.argsort(away_m, kind="stable")
    order = order[away_m[order] <= max_m]
    first, count = 0, _FIRST_PIECES
    while first < len(order):
        some = order[first : first + count]
        dry = some[~crosses_water(water, np.broadcast_to(at, (len(some), 2)), foot[some])]
        if len(dry):
            best = dry[0]
            return int(owner[best]), float(away_m[best]), foot[best]
        first, count = first + count, 4 * count
    return -1, np.inf, np.full(2, np.nan)
