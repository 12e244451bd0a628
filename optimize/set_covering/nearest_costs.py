"""The cost from each cell to its nearest site; a cell without a way to any site is left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, csr_array

from ...common.arrays import Bools, Floats, Ints
from ..core.equal_sets import equal_sets
from ..core.problem import Siting


@dataclass(frozen=True, kw_only=True, eq=False)
class NearestCosts:
    """Costs of the cells with people that have a way to some site, by cell and by pair.

    Parameters
    ----------
    cells
        Numbers of these cells.
    people
        Of each of these.
    today
        By cell the cost without new sites; infinite where no existing site can be reached.
    costs
        Sparse (cells, candidates). A pair that is not stored is no nearer than today, or has no way.
    near
        By stored pair whether it is within the limit.
    demanded
        By cell whether it is not served today, but is within the limit of some candidate.
    """

    cells: Ints
    people: Floats
    today: Floats
    costs: csc_array
    near: Bools
    demanded: Bools

    @property
    def cut_off(self) -> Bools:
        """Return by cell whether only candidates can be reached: one of them must be open."""
        return ~np.isfinite(self.today)

    def of(self, opened: Ints) -> Floats:
        """Return by cell the cost with some candidates opened."""
        result = self.today.copy()
        for j in opened:
            part = slice(self.costs.indptr[j], self.costs.indptr[j + 1])
            rows = self.costs.indices[part]
            result[rows] = np.minimum(result[rows], self.costs.data[part])
        return result

    def served(self, opened: Ints) -> Bools:
        """Return by cell whether one of the opened candidates serves it within the limit."""
        result = np.zeros(len(self.cells), dtype=bool)
        for j in opened:
            part = slice(self.costs.indptr[j], self.costs.indptr[j + 1])
            result[self.costs.indices[part][self.near[part]]] = True
        return result

    def worst_case(self) -> Floats:
        """Return by cell an upper bound of its cost in any plan: of today, or of its farthest candidate."""
        farthest = np.zeros(len(self.cells))
        np.maximum.at(farthest, self.costs.indices, self.costs.data)
        return np.where(self.cut_off, farthest, self.today)

    def choosy(self) -> Bools:
        """Return cells, one for each different set of candidates, that not every candidate can be reached from.

        If these and one more have a way, each cell that is cut off today has one.
        """
        result = np.zeros(len(self.cells), dtype=bool)
        by_row = csr_array(self.costs)
        degree = np.diff(by_row.indptr)
        rows = np.flatnonzero(self.cut_off & (degree < self.costs.shape[1]))
        indptr = by_row.indptr.astype(np.int64)
        first, _ = equal_sets(by_row.indices.astype(np.int64), indptr[rows], indptr[rows + 1])
        result[rows[first]] = True
        return result


def nearest_costs(siting: Siting) -> NearestCosts:
    """Return the costs of the cells with people that have a way to an existing site or a candidate."""
    cells = np.flatnonzero((siting.people > 0) & ~without_way(siting))
    costs = siting.costs
    if len(cells) < costs.shape[0]:
        costs = csc_array(costs[cells])
    near = costs.data <= np.float32(siting.limit)
    could = np.zeros(len(cells), dtype=bool)
    could[costs.indices[near]] = True
    return NearestCosts(
        cells=cells,
        people=siting.people[cells],
        today=siting.today[cells],
        costs=csc_array(
            (costs.data.astype(np.float64), costs.indices, costs.indptr), shape=costs.shape
        ),
        near=near,
        demanded=could & ~siting.served_today[cells],
    )


def without_way(siting: Siting) -> Bools:
    """Return by cell whether it has a way to no existing site and to no candidate."""
    reached = np.isfinite(siting.today)
    reached[siting.costs.indices] = True
    return ~reached
