"""The problem that new housing poses: those who have a place keep it, and the new people get one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...coverage.assessment import Assessment, assess_within
from ...coverage.new_housing.need import HousingNeed
from ..site_comparison.best_plan import with_status


def keeping(need: HousingNeed) -> Assessment:
    """Return the assessment in which only those count who were served before, and the new people.

    Whom it serves beyond those who were served before are new people: an augmenting path from new people takes
    nobody's place under system-optimal assignment (Ford and Fulkerson 1956), and under closest assignment
    whoever loses a place to a new site is missing in the sum. People who had no place before are left out, so
    that no plan makes up for the new people with others who live elsewhere.

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
    table = with_status(after).demand
    served = np.zeros(len(table))
    others = np.ones(len(table), dtype=bool)
    others[need.rows] = False
    served[others] = need.before.cells["people_served"].to_numpy(dtype=np.float64)
    served[need.rows] = after.cells["people"].to_numpy(dtype=np.float64)[need.rows]
    times = replace(with_status(after), demand=table.assign(**{need.group: served}))
    return assess_within(
        times, after.limit, group=need.group, open_sites=after.open_sites, capacity=after.capacity
    )
