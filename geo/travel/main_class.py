"""The class of a demand table that stands for a group where only one can be shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csc_array

from ..tables import people
from .class_search import ClassSearch
from .travel_times import TravelTimes


def main_class(times: TravelTimes, group: str) -> TravelTimes:
    """Return the travel times of the class in which most people of a group travel.

    Access zones and surfaces of travel time show one way of travel: this one. Without demand classes it is the
    travel times as they are.
    """
    if not isinstance(times.search, ClassSearch):
        return times
    counted = people(times.demand, group).to_numpy(dtype=np.float64)
    part = max(times.search.parts, key=lambda one: float(counted[one.rows].sum()))
    rows = part.rows
    [own] = [one for one in times.demand_classes if one.rows is rows]
    return replace(
        times,
        demand=times.demand.iloc[rows],
        costs=csc_array(times.costs[rows]),
        mode=part.mode,
        search=part.search,
        cell_reason=times.cell_reason[rows],
        network=own.parts[0].search.network,
        groups={},
        upper_demand=None,
    )
