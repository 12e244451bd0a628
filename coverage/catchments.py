"""Catchments: whom each open site serves."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from ..common.arrays import Floats, Ints
from ..geo.tables import groups
from .assessment import Assessment


def catchments(assessment: Assessment) -> pd.DataFrame:
    """Return the people, the cells and the travel times of each open site's catchment.

    A cell belongs to the nearest open site where that is within the limit; other cells belong to none. Where
    places count, the people of a site are those who have a place there, of one cell perhaps at several sites.

    Parameters
    ----------
    assessment
        Which sites are open, whom to count, the limit, and how places are given.

    Returns
    -------
    pandas.DataFrame
        One row per open site in the assessment's order, index ``site_id``: ``name``; ``cells``; ``people`` of
        the assessment's group; ``mean_min`` and ``worst_min``, minutes, each person counted once and cells
        where nobody of the group lives not at all (``mean_m`` and ``worst_m`` where distance is counted); and
        ``people_<group>`` for every group, where places count in the proportion in which the people of the
        assessment's group come from their cell. Sites that serve nobody have NaN for both times.

    See Also
    --------
    assess : Who is served at all.
    assign : The places of each site, and the people turned away.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)

    >>> table = hh.catchments(hh.assess(times))
    >>> table[["cells", "people"]].loc["first"].tolist()
    [2.0, 500.0]
    >>> table[["mean_min", "worst_min"]].loc["first"].round(1).tolist()
    [14.4, 24.0]

    With places for 450 the nearer cell is served first:

    >>> few = hh.travel_times(demand, sites.assign(capacity=450.0), roads, mode="walk", limit_min=30)
    >>> table = hh.catchments(hh.assess(few, capacity=hh.ServiceCapacity()))
    >>> table[["cells", "people"]].loc["first"].tolist()
    [2.0, 450.0]
    >>> table[["mean_min", "worst_min"]].loc["first"].round(1).tolist()
    [13.3, 24.0]
    """
    times = assessment.times
    who = _to_nearest(assessment) if assessment.flows is None else _by_flows(assessment)
    names = groups(times.demand)
    unit, per = ("min", 60.0) if times.unit == "s" else ("m", 1.0)
    table = pd.DataFrame({"people": who.people, "trips": who.people * who.cost / per}).assign(
        cells=1, worst=np.where(who.people > 0, who.cost / per, np.nan)
    )
    living = times.demand[names].to_numpy(dtype=np.float64)[who.cell]
    table[[f"people_{name}" for name in names]] = living * who.part[:, None]
    by_site = table.groupby(who.site_id)
    open_sites = pd.Index(assessment.open_sites, name="site_id")
    sums = by_site.sum().reindex(open_sites, fill_value=0)
    result = pd.DataFrame(
        {
            "name": times.sites["name"].reindex(open_sites),
            "cells": sums["cells"].astype(np.int64),
            "people": sums["people"].astype(np.float64),
            f"mean_{unit}": sums["trips"] / sums["people"].where(sums["people"] > 0),
            f"worst_{unit}": by_site["worst"].max().reindex(open_sites),
        },
        index=open_sites,
    )
    for name in names:
        result[f"people_{name}"] = sums[f"people_{name}"].astype(np.float64)
    return result


class _Served(NamedTuple):
    """Who is served where: position of the cell, site, people, their part of the cell's group, and cost."""

    cell: Ints
    site_id: np.ndarray[tuple[int], np.dtype[np.object_]]
    people: Floats
    part: Floats
    cost: Floats


def _to_nearest(assessment: Assessment) -> _Served:
    cells = assessment.cells
    served = np.flatnonzero(cells["served"].to_numpy())
    return _Served(
        cell=served,
        site_id=cells["site_id"].to_numpy(dtype=object)[served],
        people=cells["people"].to_numpy(dtype=np.float64)[served],
        part=np.ones(len(served)),
        cost=cells["cost"].to_numpy(dtype=np.float64)[served],
    )


def _by_flows(assessment: Assessment) -> _Served:
    times, flows = assessment.times, assessment.flows
    assert flows is not None  # noqa: S101 - asked for with a capacity alone
    cell = times.demand.index.get_indexer(flows.index.get_level_values(0))
    site_id = flows.index.get_level_values(1)
    people = flows["people"].to_numpy(dtype=np.float64)
    living = assessment.cells["people"].to_numpy(dtype=np.float64)[cell]
    cost = times.costs[cell, times.sites.index.get_indexer(site_id)]
    return _Served(
        cell=cell.astype(np.int64),
        site_id=site_id.to_numpy(dtype=object),
        people=people,
        part=people / living,
        cost=np.asarray(cost, dtype=np.float64).ravel(),
    )
