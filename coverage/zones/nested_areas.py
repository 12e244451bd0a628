"""Areas of growing limits, simplified so that each holds those before it, and cut at the water's edge."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from .simplified_areas import simplified

_NOWHERE = np.iinfo(np.int64).max
_BORDER_STEP_M = 0.001
"""Borders are joined on a grid of a millimetre, so that rounding leaves no slivers between them."""


def nested(
    areas: Sequence[shapely.Geometry],
    *,
    tolerance_m: float,
    hole_min_m2: float = 0.0,
    water: npt.NDArray[np.object_] | None = None,
) -> list[shapely.MultiPolygon]:
    """Simplify areas, and make them nested to the last digit.

    Each area is simplified by itself. Then all borders together divide the plane into faces, and a face
    belongs to its first area and to all that follow, so that an area is made of the faces of the one
    before, and more. Faces of water belong to none.

    Parameters
    ----------
    areas
        Polygonal and valid, in a metric CRS, the smallest first.
    tolerance_m
        Nothing is farther than this from where it was: no point of a simplified area from the area, no
        point of the area from the simplified one. 0 leaves the borders as they are, but for a millimetre.
    hole_min_m2
        Smaller holes are filled, as are those smaller than `tolerance_m` squared. Water stays open.
    water
        Polygons, valid, that are taken out after simplifying, so that a shore is drawn as it was given.

    Returns
    -------
    list of shapely.MultiPolygon
        Valid; as many as `areas`.
    """
    hole_m2 = max(hole_min_m2, tolerance_m**2)
    filled = [_without_small_holes(area, hole_m2) for area in areas]
    simple = [
        _without_small_holes(simplified(area, tolerance_m), hole_m2) if tolerance_m else area
        for area in filled
    ]
    wet = _water_near(simple, water)
    if len(simple) < 2 and wet is None:
        return simple
    outlines = [shapely.boundary(area) for area in simple]
    borders = outlines if wet is None else [*outlines, shapely.boundary(wet)]
    lines = shapely.union_all(borders, grid_size=_BORDER_STEP_M)
    faces = shapely.get_parts(shapely.polygonize([lines]))
    first = _first_area(faces, simple)
    if wet is None:
        # What simplifying has fenced in between two borders is no hole that anybody would miss.
        first[(first == _NOWHERE) & (shapely.area(faces) < hole_m2)] = len(simple) - 1
    else:
        first[_inside(wet, faces)] = _NOWHERE
        first[_leapt(faces, first, filled)] = _NOWHERE
    return [_dissolved(faces[first <= number]) for number in range(len(simple))]


def _without_small_holes(area: shapely.Geometry, hole_min_m2: float) -> shapely.MultiPolygon:
    parts = shapely.get_parts(shapely.get_parts([area]))
    polygons = parts[(shapely.get_dimensions(parts) == 2) & ~shapely.is_empty(parts)]
    if hole_min_m2 <= 0 or not len(polygons):
        return shapely.MultiPolygon(list(polygons))
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    first = np.searchsorted(polygon, np.arange(len(polygons)))
    large = np.asarray(shapely.area(shapely.polygons(rings)) >= hole_min_m2)
    large[first] = False
    holes = np.split(rings[large], np.searchsorted(polygon[large], np.arange(1, len(polygons))))
    return shapely.MultiPolygon(
        [shapely.polygons(shell, own) for shell, own in zip(rings[first], holes, strict=True)]
    )


def _water_near(
    areas: Sequence[shapely.Geometry], water: npt.NDArray[np.object_] | None
) -> shapely.Geometry | None:
    """Return the water in the areas as one geometry, None where there is none."""
    if water is None or not areas or shapely.is_empty(areas[-1]):
        return None
    water = water[shapely.intersects(water, shapely.box(*shapely.total_bounds(list(areas))))]
    return shapely.union_all(water) if len(water) else None


def _inside(area: shapely.Geometry, faces: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    shapely.prepare(area)
    inner = shapely.point_on_surface(faces)
    return np.asarray(shapely.contains(area, inner), dtype=bool)


def _first_area(
    faces: npt.NDArray[np.object_], areas: Sequence[shapely.Geometry]
) -> npt.NDArray[np.int64]:
    first = np.full(len(faces), _NOWHERE)
    for number in reversed(range(len(areas))):
        first[_inside(areas[number], faces)] = number
    return first


def _leapt(
    faces: npt.NDArray[np.object_],
    first: npt.NDArray[np.int64],
    areas: Sequence[shapely.Geometry],
) -> npt.NDArray[np.bool_]:
    """Faces that only simplifying has put into their area: slivers beyond a narrow river."""
    leapt = np.zeros(len(faces), dtype=bool)
    for number, area in enumerate(areas):
        doubtful = np.flatnonzero(first == number)
        doubtful = doubtful[~_inside(area, faces[doubtful])]
        kept_m2 = shapely.area(shapely.intersection(faces[doubtful], area))
        leapt[doubtful] = kept_m2 < 0.5 * shapely.area(faces[doubtful])
    return leapt


def _dissolved(faces: npt.NDArray[np.object_]) -> shapely.MultiPolygon:
    """Union of faces with shared borders: no border moves."""
    return shapely.MultiPolygon(list(shapely.get_parts(shapely.coverage_union_all(faces))))
