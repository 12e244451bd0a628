"""Which level of units the records of a table are about, by the units' ids or their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import geopandas as gpd
import pandas as pd

from ...common.errors import Fault, InputError

_SHOWN: Final = 5


def unit_level(
    wanted: pd.Index,
    units: Mapping[str, gpd.GeoDataFrame],
    *,
    file: str,
) -> tuple[str, pd.Index]:
    """Return the level of units that records are about, and the id of each.

    Parameters
    ----------
    wanted
        What the records call their units: ids, or names that no two units of the level share.
    units
        Areas by level, as `read_units` returns them.
    file
        The records' file, for messages.

    Raises
    ------
    InputError
        If they are not all units of one level, or two records mean the same one.
    """
    found = {level: _ids(wanted, table) for level, table in units.items()}
    level = max(found, key=lambda name: found[name].notna().sum(), default="")
    if not level:
        raise InputError(
            Fault(
                file=file,
                column="unit",
                cause="no `units:` are areas",
                fix="give the areas of these units under `units:`",
            )
        )
    ids = found[level]
    strange = wanted[ids.isna()]
    if len(strange):
        raise InputError(
            Fault(
                file=file,
                column="unit",
                value=", ".join(map(str, strange[:_SHOWN])),
                cause=f"{len(strange):,} of {len(wanted):,} records are of no unit of level {level}",
                fix="write the ids of one level of `units:`, or names that no two of its units share",
            )
        )
    if ids.duplicated().any():
        twice = ids[ids.duplicated()].iloc[0]
        raise InputError(
            Fault(
                file=file,
                column="unit",
                value=str(twice),
                cause="this unit is given twice, by its id and by its name",
                fix="keep one of the records",
            )
        )
    return level, pd.Index(ids)


def _ids(wanted: pd.Index, table: gpd.GeoDataFrame) -> pd.Series:
    """Return the id of each unit that is named by it, or else by its name; NaN for what is none."""
    by_name = table["name"][~table["name"].duplicated(keep=False)]
    named = pd.Series(by_name.index, index=by_name.to_numpy(), dtype=object)
    ids = pd.Series(wanted.to_numpy(dtype=object), dtype=object)
    return ids.where(ids.isin(table.index), ids.map(named))
