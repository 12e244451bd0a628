"""The nearest cell and the unit of each site."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ...common.arrays import Floats, Ints
from ...common.errors import Fault


@dataclass(frozen=True, kw_only=True, eq=False)
class Units:
    """The units of a level, and the unit of each site and cell.

    Parameters
    ----------
    ids, names
        By unit.
    of_site, of_cell
        By site and by cell the number of its unit, -1 outside every unit.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    of_site: Ints
    of_cell: Ints

    def numbers(self, named: Iterable[str]) -> Ints:
        """Return the numbers of units by id or name; unknown ones are left out."""
        wanted = set(named)
        return np.array(
            [
                n
                for n, pair in enumerate(zip(self.ids, self.names, strict=True))
                if wanted & {*pair}
            ],
            dtype=np.int64,
        )

    def count(self, value: Floats, unit: Ints) -> Floats:
        """Return the sum of values by unit."""
        inside = unit >= 0
        total = np.bincount(unit[inside], weights=value[inside], minlength=len(self.ids))
        return total.astype(np.float64)


def units_of(demand: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, level: str) -> Units:
    """Find the unit of each site.

    A site table may have a column of the level with ids or names of units; empty text is outside every unit.
    Without the column, or where a value is missing, a site is in the unit of its nearest cell, by straight-line
    distance.

    Parameters
    ----------
    demand
        A demand table with the level's columns (`halfhour.assign_units`).
    sites
        A site table in the same CRS.
    level
        Level of units, such as ``"township"``.
    """
    known = demand[[level, f"{level}_name"]].drop_duplicates(level).sort_values(level)
    known = known[known[level].fillna("") != ""]
    ids, names = tuple(known[level]), tuple(known[f"{level}_name"])
    number = {**{name: n for n, name in enumerate(names)}, **{one: n for n, one in enumerate(ids)}}
    of_cell = demand[level].map(number).fillna(-1).to_numpy(dtype=np.int64)
    of_site = of_cell[nearest_cells(demand, sites)]
    if level in sites.columns:
        written = sites[level]
        own = written.map(number).fillna(-1).to_numpy(dtype=np.int64)
        of_site = np.where(written.notna(), own, of_site)
    return Units(ids=ids, names=names, of_site=of_site, of_cell=of_cell)


def unit_faults(
    demand: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, level: str, service: str
) -> Iterator[Fault]:
    """Yield what is wrong with a level, or with the units that a site table names."""
    if level not in demand.columns or f"{level}_name" not in demand.columns:
        levels = [str(c)[: -len("_name")] for c in demand.columns if str(c).endswith("_name")]
        yield unknown("by", level, levels, f"is no level of units of {service}")
    elif level in sites.columns:
        known = {*demand[level], *demand[f"{level}_name"], ""}
        written = sites[level].dropna()
        for site, unit in written[~written.isin(known)].items():
            yield unknown(
                level, unit, known - {""}, f"is no unit with cells, though {site} is in it"
            )


def nearest_cells(demand: gpd.GeoDataFrame, sites: gpd.GeoDataFrame) -> Ints:
    """Return by site the position of its nearest cell by straight-line distance; of equals the first."""
    site, cell = shapely.STRtree(demand.geometry.to_numpy()).query_nearest(
        sites.geometry.to_numpy(), all_matches=True
    )
    first = np.full(len(sites), len(demand))
    np.minimum.at(first, site, cell)
    return first


def column_text(sites: gpd.GeoDataFrame, column: str) -> pd.Series:
    """Return a column as text, empty where there is no value or no such column."""
    if column not in sites.columns:
        return pd.Series("", index=sites.index, dtype=object)
    text = ["" if pd.isna(value) else str(value) for value in sites[column]]
    return pd.Series(text, index=sites.index, dtype=object)


def unknown(column: str, value: object, known: Iterable[str], cause: str) -> Fault:
    """Return the fault of an unknown name, with the most similar known one."""
    there = sorted(map(str, known))
    near = difflib.get_close_matches(str(value), there, 1, cutoff=0.5)
    more = ", ..." if len(there) > 5 else ""
    return Fault(
        file="joint scenario",
        column=column,
        value=value,
        cause=cause,
        fix=f"did you mean {near[0]!r}?"
        if near
        else f"there are {', '.join(there[:5]) or 'none'}{more}",
    )
