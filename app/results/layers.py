"""The layers of ``results.gpkg``: every figure that a map shows, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import pandas as pd
import pyproj

from ...common.large_work import Report, say_nothing
from ...common.prepared import Prepared
from ...common.stage import Stage
from ...common.written.output_names import renamed_notes, with_own_columns
from ...coverage.gap_clusters import gap_clusters
from ...coverage.zones.access_zones import access_zone
from ...optimize.plan import Plan
from ...optimize.plan_layers import cell_layer, site_layer, unit_figures
from .crs import in_crs, named_crs
from .parts.layer_names import ACCESS_ZONES, CELLS, GAP_CLUSTERS, SITES, UNITS, plan_layers

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
    sites, renamed = site_layer(plan.before, plan.after, opened=plan.opened, gains=plan.gains)
    notes = renamed_notes("results.gpkg, sites", renamed)
    layers = {
        CELLS: cell_layer(plan.before, plan.after).reset_index(),
        SITES: gpd.GeoDataFrame(sites.reset_index()),
    }
    zones = {"before": plan.before, "after": plan.after}
    report(Stage("access zones", seconds=_ZONE_S * len(zones)))
    layers[ACCESS_ZONES] = gpd.GeoDataFrame(
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
    layers[GAP_CLUSTERS] = gpd.GeoDataFrame(pd.concat(clusters, ignore_index=True))
    of_units = [(one, name) for one, name in plan_layers(units).items() if one.table == UNITS]
    changed = {one.plain_name: name for one, name in of_units if one.plain_name != name}
    notes += renamed_notes("results.gpkg", changed)
    for one, name in of_units:
        level, boundaries = one.level, units[one.level]
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
    table = unit_figures(plan.before, plan.after, level).reset_index()
    table.insert(1, "level", level or "all")
    return table
