"""Travel times around the study as two small pictures of classes, for today and with the plan."""

from __future__ import annotations

import math
from dataclasses import astuple, replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from ...common.arrays import Bytes, Floats
from ...common.prepared import Prepared, content_key
from ...coverage.assessment import Assessment
from ...coverage.surface.cost_grid import least_costs
from ...coverage.surface.pixel_grid import PixelGrid
from ...coverage.surface.road_costs import costed_pieces
from ...coverage.zones.access_zones import ROAD_BUFFER_M
from ...coverage.zones.grid_zones import cell_areas
from ...coverage.zones.zone_table import water_polygons
from ...geo.crs import to_degrees
from ...geo.travel.main_class import main_class
from ...geo.travel.travel_times import TravelTimes
from ..document.packing import packed_bytes, packed_steps

Bounds = tuple[float, float, float, float]

RING_STEPS: Final = {
    "s": (300.0, 600.0, 900.0, 1800.0, 3600.0),
    "m": (500.0, 1000.0, 2000.0, 5000.0),
}
"""Width of a ring, in seconds or metres: the first that makes no more rings than `RINGS_MAX`."""

RINGS_MAX: Final = 9

_CLASSES: Final = 45
_BEYOND: Final = (1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
"""Ends of the classes beyond the widest limit, as its multiples; what is farther is one more class."""

_PIXELS_MAX: Final = 2_000_000
_PIXEL_LEAST_M: Final = 30.0
_MARGIN_M: Final = 5000.0
_EARTH_RADIUS_M: Final = 6_378_137.0
_WORLD: Final = 256.0
"""Width of the world at zoom 0, which the page counts in."""


def surface_table(
    today: Assessment,
    after: Assessment,
    *,
    limits: list[float],
    meridian_deg: float,
    water: gpd.GeoDataFrame | None = None,
    prepared: Prepared | None = None,
) -> dict[str, Any]:
    """Return classes of travel cost around the study, on a grid of Web Mercator.

    Parameters
    ----------
    today, after
        Coverage today and with the plan.
    limits
        Limits that can be chosen in the page. Each is the end of a class, and so is each ring's.
    meridian_deg
        Longitude of the middle of the map, which others are counted from.
    water
        Lakes and rivers, which have no travel time.
    prepared
        What pages of the same study have made: surfaces of the same sites are made once.

    Returns
    -------
    dict
        ``west``, ``north`` and ``pixel`` in a world 256 wide; ``rows``, ``columns``; ``ends`` of the classes
        (the last, open one has none) and ``ring`` (the rings' width), in seconds or metres; ``today`` and
        ``plan``: the class of each pixel from 1 on, 0 where no road is near, as runs of equal ones. What
        is kept of the plan is its difference to today, bit by bit.
    """
    ends = class_ends(limits, today.times.unit)
    grid = page_grid(today.times, meridian_deg)
    shared = Prepared() if prepared is None else prepared
    now, then = (
        classes(_costs(state, grid, meridian_deg, water, shared), ends) for state in (today, after)
    )
    world = _WORLD / (2 * math.pi * _EARTH_RADIUS_M)
    return {
        "west": grid.west * world + _WORLD / 2,
        "north": _WORLD / 2 - grid.north * world,
        "pixel": grid.pixel * world,
        "rows": grid.rows,
        "columns": grid.columns,
        "ends": [float(end) for end in ends],
        "ring": ring_width(limits[-1], today.times.unit),
        "today": _runs(now),
        "plan": _runs(now ^ then),
    }


def class_ends(limits: list[float], unit: str) -> Floats:
    """Return where classes of cost end: at every limit, at every ring, and evenly between."""
    widest = limits[-1]
    ring = ring_width(widest, unit)
    even = np.linspace(0, widest, _CLASSES + 1)[1:]
    rings = np.arange(ring, widest, ring)
    beyond = widest * np.array(_BEYOND)
    return np.unique(np.concatenate([even, rings, limits, beyond]).astype(np.float32)).astype(
        np.float64
    )


def ring_width(widest: float, unit: str) -> float:
    """Return how wide rings are, in seconds or metres, so that there are not too many up to a limit."""
    steps = RING_STEPS["s" if unit == "s" else "m"]
    return next((step for step in steps if widest <= RINGS_MAX * step), steps[-1])


def classes(costs: npt.NDArray[np.float32], ends: Floats) -> Bytes:
    """Return the class of each cost, counted from 1; 0 where it is infinite."""
    number = np.searchsorted(ends.astype(np.float32), costs, side="left") + 1
    return np.where(np.isfinite(costs), number, 0).astype(np.uint8)


def page_grid(times: TravelTimes, meridian_deg: float) -> PixelGrid:
    """Return the grid over the cells and some kilometres around them, as far as roads lead."""
    west, south, east, north = _bounds_m(times)
    share = np.linspace(0, 1, 21)
    across, along = west + share * (east - west), south + share * (north - south)
    rim = np.concatenate(
        [
            np.column_stack([x, y])
            for x, y in (
                (across, np.full(21, south)),
                (across, np.full(21, north)),
                (np.full(21, west), along),
                (np.full(21, east), along),
            )
        ]
    )
    xy = _mercator(times, rim, meridian_deg)
    low, high = xy.min(axis=0), xy.max(axis=0)
    least = _PIXEL_LEAST_M * float(_stretch(xy.mean(axis=0)[None, :])[0])
    pixel = max(least, math.sqrt(float(np.prod(high - low)) / _PIXELS_MAX))
    return PixelGrid.over((low[0], low[1], high[0], high[1]), pixel)


def _bounds_m(times: TravelTimes) -> Bounds:
    if not times.road_parts:
        west, south, east, north = (
            float(b) for b in shapely.total_bounds(cell_areas(times.demand))
        )
        return west, south, east, north
    cells = times.demand.total_bounds + np.array([-1, -1, 1, 1]) * _MARGIN_M
    roads = np.array(times.road_parts[0].search.network.bounds_m)
    roads += np.array([-1, -1, 1, 1]) * ROAD_BUFFER_M
    low, high = np.maximum(cells[:2], roads[:2]), np.minimum(cells[2:], roads[2:])
    if (low >= high).any():
        low, high = cells[:2], cells[2:]
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _costs(
    state: Assessment,
    grid: PixelGrid,
    meridian_deg: float,
    water: gpd.GeoDataFrame | None,
    prepared: Prepared,
) -> npt.NDArray[np.float32]:
    times = main_class(state.times, state.group)

    def moved(xy: Floats) -> Floats:
        return _mercator(times, xy, meridian_deg)

    polygons = water_polygons(water, times)
    wet = None if polygons is None else shapely.transform(polygons, moved)
    if times.road_parts:
        pieces = costed_pieces(times, times.positions(state.open_sites), prepared=prepared)

        def drawn() -> npt.NDArray[np.float32]:
            begin = moved(pieces.begin)
            on_page = replace(pieces, begin=begin, finish=moved(pieces.finish))
            return least_costs(on_page, ROAD_BUFFER_M * _stretch(begin), grid, water=wet)

        of = [pieces.begin, pieces.finish, pieces.by_start, pieces.by_end]
        crs = times.demand.crs.to_wkt()
        key = content_key("page surface 1", of, crs, astuple(grid), meridian_deg, wet)
        return prepared.part(key, drawn)
    areas = shapely.transform(cell_areas(times.demand), moved)
    costs = grid.least(areas, state.cells["cost"].to_numpy(dtype=np.float64))
    if wet is not None:
        costs[grid.inside(wet)] = np.inf
    return costs


def _mercator(times: TravelTimes, xy: Floats, meridian_deg: float) -> Floats:
    """From the demand table's CRS to metres of a spherical Web Mercator around a meridian."""
    if not len(xy):
        return np.empty((0, 2))
    lon, lat = to_degrees(times.demand.crs).transform(xy[:, 0], xy[:, 1])
    lon = lon - 360 * np.round((lon - meridian_deg) / 360)
    north = np.arctanh(np.sin(np.radians(lat)))
    return np.asarray(np.column_stack([np.radians(lon), north]) * _EARTH_RADIUS_M)


def _stretch(xy: Floats) -> Floats:
    """How much longer a metre is on the Mercator plane."""
    return np.cosh(xy[:, 1] / _EARTH_RADIUS_M)


def _runs(values: Bytes) -> dict[str, str]:
    """Equal neighbours as one value and how often it comes."""
    flat = values.ravel()
    first = np.concatenate([[0], np.flatnonzero(np.diff(flat)) + 1])
    return {
        "values": packed_bytes(flat[first]),
        "lengths": packed_steps(np.diff(first, append=len(flat)).astype(np.int64)),
    }
