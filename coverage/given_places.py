"""The places that open sites of limited capacity give to the people within their reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csc_array

from ..common.arrays import Floats
from ..common.errors import Fault, InputError
from ..geo.travel.travel_times import TravelTimes
from .assigned_people import CapacityRule
from .site_loads import site_loads


class GivenPlaces(NamedTuple):
    """By cell the people within reach who are without a place, the loads of the sites, and the flows."""

    without: Floats
    sites: pd.DataFrame
    flows: pd.DataFrame


def given_places(
    times: TravelTimes,
    open_sites: Sequence[str],
    people: Floats,
    *,
    limit: float,
    group: str,
    rule: CapacityRule,
) -> GivenPlaces:
    """Give the places of open sites to the people within their reach.

    Parameters
    ----------
    times
        Travel times between cells and sites; the site table's ``capacity`` is in places.
    open_sites
        Ids; a site that is named twice has its places once.
    people
        By cell, people of the group.
    limit
        Up to which cost people travel, in the unit of the times.
    group
        The group.
    rule
        Who gets a place, and how many places a person takes.

    Raises
    ------
    InputError
        If the capacity of an open site is not known.
    """
    asked = pd.unique(times.positions(open_sites))
    # Ties are broken by the order of the tables, whatever the order in which sites are named.
    columns = np.sort(asked)
    sites = times.sites.iloc[columns]
    faults = list(capacity_faults(sites, what="site table"))
    if faults:
        raise InputError(*faults)
    need, capacity = rule.need_of(group), sites["capacity"].to_numpy(dtype=np.float64)
    costs = within_limit(csc_array(times.costs[:, columns]), limit)
    found = rule.assigned(costs, people, capacity / need, limit=limit)
    loads = site_loads(found, costs, people, capacity, need=need, assignment=rule.assignment)
    pairs = found.flows.tocoo()
    index = pd.MultiIndex.from_arrays([times.demand.index[pairs.row], sites.index[pairs.col]])
    flows = pd.DataFrame({"people": pairs.data}, index=index)
    return GivenPlaces(
        without=found.overflow,
        sites=loads.set_index(sites.index).loc[times.sites.index[asked]],
        flows=flows[flows["people"] > 0].sort_index(),
    )


def capacity_faults(sites: gpd.GeoDataFrame, *, what: str) -> Iterator[Fault]:
    """Yield the sites that count and whose capacity is not known.

    Parameters
    ----------
    sites
        A site table.
    what
        The table, as the faults name it.
    """
    counts = sites["status"].isin(["existing", "candidate"]).to_numpy()
    for site in sites.index[counts & ~(sites["capacity"] >= 0).to_numpy()]:
        yield Fault(
            file=what,
            key=f"site_id {site}",
            column="capacity",
            value=float(sites["capacity"][site]),
            cause="is no capacity, 0 or more, though capacities count",
            fix="give its number of places, inf where any number can be served",
        )


def within_limit(costs: csc_array, limit: float) -> csc_array:
    """Return the pairs within a limit; explicit zeros are kept."""
    pairs = costs.tocoo()
    near = pairs.data <= np.float32(limit)
    return csc_array((pairs.data[near], (pairs.row[near], pairs.col[near])), shape=costs.shape)
