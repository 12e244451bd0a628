"""People in the gap by area: how many, why, and how far from their nearest site."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import shapely

from ..common.arrays import Floats
from .assessment import Assessment
from .gap_areas import GapAreas

NOBODY: Final = 1e-6
"""Fewer people than this are a remainder of sums of fractions."""


def area_gaps(state: Assessment, areas: GapAreas) -> pd.DataFrame:
    """Count the people of each area who are not served, and why not.

    Parameters
    ----------
    state
        Coverage by some open sites.
    areas
        A partition of its cells.

    Returns
    -------
    pandas.DataFrame
        On the areas' index: ``people``, ``unserved`` and of these ``unreachable`` (on no usable road, or with
        no travel time), ``no_place`` (the sites within reach are full) and ``beyond`` (all others);
        ``nearest_id`` (the site that is the nearest of most of the unserved, None where they reach none),
        ``median`` and ``largest`` (the cost of travel of the unserved to their nearest site, NaN where there
        is none), ``x`` and ``y`` (the mean place of the unserved, in the CRS of the demand table).
    """
    cells = state.cells
    people = cells["people"].to_numpy(dtype=np.float64)
    unserved = people - cells["people_served"].to_numpy(dtype=np.float64)
    unreachable = np.where(state.unreachable, unserved, 0.0)
    no_place = np.where(cells["within_reach"].to_numpy(), unserved, 0.0)
    table = areas.table.assign(
        people=areas.sums(people),
        unserved=areas.sums(unserved),
        unreachable=areas.sums(unreachable),
        beyond=areas.sums(unserved - unreachable - no_place),
        no_place=areas.sums(no_place),
    )
    table["nearest_id"] = _nearest(state, areas, unserved)
    cost = cells["cost"].to_numpy(dtype=np.float64)
    known = (unserved > NOBODY) & np.isfinite(cost)
    table["median"], table["largest"] = _median_and_largest(
        areas, cost, np.where(known, unserved, 0.0)
    )
    # Villages may be areas.
    middle = shapely.centroid(state.times.demand.geometry.to_numpy())
    with np.errstate(invalid="ignore", divide="ignore"):
        for axis, values in zip(("x", "y"), shapely.get_coordinates(middle).T, strict=True):
            table[axis] = areas.sums(unserved * values) / table["unserved"]
    return table


def _nearest(state: Assessment, areas: GapAreas, unserved: Floats) -> pd.Series:
    """Return the site that is the nearest of most of the unserved; of equals the first in the site table."""
    order = {site: number for number, site in enumerate(state.times.sites.index)}
    own = pd.DataFrame(
        {"area": areas.of, "site": state.cells["site_id"].to_numpy(), "people": unserved}
    )
    own = own[(own["people"] > NOBODY) & own["site"].notna()]
    most = own.groupby(["area", "site"], sort=False)[["people"]].sum().reset_index()
    most["order"] = most["site"].map(order)
    most["people"] = most["people"].round(6)
    first = most.sort_values(["people", "order"], ascending=[False, True]).drop_duplicates("area")
    found = pd.Series(first["site"].to_numpy(dtype=object), index=first["area"], dtype=object)
    ids = found.reindex(range(len(areas.table))).astype(object)
    return pd.Series(ids.where(ids.notna(), None).to_numpy(), index=areas.table.index, dtype=object)


def _median_and_largest(areas: GapAreas, cost: Floats, people: Floats) -> tuple[Floats, Floats]:
    """Return by area the least cost within which half of the people are, and the highest."""
    median = np.full(len(areas.table), np.nan)
    largest = median.copy()
    rows = np.flatnonzero(people > 0)
    rows = rows[np.lexsort((cost[rows], areas.of[rows]))]
    if not len(rows):
        return median, largest
    found, start = np.unique(areas.of[rows], return_index=True)
    for area, own in zip(found, np.split(rows, start[1:]), strict=True):
        summed = np.cumsum(people[own])
        half = np.searchsorted(summed, half_of(summed[-1]))
        median[area], largest[area] = cost[own[half]], cost[own[-1]]
    return median, largest


def half_of(people: float) -> float:
    """Return half of a sum, a trace less: of an even number the lower middle one is meant."""
    return people / 2 * (1 - 1e-12)
