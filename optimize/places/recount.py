"""People with a place at opened candidates, recounted as an assessment counts them."""

from __future__ import annotations

import dataclasses

import numpy as np
from scipy.sparse import csc_array

from ...common.arrays import Floats, Ints
from ...coverage.assigned_people import AssignedPeople
from ..capacity.sites import open_sites
from ..capacity.transport import assign_people, most_assigned
from ..core.problem import Siting


def served_people(siting: Siting, opened: Ints) -> Floats:
    """Return by cell the people with a place under the siting's own assignment.

    Parameters
    ----------
    siting
        Cells, sites and candidates; its `assignment` says who gets a place.
    opened
        Candidates that are opened, ascending.
    """
    return _assigned(siting, opened).served


def most_served(siting: Siting, opened: Ints) -> float:
    """Return how many people have a place; the parameters are those of `served_people`."""
    costs, capacity = open_sites(siting, opened)
    return most_assigned(
        costs,
        siting.people,
        capacity,
        limit=siting.limit,
        assignment=siting.assignment or "system",
    )


def unused_candidates(siting: Siting, opened: Ints) -> Ints:
    """Return the opened candidates where nobody has a place; without them as many have one elsewhere."""
    load = _assigned(siting, opened).load
    return opened[load[siting.existing_costs.shape[1] :] <= 0]


def _assigned(siting: Siting, opened: Ints) -> AssignedPeople:
    """Assign people to the sites in the order of their table; loads are of existing, then opened sites."""
    costs, capacity = open_sites(siting, opened)
    existing = siting.existing_costs.shape[1]
    order = np.arange(len(capacity))
    if siting.table_order is not None:
        order = np.argsort(siting.table_order[np.r_[0:existing, existing + opened]])
    found = assign_people(
        csc_array(costs[:, order]),
        siting.people,
        capacity[order],
        limit=siting.limit,
        assignment=siting.assignment or "system",
    )
    return dataclasses.replace(found, load=found.load[np.argsort(order)])
