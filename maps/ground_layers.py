"""What lies under the sites: roads, access zones and administrative units."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..coverage.assessment import Assessment
from ..coverage.zones import access_zone
from ..geo.network import RoadNetwork
from .messages import Message, message
from .offline import DataLayer
from .shapes import DIGITS, line_codes, polygon_codes, to_degrees

_ROAD_GROUPS: Final = (
    ({"motorway", "trunk"}, {"color": "#aaa59b", "weight": 2.4}),
    ({"primary", "secondary"}, {"color": "#bdb8ae", "weight": 1.6}),
    ({"tertiary"}, {"color": "#cfcac1", "weight": 1.0}),
)
_ROAD_DIGITS: Final = 5
_ROAD_SIMPLIFY_M: Final = 15.0
_ROAD_MARGIN_M: Final = 3000.0
_ROAD_VERTICES_MAX: Final = 60_000
"""About 0.6 MB of the page; lesser roads are left out where they would pass it."""

_ZONE_SIMPLIFY_M: Final = 25.0
_HOLE_MIN_M2: Final = 60_000.0
"""Smaller holes, the middles of blocks a quarter of a kilometre wide, are not drawn."""

SHARE_CLASSES: Final = (
    (0.5, "#deebf7", "below 50%"),
    (0.8, "#9ecae1", "50 to 80%"),
    (0.95, "#4292c6", "80 to 95%"),
    (np.inf, "#08519c", "95% and more"),
)
"""Upper bound of the share served, colour and words of each class of the choropleth."""

NO_PEOPLE_COLOUR: Final = "#e3e0da"


def road_layer(
    network: RoadNetwork, bounds_m: tuple[float, float, float, float], *, credit: str = ""
) -> DataLayer:
    """Return the major roads in and around an extent, simplified, under everything else.

    Where there are no major roads all are drawn.

    Parameters
    ----------
    network
        The roads.
    bounds_m
        West, south, east, north in the network's CRS, metres.
    credit
        Whose data they are; by default OpenStreetMap's contributors where the file is an extract.
    """
    west, south, east, north = bounds_m
    margin_m = _ROAD_MARGIN_M + 0.15 * max(east - west, north - south)
    frame = (west - margin_m, south - margin_m, east + margin_m, north + margin_m)
    classes = np.char.replace(network.road_class.astype(np.str_), "_link", "")
    groups = [(np.isin(classes, sorted(names)), style) for names, style in _ROAD_GROUPS]
    groups = [(member, style) for member, style in groups if member.any()]
    if not groups:
        groups = [(np.ones(len(classes), dtype=bool), _ROAD_GROUPS[-1][1])]
    features: list[dict[str, Any]] = []
    vertices = 0
    for member, style in groups:
        lines = shapely.line_merge(shapely.multilinestrings([list(network.geometry[member])]))
        lines = shapely.clip_by_rect(shapely.simplify(lines, _ROAD_SIMPLIFY_M), *frame)
        vertices += int(shapely.get_num_coordinates(lines).sum())
        if features and vertices > _ROAD_VERTICES_MAX:
            break
        codes = line_codes(to_degrees(lines, network.crs), _ROAD_DIGITS)
        features.append({"lines": codes, "style": style})
    data = {
        "pane": "roads",
        "digits": _ROAD_DIGITS,
        "canvas": True,
        "attribution": credit or attribution(network.source),
        "features": features[::-1],
    }
    return DataLayer("shapes", data, name="Major roads")


def attribution(source: str) -> str:
    """OpenStreetMap's licence asks to be named wherever its data are shown."""
    from_osm = any(sign in source.lower() for sign in ("osm", ".pbf", "openstreetmap"))
    return "Roads © OpenStreetMap contributors" if from_osm else ""


def zone_layer(
    assessment: Assessment,
    *,
    name: str,
    style: dict[str, Any],
    back: bool,
    water: gpd.GeoDataFrame | None = None,
) -> DataLayer:
    """Return the area from which an open site is reached within the limit.

    Parameters
    ----------
    assessment
        Whose zone.
    name
        As the layer control calls it.
    style
        Leaflet's path options.
    back
        Whether the zone lies behind the other one.
    water
        Lakes and rivers that the zone does not cross.
    """
    whole = access_zone(assessment, water=water)
    zone = _without_small_holes(shapely.simplify(whole, _ZONE_SIMPLIFY_M))
    area = to_degrees([zone], assessment.times.demand.crs)[0]
    feature = {"polygons": polygon_codes(area), "style": style}
    data = {
        "pane": "zones",
        "digits": DIGITS,
        "canvas": True,
        "back": back,
        "features": [feature],
    }
    return DataLayer("shapes", data, name=name)


