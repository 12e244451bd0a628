"""Exact reduction under side constraints, where candidates that a constraint names must stay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, csr_array

from ...common.arrays import Bools, Floats, Ints
from ..core.incidence import columns_of
from .merging import merge_cells
from .reduction import reduce_covering


@dataclass(frozen=True, kw_only=True, eq=False)
class ReducedReach:
    """Groups of cells that the same candidates serve.

    Parameters
    ----------
    reach
        Coverage matrix (groups, all candidates), sparse boolean; columns of dropped candidates are empty.
    group
        By cell the number of its group, -1 for none.
    kept
        Number of candidates after reduction.
    """

    reach: csr_array
    group: Ints
    kept: int

    def people(self, by_cell: Floats) -> Floats:
        """Return the people of each group."""
        inside = self.group >= 0
        people = np.bincount(
            self.group[inside], weights=by_cell[inside], minlength=self.reach.shape[0]
        )
        return people.astype(np.float64)


def reduced_reach(
    reach: csc_array, *, live: Bools, opening_cost: Floats, named: Bools
) -> ReducedReach:
    """Merge cells that the same candidates serve, and drop dominated candidates.

    Parameters
    ----------
    reach
        Coverage matrix (cells, candidates), sparse boolean.
    live
        By cell whether it has demand.
    opening_cost
        Fixed cost by candidate.
    named
        By candidate whether a constraint names it: it is not dropped, and dominates no other one, since the
        constraint may keep it closed.
    """
    free = np.flatnonzero(~named)
    covering = reduce_covering(
        csc_array(reach[:, free]), live.astype(np.float64), opening_cost=opening_cost[free]
    )
    kept = named.copy()
    kept[free[covering.candidates]] = True
    wanted = np.repeat(kept, np.diff(reach.indptr))
    left = csc_array(
        (
            reach.data[wanted],
            reach.indices[wanted],
            np.concatenate([[0], np.cumsum(wanted)])[reach.indptr],
        ),
        shape=reach.shape,
    )
    group, first = merge_cells(columns_of(left), live, np.zeros(len(live), dtype=np.int64))
    return ReducedReach(reach=csr_array(csr_array(left)[first]), group=group, kept=int(kept.sum()))
