"""The map on a plan's page: its layers from the ground up, and what they are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import folium
import geopandas as gpd

from ...common.large_work import Report
from ...common.prepared import Prepared
from ...common.stage import Stage
from ...coverage.assessment import Assessment
from ...geo.study_context import StudyContext
from ...optimize.plan import Plan
from ..basemap.layer import basemap_layer
from ..basemap.names import name_layer
from ..basemap.tiles import Tiles, tile_layer
from ..compliance_page.data import Checked
from ..document.leaflet import Corners, first_view, leaflet_map
from ..document.offline import DataLayer, SlimMap
from ..signs.states import catchment_layer, cell_layers
from ..wording.messages import Lang
from .shown import Shown
from .sites import candidate_layer, existing_layers, proposed_layer
from .surface import surface_layers
from .unit_verdicts import unit_verdicts
from .units import gap_circle_layers, unit_layers

PANES: Final = {
    "ground": 150,
    "roads": 250,
    "zones": 300,
    "catchments": 310,
    "shares": 320,
    "units": 350,
    "cells": 400,
    "ways": 430,
    "names": 440,
    "candidates": 450,
}
"""Leaflet panes from bottom to top, below its own for markers (600) and around that for tiles (200)."""

_CELL_S: Final = 6e-6
_GROUND_S: Final = 1.7
"""Seconds of a cell in each stage of a page, and of what depends on the roads of a city."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Drawing:
    """What the parts of a page are drawn from."""

    plan: Plan
    before: Assessment
    shown: Shown
    around: StudyContext
    corners: Corners
    lang: Lang
    prepared: Prepared | None
    report: Report

    @property
    def meridian_deg(self) -> float:
        """The middle of the map."""
        return (self.corners[0][1] + self.corners[1][1]) / 2

    @property
    def frame_deg(self) -> tuple[float, float, float, float]:
        """West, south, east, north, with a margin: names beyond it are not worth their bytes."""
        (south, west), (north, east) = self.corners
        margin_deg = 0.05 + 0.15 * max(east - west, north - south)
        return west - margin_deg, south - margin_deg, east + margin_deg, north + margin_deg


def stage_of_cells(what: str, cells: int) -> Stage:
    """Return a stage that takes the longer the more cells there are."""
    return Stage(what, seconds=cells * _CELL_S)


def drawn_map(drawing: Drawing, compliance: Checked | None) -> SlimMap:
    """Return the map with its layers, from the ground up, and their list."""
    before, around = drawing.before, drawing.around
    drawing.report(stage_of_cells("sites and units", len(before.cells)))
    page = leaflet_map(drawing.corners, PANES)
    for layer in _layers(drawing.plan, before, drawing.shown, around, compliance):
        page.add_child(layer)
    drawing.report(Stage("roads under the map", seconds=_GROUND_S))
    ground = basemap_layer(
        before,
        units=around.units,
        water=around.water,
        credit=around.credits,
        prepared=drawing.prepared,
    )
    if ground is not None:
        page.add_child(ground)
    names = name_layer(around.units, around.places, drawing.frame_deg, around)
    if names is not None:
        page.add_child(names)
    if isinstance(around.tiles, Tiles):
        page.add_child(tile_layer(around.tiles))
    page.add_child(folium.LayerControl(collapsed=False, position="topright"))
    page.add_child(first_view(drawing.corners))
    return page


def _layers(
    plan: Plan,
    before: Assessment,
    shown: Shown,
    around: StudyContext,
    compliance: Checked | None,
) -> list[DataLayer]:
    layers: list[DataLayer | None] = [
        proposed_layer(plan),
        *existing_layers(before, only=shown.site_ids),
        candidate_layer(plan, before, only=shown.site_ids),
        DataLayer("gap_bubbles", {}, name="People not served, by area", group="question"),
        *cell_layers(places=before.capacity is not None),
        catchment_layer(),
        *surface_layers(before.times.unit),
    ]
    units = around.units
    if units is not None and _has_units(units):
        services = set(before.times.sites["service"].astype(str))
        lines = {} if compliance is None else unit_verdicts(compliance, services)
        layers += unit_layers(units, before.times.demand, standards=lines, study=around)
    layers += gap_circle_layers(before.times.demand, around)
    return [layer for layer in layers if layer is not None]


def _has_units(units: gpd.GeoDataFrame | None) -> bool:
    return units is not None and len(units) > 0
