"""What all zones have in common: their limits, their options, and the table that they come in."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from ...common.errors import Fault, InputError
from ...geo.travel import dry_legs
from ...geo.travel.travel_times import TravelTimes

LIMITS_MIN = (10.0, 20.0, 30.0)
"""The limits of zones where nobody names others."""

_ZONES = "access zones"


def require_roads(times: TravelTimes) -> None:
    """Raise an InputError unless the travel times were computed along roads."""
    if not times.road_parts:
        raise InputError(
            Fault(
                file=_ZONES,
                cause="the travel times were computed elsewhere, without the roads between",
                fix="call grid_zones, which makes zones of served cells, or compute the times along roads",
            )
        )


def chosen_sites(times: TravelTimes, sites: Sequence[str] | None) -> list[str]:
    """Return the ids of the open sites: those named, or the existing ones."""
    if sites is None:
        return list(times.sites.index[times.sites["status"] == "existing"])
    return list(sites)


def zone_limits(
    times: TravelTimes, limits_min: Sequence[float], limits_m: Sequence[float] | None
) -> list[float]:
    """Return the limits in the travel times' unit, the smallest first and none twice.

    Raises
    ------
    InputError
        If limits are in the other unit, are not above 0, or there are none.
    """
    in_metres = times.unit == "m"
    name = "limits_m" if in_metres else "limits_min"
    if in_metres != (limits_m is not None):
        raise InputError(
            Fault(
                file=_ZONES,
                column="limits_m",
                value=None if limits_m is None else list(limits_m),
                cause="is missing, though the travel times count metres"
                if in_metres
                else "is given, though the travel times count seconds",
                fix=f"give {name} instead",
            )
        )
    given = limits_min if limits_m is None else limits_m
    faults = [
        Fault(
            file=_ZONES,
            column=name,
            value=limit,
            cause="must be a number above 0",
            fix="correct it or leave it out",
        )
        for limit in given
        if not (np.isfinite(limit) and limit > 0)
    ]
    if not len(given):
        faults.append(
            Fault(file=_ZONES, column=name, cause="is empty", fix="give at least one limit")
        )
    if faults:
        raise InputError(*faults)
    return sorted({float(limit) * (1 if in_metres else 60) for limit in given})


def require_zone_options(*, buffer_m: float, tolerance_m: float, hole_min_m2: float) -> None:
    """Raise an InputError unless the width is above 0 and the others are at least 0."""
    rules = (
        ("buffer_m", buffer_m, buffer_m > 0, "above 0"),
        ("tolerance_m", tolerance_m, tolerance_m >= 0, "of at least 0"),
        ("hole_min_m2", hole_min_m2, hole_min_m2 >= 0, "of at least 0"),
    )
    faults = [
        Fault(
            file=_ZONES,
            column=name,
            value=value,
            cause=f"must be a number {rule}",
            fix="correct it or leave it out",
        )
        for name, value, fits, rule in rules
        if not (np.isfinite(value) and fits)
    ]
    if faults:
        raise InputError(*faults)


def water_polygons(
    water: gpd.GeoDataFrame | None, times: TravelTimes
) -> npt.NDArray[np.object_] | None:
    """Return the polygons of a water layer one by one, made valid; None where there are none.

    Raises
    ------
    InputError
        If the layer is in another CRS than the travel times' tables.
    """
    return dry_legs.water_polygons(water, times.demand.crs)


def zone_table(
    times: TravelTimes,
    site_ids: Sequence[str],
    limits: Sequence[float],
    areas: Sequence[shapely.Geometry],
) -> gpd.GeoDataFrame:
    """Return zones as a table with the columns of `halfhour.access_zones`."""
    limit = np.asarray(limits, dtype=np.float64)
    shape = np.empty(len(areas), dtype=object)
    shape[:] = areas
    return gpd.GeoDataFrame(
        {
            "site_id": np.asarray(site_ids, dtype=object),
            "limit": limit,
            "limit_min": limit / 60 if times.unit == "s" else np.full(len(limit), np.nan),
            "area_km2": shapely.area(shape) / 1e6,
        },
        geometry=shape,
        crs=times.demand.crs,
    )
