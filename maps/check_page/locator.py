"""The small drawing in the corner of a memo's map: where it lies, and the farthest village."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from ...coverage.site_check.check import SiteCheck
from ...geo.crs import metres_of
from ...optimize.site_comparison.comparison import SiteComparison
from .map_marks import Box

_Area = npt.NDArray[np.object_]
_At = Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]

_SIDE: Final = 150.0
_LEAST: Final = 70.0
_MARGIN: Final = 8.0
_FRAME_LEAST: Final = 5.0
_LINE: Final = 0.6
"""By so much of a unit of the drawing a line may be wrong."""


@dataclass(frozen=True, kw_only=True)
class Locator:
    """What the drawing shows, in its own units from its upper left corner.

    Parameters
    ----------
    width, height
        How large it is.
    borders, way
        The ``d`` of SVG paths; empty for none.
    frame
        x, y, width and height of what the map shows.
    site, village
        Where they stand; None without a village.
    """

    width: float
    height: float
    borders: str
    way: str
    frame: tuple[float, float, float, float]
    site: tuple[float, float]
    village: tuple[float, float] | None


def locator(
    check: SiteCheck,
    comparison: SiteComparison,
    demand: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame | None,
    frame: Box,
) -> Locator:
    """Return the drawing of a check.

    Parameters
    ----------
    check, comparison
        The site, and the village that is farthest from help.
    demand
        The demand table, in a CRS in metres, in which it is drawn.
    units
        Units, of which the first level is drawn; where there are none, the hull of the cells.
    frame
        What the map shows.
    """
    crs = demand.crs
    project = partial(metres_of, crs)
    areas = _area(demand, units)
    village = comparison.farthest
    site = project(check.at)
    west, south, east, north = frame
    # The frame of a place near a pole reaches beyond it.
    corners = project(np.clip([(west, south), (east, north)], (-180.0, -90.0), (180.0, 90.0)))
    seen = [shapely.get_coordinates(areas), corners, site[None, :]]
    far = None if village is None else project(village.at)
    way = (
        None if village is None or village.way is None else shapely.transform(village.way, project)
    )
    if far is not None:
        seen.append(far[None, :])
    points = np.concatenate(seen)
    low, high = points.min(axis=0), points.max(axis=0)
    size = np.maximum(high - low, 1.0)
    scale = (_SIDE - 2 * _MARGIN) / float(size.max())
    width, height = (max(_LEAST, float(side) * scale + 2 * _MARGIN) for side in size)
    middle = (low + high) / 2

    def at(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        moved = (xy - middle) * scale * np.array([1.0, -1.0])
        return np.asarray((moved + np.array([width, height]) / 2).round(1), dtype=np.float64)

    (left, bottom), (right, top) = at(corners).tolist()
    x, y = at(site).tolist()
    return Locator(
        width=round(width, 1),
        height=round(height, 1),
        borders=_path(_rings(areas, _LINE / scale), at, "Z"),
        way="" if way is None else _path([shapely.simplify(way, _LINE / scale)], at, ""),
        frame=_frame(left, top, right - left, bottom - top),
        site=(x, y),
        village=None if far is None else (at(far).tolist()[0], at(far).tolist()[1]),
    )


def _frame(x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
    """Return a rectangle that is large enough to be seen."""
    more_x, more_y = (max(0.0, _FRAME_LEAST - side) for side in (width, height))
    sides = (x - more_x / 2, y - more_y / 2, width + more_x, height + more_y)
    return tuple(round(side, 1) for side in sides)  # type: ignore[return-value]


def _area(demand: gpd.GeoDataFrame, units: gpd.GeoDataFrame | None) -> _Area:
    """Return the areas of the first level of units; of no units the hull of the cells."""
    if units is not None:
        areas = units[units.geom_type.isin(["Polygon", "MultiPolygon"])]
        first = (
            areas[(areas["level"].astype(str) == str(areas["level"].iloc[0])).to_numpy()]
            if len(areas)
            else areas
        )
        if len(first):
            return np.asarray(first.to_crs(demand.crs).geometry.to_numpy(), dtype=object)
    points = shapely.get_coordinates(demand.geometry.to_numpy())
    return np.array([shapely.convex_hull(shapely.multipoints(points))], dtype=object)


def _rings(areas: _Area, wrong_m: float) -> Iterator[shapely.Geometry]:
    for part in shapely.get_parts(shapely.simplify(areas, wrong_m, preserve_topology=False)):
        if part.geom_type == "Polygon" and not part.is_empty:
            yield part.exterior
            yield from part.interiors


def _path(lines: Iterable[shapely.Geometry], at: _At, close: str) -> str:
    steps = []
    for line in lines:
        points = at(shapely.get_coordinates(line))
        if len(points) > 1:
            steps.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + close)
    return "".join(steps)
