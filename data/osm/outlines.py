"""The area around a place that is asked for, and whether it is small enough."""

from __future__ import annotations

import math
from typing import Final

import geopandas as gpd
import osmnx as ox
import shapely
from shapely.geometry.base import BaseGeometry

from ...common.errors import Fault, InputError
from ...geo.crs import WGS84
from ...geo.moved_shapes import moved_shapes, moved_table
from .bounds import FetchBounds
from .places import Area
from .web.client import SMALLER

_BENT_M: Final = 1.0
"""How far an edge may be off where the projection bends it, there and back: few corners are added."""

_EQUAL_AREA: Final = "EPSG:6933"

_EXACT_CORNERS_MAX: Final = 1_000
"""Corners that are widened as they are; GEOS takes seconds where each is the tip of a long spike."""

_SIMPLIFIED_CORNERS_MAX: Final = 100_000
"""Corners that are simplified first; beyond, the convex hull is taken."""


def fetch_outline(
    boundary: gpd.GeoDataFrame, margin_m: float, *, place: str, bounds: FetchBounds
) -> Area:
    """Return the area to fetch: at least the margin, with few corners, for they go into the query.

    Parameters
    ----------
    boundary
        One area, in EPSG:4326.
    margin_m
        Metres around it.
    place
        The place's name; errors name it.
    bounds
        How large the area may be.

    Raises
    ------
    InputError
        If the area is larger than that, or lies at a pole.
    """
    area: Area = boundary.geometry.iloc[0]
    _require_size(area, place, bounds)
    # A margin that is no distance on the earth cannot be drawn.
    if (disc_km2 := math.pi * margin_m * margin_m / 1e6) > bounds.area_km2:
        raise _too_large(disc_km2, place, bounds)
    slack_m = min(100.0, margin_m / 10)
    try:
        crs = boundary.estimate_utm_crs()
    except RuntimeError as error:
        raise InputError(
            Fault(
                file="place",
                value=place,
                cause="lies too near to a pole, where no UTM zone is",
                fix="write a study file with your own boundary and roads files",
            )
        ) from error
    wide_m = margin_m + slack_m + 2 * _BENT_M
    if len(area_corners := shapely.get_coordinates(area)) > _SIMPLIFIED_CORNERS_MAX:
        boundary = boundary.set_geometry(boundary.convex_hull)
    metric = moved_table(boundary, crs, within_m=_BENT_M).geometry
    if _EXACT_CORNERS_MAX < len(area_corners) <= _SIMPLIFIED_CORNERS_MAX:
        simple = metric.simplify(slack_m)
        many = shapely.get_num_coordinates(simple.iloc[0]) > _EXACT_CORNERS_MAX
        metric, wide_m = (metric.convex_hull, wide_m) if many else (simple, wide_m + slack_m)
    wide = metric.buffer(wide_m).simplify(slack_m)
    there = moved_shapes(wide.to_numpy(), crs, WGS84, within_m=_BENT_M)
    outline: Area = shapely.make_valid(there)[0]
    _require_size(outline, place, bounds)
    return outline


def _require_size(area: Area, place: str, bounds: FetchBounds) -> None:
    """Require an area that is fetched with a bounded number of requests.

    osmnx asks for a small polygon at once, and divides the convex hull of any other into squares.
    """
    size_km2 = _size_km2(area.convex_hull)
    query_km2 = ox.settings.max_query_area_size / 1e6
    if size_km2 <= bounds.area_km2 or (
        area.geom_type == "Polygon" and _size_km2(area) <= min(query_km2, bounds.area_km2)
    ):
        return
    raise _too_large(size_km2, place, bounds)


def _too_large(size_km2: float, place: str, bounds: FetchBounds) -> InputError:
    # Roads and facilities are two questions.
    squares = size_km2 * 1e6 / ox.settings.max_query_area_size
    requests = f"{2 * math.ceil(squares):,}" if math.isfinite(squares) else "endlessly many"
    return InputError(
        Fault(
            file="place",
            value=place,
            cause=f"is too large: {size_km2:,.0f} km², with its margin and all between its parts, "
            f"would take {requests} requests or more; at most {bounds.area_km2:,.6g} km² are fetched",
            fix=SMALLER,
        )
    )


def _size_km2(area: BaseGeometry) -> float:
    corners = shapely.get_coordinates(area)
    if area.is_empty or not (abs(corners) <= (180, 90)).all():
        return math.inf
    size_m2: float = gpd.GeoSeries([area], crs=WGS84).to_crs(_EQUAL_AREA).area.iloc[0]
    return size_m2 / 1e6 if math.isfinite(size_m2) else math.inf
