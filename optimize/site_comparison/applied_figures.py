"""What each of many applications alone would bring to a service."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csc_array

from ...common.arrays import Floats
from ...coverage.assessment import Assessment
from .applied import Applied
from .candidate_gains import candidate_gains

_AT_ONCE: Final = 64
"""Applications whose places are given beside each other: of more, cells with the same sites are fewer."""


def applied_figures(today: Assessment, sites: gpd.GeoDataFrame, costs: csc_array) -> pd.DataFrame:
    """Return what each application alone would bring.

    Parameters
    ----------
    today
        The assessment that each would be added to.
    sites
        The applications as a site table; ``capacity`` infinite where places do not count.
    costs
        Costs of travel to them up to the assessment's limit, shape (cells, applications).

    Returns
    -------
    pandas.DataFrame
        Index that of `sites`; columns ``newly_served``, ``people_in_reach``, ``time_falls``, ``share_before``
        and ``share_after``: the figures of `check_site`.
    """
    newly, in_reach = [], []
    for first in range(0, len(sites), _AT_ONCE):
        some = slice(first, first + _AT_ONCE)
        gains = candidate_gains(Applied(today, sites.iloc[some], costs[:, some]).today)
        newly.append(gains["newly_served"].to_numpy(dtype=np.float64))
        in_reach.append(gains["people_in_reach"].to_numpy(dtype=np.float64))
    new = np.concatenate([np.empty(0), *newly])
    total, served = today.people_total, today.people_served
    shared = total if total > 0 else np.nan
    return pd.DataFrame(
        {
            "newly_served": new,
            "people_in_reach": np.concatenate([np.empty(0), *in_reach]),
            "time_falls": _time_falls(today, costs),
            "share_before": served / shared,
            "share_after": (served + new) / shared,
        },
        index=sites.index,
    )


def _time_falls(today: Assessment, costs: csc_array) -> Floats:
    """Return the people who would get to each site sooner than to their nearest one today."""
    people = today.cells["people"].to_numpy(dtype=np.float64)
    # Compare at the precision that the matrix keeps, so that equal times are equal.
    before = today.cells["cost"].to_numpy(dtype=np.float64).astype(np.float32)
    sooner = np.where(costs.data < before[costs.indices], people[costs.indices], 0.0)
    site = np.repeat(np.arange(costs.shape[1]), np.diff(costs.indptr))
    return np.bincount(site, weights=sooner, minlength=costs.shape[1]).astype(np.float64)
