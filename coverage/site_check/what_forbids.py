"""All that stands against a proposed site, what forbids it first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from ...common.arrays import Floats
from ...geo.crs import WGS84, metres_of, to_degrees
from ...geo.land import LandLayer, LandRule
from ...geo.land_classes import LandClasses
from ...geo.land_limits import SlopeLimit
from ...geo.moved_shapes import moved_table, split_for
from ...geo.travel.positions import SnappedPositions
from ...geo.travel.road_search import RoadSearch
from ..assessment import Assessment
from .land_use import in_water, on_land
from .near_sites import near_sites, stands_at_candidate
from .obstacles import OBSTACLE_KINDS, Obstacle
from .place import SitePlace
from .roads_near import given_in_gcj02, nearest_road, no_road
from .study_area import outside_study


def what_forbids(
    today: Assessment,
    place: SitePlace,
    search: RoadSearch,
    position: SnappedPositions,
    xy: Floats,
    *,
    land: Sequence[LandRule],
) -> tuple[Obstacle, ...]:
    """Return what forbids a site, in the order of `OBSTACLE_KINDS`, and then what asks for care.

    Parameters
    ----------
    today
        The assessment that the site would be added to.
    place
        Where it would stand.
    search, position
        The search that attached it to the roads, and where.
    xy
        The point that is routed, metres in the network's CRS.
    land
        The study's rules about land.
    """
    crs = search.network.crs
    shape = shape_m(place, crs)
    water = today.times.study.water
    sites = today.times.sites
    outside = outside_study(today, place, xy)
    if outside is not None and stands_at_candidate(sites, shape):
        # The study's own candidates may stand beside its area: plans open them, too.
        outside = replace(outside, forbids=False)
    found = [
        outside,
        in_water(water, shape),
        *on_land([_in_crs(layer, crs) for layer in land], shape),
        *near_sites(sites, shape, land),
        no_road(search, position, xy),
        given_in_gcj02(search, place, position, xy),
    ]
    told = [one for one in found if one is not None]
    return tuple(sorted(told, key=lambda one: (not one.forbids, OBSTACLE_KINDS.index(one.kind))))


def shape_m(place: SitePlace, crs: pyproj.CRS) -> BaseGeometry:
    """Return the parcel of a place, or its point, in a metric CRS."""
    degrees = shapely.Point(place.at) if place.parcel is None else place.parcel
    [split] = split_for(np.array([degrees], dtype=object), WGS84, crs)
    moved: BaseGeometry = shapely.transform(split, partial(metres_of, crs))
    return moved


def entered(place: SitePlace, search: RoadSearch) -> SitePlace:
    """Return a place whose parcel is entered where a usable road is nearest; a point as it is.

    Parameters
    ----------
    place
        The place.
    search
        The search of the mode in which people come.
    """
    if place.parcel is None:
        return place
    near = nearest_road(search, shape_m(place, search.network.crs))
    if near is None:
        return place
    lon, lat = to_degrees(search.network.crs).transform(near.on_place.x, near.on_place.y)
    return replace(place, at=(float(lon), float(lat)))


def _in_crs(rule: LandRule, crs: pyproj.CRS) -> LandRule:
    if isinstance(rule, SlopeLimit):
        return replace(rule, grid=rule.grid.of_places_in(crs))
    if isinstance(rule, LandClasses) and rule.grid is not None:
        return replace(rule, grid=rule.grid.of_places_in(crs))
    if isinstance(rule, (LandLayer, LandClasses)):
        areas = rule.areas
        if areas is not None and areas.crs != crs:
            return replace(rule, areas=moved_table(areas, crs))
    return rule
