"""Demand table and site table: their columns and their validation.

The demand table is a GeoDataFrame indexed by ``cell_id``: point or polygon geometry, one column of
people per group (``residents``, ``elderly``, ``disabled`` or one that the user names), and for each level
of units a column with the unit's id (named like the level) and one with its name (``<level>_name``).

The site table is a GeoDataFrame indexed by ``site_id``: point geometry and the columns of `SITE_COLUMNS`,
besides whatever attributes the user's file has.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

import geopandas as gpd
import pandas as pd
import pyproj

from ..common.errors import Fault, InputError
from .crs import require_metric_crs

Mode = Literal["walk", "cycle", "ebike", "drive"]
MODES: Final[tuple[Mode, ...]] = get_args(Mode)

ModeByTier = Mapping[str, Mode]
"""A mode for each tier of a service's sites, for multimodal travel times."""

Unit = Literal["s", "m"]
"""Unit of the impedance: seconds, or metres where distance is computed."""

Direction = Literal["to_site", "from_site"]
"""Direction of travel: residents to the site, or vehicles from it."""

Status = Literal["existing", "candidate", "closed", "ineligible"]
"""A facility that is open, a place where one may be built, a facility that is not open (out of order, closed or
not yet opened), and a place where none may be built."""

CELL_ID: Final = "cell_id"
SITE_ID: Final = "site_id"
UNIT_ID: Final = "unit_id"

SITE_COLUMNS: Final = ("name", "service", "tier", "status", "capacity", "cost")
"""Name (text, may be empty), service, tier (text, may be empty), status (one of `Status`),
capacity (people, infinite where unknown), cost (the study's own money; 1 where unknown)."""


def mode_text(mode: Mode | ModeByTier, words: Mapping[str, str] | None = None) -> str:
    """Return a mode, or the mode of each tier, as text.

    Parameters
    ----------
    mode
        One mode, or a mode by tier.
    words
        The word for each mode; by default its own name.

    Returns
    -------
    str
        The mode, or each mode with its tier in brackets.
    """
    if isinstance(mode, str):
        return (words or {}).get(mode, mode)
    return ", ".join(f"{mode_text(one, words)} ({tier or 'no tier'})" for tier, one in mode.items())


def require_demand(demand: gpd.GeoDataFrame) -> pyproj.CRS:
    """Validate a demand table and return its CRS.

    Raises
    ------
    InputError
        If ids repeat, a geometry is missing, or the CRS is not in metres.
    """
    return _require_table(demand, CELL_ID, "demand table")


def require_sites(sites: gpd.GeoDataFrame) -> pyproj.CRS:
    """Validate a site table and return its CRS.

    Raises
    ------
    InputError
        If ids repeat, a geometry or a column is missing, or the CRS is not in metres.
    """
    missing = [column for column in SITE_COLUMNS if column not in sites.columns]
    if missing:
        raise InputError(
            Fault(
                file="site table",
                column=", ".join(missing),
                cause="is missing",
                fix="make site tables with halfhour.read_sites",
            )
        )
    return _require_table(sites, SITE_ID, "site table")


def _require_table(table: gpd.GeoDataFrame, index_name: str, what: str) -> pyproj.CRS:
    """Validate index, geometry and CRS of a table and return its CRS."""
    faults = []
    if table.index.name != index_name:
        faults.append(
            Fault(
                file=what,
                column="index",
                value=table.index.name,
                cause=f"is not named {index_name}",
                fix=f"call .set_index({index_name!r}) or make the table with a Halfhour reader",
            )
        )
    faults += [
        Fault(
            file=what,
            key=f"{index_name} {key}",
            cause="occurs more than once",
            fix="make ids unique",
        )
        for key in _repeated(table.index)
    ]
    empty = (table.geometry.isna() | table.geometry.is_empty).to_numpy()
    faults += [
        Fault(file=what, key=f"{index_name} {key}", cause="has no geometry", fix="give it a place")
        for key in table.index[empty]
    ]
    if faults:
        raise InputError(*faults)
    return require_metric_crs(table.crs, what=what)


def _repeated(index: pd.Index) -> pd.Index:
    # An index that is asked itself keeps an object of Python for every id; readers give ids in order.
    ids = index.array
    if (ids[:-1] < ids[1:]).all():
        return index[:0]
    return index[index.duplicated()].unique()


def people(demand: gpd.GeoDataFrame, group: str) -> pd.Series:
    """Return the people of `group` by cell.

    Raises
    ------
    InputError
        If the demand table has no such group.
    """
    if group not in demand.columns:
        raise InputError(
            Fault(
                file="demand table",
                column=group,
                cause=f"there is no such group; it has {', '.join(groups(demand)) or 'none'}",
                fix="name one of these, or read the population with a column or share for the group",
            )
        )
    return pd.Series(demand[group].astype("float64"))


def groups(demand: gpd.GeoDataFrame) -> list[str]:
    """Return the names of the columns that count people."""
    return [
        column
        for column in demand.columns
        if column != demand.geometry.name and pd.api.types.is_numeric_dtype(demand[column])
    ]


def levels(demand: pd.DataFrame) -> list[str]:
    """Return the levels of units that a demand table knows."""
    found = [
        str(column)[: -len("_name")] for column in demand.columns if str(column).endswith("_name")
    ]
    return [level for level in found if level in demand.columns]
