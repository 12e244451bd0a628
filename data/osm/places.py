"""The area of a place, out of what a Nominatim server answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from ...common.errors import Fault, InputError
from ...geo.crs import WGS84
from .countries import country_of
from .elements import is_degrees, is_id, plain_text
from .web.bounded_http import UnusableAnswerError

Area = shapely.Polygon | shapely.MultiPolygon

_AREAS: Final = ("Polygon", "MultiPolygon")

_NAME_MAX: Final = 1_000

_REPAIRED_CORNERS_MAX: Final = 1_000
"""Corners of a boundary that is repaired where it crosses itself: the crossings grow with their square."""


def read_boundary(answer: object, place: str) -> gpd.GeoDataFrame:
    """Return the most important place that is an area: unit_id, name and country, in EPSG:4326.

    Parameters
    ----------
    answer
        The JSON of a Nominatim server.
    place
        The name that was asked for.

    Raises
    ------
    InputError
        If no such place is known, or only as a point or line.
    UnusableAnswerError
        If it is no such answer, or the place's boundary or name cannot be used.
    """
    if not isinstance(answer, list) or not all(isinstance(found, dict) for found in answer):
        raise UnusableAnswerError("did not answer as a Nominatim server does")
    if not answer:
        raise _no_place(place, "is not found")
    for found in answer:
        if not isinstance(found.get("geojson"), dict):
            raise _unusable("has no geometry")
    areas = [found for found in answer if found["geojson"].get("type") in _AREAS]
    if not areas:
        raise _no_place(place, "has no area in OpenStreetMap, only a point or line")
    found = max(areas, key=_importance)
    _require_bounding_box(found)
    return gpd.GeoDataFrame(
        {
            "unit_id": [_unit_id(found)],
            "name": [_name(found) or place],
            "country": [country_of(found.get("address")) or ""],
        },
        geometry=[_area(found["geojson"])],
        crs=WGS84,
    )


def _importance(found: Mapping[str, Any]) -> float:
    importance: Any = found.get("importance")
    return float(importance) if is_degrees(importance, 1e9) else 0.0


def _require_bounding_box(found: Mapping[str, Any]) -> None:
    box = found.get("boundingbox")
    try:
        sound = isinstance(box, list) and len(box) == 4 and np.isfinite(list(map(float, box))).all()
    except (TypeError, ValueError, OverflowError):
        sound = False
    if not sound:
        raise _unusable("has no bounding box")


def _unit_id(found: Mapping[str, Any]) -> str:
    kind = found.get("osm_type")
    known = kind in ("node", "way", "relation") and is_id(found.get("osm_id"))
    return f"{str(kind)[0]}{found['osm_id']}" if known else "place"


def _name(found: Mapping[str, Any]) -> str:
    name = found.get("name") or ""
    if not isinstance(name, str):
        raise _unusable("has a name that is no text")
    if len(name) > _NAME_MAX:
        raise _unusable(f"has a name of {len(name):,} characters")
    return plain_text(name)


def _area(geojson: Mapping[str, Any]) -> Area:
    """Return the polygons of a geometry, repaired where they cross themselves."""
    polygons = geojson.get("coordinates")
    if geojson["type"] == "Polygon":
        polygons = [polygons]
    if not isinstance(polygons, list) or not all(isinstance(rings, list) for rings in polygons):
        raise _unusable("has a boundary without coordinates")
    parts = [shapely.Polygon(shell, holes) for shell, *holes in map(_rings, polygons) if shell]
    area: Any = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    if not area.is_valid:
        if shapely.get_num_coordinates(area) > _REPAIRED_CORNERS_MAX:
            raise _unusable("has a boundary that crosses itself")
        # The default method takes minutes for a hundred corners at random.
        area = shapely.make_valid(area, method="structure", keep_collapsed=False)
    if area.geom_type not in _AREAS or not area.area > 0:
        raise _unusable("has an empty boundary")
    boundary: Area = area
    return boundary


def _rings(rings: Sequence[object]) -> list[list[tuple[float, float]]]:
    """Return the rings of a polygon; a ring that is empty is left out."""
    return [_ring(ring) for ring in rings if ring != []] or [[]]


def _ring(ring: object) -> list[tuple[float, float]]:
    if not isinstance(ring, list):
        raise _unusable("has a boundary without coordinates")
    for corner in ring:
        sound = (
            isinstance(corner, list)
            and len(corner) >= 2
            and is_degrees(corner[0], 180)
            and is_degrees(corner[1], 90)
        )
        if not sound:
            raise _unusable("has a boundary with a corner that is no longitude and latitude")
    if len(ring) < 4:
        raise _unusable("has a boundary with a ring of less than four corners")
    return [(corner[0], corner[1]) for corner in ring]


def _no_place(place: str, cause: str) -> InputError:
    return InputError(
        Fault(
            file="place",
            value=place,
            cause=cause,
            fix="be more specific (district, city, country), or write a study file with your own "
            "boundary and roads files",
        )
    )


def _unusable(what: str) -> UnusableAnswerError:
    return UnusableAnswerError(f"sent a place that cannot be used: it {what}")