def _without_small_holes(zone: shapely.Geometry) -> shapely.MultiPolygon:
    polygons = [
        p for p in shapely.get_parts(shapely.get_parts([zone])) if isinstance(p, shapely.Polygon)
    ]
    return shapely.MultiPolygon(
        [
            (p.exterior, [h for h in p.interiors if shapely.Polygon(h).area >= _HOLE_MIN_M2])
            for p in polygons
            if not p.is_empty
        ]
    )


def unit_layers(units: gpd.GeoDataFrame, before: Assessment, after: Assessment) -> list[DataLayer]:
    """Return outlines, and a choropleth of the share served with the plan, for each level of units.

    Parameters
    ----------
    units
        Index ``unit_id``; columns ``level`` and ``name``; polygons in any CRS.
    before, after
        Coverage today and with the plan. A level that their demand table does not know is outlined
        without figures.
    """
    layers = []
    levels = list(dict.fromkeys(units["level"].astype(str)))
    for number, level in enumerate(levels):
        table = units[units["level"].astype(str) == level]
        areas = to_degrees(table.geometry, units.crs)
        codes = [polygon_codes(area) for area in areas]
        names = [str(name) for name in table["name"]]
        known = level in before.times.demand.columns
        figures = _figures(level, table.index, before, after) if known else None
        popups = [
            {"title": name, "note": message(level), "rows": rows}
            for name, rows in zip(names, _rows(figures, len(table)), strict=True)
        ]
        line = {"color": "#4a4640", "weight": 1.4, "dashArray": "6 3", "fillOpacity": 0}
        layers.append(
            _unit_layer(
                codes,
                popups,
                [line] * len(codes),
                message("Units: {level}", level=message(level)),
                show=number == 0,
            )
        )
        if figures is not None:
            fills = [
                {"color": "#ffffff", "weight": 1, "fillColor": share_colour(s), "fillOpacity": 0.75}
                for s in figures["share_after"]
            ]
            name = message("Share served by {level}, with the plan", level=message(level))
            layers.append(_unit_layer(codes, popups, fills, name, show=False))
    return layers


def share_colour(share: float) -> str:
    """Return the choropleth's colour of a share served; grey where there is nobody."""
    if np.isnan(share):
        return NO_PEOPLE_COLOUR
    return next(colour for bound, colour, _ in SHARE_CLASSES if share < bound)


def _unit_layer(
    codes: list[Any], popups: list[Any], styles: list[Any], name: Message, *, show: bool
) -> DataLayer:
    features = [
        {"polygons": code, "popup": popup, "style": style}
        for code, popup, style in zip(codes, popups, styles, strict=True)
    ]
    pane = "units" if styles and styles[0]["fillOpacity"] == 0 else "shares"
    return DataLayer(
        "shapes", {"pane": pane, "digits": DIGITS, "features": features}, name=name, show=show
    )


def _figures(level: str, unit_ids: pd.Index, before: Assessment, after: Assessment) -> pd.DataFrame:
    then = after.summary(by=level).reindex(unit_ids)
    now = before.summary(by=level).reindex(unit_ids)
    return then.assign(share_before=now["share"], share_after=then["share"])


def _rows(figures: pd.DataFrame | None, units: int) -> list[list[list[Any]]]:
    if figures is None:
        return [[] for _ in range(units)]
    counted = figures[["people", "gap", "unreachable"]].fillna(0.0)
    return [
        [
            ["People", {"people": people}],
            ["Share served today", _share(share_before)],
            ["Share served with the plan", _share(share_after)],
            ["Gap with the plan", {"people": gap}],
            ["of it unreachable", {"people": unreachable}],
        ]
        for people, gap, unreachable, share_before, share_after in zip(
            *(counted[column].tolist() for column in counted),
            figures["share_before"].tolist(),
            figures["share_after"].tolist(),
            strict=True,
        )
    ]


def _share(share: float) -> dict[str, float | None]:
    """Return a share for the page; None where there is nobody."""
    return {"share": None if np.isnan(share) else share}
