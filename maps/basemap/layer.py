"""A basemap of the study's own data: land, water and roads, so that no tile server is needed."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from ...common.prepared import Prepared, content_key
from ...common.words import NO_WORDS, Words
from ...coverage.assessment import Assessment
from ...geo.roads.network import RoadNetwork
from ..document.offline import DataLayer
from ..document.shapes import DIGITS, polygon_codes, to_degrees
from .roads import ROAD_DIGITS, Bounds, road_groups

_MARGIN_M: Final = 3000.0
_MARGIN_SHARE: Final = 0.15
_LAND_SIMPLIFY_M: Final = 25.0
_WATER_SIMPLIFY_M: Final = 15.0
_WATER_MIN_M2: Final = 2500.0


def basemap_layer(
    today: Assessment,
    *,
    units: gpd.GeoDataFrame | None = None,
    water: gpd.GeoDataFrame | None = None,
    credit: Words = NO_WORDS,
    prepared: Prepared | None = None,
) -> DataLayer | None:
    """Return what lies under everything else; None where nothing is known.

    Parameters
    ----------
    today
        Whose cells say which part of the country is shown, and whose roads.
    units
        Administrative units; the areas of their first level together are the land of the study.
    water
        Lakes, rivers and perhaps the sea: polygons in the demand table's CRS.
    credit
        Whose data they are.
    prepared
        What pages of the same study have made: roads of one frame are simplified once.
    """
    demand, network = today.times.demand, today.times.network
    return ground_layer(demand, network, units=units, water=water, credit=credit, prepared=prepared)


def ground_layer(
    demand: gpd.GeoDataFrame,
    network: RoadNetwork | None,
    *,
    units: gpd.GeoDataFrame | None = None,
    water: gpd.GeoDataFrame | None = None,
    credit: Words = NO_WORDS,
    prepared: Prepared | None = None,
) -> DataLayer | None:
    """Return the basemap around some places; None where nothing is known.

    Parameters
    ----------
    demand
        Places in a CRS in metres, which say what part of the country is shown.
    network
        Roads; None for none.
    units, water, credit, prepared
        As of `basemap_layer`.
    """
    shared = Prepared() if prepared is None else prepared
    frame_m = shown_frame(demand)
    data: dict[str, Any] = {"roads": [], "land": [], "water": [], "digits": DIGITS}
    if units is not None and len(units):
        data["land"] = _polygons(_land(units, demand.crs), demand.crs)
    if water is not None and len(water):
        data["water"] = _polygons(_surfaces(water, frame_m), demand.crs)
    if network is not None and len(network.geometry):
        key = content_key("basemap roads 1", network.content_key, frame_m)
        data["roads"] = shared.part(key, partial(road_groups, network, frame_m), kinds=())
    if not (data["land"] or data["water"] or data["roads"]):
        return None
    data |= {"road_digits": ROAD_DIGITS, "attribution": credit.in_both()}
    return DataLayer("basemap", data, name="Land, water and roads")


def shown_frame(demand: gpd.GeoDataFrame) -> Bounds:
    """Return the extent of the cells with a margin: west, south, east, north in metres."""
    west, south, east, north = (float(bound) for bound in demand.total_bounds)
    margin_m = _MARGIN_M + _MARGIN_SHARE * max(east - west, north - south)
    return west - margin_m, south - margin_m, east + margin_m, north + margin_m


def _land(units: gpd.GeoDataFrame, crs: object) -> shapely.Geometry:
    first = units[units["level"].astype(str) == str(units["level"].iloc[0])]
    areas = shapely.make_valid(first.to_crs(crs).geometry.to_numpy())
    return shapely.simplify(shapely.union_all(areas), _LAND_SIMPLIFY_M)


def _surfaces(water: gpd.GeoDataFrame, frame_m: Bounds) -> shapely.Geometry:
    """Join and clip, for neighbouring surfaces would show a seam; ponds are too small to be seen."""
    shapes = shapely.clip_by_rect(shapely.make_valid(water.geometry.to_numpy()), *frame_m)
    large = shapes[shapely.area(shapes) >= _WATER_MIN_M2]
    joined = shapely.union_all(shapely.make_valid(np.asarray(large, dtype=object)))
    return shapely.simplify(joined, _WATER_SIMPLIFY_M)


def _polygons(area: shapely.Geometry, crs: object) -> list[Any]:
    return polygon_codes(to_degrees([area], crs)[0])
