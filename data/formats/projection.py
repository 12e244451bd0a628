"""Bringing places into a metric CRS."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj

from ...common.errors import Fault, InputError
from ...geo.crs import WGS84, choose_metric_crs, require_metric_crs
from .record_faults import record_faults


def metric_crs(crs: object, *tables: gpd.GeoDataFrame, what: str) -> pyproj.CRS:
    """Return the metric CRS asked for, or with ``"auto"`` the one that suits the tables' extent.

    Parameters
    ----------
    crs
        ``"auto"``, or anything that pyproj understands.
    *tables
        Tables with a CRS; together they have the extent.
    what
        The file, for messages.

    Raises
    ------
    InputError
        If the CRS is not metric, or coordinates are not what the tables' CRS allows.
    """
    if not isinstance(crs, str) or crs != "auto":
        return require_metric_crs(crs, what=what)
    bounds = np.array([table.to_crs(WGS84).total_bounds for table in tables])
    west, south = bounds[:, :2].min(axis=0).tolist()
    east, north = bounds[:, 2:].max(axis=0).tolist()
    try:
        return choose_metric_crs((west, south, east, north))
    except InputError as error:
        raise InputError(
            *(
                Fault(file=what, value=fault.value, cause=fault.cause, fix=fault.fix)
                for fault in error.faults
            )
        ) from error


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
    moved = table.set_index(id_name).to_crs(crs)
    faults = record_faults(
        table,
        ~np.isfinite(moved.geometry.bounds.to_numpy()).all(axis=1),
        file=file,
        id_name=id_name,
        column="geometry",
        cause=f"lies where {moved.crs.name} has no coordinates",
        fix="check the coordinates and the CRS of the layer",
    )
    if faults:
        raise InputError(*faults)
    return moved
