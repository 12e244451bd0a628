"""What a site brings, added up over groups of people, units and the sites that serve the same people."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from ...common.arrays import Floats, Ints
from ...geo.tables import groups, people
from ..assessment import OUTSIDE_UNITS, Assessment
from .effect import Effect
from .with_places import with_places, without_place

ALL: Final = "all"
"""Id and level of the row that stands for the whole area."""

UNIT_COLUMNS: Final = (
    "level",
    "name",
    "people",
    "in_reach",
    "newly_within_reach",
    "newly_served",
    "time_falls",
    "mean_fall",
    "share_before",
    "share_after",
)


def by_unit(today: Assessment, effect: Effect) -> pd.DataFrame:
    """Return what a site brings to the whole area and to each unit of every level.

    Returns
    -------
    pandas.DataFrame
        Index ``unit_id``, the whole area first (level `ALL`), columns `UNIT_COLUMNS`.
    """
    demand = today.times.demand
    levels = [c[: -len("_name")] for c in demand.columns if c.endswith("_name")]
    whole = np.zeros(len(demand), dtype=np.int64)
    tables = [_added_up(today, effect, whole, pd.Index([ALL]), np.array([ALL])).assign(level=ALL)]
    for level in levels:
        codes, ids = pd.factorize(demand[level].to_numpy(dtype=object), sort=True)
        names = demand[f"{level}_name"].to_numpy(dtype=object)
        first = np.unique(codes, return_index=True)[1]
        named = np.where(ids == "", OUTSIDE_UNITS, names[first])
        table = _added_up(today, effect, codes, pd.Index(ids), named)
        tables.append(table.assign(level=level))
    return pd.concat(tables).rename_axis("unit_id")[list(UNIT_COLUMNS)]


def _added_up(
    today: Assessment, effect: Effect, codes: Ints, index: pd.Index, names: np.ndarray
) -> pd.DataFrame:
    weight = today.cells["people"].to_numpy(dtype=np.float64)
    served = today.cells["people_served"].to_numpy(dtype=np.float64)

    def total(values: Floats) -> Floats:
        return np.bincount(codes, weights=values, minlength=len(index)).astype(np.float64)

    people_there, before, new = total(weight), total(served), total(effect.new)
    shared = np.where(people_there > 0, people_there, np.nan)
    falls = weight * (effect.fall > 0)
    known = np.isfinite(effect.fall) & (effect.fall > 0)
    sum_of_falls = total(np.multiply(weight, effect.fall, out=np.zeros(len(weight)), where=known))
    who = total(weight * known)
    return pd.DataFrame(
        {
            "name": names,
            "people": people_there,
            "in_reach": total(weight * np.isfinite(effect.cost)),
            "newly_within_reach": total(weight * effect.newly_within),
            "newly_served": new,
            "time_falls": total(falls),
            "mean_fall": sum_of_falls / np.where(who > 0, who, np.nan) / per(today),
            "share_before": before / shared,
            "share_after": (before + new) / shared,
        },
        index=index,
    )


def per(today: Assessment) -> float:
    """Return how many of the unit of costs are one of what is shown: 60 seconds a minute, 1 m a metre."""
    return 60.0 if today.times.unit == "s" else 1.0


def by_group(today: Assessment, effect: Effect, capacity: float | None) -> pd.DataFrame:
    """Return what a site brings to each group of people.

    Returns
    -------
    pandas.DataFrame
        Index ``group``, the assessment's own first; columns ``people``, ``in_reach``, ``newly_within_reach``,
        ``newly_served``, ``time_falls``, ``mean_fall``, ``share_before``, ``share_after`` and ``counts``:
        ``"places"`` where served means with a place, ``"reach"`` where it means within the limit, since the
        service counts no places or does not say how many one of the group takes.
    """
    demand = today.times.demand
    names = [today.group, *(one for one in groups(demand) if one != today.group)]
    whole = np.zeros(len(demand), dtype=np.int64)
    rows = []
    for group in names:
        of_group, effect_of_group, counts = _of_group(today, effect, capacity, group)
        row = _added_up(of_group, effect_of_group, whole, pd.Index([group]), np.array([group]))
        rows.append(row.assign(counts=counts))
    return pd.concat(rows).rename_axis("group").drop(columns="name")


def _of_group(
    today: Assessment, effect: Effect, capacity: float | None, group: str
) -> tuple[Assessment, Effect, str]:
    """Return the assessment of a group, the effect on it, and what its people served are counted by."""
    if group == today.group:
        return today, effect, "reach" if today.capacity is None else "places"
    weight = people(today.times.demand, group).to_numpy(dtype=np.float64)
    within = today.cells["within_reach"].to_numpy()
    counted = today.capacity is not None and group in today.capacity.need
    cells = today.cells.assign(people=weight, people_served=weight * within)
    new = weight * effect.newly_within
    if counted:
        without = without_place(today, group)
        cells = cells.assign(people_served=np.where(within, weight - without, 0.0))
        of_group = replace(today, group=group, cells=cells)
        with_site = with_places(of_group, effect.cost, capacity)
        assert with_site is not None  # noqa: S101 - its places were asked for
        served = cells["people_served"].to_numpy(dtype=np.float64)
        new = np.where(within | effect.newly_within, weight - with_site.without - served, 0.0)
    return (
        replace(today, group=group, cells=cells),
        replace(effect, new=new),
        "places" if counted else "reach",
    )


def overlaps(today: Assessment, effect: Effect, xy: Floats) -> pd.DataFrame:
    """Return the open sites that serve some of the same people.

    Returns
    -------
    pandas.DataFrame
        Index ``site_id``; columns ``name``, ``people`` (served by both, most first), ``share`` (of the people
        within the limit of the proposed site) and ``distance_m`` (as the crow flies).
    """
    times = today.times
    reached = today.cells["people"].to_numpy(dtype=np.float64) * np.isfinite(effect.cost)
    both = np.asarray(times.within_cost(today.limit).T.astype(np.float64) @ reached).ravel()
    total = float(reached.sum())
    sites = times.sites
    table = pd.DataFrame(
        {
            "name": sites["name"],
            "people": both,
            "share": both / total if total else np.nan,
            "distance_m": np.hypot(sites.geometry.x - xy[0], sites.geometry.y - xy[1]),
        },
        index=sites.index,
    )
    table = table.loc[list(today.open_sites)]
    return table[table["people"] > 0].sort_values("people", ascending=False, kind="stable")
