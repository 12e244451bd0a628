"""Bringing places into a metric CRS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from ...common.arrays import Floats
from ...common.errors import InputError
from ...geo.crs import (
    WGS84,
    choose_metric_crs,
    degrees_outside,
    require_area_of_use,
    require_metric_crs,
    to_degrees,
    transformer,
)
from ...geo.middle import far_from_all, middle_of
from ...geo.moved_shapes import moved_table
from .geometry_kinds import shown_places
from .record_faults import record_faults

_FAR_OUTSIDE_DEG: Final = 10.0
"""A record this far outside the area of use of a CRS is a slip, and no neighbouring zone."""


def metric_crs(
    crs: object,
    *tables: gpd.GeoDataFrame,
    files: Sequence[str],
    id_name: str,
    weights: pd.Series | None = None,
) -> pyproj.CRS:
    """Return the metric CRS asked for, or with ``"auto"`` the one that suits where most places lie.

    Parameters
    ----------
    crs
        ``"auto"``, or anything that pyproj understands.
    *tables
        Tables with a CRS, index 0, 1, ... in the order of their file's records.
    files, id_name
        Each table's file, and the column of ids, for the faults.
    weights
        How much each place counts, such as its people, where there is one table.

    Raises
    ------
    InputError
        If the CRS is not metric; with ``"auto"``, with every record that lies far from all others
        (`far_from_all`), or has coordinates that the tables' CRS does not allow.
    """
    if not isinstance(crs, str) or crs != "auto":
        return require_metric_crs(crs, what=" and ".join(files))
    places = [degrees_of(table) for table in tables]
    faults = []
    for table, place, file in zip(tables, places, files, strict=True):
        faults += record_faults(
            table,
            np.asarray(~np.isfinite(place).all(axis=1)),
            file=file,
            id_name=id_name,
            column="geometry",
            cause=f"has coordinates that {table.crs.name} does not allow",
            fix="check the coordinates and the CRS of the layer",
        )
    if faults:
        raise InputError(*faults)
    lon, lat = np.concatenate(places).T
    far = far_from_all(lon, lat, weights)
    first = 0
    for table, place, file in zip(tables, places, files, strict=True):
        faults += record_faults(
            table,
            wrong := far[first : first + len(table)],
            file=file,
            id_name=id_name,
            column="geometry",
            cause="lies far from all other places",
            fix="correct its coordinates, leave the record out, or name a `crs:` that suits all places",
            values=shown_places(*_columns(place), wrong),
        )
        first += len(table)
    if faults:
        raise InputError(*faults)
    try:
        return choose_metric_crs(lon, lat, weights=weights)
    except InputError as error:
        raise InputError(
            *(replace(fault, file=" and ".join(files)) for fault in error.faults)
        ) from error


def require_where_crs_holds(
    crs: pyproj.CRS,
    table: gpd.GeoDataFrame,
    *,
    file: str,
    id_name: str,
    weights: pd.Series | None = None,
) -> None:
    """Check that places lie where a CRS that somebody named is made for.

    Parameters
    ----------
    crs
        The CRS.
    table
        Places, index 0, 1, ... in the order of the file's records.
    file, id_name, weights
        As for `metric_crs`.

    Raises
    ------
    InputError
        If most lie outside its area of use; else with every record that lies far outside.
    """
    place = degrees_of(table)
    known = np.isfinite(place).all(axis=1)
    if not known.any():
        return
    lon, lat = place[known].T
    weight = None if weights is None else weights.to_numpy()[known]
    require_area_of_use(crs, *middle_of(lon, lat, weight), what=file)
    outside = np.zeros(len(table))
    outside[known] = degrees_outside(crs, lon, lat)
    faults = record_faults(
        table,
        wrong := outside > _FAR_OUTSIDE_DEG,
        file=file,
        id_name=id_name,
        column="geometry",
        cause=f"lies far outside the area that {crs.name} is made for",
        fix="correct its coordinates, leave the record out, or name a `crs:` that suits all places",
        values=shown_places(*_columns(place), wrong),
    )
    if faults:
        raise InputError(*faults)


def degrees_of(table: gpd.GeoDataFrame) -> Floats:
    """Return longitude and latitude of the middle of each place's extent, shape (places, 2)."""
    xy = point_coordinates(table)
    if xy is not None:
        # Points are their own middle, and need not be made a second time.
        if table.crs.is_exact_same(WGS84):
            return xy
        return np.column_stack(to_degrees(table.crs).transform(xy[:, 0], xy[:, 1]))
    bounds = table.geometry.to_crs(WGS84).bounds.to_numpy()
    return np.asarray((bounds[:, :2] + bounds[:, 2:]) / 2, dtype=np.float64)


