"""Names of candidates that were made: the unit that each lies in, and a number."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely


def named_by_unit(made: gpd.GeoDataFrame, demand: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return candidates with names such as ``昌黎镇 · 3``, the third from the north in its unit.

    An id such as ``clinic@x607500y4416800`` tells nobody where a place is. Those that have a name keep it.
    The unit is that of the nearest cell, of the level with the most units; where it has no name, or cells
    have no units, names stay as they are.

    Parameters
    ----------
    made
        A site table.
    demand
        The study's cells, with units, in the same CRS.
    """
    levels = [
        level
        for column in demand.columns
        if str(column).endswith("_name") and (level := str(column)[: -len("_name")]) in demand
    ]
    if made.empty or not levels:
        return made
    finest = max(levels, key=lambda level: int(demand[level].nunique()))
    cells = shapely.STRtree(shapely.point_on_surface(demand.geometry.to_numpy()))
    places = shapely.point_on_surface(made.geometry.to_numpy())
    nearest = cells.nearest(places)
    table = pd.DataFrame(
        {
            "unit": demand[finest].to_numpy()[nearest],
            "name": demand[f"{finest}_name"].astype(str).to_numpy()[nearest],
            "x": shapely.get_x(places),
            "y": shapely.get_y(places),
        },
        index=made.index,
    )
    table = table[(made["name"] == "") & (table["name"] != "")]
    table = table.sort_values(["y", "x"], ascending=[False, True], kind="stable")
    number = (table.groupby("unit").cumcount() + 1).astype(str)
    names = made["name"].copy()
    names.loc[table.index] = table["name"] + " · " + number
    return made.assign(name=names)
