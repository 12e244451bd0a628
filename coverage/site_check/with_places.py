"""The places that a proposed site would give beside those of the open ones."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final, NamedTuple

import numpy as np
from scipy.sparse import csc_array, hstack

from ...common.arrays import Floats
from ...common.errors import Fault
from ...geo.tables import people
from ..assessment import Assessment
from ..given_places import given_places, within_limit

_GIVE_PLACES: Final = "give its number of places (--capacity 120, capacity=120), inf for any number"


class WithPlaces(NamedTuple):
    """By cell the people within reach without a place, and the places used of the proposed site."""

    without: Floats
    used: float


def with_places(today: Assessment, cost: Floats, capacity: float | None) -> WithPlaces | None:
    """Assign people anew to the open sites and a further one; None where places do not count.

    Parameters
    ----------
    today
        The assessment of the open sites.
    cost
        By cell the cost of travel to the further site, infinite beyond the limit.
    capacity
        Its places.
    """
    if today.capacity is None or today.sites is None or capacity is None:
        return None
    times, rule = today.times, today.capacity
    # At the precision that the matrix keeps, so that the figures are those of an assessment with the site.
    near = np.flatnonzero(np.isfinite(cost))
    column = csc_array(
        (cost[near].astype(np.float32), (near, np.zeros(len(near), dtype=np.int64))),
        shape=(len(cost), 1),
    )
    costs = csc_array(hstack([times.costs[:, times.positions(list(today.sites.index))], column]))
    places = np.append(today.sites["places"].to_numpy(dtype=np.float64), capacity)
    need = rule.need_of(today.group)
    found = rule.assigned(
        within_limit(costs, today.limit),
        today.cells["people"].to_numpy(dtype=np.float64),
        places / need,
        limit=today.limit,
    )
    return WithPlaces(without=found.overflow, used=float(found.load[-1] * need))


def without_place(today: Assessment, group: str) -> Floats:
    """Return by cell the people of another group within reach who have no place, were the places for them.

    Parameters
    ----------
    today
        The assessment of the open sites, of a service that counts places and says what one of the group takes.
    group
        The group.
    """
    assert today.capacity is not None  # noqa: S101 - only asked where places count
    return given_places(
        today.times,
        today.open_sites,
        people(today.times.demand, group).to_numpy(dtype=np.float64),
        limit=today.limit,
        group=group,
        rule=today.capacity,
    ).without


def site_capacity_faults(today: Assessment, capacity: float | None) -> Iterator[Fault]:
    """Yield why a proposed site's places do not fit the service: missing, without meaning, or no number."""
    return capacity_faults(capacity, service=service_of(today), counted=today.capacity is not None)


def capacity_faults(capacity: float | None, *, service: str, counted: bool) -> Iterator[Fault]:
    """Do the same as `site_capacity_faults` before anything is computed.

    Parameters
    ----------
    capacity
        The site's places; None where nobody gave them.
    service
        What the service is called in the faults.
    counted
        Whether the service counts places.
    """
    if not counted and capacity is not None:
        yield Fault(
            file="capacity",
            value=capacity,
            cause=f"has no meaning: places of {service} are not counted",
            fix="leave it out, or give the service a `capacity:`",
        )
    elif counted and capacity is None:
        yield Fault(
            file="capacity",
            cause=f"is missing: {service} counts places, and nobody knows those of the proposed site",
            fix=_GIVE_PLACES,
        )
    elif capacity is not None and not capacity >= 0:
        yield Fault(
            file="capacity",
            value=capacity,
            cause="is no number of places, 0 or more",
            fix=_GIVE_PLACES,
        )


def tier_faults(today: Assessment, tier: str | None) -> Iterator[Fault]:
    """Yield why a proposed site's tier is none of the service's."""
    known = {str(one) for one in today.times.sites["tier"].unique()}
    if not isinstance(today.times.mode, str):
        known |= set(today.times.mode)
    named = sorted(known - {""})
    if tier is not None and tier not in known and (named or tier):
        near = get_close_matches(str(tier), named, 1)
        yield Fault(
            file="tier",
            value=tier,
            cause=f"is no tier of {service_of(today)}",
            fix=f"did you mean {near[0]}?"
            if near
            else f"name one of {', '.join(named)}"
            if named
            else "leave it out: its sites have no tiers",
        )


def service_of(today: Assessment) -> str:
    """Return the service of an assessment, as its sites name it."""
    return ", ".join(map(str, today.times.sites["service"].unique()))
