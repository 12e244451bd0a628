"""The map inside a picture: cells by state, unit outlines, and sites."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection

from ...common.arrays import Floats
from ...common.errors import Fault, InputError
from ...geo.roads.network import RoadNetwork
from ...geo.spacing import cell_size_m
from ...geo.travel.road_search import points_xy
from ...optimize.plan import Plan
from ..charts.figure import INK
from ..signs.picture_states import (
    CELL_COLOURS,
    EXISTING,
    PROPOSED,
    UNIT_LINE,
    cell_states,
    sign_size,
    tier_shapes,
)
from .compass import Bounds

_MARGIN: Final = 0.05
_NAMES_MAX: Final = 40
_ROADS: Final = (
    (("motorway", "trunk"), "#a9a49a", 0.9),
    (("primary", "secondary"), "#c4bfb5", 0.6),
)
_WATER: Final = "#cfe0ea"
_ROAD_SIMPLIFY_M: Final = 30.0
_HALO: Final = [patheffects.withStroke(linewidth=2, foreground="white")]


def shown_extent(plan: Plan) -> Bounds:
    """Return the extent of people and open sites with a margin; never without any width or height."""
    times = plan.scenario.times
    inhabited = times.demand[plan.before.cells["people"].to_numpy() > 0]
    shown = inhabited if len(inhabited) else times.demand
    drawn = times.sites.loc[[*plan.before.open_sites, *plan.opened]]
    parts = [table.total_bounds for table in (shown, drawn) if len(table)]
    if not parts:
        raise InputError(
            Fault(
                file="demand table",
                cause="has no cell, and no site is open, so that there is nothing to draw",
                fix="give the study people or sites",
            )
        )
    west, south = np.min(parts, axis=0)[:2]
    east, north = np.max(parts, axis=0)[2:]
    cell_m = cell_size_m(points_xy(times.demand.geometry.to_numpy()))
    margin = max(_MARGIN * max(east - west, north - south), *cell_m)
    return (
        float(west - margin),
        float(south - margin),
        float(east + margin),
        float(north + margin),
    )


def widened(bounds_m: Bounds, *, shape: float) -> Bounds:
    """Return an extent around the same middle whose height is `shape` times its width."""
    west, south, east, north = bounds_m
    across = max(east - west, (north - south) / shape)
    up = max(north - south, across * shape)
    x, y = (west + east) / 2, (south + north) / 2
    return (x - across / 2, y - up / 2, x + across / 2, y + up / 2)


def draw_cells(axes: Axes, plan: Plan) -> None:
    """Draw every cell with people in the colour of its state: its own area, or a square."""
    state = cell_states(plan)
    geometry = plan.scenario.times.demand.geometry.to_numpy()
    rows = np.flatnonzero(state >= 0)
    # Few people first, so that the gap lies on top where cells overlap.
    rows = rows[np.argsort(state[rows], kind="stable")]
    outlines, owner = _outlines(geometry, rows)
    colours = np.asarray(CELL_COLOURS)[state[rows][owner]]
    axes.add_collection(
        # Dots instead of as many paths: a city has a hundred thousand cells.
        PolyCollection(
            outlines, facecolors=colours.tolist(), edgecolors="none", rasterized=True, zorder=2
        ),
        autolim=False,
    )


def draw_water(axes: Axes, water: gpd.GeoDataFrame | None, bounds_m: Bounds) -> None:
    """Draw lakes and rivers under everything else; nothing without water."""
    if water is None or water.empty:
        return
    shapes = shapely.clip_by_rect(shapely.make_valid(water.geometry.to_numpy()), *bounds_m)
    areas = gpd.GeoSeries(shapes[~shapely.is_empty(shapes)])
    if len(areas):
        areas.plot(ax=axes, color=_WATER, edgecolor="none", aspect=None, zorder=1)


def draw_roads(axes: Axes, network: RoadNetwork | None, bounds_m: Bounds) -> None:
    """Draw the major roads under everything that is about people; nothing without a network."""
    if network is None:
        return
    classes = np.char.replace(network.road_class.astype(np.str_), "_link", "")
    for names, colour, width in _ROADS:
        member = np.isin(classes, names)
        if not member.any():
            continue
        lines = shapely.line_merge(shapely.multilinestrings([list(network.geometry[member])]))
        lines = shapely.clip_by_rect(shapely.simplify(lines, _ROAD_SIMPLIFY_M), *bounds_m)
        _draw_lines(axes, lines, colour, width, zorder=3)


def draw_units(axes: Axes, units: gpd.GeoDataFrame, bounds_m: Bounds, *, font_pt: float) -> None:
    """Outline units, the first level heavier and with names; `units` in the map's CRS."""
    frame = shapely.box(*bounds_m)
    for number, level in enumerate(dict.fromkeys(units["level"].astype(str))):
        table = units[units["level"].astype(str) == level]
        areas = shapely.intersection(table.geometry.to_numpy(), frame)
        lines = shapely.clip_by_rect(shapely.boundary(table.geometry.to_numpy()), *bounds_m)
        _draw_lines(axes, lines, UNIT_LINE, 0.9 if number == 0 else 0.35, zorder=4)
        if number == 0 and len(table) <= _NAMES_MAX:
            for name, area in zip(table["name"].fillna("").astype(str), areas, strict=True):
                if not area.is_empty:
                    spot = shapely.point_on_surface(area)
                    axes.text(
                        spot.x,
                        spot.y,
                        name,
                        ha="center",
                        va="center",
                        fontsize=font_pt,
                        color=INK,
                        alpha=0.85,
                        path_effects=_HALO,
                        zorder=10,
                    )


