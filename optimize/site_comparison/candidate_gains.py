"""What each eligible candidate would bring if it alone were opened."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np

from ...common.arrays import Bools, Floats, Ints
from ...coverage.assessment import Assessment
from ...coverage.assigned_people import CapacityRule
from ...coverage.may_open import may_open
from .places_of_sites import PlacesOfSites

NOBODY: Final = 1e-6
"""People below which a difference is that of rounding: sums of fractions differ behind it."""


def candidate_gains(today: Assessment) -> gpd.GeoDataFrame:
    """Return how many people each eligible candidate would newly serve if it alone were opened.

    Parameters
    ----------
    today
        The assessment that one site would be added to. Its limit and its rule for places count for the
        candidates too, each with the places that the site table gives it.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``site_id`` of the candidates that are neither open nor ineligible, in the order of the site
        table; columns ``name``, ``tier``, ``capacity`` (places, infinite where they do not count),
        ``newly_served``, ``people_in_reach`` and the candidate's place. Where places count, candidates whose
        places are not known are left out. Under closest assignment ``newly_served`` may be below 0.

    See Also
    --------
    check_site : The same of a place that is no candidate.
    solve : The best candidates together.

    Examples
    --------
    A street of 5 km with a clinic at its west end and three candidates:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> from halfhour.optimize.site_comparison.candidate_gains import candidate_gains
    >>> candidate_gains(hh.assess(street_times(), limit_min=15))["newly_served"].to_dict()
    {'mid': 140.0, 'east': 200.0, 'end': 120.0}
    """
    times = today.times
    columns = np.flatnonzero(eligible(today) & comparable(today))
    sites = times.sites.iloc[columns]
    people = today.cells["people"].to_numpy(dtype=np.float64)
    reach = times.within_cost(today.limit)[:, columns].T.astype(np.float64)
    if today.capacity is None:
        unserved = np.where(today.cells["served"].to_numpy(), 0.0, people)
        gains = np.asarray(reach @ unserved).ravel()
    else:
        gains = _with_places(today, today.capacity, columns)
    return gpd.GeoDataFrame(
        {
            "name": sites["name"].astype(str),
            "tier": sites["tier"].astype(str),
            "capacity": np.inf if today.capacity is None else sites["capacity"].astype(float),
            "newly_served": np.where(np.abs(gains) < NOBODY, 0.0, gains),
            "people_in_reach": np.asarray(reach @ people).ravel(),
        },
        geometry=sites.geometry,
        index=sites.index,
    )


def eligible(today: Assessment) -> Bools:
    """Return by site whether it may be opened and is not."""
    times = today.times
    return np.asarray(may_open(times) & ~times.sites.index.isin(list(today.open_sites)))


def comparable(today: Assessment) -> Bools:
    """Return by site whether its places are known, if they count."""
    capacity = today.times.sites["capacity"].to_numpy(dtype=np.float64)
    return np.asarray((capacity >= 0) | (today.capacity is None), dtype=bool)


def _with_places(today: Assessment, rule: CapacityRule, columns: Ints) -> Floats:
    """Return how many more people have a place with each candidate: a maximum flow for each."""
    opened = np.unique(today.times.positions(list(today.open_sites)))
    places = PlacesOfSites(today, rule, np.concatenate([opened, columns]))
    before = places.served(opened)
    return np.array(
        [places.served(np.append(opened, column)) - before for column in columns], dtype=np.float64
    )
