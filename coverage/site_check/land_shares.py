"""Which share of a point or a parcel lies on areas, and on which classes of land it lies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ...geo.land_classes import CLASS, LandClasses

LEAST_M2: Final = 1.0
"""A smaller part of a parcel is a matter of how its boundary was drawn."""


class OnAreas(NamedTuple):
    """How much of a shape lies on areas: a share, 1 of a point, and square metres, 0 of a point."""

    share: float
    area_m2: float


def is_point(shape: BaseGeometry) -> bool:
    """Whether a shape is a point; else it is a parcel."""
    return bool(shape.geom_type == "Point")


def touched(areas: gpd.GeoDataFrame, shape: BaseGeometry) -> np.ndarray:
    """Return the areas that a shape touches, in the order of their rows."""
    rows = areas.sindex.query(shape, predicate="intersects")
    return np.asarray(areas.geometry.to_numpy()[np.sort(rows)], dtype=object)


def part_on(areas: np.ndarray, shape: BaseGeometry) -> OnAreas | None:
    """Return how much of a shape lies on areas; None where none does, or less than a square metre of a parcel.

    Parameters
    ----------
    areas
        Those that it touches.
    shape
        A point or a parcel, in their CRS.
    """
    if not len(areas):
        return None
    if is_point(shape):
        return OnAreas(1.0, 0.0)
    area_m2 = float(shapely.area(shapely.intersection(shapely.union_all(areas), shape)))
    if area_m2 <= LEAST_M2:
        return None
    return OnAreas(min(1.0, area_m2 / shape.area), area_m2)


def class_parts(classes: LandClasses, shape: BaseGeometry) -> Mapping[str, OnAreas]:
    """Return how much of a shape lies on each class of land; ``""`` is what no class is known of.

    Parameters
    ----------
    classes
        The layer; a point on the border of two classes lies on both.
    shape
        A point or a parcel, in its CRS.
    """
    if classes.grid is not None:
        cells = (
            classes.grid.at(np.array([shape])) if is_point(shape) else classes.grid.inside(shape)
        )
        found, counts = np.unique(cells, return_counts=True)
        return {
            class_of_number(value): OnAreas(count / len(cells), count / len(cells) * shape.area)
            for value, count in zip(found, counts, strict=True)
        }
    assert classes.areas is not None  # noqa: S101 - one of the two has the classes
    rows = np.sort(classes.areas.sindex.query(shape, predicate="intersects"))
    names = classes.areas[CLASS].to_numpy()[rows]
    shapes = classes.areas.geometry.to_numpy()[rows]
    parts = {
        str(name): part
        for name in dict.fromkeys(names)
        if (part := part_on(shapes[names == name], shape)) is not None
    }
    whole = part_on(shapes, shape)
    missing = 1.0 - (0.0 if whole is None else whole.share)
    missing_m2 = missing * shape.area
    if whole is None or missing_m2 > LEAST_M2:
        parts[""] = OnAreas(missing, missing_m2)
    return parts


def class_of_number(value: float) -> str:
    """Return the class that a raster has by its number; ``""`` where it has none."""
    return "" if np.isnan(value) else f"{value:g}"