def draw_sites(axes: Axes, plan: Plan, *, font_pt: float) -> None:
    """Draw existing sites in the shape of their tier, and opened ones with their number."""
    sites = plan.scenario.times.sites
    existing = sites.loc[list(plan.before.open_sites)]
    tiers = existing["tier"].fillna("").astype(str)
    for tier, shape in tier_shapes(existing).items():
        xy = points_xy(existing.geometry[(tiers == tier).to_numpy()].to_numpy())
        size = sign_size(len(xy))
        axes.scatter(
            xy[:, 0],
            xy[:, 1],
            marker=shape,
            s=(0.75 * font_pt * size) ** 2,
            facecolors="white",
            edgecolors=EXISTING,
            linewidths=1.1 * size,
            # The rarer ones, hospitals above village clinics, lie on top.
            zorder=8 + size,
        )
    xy = points_xy(sites.loc[list(plan.opened)].geometry.to_numpy())
    # Last first, so that where two touch the one built earlier stays whole.
    for order in range(len(xy), 0, -1):
        draw_number(axes, (float(xy[order - 1, 0]), float(xy[order - 1, 1])), order, font_pt)


def draw_number(axes: Axes, at: tuple[float, float], number: int, font_pt: float) -> None:
    """Draw a proposed site's sign, a disc with its number."""
    over = 20.0 + 1.0 / number
    axes.scatter(
        *at,
        s=(1.75 * font_pt) ** 2,
        facecolors=PROPOSED,
        edgecolors="white",
        linewidths=0.8,
        zorder=over,
        clip_on=False,
    )
    axes.text(
        *at,
        str(number),
        ha="center",
        va="center_baseline",
        fontsize=0.9 * font_pt if number < 100 else 0.7 * font_pt,
        color="white",
        fontweight="bold",
        zorder=over,
    )


def _draw_lines(
    axes: Axes, lines: npt.NDArray[np.object_], colour: str, width: float, *, zorder: float
) -> None:
    parts = shapely.get_parts(shapely.get_parts(lines))
    # Clipping leaves points and empty pieces, too.
    kept = [shapely.get_coordinates(part) for part in parts if shapely.length(part) > 0]
    axes.add_collection(
        LineCollection(kept, colors=colour, linewidths=width, zorder=zorder), autolim=False
    )


def _outlines(
    geometry: npt.NDArray[np.object_], rows: npt.NDArray[np.int64]
) -> tuple[list[Floats], npt.NDArray[np.int64]]:
    """Return the outline of each cell of `rows`, and the place in `rows` that it belongs to."""
    areas = np.isin(shapely.get_type_id(geometry[rows]), (3, 6))
    if areas.all():
        parts, owner = shapely.get_parts(geometry[rows], return_index=True)
        rings = shapely.get_exterior_ring(parts)
        return [shapely.get_coordinates(ring) for ring in rings], np.asarray(owner)
    xy = points_xy(geometry)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * np.array(cell_size_m(xy)) / 2
    return list(xy[rows][:, None, :] + corners[None, :, :]), np.arange(len(rows))