def _columns(place: Floats) -> tuple[pd.Series, pd.Series]:
    return pd.Series(place[:, 0]), pd.Series(place[:, 1])


def projected(table: gpd.GeoDataFrame, crs: object, *, file: str, id_name: str) -> gpd.GeoDataFrame:
    """Return places in a metric CRS, on the index of their ids.

    Parameters
    ----------
    table
        Index 0, 1, ... in the order of the file's records.
    crs
        The CRS.
    file, id_name
        For the faults; `id_name` becomes the index.

    Raises
    ------
    InputError
        With every record whose geometry lies where the CRS has no coordinates.
    """
    return moved(table, crs, file=file, id_name=id_name).set_index(id_name)


def moved(
    table: gpd.GeoDataFrame, crs: object, *, file: str, id_name: str | None = None
) -> gpd.GeoDataFrame:
    """Return places in another CRS; edges of lines and areas stay where they are on the ground (`moved_table`).

    Parameters
    ----------
    table, crs, file
        As for `projected`.
    id_name
        The column of ids, for the faults; None where records have none.

    Raises
    ------
    InputError
        With every record whose geometry lies where the CRS has no coordinates.
    """
    result = moved_table(table, pyproj.CRS.from_user_input(crs))
    known = ~(table.geometry.isna() | table.geometry.is_empty).to_numpy()
    lost = known & ~np.asarray(np.isfinite(result.geometry.bounds.to_numpy()).all(axis=1))
    _require_coordinates(lost, table, result.crs, file=file, id_name=id_name)
    return result


def projected_points(
    attributes: pd.DataFrame,
    xy: Floats,
    source: pyproj.CRS,
    crs: pyproj.CRS,
    *,
    file: str,
    id_name: str,
) -> gpd.GeoDataFrame:
    """Do the same as `projected` with points that are coordinates yet.

    A point of shapely takes 200 bytes: millions of them in two CRS at once would be most of what reading takes.

    Parameters
    ----------
    attributes
        All columns but the geometry; index 0, 1, ... in the order of the file's records.
    xy
        Where they lie, shape (records, 2).
    source, crs
        The CRS of `xy`, and of the result.
    file, id_name
        As for `projected`.

    Raises
    ------
    InputError
        With every record that lies where the CRS has no coordinates.
    """
    if source != crs:
        xy = np.column_stack(transformer(source, crs).transform(xy[:, 0], xy[:, 1]))
        lost = ~np.asarray(np.isfinite(xy).all(axis=1))
        _require_coordinates(lost, attributes, crs, file=file, id_name=id_name)
    table = gpd.GeoDataFrame(attributes, geometry=shapely.points(xy), crs=crs)
    return table.set_index(id_name)


def _require_coordinates(
    lost: np.ndarray, table: pd.DataFrame, crs: pyproj.CRS, *, file: str, id_name: str | None
) -> None:
    faults = record_faults(
        table,
        lost,
        file=file,
        id_name=id_name,
        column="geometry",
        cause=f"lies where {crs.name} has no coordinates",
        fix="check the coordinates and the CRS of the layer",
    )
    if faults:
        raise InputError(*faults)


def point_coordinates(table: gpd.GeoDataFrame) -> Floats | None:
    """Return where the points of a table lie, shape (records, 2); None where any is something else or empty."""
    geometry = table.geometry.to_numpy()
    is_point = shapely.get_type_id(geometry) == shapely.GeometryType.POINT
    if not (is_point & ~shapely.is_empty(geometry)).all():
        return None
    return np.column_stack((shapely.get_x(geometry), shapely.get_y(geometry)))
