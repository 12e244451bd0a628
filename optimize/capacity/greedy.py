"""Greedy adding for sites with capacities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...common.arrays import Floats, Ints
from ..core.budget import budget_left
from ..core.effort import NO_DEADLINE, Deadline
from ..core.greedy import greedy_adding
from ..core.pairs import Pairs, sums_by
from ..core.problem import Siting
from .sites import capacity_sites


@dataclass(eq=False)
class _Filling:
    """Merged cells, and how many of their people are not assigned yet."""

    pairs: Pairs
    capacity: Floats
    left: Floats

    def __post_init__(self) -> None:
        # At each site first the groups with the fewest sites within their limit.
        order = np.lexsort((self.pairs.degree[self.pairs.cell], self.pairs.site))
        self._cell, self._site = self.pairs.cell[order], self.pairs.site[order]
        self._begin = np.searchsorted(self._site, np.arange(len(self.capacity) + 1))

    def gains(self) -> Floats:
        """Return by site how many of the people left it would serve."""
        coming = sums_by(self._site, self.left[self._cell], len(self.capacity))
        return np.minimum(coming, self.capacity)

    def fill(self, site: int) -> None:
        """Assign people to a site up to its capacity."""
        cells = self._cell[self._begin[site] : self._begin[site + 1]]
        taken = np.minimum(np.cumsum(self.left[cells]), self.capacity[site])
        self.left[cells] -= np.diff(taken, prepend=0.0)


def capacity_greedy(siting: Siting, *, deadline: Deadline = NO_DEADLINE) -> Ints:
    """Add candidates by the people that each would serve, per opening cost where there is a budget.

    Parameters
    ----------
    siting
        The problem; `must_open` fits the budget.
    deadline
        When to stop with the candidates added by then.

    Returns
    -------
    numpy.ndarray
        Candidates, ascending, `must_open` included.
    """
    sites = capacity_sites(siting)
    pairs, people, _ = sites.pairs.merged(np.zeros(len(sites.pairs), dtype=np.int64), sites.people)
    filling = _Filling(pairs, sites.capacity, people.copy())
    for site in np.flatnonzero(sites.standing):
        filling.fill(int(site))
    new = greedy_adding(
        lambda _: filling.gains()[sites.existing :],
        budget_left(siting),
        opened=siting.must_open,
        per_cost=siting.budget is not None,
        on_open=lambda candidate: filling.fill(sites.existing + candidate),
        deadline=deadline,
    )
    return np.union1d(np.flatnonzero(siting.must_open), new)
