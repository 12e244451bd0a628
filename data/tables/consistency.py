"""Do the layers lie on one another? Checks between tables and the roads."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from ...common.errors import Fault, InputError
from ...geo.crs import to_degrees
from ...geo.inner_points import inner_points
from ..formats.places import SWAPPED_FIX

FAR_M = 50_000.0
"""How far outside the roads' extent a site may lie, in metres, before it is taken for a mistake."""

Bounds = tuple[float, float, float, float]


def check_places(
    table: gpd.GeoDataFrame,
    roads_bounds_m: Bounds,
    *,
    what: str,
    whole: bool = True,
    far_m: float = FAR_M,
) -> None:
    """Check that places lie where the roads are.

    Parameters
    ----------
    table
        A table of places, in the roads' metric CRS.
    roads_bounds_m
        West, south, east, north of the roads, in metres of that CRS.
    what
        The file, for the message.
    whole
        Whether the table holds all of the file's records in order, so that a message can count rows.
    far_m
        How far outside the roads' extent a place may lie, in metres.

    Raises
    ------
    InputError
        With every place that is farther away.
    """
    away_m = _away_m(table, roads_bounds_m)
    lon, lat = _lon_lat(table)
    faults = [
        _place_fault(
            table,
            int(index),
            (lon[index], lat[index]),
            what=what,
            whole=whole,
            cause=f"lies {away_m[index] / 1000:,.0f} km outside the roads' extent",
            fix="check its coordinates and the CRS of the layer, or give roads that reach it",
        )
        for index in np.flatnonzero(~(away_m <= far_m))
    ]
    if faults:
        raise InputError(*faults)


def check_some_near(
    table: gpd.GeoDataFrame, roads_bounds_m: Bounds, *, what: str, whole: bool = True
) -> None:
    """Check that the roads are those of the places: that one at least lies among them, or within `FAR_M`.

    Single places far away may be right, as people beyond the roads are counted as unreachable; all of them are
    in another CRS, or of another country.

    Parameters
    ----------
    table
        A table of places, in the roads' metric CRS.
    roads_bounds_m
        West, south, east, north of the roads, in metres of that CRS.
    what
        The file, for the message.
    whole
        As of `check_places`.

    Raises
    ------
    InputError
        If all places lie farther away.
    """
    away_m = _away_m(table, roads_bounds_m)
    if not len(table) or bool((away_m <= FAR_M).any()):
        return
    first = int(np.argmin(np.where(np.isfinite(away_m), away_m, np.inf)))
    lon, lat = _lon_lat(table.iloc[[first]])
    raise InputError(
        _place_fault(
            table,
            first,
            (lon[0], lat[0]),
            what=what,
            whole=whole,
            cause=f"is the nearest of all places to the roads, and lies {away_m[first] / 1000:,.0f} km "
            "outside their extent",
            fix="check the CRS of this layer and of the roads, or give roads of the same region",
        )
    )


def check_not_swapped(
    table: gpd.GeoDataFrame, roads_bounds_m: Bounds, *, what: str, whole: bool = True
) -> None:
    """Check that longitude and latitude were not exchanged.

    Parameters
    ----------
    table
        A table of places, in the roads' metric CRS.
    roads_bounds_m
        West, south, east, north of the roads, in metres of that CRS.
    what
        The file, for the message.
    whole
        As of `check_places`.

    Raises
    ------
    InputError
        If most places lie outside the roads' extent, and inside with x and y exchanged.
    """
    bounds_deg = to_degrees(table.crs).transform_bounds(*roads_bounds_m)
    lon, lat = _lon_lat(table)
    inside = _inside(lon, lat, bounds_deg)
    inside_swapped = _inside(lat, lon, bounds_deg)
    if inside.mean() < 0.5 < inside_swapped.mean():
        first = int(np.flatnonzero(inside_swapped)[0])
        raise InputError(
            _place_fault(
                table,
                first,
                (lon[first], lat[first]),
                what=what,
                whole=whole,
                cause=f"x and y look swapped: exchanged, {inside_swapped.sum():,} of {len(table):,} "
                "places lie within the roads' extent",
                fix=SWAPPED_FIX,
            )
        )


def _place_fault(
    table: gpd.GeoDataFrame,
    position: int,
    lon_lat: tuple[float, float],
    *,
    what: str,
    whole: bool,
    cause: str,
    fix: str,
) -> Fault:
    """Return a fault of the place of one record; its row is told where `whole` says that it can be counted."""
    lon, lat = lon_lat
    return Fault(
        file=what,
        row=position + 1 if whole else None,
        key=f"{table.index.name} {table.index[position]}",
        value=(round(float(lon), 6), round(float(lat), 6)),
        cause=cause,
        fix=fix,
    )


def _away_m(table: gpd.GeoDataFrame, bounds_m: Bounds) -> npt.NDArray[np.float64]:
    """Return how far outside an extent each place lies, in metres."""
    x, y = _xy(table)
    west, south, east, north = bounds_m
    return np.asarray(
        np.hypot(
            np.maximum(0, np.maximum(west - x, x - east)),
            np.maximum(0, np.maximum(south - y, y - north)),
        ),
        dtype=np.float64,
    )


def _lon_lat(table: gpd.GeoDataFrame) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    lon, lat = to_degrees(table.crs).transform(*_xy(table))
    return lon, lat


def _xy(table: gpd.GeoDataFrame) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    points = gpd.GeoSeries(inner_points(table.geometry.to_numpy()))
    return points.x.to_numpy(), points.y.to_numpy()


def _inside(
    lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64], bounds_deg: Bounds
) -> npt.NDArray[np.bool_]:
    west, south, east, north = bounds_deg
    return (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
