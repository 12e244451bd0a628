"""How many people have a place at some sites of a service that counts places."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array

from ...common.arrays import Ints
from ...coverage.assessment import Assessment
from ...coverage.assigned_people import CapacityRule
from ..capacity.maximum_flow import fill_sites
from ..core.pairs import pairs_within, sums_by


class PlacesOfSites:
    """The people who have a place, whichever of some sites are open.

    Parameters
    ----------
    today
        The assessment: its people and its limit.
    rule
        How places are given.
    columns
        Positions in the site table of all sites that may be open.
    """

    def __init__(self, today: Assessment, rule: CapacityRule, columns: Ints) -> None:
        times = today.times
        self._every = np.unique(columns)
        sites = times.sites.iloc[self._every]
        people = today.cells["people"].to_numpy(dtype=np.float64)
        capacity = sites["capacity"].to_numpy(dtype=np.float64) / rule.need_of(today.group)
        pairs = pairs_within(csc_array(times.costs[:, self._every]), people, today.limit)
        level = pairs.levels()
        if rule.assignment == "system":
            pairs = pairs.where(capacity[pairs.site] > 0)
            level = np.zeros(len(pairs), dtype=np.int64)
        # A cell's group has the same sites in the same order of nearness, so that its level of each is one.
        groups, self._supply, group = pairs.merged(level, people)
        own = np.zeros(len(groups), dtype=np.int64)
        own[groups.indptr[group[pairs.cell]] + np.arange(len(pairs)) - pairs.indptr[pairs.cell]] = (
            level
        )
        most = sums_by(groups.site, self._supply[groups.cell], len(capacity))
        self._held = np.minimum(capacity, most)
        self._arcs = (groups.indptr, groups.site, own)

    def served(self, opened: Ints) -> float:
        """Return the most people who have a place at open sites, given by their positions in the site table."""
        is_open = np.isin(self._every, opened)
        return fill_sites(self._arcs, self._supply, self._held, is_open).served
