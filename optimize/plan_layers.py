"""The cells, sites and units of a plan as tables with geometry: the figures of its page and files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from ..common.written.output_names import with_own_columns
from ..coverage.assessment import Assessment
from ..geo.moved_shapes import moved_table
from ..geo.tables import SITE_COLUMNS, levels
from .plan_places import places_by_site

UNIT_FIGURES: Final = (
    *("people", "served_before", "served_after", "share_before", "share_after"),
    *("within_reach_before", "within_reach_after", "no_place_before", "no_place_after"),
    *("gap_before", "gap_after", "unreachable"),
)
"""What is counted of each unit."""


def cell_layer(before: Assessment, after: Assessment) -> gpd.GeoDataFrame:
    """Return the cells with who is served of them, today and with a plan, on the demand table's index."""
    demand = before.times.demand
    cost = "minutes" if before.times.unit == "s" else "metres"
    per = 60.0 if cost == "minutes" else 1.0
    columns: dict[str, object] = {"people": before.cells["people"]}
    for when, state in (("before", before), ("after", after)):
        cells = state.cells
        columns[f"site_{when}"] = cells["site_id"]
        columns[f"{cost}_{when}"] = (cells["cost"] / per).replace(np.inf, np.nan)
        columns[f"within_reach_{when}"] = cells["within_reach"]
        columns[f"people_served_{when}"] = cells["people_served"]
        columns[f"served_{when}"] = cells["served"]
        columns[f"reason_{when}"] = cells["reason"]
    return gpd.GeoDataFrame(
        pd.DataFrame(columns, index=demand.index), geometry=demand.geometry, crs=demand.crs
    )


def site_layer(
    before: Assessment, after: Assessment, *, opened: Iterable[str], gains: Iterable[float]
) -> tuple[gpd.GeoDataFrame, dict[str, str]]:
    """Return all sites with what a plan makes of them, and the user's columns that had to be renamed.

    Parameters
    ----------
    before, after
        Coverage today and with the plan.
    opened
        The sites that it opens, in build order.
    gains
        People whom each of them adds.

    Returns
    -------
    sites
        On the site table's index.
    renamed : dict
        Old name -> new name.
    """
    sites = before.times.sites
    ids = list(opened)
    order = pd.Series(range(1, len(ids) + 1), index=ids, dtype="Int64")
    gain = pd.Series(list(gains), index=ids, dtype="float64")
    places = places_by_site(before, after, ids)
    of_places = {} if places is None else _places(places.reindex(sites.index))
    return with_own_columns(
        sites.assign(capacity=sites["capacity"].replace(np.inf, np.nan)),
        {
            "reason": pd.Series(before.times.site_reason, index=sites.index),
            "build_order": order.reindex(sites.index),
            "people_added": gain.reindex(sites.index),
            **of_places,
        },
        kept=SITE_COLUMNS,
    )


def unit_layer(
    before: Assessment, after: Assessment, boundaries: Mapping[str, gpd.GeoDataFrame]
) -> gpd.GeoDataFrame:
    """Return the units of all levels, with who is served there today and with a plan.

    Parameters
    ----------
    before, after
        Coverage today and with the plan.
    boundaries
        By level the units' outlines, index ``unit_id``. Units without one have no geometry.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``level`` and ``unit_id``; ``name``, the figures and the outline.
    """
    crs = before.times.demand.crs
    parts = []
    for level in levels(before.times.demand):
        figures = unit_figures(before, after, level)
        outlines = boundaries.get(level)
        if outlines is None:
            index = figures.index
            shapes = gpd.GeoSeries([None] * len(index), index=index, crs=crs)
            name = figures["name"]
        else:
            # In the order of the boundaries; whoever lives outside all of them stands below.
            index = outlines.index.append(figures.index.difference(outlines.index, sort=False))
            shapes = moved_table(outlines, crs).geometry.reindex(index)
            name = outlines["name"].reindex(index).fillna(figures["name"])
        table = figures[[*UNIT_FIGURES]].reindex(index)
        table.insert(0, "name", name)
        whole = gpd.GeoDataFrame(table, geometry=shapes, crs=crs)
        parts.append(pd.concat({level: whole}, names=["level", "unit_id"]))
    if not parts:
        empty = pd.MultiIndex.from_arrays([[], []], names=["level", "unit_id"])
        columns = pd.DataFrame({"name": pd.Series(dtype=object)}, index=empty)
        columns = columns.assign(**dict.fromkeys(UNIT_FIGURES, pd.Series(dtype="float64")))
        return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([], index=empty, crs=crs), crs=crs)
    return gpd.GeoDataFrame(pd.concat(parts), crs=crs)


def unit_figures(before: Assessment, after: Assessment, level: str | None) -> pd.DataFrame:
    """Return people, within reach, served, share and gap before and after, by unit of a level or in all.

    Parameters
    ----------
    before, after
        Coverage today and with the plan.
    level
        The level; None for one row of totals.

    Returns
    -------
    pandas.DataFrame
        Index ``unit_id``; ``name`` and the figures.
    """
    now, then = before.summary(by=level), after.summary(by=level)
    return pd.DataFrame(
        {
            "name": now["name"],
            "people": now["people"],
            "served_before": now["served"],
            "served_after": then["served"],
            "share_before": now["share"],
            "share_after": then["share"],
            "within_reach_before": now["within_reach"],
            "within_reach_after": then["within_reach"],
            "no_place_before": now["no_place"],
            "no_place_after": then["no_place"],
            "gap_before": now["gap"],
            "gap_after": then["gap"],
            "unreachable": now["unreachable"],
        }
    ).rename_axis("unit_id")


def _places(table: pd.DataFrame) -> dict[str, pd.Series]:
    """Return what a site's places are used for; unknown of sites that stay closed. Places are its capacity."""
    return {
        "places_used_before": table["used_before"],
        "places_used_after": table["used"],
        "places_free_after": table["free"].replace(np.inf, np.nan),
        "people_served_after": table["people"],
        "turned_away_after": table["turned_away"],
        "ten_more_serve": table["ten_more_serve"],
    }
