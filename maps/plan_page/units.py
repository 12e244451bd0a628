"""Administrative units on the map: outlines, shares served and people in the gap."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd

from ..document.offline import DataLayer
from ..document.shapes import DIGITS, polygon_codes, to_degrees
from ..signs.classes import NO_PEOPLE_COLOUR, SHARE_CLASSES
from ..wording.messages import Message, message
from .cells import levels

_OUTLINE = {"color": "#4a4640", "weight": 1.4, "dashArray": "6 3", "fillOpacity": 0}


def unit_layers(
    units: gpd.GeoDataFrame,
    demand: pd.DataFrame,
    *,
    standards: Mapping[tuple[str, str], Message] = MappingProxyType({}),
) -> list[DataLayer]:
    """Return outlines of each level of units, and a choropleth where the demand table knows the level.

    The page counts the figures itself, for today and for the sites of the moment.

    Parameters
    ----------
    units
        Index ``unit_id``; columns ``level`` and ``name``; polygons in any CRS.
    demand
        The demand table. A level that it does not know is outlined without figures.
    standards
        By level and unit how it stands with the standards, for its popup.
    """
    layers, known = [], levels(demand)
    for number, level in enumerate(dict.fromkeys(units["level"].astype(str))):
        table = units[units["level"].astype(str) == level]
        features = _features(table, units.crs, level, known=level in known)
        for unit_id, feature in zip(table.index, features, strict=True):
            if (line := standards.get((level, str(unit_id)))) is not None:
                feature["popup"]["rows"].append(["Standards", line])
        layers.append(
            DataLayer(
                "shapes",
                {
                    "pane": "units",
                    "digits": DIGITS,
                    "features": [{**feature, "style": _OUTLINE} for feature in features],
                },
                name=message("Units: {level}", level=message(level)),
                show=number == 0,
            )
        )
        if level in known:
            layers.append(_share_layer(features, level))
    return layers


def gap_circle_layers(demand: pd.DataFrame) -> list[DataLayer]:
    """Return a layer for each level of units: a circle in every unit, as large as its people in the gap."""
    return [
        DataLayer("gap_circles", {"level": level}, name=_gap_name(level), show=False)
        for level in levels(demand)
    ]


def _share_layer(features: list[dict[str, Any]], level: str) -> DataLayer:
    classes = [[bound, colour] for bound, colour, _ in SHARE_CLASSES]
    # Infinity is no JSON; no share is above 1.
    classes[-1][0] = 2.0
    data = {
        "level": level,
        "digits": DIGITS,
        "features": features,
        "classes": classes,
        "nobody": NO_PEOPLE_COLOUR,
    }
    name = message("Share served by {level}", level=message(level))
    return DataLayer("shares", data, name=name, show=False)


def _features(
    table: gpd.GeoDataFrame, crs: object, level: str, *, known: bool
) -> list[dict[str, Any]]:
    result = []
    areas = to_degrees(table.geometry, crs)
    for unit_id, name, area in zip(table.index, table["name"], areas, strict=True):
        popup: dict[str, Any] = {"title": str(name), "note": message(level), "rows": []}
        if known:
            popup["unit"] = {"level": level, "id": str(unit_id)}
        result.append({"polygons": polygon_codes(area), "popup": popup})
    return result


def _gap_name(level: str) -> Message:
    return message("People in the gap by {level}", level=message(level))
