"""Catchments: whom each open site serves, if everybody goes to the nearest one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..geo.tables import groups
from .assessment import Assessment


def catchments(assessment: Assessment) -> pd.DataFrame:
    """Return the people, the cells and the travel times of each open site's catchment.

    A cell belongs to the nearest open site where that is within the limit; other cells belong to none. Room
    is not looked at: `halfhour.assign` does that.

    Parameters
    ----------
    assessment
        Which sites are open, whom to count, and the limit.

    Returns
    -------
    pandas.DataFrame
        One row per open site in the assessment's order, index ``site_id``: ``name``; ``cells``; ``people`` of
        the assessment's group; ``mean_min`` and ``worst_min``, minutes, each person counted once and cells
        where nobody of the group lives not at all (``mean_m`` and ``worst_m`` where distance is counted); and
        ``people_<group>`` for every group. Sites that serve nobody have NaN for both times.

    See Also
    --------
    assess : Who is served at all.
    assign : Whom each site serves if its capacity counts.

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
    """
    times, cells = assessment.times, assessment.cells
    served = cells["served"].to_numpy()
    names = groups(times.demand)
    people = cells["people"].to_numpy(dtype=np.float64)[served]
    cost = cells["cost"].to_numpy(dtype=np.float64)[served]
    unit, per = ("min", 60.0) if times.unit == "s" else ("m", 1.0)
    table = pd.DataFrame({"people": people, "trips": people * cost / per}).assign(
        cells=1, worst=np.where(people > 0, cost / per, np.nan)
    )
    table[[f"people_{name}" for name in names]] = times.demand[names].to_numpy()[served]
    by_site = table.groupby(cells["site_id"].to_numpy(dtype=object)[served])
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
