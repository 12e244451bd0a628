"""What columns of a site layer say about whether a site counts: open, in order, eligible, of this service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from ...common.arrays import Bools
from ..formats.coordinate_columns import PLACE_COLUMNS
from ..formats.layer import Layer
from ..formats.marks import NO
from ..formats.record_faults import record_faults
from ..formats.table_spec import Found, Mark, Step
from ..formats.values import COUNTS, as_numbers, as_text, is_unknown, is_year
from .only import chosen_records

YEARS: Final = ("opened_year", "closed_year")
EXISTING: Final = ("existing", "closed")
CANDIDATES: Final = ("candidate", "ineligible")
"""What a layer of facilities, and one of candidates, may become."""

MARKS: Final = ("working", "eligible")

_ONLY: Final = "only "
"""Begins our name of a column that is read for ``only:`` alone."""

SINCE: Final = "_since"
"""A column with this ending holds the year since when a site has the mark that it is named after."""

_UNKNOWN: Final = {
    "capacity": "fill it in, or leave the site out; write inf where any number of people can be served",
    "cost": "fill it in, or leave the candidate out (its row, or a column mapped to eligible)",
}
"""What to do about an amount that a file leaves blank."""


def service_columns(layer: Layer) -> tuple[Step, ...]:
    """Return how `MARKS`, `YEARS` and columns that end in `SINCE` are read, where the layer maps any.

    An empty mark is True, an empty year NaN.
    """
    years = [name for name in layer.columns if name in YEARS or name.endswith(SINCE)]
    return (
        *(Mark(name, default=True) for name in MARKS),
        *(partial(_year, column=name) for name in years),
    )


def _year(table: pd.DataFrame, *, file: str, id_name: str, column: str) -> Found:
    """Read a column of years, NaN where empty; 0, 19 and 2001.5 stand for something else and are faults."""
    years, faults = as_numbers(table, column, file=file, id_name=id_name)
    told = years.isna().to_numpy(copy=True)
    told[[fault.row - 1 for fault in faults if fault.row is not None]] = True
    faults += record_faults(
        table,
        ~told & ~is_year(years),
        file=file,
        id_name=id_name,
        column=column,
        cause="is not a year",
        fix="write four digits, for example 2020; leave it empty where the year is not known",
        values=years.map("{:g}".format, na_action="ignore"),
    )
    return {column: years}, faults


def open_in(sites: pd.DataFrame, year: int | None) -> pd.Series:
    """Tell which sites stand in a year, in order or not: opened by then, and not closed by then.

    Parameters
    ----------
    sites
        Perhaps with columns ``opened_year`` and ``closed_year``; an unknown year is long ago, or never.
    year
        None for all sites.
    """
    stands = pd.Series(data=True, index=sites.index)
    if year is None:
        return stands
    if "opened_year" in sites:
        stands &= ~(sites["opened_year"] > year)
    if "closed_year" in sites:
        stands &= ~(sites["closed_year"] <= year)
    return stands


def stand_together(
    sites: gpd.GeoDataFrame, first: pd.Series, second: pd.Series, *, year: int | None
) -> Bools:
    """Tell of pairs of sites whether both count at some time.

    Parameters
    ----------
    sites
        Sites of one layer, before `with_status`.
    first, second
        Positions in the table.
    year
        The people's year; None where years do not count.
    """
    facility = sites["status"] == "existing"
    counts = np.ones(len(sites), dtype=bool)
    for mark, of_kind in (("working", facility), ("eligible", ~facility)):
        if mark in sites:
            counts &= (~of_kind | sites[mark].astype(bool)).to_numpy()
    blank = pd.Series(np.nan, index=sites.index)
    opened = sites.get("opened_year", blank).astype("float64").fillna(-np.inf).to_numpy()
    closed = sites.get("closed_year", blank).astype("float64").fillna(np.inf).to_numpy()
    at_once = np.ones(len(first), dtype=bool)
    if year is not None:
        at_once = np.maximum(opened[first], opened[second]) < np.minimum(
            closed[first], closed[second]
        )
    return np.asarray(counts[first] & counts[second] & at_once)


def with_status(sites: gpd.GeoDataFrame, year: int | None) -> gpd.GeoDataFrame:
    """Return sites with the status of those that do not count: closed, or ineligible."""
    status = sites["status"]
    counts = open_in(sites, year)
    # In a table of both kinds of sites a mark of one kind is blank in records of the other.
    if "working" in sites:
        counts &= sites["working"].astype(bool)
    status = status.mask((status == "existing") & ~counts, "closed")
    if "eligible" in sites:
        status = status.mask(
            (status == "candidate") & ~sites["eligible"].astype(bool), "ineligible"
        )
    return sites.assign(status=status)


def in_year(sites: gpd.GeoDataFrame, year: int | None) -> gpd.GeoDataFrame:
    """Return sites as they stand in another year than the one that their status was read for."""
    facilities = sites["status"].isin(EXISTING)
    return with_status(sites.assign(status=sites["status"].mask(facilities, "existing")), year)


def with_only_columns(layer: Layer) -> tuple[Layer, dict[str, str]]:
    """Return a layer that maps the columns of its ``only:`` too, and our names of these."""
    ours = {}
    for column in layer.only:
        named = [our for our, their in layer.columns.items() if their == column]
        named = [our for our in named if our not in PLACE_COLUMNS]
        taken = column in {*layer.columns, *PLACE_COLUMNS, "service", "status"}
        ours[column] = named[0] if named else f"{_ONLY}{column}" if taken else column
    columns = {our: their for their, our in ours.items()} | layer.columns
    return layer.model_copy(update={"columns": columns}), ours


def only_texts(
    table: pd.DataFrame,
    *,
    file: str,  # noqa: ARG001 - any text will do
    id_name: str,  # noqa: ARG001
    ours: Mapping[str, str],
    asked: Mapping[str, Sequence[str]],
) -> Found:
    """Return what the columns of ``only:`` hold, as the file has it, in columns for `only_those`.

    And which records it names: what is told of numbers is told of these.
    """
    texts = {f"{_ONLY}{column}": as_text(table[our]) for column, our in ours.items()}
    if not texts:
        return {}, []
    counts = pd.Series(data=True, index=table.index)
    for column, values in asked.items():
        counts &= texts[f"{_ONLY}{column}"].isin(values)
    return {**texts, COUNTS: counts}, []


def unknown_amounts(
    table: pd.DataFrame, *, file: str, id_name: str, layer: Layer, status: str
) -> Found:
    """Return a fault for every site that counts and lacks an amount that its file has a column for.

    A blank is not known: it is neither 0 nor 1 nor without limit. The cost of a facility that exists is not
    asked for, and a site that is left out (``only:``, not eligible, not working) needs none.
    """
    counts = np.ones(len(table), dtype=bool)
    for column, values in layer.only_one_of.items():
        counts &= table[f"{_ONLY}{column}"].isin(values).to_numpy()
    for mark in MARKS:
        if mark in layer.columns:
            counts &= ~as_text(table[mark]).str.lower().isin(NO).to_numpy()
    faults = []
    for column, fix in _UNKNOWN.items():
        if column not in table or (column == "cost" and status != "candidate"):
            continue
        blank = is_unknown(as_text(table[column])).to_numpy()
        faults += record_faults(
            table,
            blank & counts,
            file=file,
            id_name=id_name,
            column=column,
            cause="is not known, and is neither 0 nor without limit",
            fix=fix,
        )
    return {}, faults


def only_those(table: gpd.GeoDataFrame, layer: Layer) -> gpd.GeoDataFrame:
    """Return the records that the layer's ``only:`` names, without the columns of `only_texts`.

    Raises
    ------
    InputError
        If there are none.
    """
    if not layer.only:
        return table
    chosen = chosen_records({column: table[f"{_ONLY}{column}"] for column in layer.only}, layer)
    kept = [name for name in table.columns if not name.startswith(_ONLY) and name != COUNTS]
    return table[kept][chosen].reset_index(drop=True)
