"""The cost from each cell to its nearest site; costs not computed count as the largest computed one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

from ...common.arrays import Bools, Floats, Ints
from ..core.problem import Siting


@dataclass(frozen=True, kw_only=True, eq=False)
class NearestCosts:
    """Costs of the cells with people, by cell and by pair.

    Parameters
    ----------
    cells
        Numbers of the cells with people.
    people
        Of each of these.
    beyond
        The largest cost computed, or the limit if that is larger: farther pairs count as this, a lower bound
        of their true cost.
    today
        By cell the cost without new sites, at most `beyond`.
    costs
        Sparse (cells, candidates).
    near
        By stored pair whether it is within the limit.
    demanded
        By cell whether it is not served today, but is within the limit of some candidate.
    """

    cells: Ints
    people: Floats
    beyond: float
    today: Floats
    costs: csc_array
    near: Bools
    demanded: Bools

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


def nearest_costs(siting: Siting) -> NearestCosts:
    """Return the costs of the cells with people."""
    cells = np.flatnonzero(siting.people > 0)
    widest = [part.max() for part in (siting.costs.data, siting.existing_costs.data) if len(part)]
    beyond = float(max([siting.limit, *widest]))
    costs = siting.costs
    if len(cells) < costs.shape[0]:
        costs = csc_array(costs[cells])
    near = costs.data <= np.float32(siting.limit)
    could = np.zeros(len(cells), dtype=bool)
    could[costs.indices[near]] = True
    return NearestCosts(
        cells=cells,
        people=siting.people[cells],
        beyond=beyond,
        today=np.minimum(siting.today[cells], beyond),
        costs=csc_array(
            (costs.data.astype(np.float64), costs.indices, costs.indptr), shape=costs.shape
        ),
        near=near,
        demanded=could & ~siting.served_today[cells],
    )
