"""Travel times under other assumptions: other speeds, a wider limit, more or fewer people."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csc_array

from ...common.arrays import Floats, Ints
from ...geo.tables import groups
from ...geo.travel.classes_on_roads import NearestSearch
from ...geo.travel.times_table import TableSearch
from ...geo.travel.travel_times import TravelTimes


@dataclass(frozen=True, eq=False)
class SearchAtSpeed:
    """A search whose costs are those of another at all speeds times a factor.

    Parameters
    ----------
    search
        The search.
    factor
        Of all speeds, above 0.
    """

    search: NearestSearch
    factor: float

    def nearest(self, sites: Ints) -> tuple[Ints, Floats]:
        """Return site position (-1 if none) and cost (inf if none) by cell."""
        position, cost = self.search.nearest(sites)
        return position, cost / self.factor

    def nearest_k(self, sites: Ints, k: int) -> tuple[Ints, Floats]:
        """Return the positions and costs of the k nearest by cell, shape (cells, k), nearest first."""
        position, cost = self.search.nearest_k(sites, k)
        return position, cost / self.factor

    def matrix_of(self, sites: Ints, limit: float) -> csc_array:
        """Return the costs of some sites up to a limit, which may be infinite: sparse (cells, sites)."""
        costs = self.search.matrix_of(sites, limit * self.factor)
        costs.data = (costs.data.astype(np.float64) / self.factor).astype(costs.data.dtype)
        return costs


def at_speed(times: TravelTimes, factor: float) -> TravelTimes | None:
    """Return travel times at all speeds times a factor, up to the same limit.

    Parameters
    ----------
    times
        In seconds.
    factor
        Of the speeds on the whole way, access and egress legs included.

    Returns
    -------
    TravelTimes or None
        None where a table ends before the limit.
    """
    search: NearestSearch = (
        replace(times.search, cost=times.search.cost / factor)
        if isinstance(times.search, TableSearch)
        else SearchAtSpeed(times.search, factor)
    )
    changed = replace(times, search=search, known_up_to=times.known_up_to / factor)
    return _computed(changed, times.limit, known=factor <= 1)


def up_to(times: TravelTimes, limit: float) -> TravelTimes | None:
    """Return travel times up to another limit, in their unit; None where a table ends before it."""
    return times if limit <= times.limit else _computed(times, limit, known=False)


def with_people(times: TravelTimes, factor: float) -> TravelTimes:
    """Return travel times with the people of all groups times a factor."""
    counted = groups(times.demand)
    upper = times.upper_demand
    return replace(
        times,
        demand=times.demand.assign(**{group: times.demand[group] * factor for group in counted}),
        upper_demand=None
        if upper is None
        else upper.assign(**{group: upper[group] * factor for group in counted}),
    )


def _computed(times: TravelTimes, limit: float, *, known: bool) -> TravelTimes | None:
    """Return the matrix up to a limit, from the search behind the travel times.

    It is `known` where the travel times have all of it already.
    """
    costs = times.search.matrix_of(np.arange(len(times.sites)), limit)
    ends_before = not known and np.float32(times.known_up_to) < np.float32(limit)
    # A pair that such a table does not have may be within the limit.
    if ends_before and costs.nnz < len(times.demand) * len(times.sites):
        return None
    return replace(times, costs=costs, limit=limit)
