"""Administrative units on the map: outlines, shares served and people in the gap."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd

from ...geo.study_context import NO_STUDY, StudyContext
from ...geo.tables import levels
from ..document.offline import DataLayer
from ..document.shapes import DIGITS, polygon_codes, to_degrees
from ..signs.classes import NO_PEOPLE_COLOUR, SHARE_CLASSES
from ..wording.messages import Message, message
from ..wording.names import level_shown

_OUTLINE = {"color": "#4a4640", "weight": 1.4, "dashArray": "6 3", "fillOpacity": 0}


def unit_layers(
    units: gpd.GeoDataFrame,
    demand: pd.DataFrame,
    *,
    standards: Mapping[tuple[str, str], Message] = MappingProxyType({}),
    study: StudyContext = NO_STUDY,
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
    study
        What its levels are called.
    """
    layers, known = [], levels(demand)
    for number, level in enumerate(dict.fromkeys(units["level"].astype(str))):
        table = units[units["level"].astype(str) == level]
        said = level_shown(study, level)
        features = _features(table, units.crs, level, said, known=level in known)
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
                name=message("Units: {level}", level=said),
                show=number == 0,
            )
        )
        if level in known:
            layers.append(_share_layer(features, level, said))
    return layers


def gap_circle_layers(demand: pd.DataFrame, study: StudyContext = NO_STUDY) -> list[DataLayer]:
    """Return a layer for each level of units: a circle in every unit, as large as its people in the gap."""
    return [
        DataLayer(
            "gap_circles",
            {"level": level},
            name=message("People in the gap by {level}", level=level_shown(study, level)),
            show=False,
            group="question",
        )
        for level in levels(demand)
    ]


def _share_layer(features: list[dict[str, Any]], level: str, said: object) -> DataLayer:
    data = {
        "level": level,
        "digits": DIGITS,
        "features": features,
        # The page makes the classes, by the shares at the limit and for the group of the moment.
        "colours": [colour for _, colour, _ in SHARE_CLASSES],
        "nobody": NO_PEOPLE_COLOUR,
    }
    name = message("Share served by {level}", level=said)
    return DataLayer("shares", data, name=name, show=False)


def _features(
    table: gpd.GeoDataFrame, crs: object, level: str, said: object, *, known: bool
) -> list[dict[str, Any]]:
    result = []
    areas = to_degrees(table.geometry, crs)
    for unit_id, name, area in zip(table.index, table["name"], areas, strict=True):
        popup: dict[str, Any] = {"title": str(name), "note": said, "rows": []}
        if known:
            popup["unit"] = {"level": level, "id": str(unit_id)}
        result.append({"polygons": polygon_codes(area), "popup": popup})
    return result
