"""The administrative units of a level inside a place, out of OpenStreetMap's boundary relations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ...common.errors import Fault, InputError
from ...common.sentences import Sentence
from ...geo.crs import WGS84
from .elements import Element, ElementCheck
from .places import Area
from .web.client import OsmClient, Query

LEVELS: Final = range(2, 12)
"""Levels of administration in OpenStreetMap: countries have 2."""

_TAGS: Final = frozenset({"admin_level", "boundary", "name", "type"})
_INSIDE_SHARE: Final = 0.5
"""A unit belongs to the place if more than this part of it lies there; neighbours only touch it."""

_ANSWER_S: Final = 180


def level_name(level: int) -> str:
    """Return what units of a level are called in study files."""
    return f"admin_level_{level}"


def fetch_units(
    area: Area, level: int, client: OsmClient, overpass: str, *, asked: Area
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Return the units of a level that lie in a place.

    Parameters
    ----------
    area
        The place, in degrees of WGS 84.
    level
        The OSM ``admin_level``.
    client
        Asks the server.
    overpass
        The server, without a slash at the end.
    asked
        An area of few corners around it, which the server is asked for.

    Returns
    -------
    units : geopandas.GeoDataFrame
        Columns unit_id (``r`` and the relation's id) and name, sorted by id, in EPSG:4326.
    notes : tuple of str
        What is to be told of units that were left out.

    Raises
    ------
    InputError
        If there is none, or no answer that can be used.
    """
    query = Query(
        server=overpass,
        method="POST",
        url=f"{overpass}/interpreter",
        data={"data": _question(asked, level)},
    )
    found = client.ask(query, ElementCheck(_TAGS), bytes_max=client.bounds.answer_bytes)
    relations, shapes = _shapes(found["elements"], level)
    broken = [
        relation["id"] for relation, shape in zip(relations, shapes, strict=True) if shape is None
    ]
    rows = [
        {
            "unit_id": f"r{relation['id']}",
            "name": relation.get("tags", {}).get("name", "") or f"r{relation['id']}",
            "geometry": shape,
        }
        for relation, shape in zip(relations, shapes, strict=True)
        if shape is not None and shape.intersection(area).area > _INSIDE_SHARE * shape.area
    ]
    if not rows:
        raise InputError(
            Fault(
                file="units_level",
                value=level,
                cause=f"is no level of which OpenStreetMap has units here ({len(broken)} are broken)"
                if broken
                else "is no level of which OpenStreetMap has units here",
                fix="choose another level: wiki.openstreetmap.org/wiki/Tag:boundary=administrative says "
                "what each means in a country",
            )
        )
    table = gpd.GeoDataFrame(rows, crs=WGS84).sort_values("unit_id", ignore_index=True)
    if not broken:
        return table, ()
    left_out = Sentence(
        "{count} units of level {level} have boundaries that are not closed, and are left out: {shown}",
        count=len(broken),
        level=level,
        shown=tuple(f"r{number}" for number in broken[:5]),
    )
    return table, (left_out,)


def _question(area: Area, level: int) -> str:
    parts = shapely.get_parts(area)
    asked = "".join(
        f"relation['boundary'='administrative']['admin_level'='{level}'](poly:'{_corners(part)}');"
        for part in parts
    )
    return f"[out:json][timeout:{_ANSWER_S}];({asked});(._;>;);out;"


def _corners(part: shapely.Polygon) -> str:
    """Return the corners of a polygon as Overpass has them: latitude first."""
    return " ".join(f"{y:.6f} {x:.6f}" for x, y in part.exterior.coords)


def _shapes(
    elements: Sequence[Element], level: int
) -> tuple[list[Element], list[BaseGeometry | None]]:
    """Return the relations of a level and their areas; None where a boundary is not closed."""
    places = {
        element["id"]: (element["lon"], element["lat"])
        for element in elements
        if element["type"] == "node"
    }
    ways = {
        element["id"]: [places[node] for node in element["nodes"]]
        for element in elements
        if element["type"] == "way"
    }
    relations = [
        element
        for element in elements
        # Relations inside of relations come along, such as parts of other levels.
        if element["type"] == "relation"
        and element.get("tags", {}).get("admin_level") == str(level)
    ]
    return relations, [_area(relation, ways) for relation in relations]


def _area(
    relation: Element, ways: Mapping[int, Sequence[tuple[float, float]]]
) -> BaseGeometry | None:
    outer = _closed(relation, ways, {"outer", ""})
    if outer is None:
        return None
    inner = _closed(relation, ways, {"inner"})
    area = outer if inner is None else outer.difference(inner)
    return area if area.area > 0 else None


def _closed(
    relation: Element, ways: Mapping[int, Sequence[tuple[float, float]]], roles: set[str]
) -> BaseGeometry | None:
    """Return what the rings of some roles enclose; None without any, or where one is not closed."""
    lines = [
        shapely.LineString(ways[member["ref"]])
        for member in relation["members"]
        if member["type"] == "way" and member["role"] in roles and len(ways[member["ref"]]) > 1
    ]
    if not lines:
        return None
    rings, cuts, dangles, invalid = shapely.polygonize_full(lines)
    if any(not part.is_empty for part in (cuts, dangles, invalid)):
        return None
    polygons: Any = np.asarray(shapely.get_parts(rings))
    return shapely.union_all(polygons) if len(polygons) else None
