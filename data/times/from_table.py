"""Travel times from a table that another engine computed, wherever it is."""

from __future__ import annotations

import geopandas as gpd

from ...common.errors import Fault, InputError
from ...geo.tables import Direction, Mode, ModeByTier
from ...geo.travel.times_table import travel_times_from_table
from ...geo.travel.travel_times import TravelTimes
from ..formats.layer import Source
from ..tables.times import read_times_table


def times_from_table(
    source: Source,
    demand: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    *,
    limit_min: float | None = None,
    limit_m: float | None = None,
    mode: Mode | ModeByTier = "walk",
    direction: Direction = "to_site",
) -> TravelTimes:
    """Take travel times or distances from a table.

    Parameters
    ----------
    source
        A DataFrame, a CSV or Parquet file, or a layer, with columns ``cell_id``, ``site_id`` and one of
        ``minutes``, ``seconds`` and ``metres``. A matrix becomes one with `pairs_from_matrix`.
    demand, sites
        The tables that the ids belong to.
    limit_min, limit_m
        Up to how many minutes times are kept for assessing, or up to how many metres distances.
    mode, direction
        What the table was computed for; kept for messages and displays.

    Returns
    -------
    TravelTimes
        Without a network; the reason of a cell that no pair names is ``"no_time"``.

    Raises
    ------
    InputError
        With every fault of the table, its rows counted from 1; or if it holds times and the limit is one of
        metres, or the other way round.

    See Also
    --------
    pairs_from_matrix : A matrix as such a table.
    travel_times : Compute travel times along the roads.

    Examples
    --------
    >>> import pandas as pd
    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> table = pd.DataFrame(
    ...     {"cell_id": demand.index[:1], "site_id": sites.index[:1], "minutes": [12.5]}
    ... )
    >>> times = hh.times_from_table(table, demand, sites, limit_min=30)
    >>> float(times.costs.max())
    750.0
    """
    table = read_times_table(source, demand, sites)
    other, counted = ("limit_m", "distance") if table.unit == "s" else ("limit_min", "time")
    if (limit_m if table.unit == "s" else limit_min) is not None:
        raise InputError(
            Fault(
                file=table.source,
                column=other,
                cause=f"is a limit of {counted}, and the table holds the other",
                fix="give limit_min for minutes or seconds, limit_m for metres",
            )
        )
    return travel_times_from_table(
        demand,
        sites,
        table.rows,
        limit_min=limit_min,
        limit_m=limit_m,
        mode=mode,
        direction=direction,
    )
