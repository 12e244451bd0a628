"""The layers of ``results.gpkg``: every figure that a map shows, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj

from ...common.large_work import Report, say_nothing
from ...common.prepared import Prepared
from ...common.stage import Stage
from ...coverage.gap_clusters import gap_clusters
from ...coverage.zones.access_zones import access_zone
from ...geo.tables import SITE_COLUMNS
from ...optimize.plan import Plan
from ...optimize.plan_places import plan_places
from .crs import in_crs, named_crs
from .output_names import LAYER, output_names, renamed_notes, with_own_columns

_ZONE_S: Final = 0.8
"""Seconds of one zone of a city."""


def result_layers(
    plan: Plan,
    units: Mapping[str, gpd.GeoDataFrame],
    *,
    water: gpd.GeoDataFrame | None = None,
    crs: str | pyproj.CRS | None = None,
) -> dict[str, gpd.GeoDataFrame]:
    """Return a plan's layers by name.

    Parameters
    ----------
    plan
        The plan.
    units
        Boundary layer by level.
    water
        Lakes and rivers that the access zones do not cross.
    crs
        CRS of the result, such as ``"EPSG:4490"``; by default the demand table's.

    Returns
    -------
    dict
        ``cells``, ``sites``, ``access_zones``, ``gap_clusters`` and ``units_<level>``; empty ones are left
        out.

    Raises
    ------
    InputError
        If there is no such CRS, or it has no coordinates where the plan lies.

    See Also
    --------
    add_qgis_styles : Styles for these layers in a GeoPackage.
    plan_study : Answer the scenarios of a study and write all files.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)
    >>> plan = hh.solve(hh.Scenario(times, max_new=1, limit_min=15, name="One more clinic"))

    >>> layers = hh.result_layers(plan, {}, crs="EPSG:4326")
    >>> sorted(layers)
    ['access_zones', 'cells', 'gap_clusters', 'sites']
    >>> layers["cells"]["served_before"].tolist(), layers["cells"]["served_after"].tolist()
    ([True, False], [True, True])
    """
    return named_layers(plan, units, water=water, crs=crs).layers


@dataclass(frozen=True, kw_only=True)
class NamedLayers:
    """A plan's layers, and what had to be renamed in them.

    Parameters
    ----------
    layers
        By name.
    notes
        What is called otherwise than in the user's files.
    """

    layers: dict[str, gpd.GeoDataFrame]
    notes: tuple[str, ...]


def named_layers(
    plan: Plan,
    units: Mapping[str, gpd.GeoDataFrame],
    *,
    water: gpd.GeoDataFrame | None = None,
    crs: str | pyproj.CRS | None = None,
    prepared: Prepared | None = None,
    report: Report = say_nothing,
) -> NamedLayers:
    """Return the layers of `result_layers`, with notes on names that had to change."""
    report("cells and sites")
    shared = Prepared() if prepared is None else prepared
    times = plan.scenario.times
    sites, renamed = _sites(plan)
    notes = renamed_notes("results.gpkg, sites", renamed)
    layers = {"cells": _cells(plan), "sites": sites}
    zones = {"before": plan.before, "after": plan.after}
    report(Stage("access zones", seconds=_ZONE_S * len(zones)))
    layers["access_zones"] = gpd.GeoDataFrame(
        {
            "when": list(zones),
            "geometry": [
                access_zone(state, water=water, prepared=shared) for state in zones.values()
            ],
        },
        crs=times.demand.crs,
    )
    report("gap clusters and units")
    clusters = [
        gap_clusters(state).reset_index().assign(when=when) for when, state in zones.items()
    ]
    layers["gap_clusters"] = gpd.GeoDataFrame(pd.concat(clusters, ignore_index=True))
    names = output_names([f"units_{level}" for level in units], LAYER, taken=layers)
    notes += renamed_notes("results.gpkg", {a: b for a, b in names.items() if a != b})
    for level, boundaries in units.items():
        name = names[f"units_{level}"]
        own = unit_table(plan, level).set_index("unit_id").drop(columns=["level", "name"])
        columns = {str(column): own[column].reindex(boundaries.index) for column in own}
        table, renamed = with_own_columns(boundaries, columns, kept=("name", "level"))
        notes += renamed_notes(f"results.gpkg, {name}", renamed)
        layers[name] = gpd.GeoDataFrame(table.reset_index())
    target = named_crs(crs) if isinstance(crs, str) else crs or times.demand.crs
    return NamedLayers(
        layers={name: in_crs(layer, target) for name, layer in layers.items() if len(layer)},
        notes=notes,
    )


def unit_table(plan: Plan, level: str | None) -> pd.DataFrame:
    """Return people, within reach, served, share and gap before and after, by unit of a level or in all."""
    before, after = plan.before.summary(by=level), plan.after.summary(by=level)
    table = pd.DataFrame(
        {
            "level": level or "all",
            "name": before["name"],
            "people": before["people"],
            "served_before": before["served"],
            "served_after": after["served"],
            "share_before": before["share"],
            "share_after": after["share"],
            "within_reach_before": before["within_reach"],
            "within_reach_after": after["within_reach"],
            "no_place_before": before["no_place"],
            "no_place_after": after["no_place"],
            "gap_before": before["gap"],
            "gap_after": after["gap"],
            "unreachable": before["unreachable"],
        }
    )
    return table.rename_axis("unit_id").reset_index()


def _cells(plan: Plan) -> gpd.GeoDataFrame:
    demand = plan.scenario.times.demand
    cost = "minutes" if plan.scenario.times.unit == "s" else "metres"
    per = 60.0 if cost == "minutes" else 1.0
    columns: dict[str, object] = {"people": plan.before.cells["people"]}
    for when, state in (("before", plan.before), ("after", plan.after)):
        cells = state.cells
        columns[f"site_{when}"] = cells["site_id"]
        columns[f"{cost}_{when}"] = (cells["cost"] / per).replace(np.inf, np.nan)
        columns[f"within_reach_{when}"] = cells["within_reach"]
        columns[f"people_served_{when}"] = cells["people_served"]
        columns[f"served_{when}"] = cells["served"]
        columns[f"reason_{when}"] = cells["reason"]
    table = pd.DataFrame(columns, index=demand.index)
    return gpd.GeoDataFrame(table, geometry=demand.geometry).reset_index()


def _sites(plan: Plan) -> tuple[gpd.GeoDataFrame, dict[str, str]]:
    sites = plan.scenario.times.sites
    order = pd.Series(range(1, len(plan.opened) + 1), index=plan.opened, dtype="Int64")
    gain = pd.Series(plan.gains, index=plan.opened, dtype="float64")
    places = plan_places(plan)
    of_places = {} if places is None else _places(places.reindex(sites.index))
    result, renamed = with_own_columns(
        sites.assign(capacity=sites["capacity"].replace(np.inf, np.nan)),
        {
            "reason": pd.Series(plan.scenario.times.site_reason, index=sites.index),
            "build_order": order.reindex(sites.index),
            "people_added": gain.reindex(sites.index),
            **of_places,
        },
        kept=SITE_COLUMNS,
    )
    return gpd.GeoDataFrame(result.reset_index()), renamed


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
