"""What is wrong with units that a map or picture shall show."""

from __future__ import annotations

import geopandas as gpd

from ...common.errors import Fault


def unit_faults(units: gpd.GeoDataFrame | None) -> list[Fault]:
    """Return the columns and the CRS that units lack; nothing where there are no units."""
    if units is None:
        return []
    fix = "make units with halfhour.read_units"
    faults = [
        Fault(file="units", column=column, cause="is missing", fix=fix)
        for column in ("level", "name")
        if column not in units.columns
    ]
    if units.crs is None:
        faults.append(
            Fault(file="units", column="crs", cause="has no coordinate reference system", fix=fix)
        )
    return faults
