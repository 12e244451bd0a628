"""Roads near a place: where a parcel is entered, how far the nearest usable road is, and of which class."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from ...common.arrays import Bools, Floats, Ints
from ...common.sentences import Sentence
from ...geo.crs import metres_of, to_degrees
from ...geo.datums.datums import to_wgs84
from ...geo.roads.network import RoadNetwork
from ...geo.roads.road_words import MODE_WORDS, road_word
from ...geo.travel.positions import SnappedPositions
from ...geo.travel.road_search import RoadSearch
from .obstacles import Obstacle
from .place import SitePlace

_GEOD: Final = pyproj.Geod(ellps="WGS84")
_FIRST_M: Final = 250.0
_FARTHEST_M: Final = 128_000.0
"""How far usable roads are looked for around a place, doubled until there are some."""

_FAR_FROM_ROAD_M: Final = 150.0
_NEARER: Final = 4.0
"""A place farther than this from any road, and so many times nearer to one if read so, may be in GCJ-02."""


class NearRoad(NamedTuple):
    """A usable road: its edge, the points of it and of a place that are nearest to each other, and metres."""

    edge: int
    on_road: shapely.Point
    on_place: shapely.Point
    distance_m: float


def nearest_road(search: RoadSearch, shape: BaseGeometry) -> NearRoad | None:
    """Return the nearest road on which the mode may stop, if possible without water on the way to it.

    Parameters
    ----------
    search
        The search of the mode.
    shape
        A point or a parcel, metres in the network's CRS.

    Returns
    -------
    NearRoad or None
        None where there is none within 128 km.
    """
    lines = search.network.geometry
    usable = np.flatnonzero(search.graph.stoppable)
    bounds = shapely.bounds(lines[usable])
    west, south, east, north = shapely.bounds(shape)
    within_m = _FIRST_M
    while within_m <= _FARTHEST_M:
        near = usable[
            (bounds[:, 0] <= east + within_m)
            & (bounds[:, 2] >= west - within_m)
            & (bounds[:, 1] <= north + within_m)
            & (bounds[:, 3] >= south - within_m)
        ]
        found = _within(lines, near, shape, within_m, search.water, search.network.crs)
        if found is not None:
            return found
        within_m *= 2
    return None


def nearest_roads(
    roads: RoadNetwork, usable: Bools, shapes: np.ndarray, water: np.ndarray | None
) -> list[NearRoad | None]:
    """Do the same as `nearest_road` for many shapes.

    Parameters
    ----------
    roads
        The network.
    usable
        By edge whether people may stop there.
    shapes
        Points or parcels, metres in the network's CRS.
    water
        Water surfaces; None for none.
    """
    lines, edges = roads.geometry, np.flatnonzero(usable)
    tree = shapely.STRtree(lines[edges])
    found: list[NearRoad | None] = [None] * len(shapes)
    left, within_m = np.arange(len(shapes)), _FIRST_M
    while len(left) and len(edges) and within_m <= _FARTHEST_M:
        row, line = tree.query(shapes[left], predicate="dwithin", distance=within_m)
        first = np.searchsorted(row, np.arange(len(left) + 1))
        for number, shape in enumerate(left):
            near = np.sort(edges[line[first[number] : first[number + 1]]])
            found[shape] = _within(lines, near, shapes[shape], within_m, water, roads.crs)
        left = np.array([shape for shape in left if found[shape] is None], dtype=np.int64)
        within_m *= 2
    return found


def _within(
    lines: np.ndarray,
    edges: Ints,
    shape: BaseGeometry,
    within_m: float,
    water: np.ndarray | None,
    crs: pyproj.CRS,
) -> NearRoad | None:
    """Return the nearest of some edges within a distance, without water on the way to it if possible."""
    away_m = shapely.distance(lines[edges], shape)
    edges, away_m = edges[away_m <= within_m], away_m[away_m <= within_m]
    if not len(edges):
        return None
    edges = edges[np.argsort(away_m, kind="stable")]
    ways = shapely.shortest_line(shape, lines[edges])
    first = int(np.argmin(_wet(water, ways)))
    on_place, on_road = (shapely.get_point(ways[first], end) for end in (0, 1))
    return NearRoad(
        edge=int(edges[first]),
        on_road=on_road,
        on_place=on_place,
        distance_m=_ground_m(crs, on_place, on_road),
    )


def _wet(water: np.ndarray | None, ways: np.ndarray) -> Bools:
    if water is None or not len(water):
        return np.zeros(len(ways), dtype=bool)
    wet = np.zeros(len(ways), dtype=bool)
    bounds = shapely.total_bounds(ways)
    near = water[shapely.intersects(water, shapely.box(*bounds))]
    for surface in near:
        wet |= shapely.intersects(surface, ways)
    return wet


def _ground_m(crs: pyproj.CRS, a: shapely.Point, b: shapely.Point) -> float:
    degrees = to_degrees(crs)
    _, _, metres = _GEOD.inv(*degrees.transform(a.x, a.y), *degrees.transform(b.x, b.y))
    return float(metres)


def no_road(search: RoadSearch, position: SnappedPositions, xy: Floats) -> Obstacle | None:
    """Return that no usable road is near enough; None where one is.

    Parameters
    ----------
    search
        The search that attached the place.
    position
        Where it was attached.
    xy
        The place, metres in the network's CRS.
    """
    if position.edge[0] >= 0:
        return None
    most_m = search.snap_max_m
    near = nearest_road(search, shapely.Point(xy))
    mode = Sentence(MODE_WORDS[search.graph.mode])
    if near is None:
        said = Sentence("There is no road that may be used ({mode}) anywhere near.", mode=mode)
    elif near.distance_m > most_m:
        said = Sentence(
            "There is no road that may be used ({mode}) within {most:,.0f} m: the nearest is "
            "{distance:,.0f} m away ({road}).",
            mode=mode,
            most=most_m,
            distance=near.distance_m,
            road=road_said(search, near.edge),
        )
    else:
        said = Sentence(
            "Water lies between the place and every road that may be used ({mode}) within {most:,.0f} m: the "
            "nearest is {distance:,.0f} m away ({road}).",
            mode=mode,
            most=most_m,
            distance=near.distance_m,
            road=road_said(search, near.edge),
        )
    distance_m = None if near is None else near.distance_m
    return Obstacle(kind="no_road", forbids=True, said=said, distance_m=distance_m)


def road_said(search: RoadSearch, edge: int) -> Sentence:
    """Return the class of a road in words."""
    return Sentence(road_word(str(search.network.road_class[edge]).removesuffix("_link")))


def given_in_gcj02(
    search: RoadSearch, place: SitePlace, position: SnappedPositions, xy: Floats
) -> Obstacle | None:
    """Return the hint that a place given as WGS 84 may be in GCJ-02; None where that is not likely.

    It is likely where the place lies off all roads, and beside one once it is read as GCJ-02.

    Parameters
    ----------
    search
        The search that attached the place.
    place
        The place, with what it was given in.
    position
        Where it was attached.
    xy
        The place, metres in the network's CRS.
    """
    if place.crs != "wgs84" or position.nearest_road_m[0] < _FAR_FROM_ROAD_M:
        return None
    as_given = nearest_road(search, shapely.Point(xy))
    if as_given is None or as_given.distance_m < _FAR_FROM_ROAD_M:
        return None
    lon, lat = (float(number) for number in to_wgs84(*place.at, "gcj02"))
    if (lon, lat) == place.at:
        return None
    there = shapely.Point(metres_of(search.network.crs, (lon, lat)))
    read = nearest_road(search, there)
    if read is None or read.distance_m * _NEARER > as_given.distance_m:
        return None
    said = Sentence(
        "The coordinates may be GCJ-02 (as Chinese online maps have them) and not WGS 84: the place is "
        "{gcj02:,.0f} m from a road as GCJ-02, {wgs84:,.0f} m as WGS 84.",
        gcj02=read.distance_m,
        wgs84=as_given.distance_m,
    )
    return Obstacle(kind="given_in_gcj02", forbids=False, said=said, distance_m=read.distance_m)
