"""The map of a plan: today, the plan and the gap that is left, on one page that works without a network."""

from __future__ import annotations

from typing import Final

import folium
import geopandas as gpd
import numpy as np

from ..coverage.assessment import Assessment
from ..geo.errors import Fault, InputError
from ..optimize.plan import Plan
from .cell_layer import cell_layers
from .ground_layers import road_layer, unit_layers, zone_layer
from .map_page import MapPage
from .messages import require_lang
from .offline import DataLayer, OfflineFigure, SlimMap, script_json
from .page_data import page_data
from .panel import panel_html
from .shapes import points_deg
from .site_layers import candidate_layer, cluster_layer, existing_layer, proposed_layer
from .unit_check import unit_faults

PANES: Final = {
    "roads": 250,
    "zones": 300,
    "shares": 320,
    "units": 350,
    "cells": 400,
    "candidates": 450,
}
"""Leaflet panes from bottom to top, below its own for markers (600)."""

_ZONE_TODAY: Final = {"stroke": False, "fillColor": "#6f9fd0", "fillOpacity": 1}
_ZONE_PLAN: Final = {"color": "#0b6e60", "weight": 2, "fillColor": "#7cc7b8", "fillOpacity": 1}


def map(  # noqa: A001 - hh.map is what a notebook user types
    plan: Plan,
    today: Assessment | None = None,
    *,
    units: gpd.GeoDataFrame | None = None,
    title: str = "",
    notice: str = "",
    credits: str = "",  # noqa: A002 - the study file's own word
    water: gpd.GeoDataFrame | None = None,
    lang: str = "en",
) -> MapPage:
    """Draw a plan as one self-contained HTML page.

    Parameters
    ----------
    plan
        The plan.
    today
        Coverage to compare with; by default the plan's own coverage before.
    units
        Administrative units as `halfhour.read_units` makes them: index ``unit_id``, columns ``level`` and
        ``name``, polygons in any CRS. Figures are shown for levels that the demand table knows.
    title
        Heading; by default the scenario's name.
    notice
        A sentence that the reader must see, such as that the data are synthetic.
    credits
        Whose data are shown; by default OpenStreetMap's contributors where the roads' file is an extract.
    water
        Lakes and rivers that the access zones do not cross, polygons in the demand table's CRS.
    lang
        The language that the page opens in, ``"en"`` or ``"zh"``; it can be changed in the page.

    Returns
    -------
    MapPage
        The same inputs give the same bytes.

    Raises
    ------
    InputError
        If `today` counts other cells, another group or another limit than the plan, the units lack a
        column or a CRS, the water is in another CRS than the plan, or there is no such language.
    """
    language = require_lang(lang)
    before = plan.before if today is None else today
    faults = [*_today_faults(plan, before), *unit_faults(units)]
    if faults:
        raise InputError(*faults)
    heading = title or plan.scenario.name or "Where the next sites should go"
    panel = panel_html(
        plan, before, title=heading, notice=notice, units=_has_units(units), credit=credits
    )
    corners = _corners(plan, before)
    meridian_deg = (corners[0][1] + corners[1][1]) / 2
    data = page_data(plan, before, lang=language, meridian_deg=meridian_deg)
    figure = OfflineFigure(title=heading, panel=panel, data=script_json(data), lang=language)
    page = _leaflet_map(corners)
    for layer in _layers(plan, before, units, credits, water):
        page.add_child(layer)
    page.add_child(folium.LayerControl(collapsed=False, position="topright"))
    page.add_child(
        folium.FitBounds(
            corners, padding_top_left=(32, 32), padding_bottom_right=(32, 36), max_zoom=15
        )
    )
    figure.add_child(page)
    return MapPage(title=heading, content=figure.render())


def _corners(plan: Plan, before: Assessment) -> list[list[float]]:
    """South-west and north-east of all cells and proposed sites, as latitude and longitude."""
    demand = before.times.demand
    seen = [points_deg(demand.geometry, demand.crs)]
    if plan.opened:
        sites = plan.after.times.sites.loc[list(plan.opened)]
        seen.append(points_deg(sites.geometry, sites.crs))
    lonlat = np.concatenate(seen)
    # Around the first cell, so that a city on both sides of the 180th meridian is not as wide as the world.
    lonlat[:, 0] -= 360 * np.round((lonlat[:, 0] - lonlat[0, 0]) / 360)
    low, high = lonlat.min(axis=0).tolist(), lonlat.max(axis=0).tolist()
    return [low[::-1], high[::-1]]


def _leaflet_map(corners: list[list[float]]) -> SlimMap:
    centre = np.mean(corners, axis=0).round(6).tolist()
    page = SlimMap(location=centre, tiles=None, zoom_start=11, max_zoom=18, zoom_snap=0.25)
    for pane, level in PANES.items():
        # The page's script decides who listens to the pointer: an empty canvas must not swallow it.
        page.add_child(folium.map.CustomPane(pane, z_index=level, pointer_events=True))
    return page


def _layers(
    plan: Plan,
    before: Assessment,
    units: gpd.GeoDataFrame | None,
    credit: str,
    water: gpd.GeoDataFrame | None,
) -> list[DataLayer]:
    demand, network = before.times.demand, before.times.network
    layers: list[DataLayer | None] = [
        proposed_layer(plan),
        existing_layer(before),
        candidate_layer(plan),
        cluster_layer(plan.after),
        *cell_layers(),
        zone_layer(before, name="Access zone today", style=_ZONE_TODAY, back=False, water=water),
    ]
    if plan.opened:
        layers.append(
            zone_layer(
                plan.after,
                name="Access zone with the plan",
                style=_ZONE_PLAN,
                back=True,
                water=water,
            )
        )
    if units is not None and _has_units(units):
        layers += unit_layers(units, before, plan.after)
    if network is not None and len(network.geometry):
        west, south, east, north = (float(bound) for bound in demand.total_bounds)
        layers.append(road_layer(network, (west, south, east, north), credit=credit))
    return [layer for layer in layers if layer is not None]


def _has_units(units: gpd.GeoDataFrame | None) -> bool:
    return units is not None and len(units) > 0


def _today_faults(plan: Plan, today: Assessment) -> list[Fault]:
    fix = "assess the travel times that the plan was made from, with its group and limit"
    pairs = {
        "group": (today.group, plan.after.group),
        "limit": (today.limit, plan.after.limit),
        "unit": (today.times.unit, plan.after.times.unit),
        "mode": (today.times.mode_text, plan.after.times.mode_text),
    }
    faults = [
        Fault(
            file="today",
            column=column,
            value=value,
            cause=f"differs from the plan's, which is {planned}",
            fix=fix,
        )
        for column, (value, planned) in pairs.items()
        if value != planned
    ]
    if not today.cells.index.equals(plan.after.cells.index):
        faults.append(
            Fault(file="today", column="cell_id", cause="has other cells than the plan", fix=fix)
        )
    return faults
