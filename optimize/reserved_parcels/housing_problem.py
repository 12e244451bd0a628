"""The problem that new housing poses to a service: whom candidates would have to serve."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from ...common.arrays import Bools, Floats
from ...coverage.assessment import Assessment, assess_within
from ...coverage.new_housing.need import HousingNeed
from ...geo.travel.travel_times import TravelTimes
from ..site_comparison.best_plan import with_status


def housing_problem(need: HousingNeed) -> Assessment:
    """Return the assessment that candidates are added to for the sake of new housing.

    Where places do not count, and under system-optimal assignment, only those count who were served before, and
    the new people. Whom more it serves are then new people: an augmenting path from new people takes nobody's
    place (Ford and Fulkerson 1956). People who had no place before are left out, so that no plan makes up for
    the new people with others who live elsewhere.

    Under closest assignment a new site draws people from others, whose places others take. All people count
    then, in sum, and only candidates within the limit of the housing.

    Parameters
    ----------
    need
        What the new people need of the service.

    Returns
    -------
    Assessment
        With the sites that are open, and eligible candidates whose places are known where they count.
    """
    after = need.after
    times = with_status(after)
    if _is_closest(after):
        near = within_housing_limit(need)
        status = times.sites["status"].where(
            near | (times.sites["status"] != "candidate"), "closed"
        )
        times = replace(times, sites=times.sites.assign(status=status))
    else:
        times = replace(times, demand=times.demand.assign(**{need.group: _served_or_new(need)}))
    return assess_within(
        times, after.limit, group=need.group, open_sites=after.open_sites, capacity=after.capacity
    )


def costs_from_housing(need: HousingNeed) -> pd.Series:
    """Return by site the cost of travel from the housing, by its quickest way; infinite beyond the limit."""
    times: TravelTimes = need.after.times
    people = need.after.cells["people"].to_numpy()[need.rows]
    own = times.costs.tocsr()[need.rows[people > 0] if (people > 0).any() else need.rows].tocoo()
    cost = np.full(len(times.sites), np.inf)
    near = own.data <= np.float32(need.limit)
    np.minimum.at(cost, own.col[near], own.data[near].astype(np.float64))
    return pd.Series(cost, index=times.sites.index)


def within_housing_limit(need: HousingNeed) -> Bools:
    """Return by site whether it is within the limit of the housing."""
    near: Bools = np.isfinite(costs_from_housing(need).to_numpy())
    return near


def _is_closest(today: Assessment) -> bool:
    return today.capacity is not None and today.capacity.assignment == "closest"


def _served_or_new(need: HousingNeed) -> Floats:
    """Return by row of the demand table the people who were served before, and the new ones."""
    counted = need.after.cells["people"].to_numpy(dtype=np.float64).copy()
    others = np.ones(len(counted), dtype=bool)
    others[need.rows] = False
    counted[others] = need.before.cells["people_served"].to_numpy(dtype=np.float64)
    return counted
