"""Exact reduction where rules tie candidates together, so that not all of them may be dropped."""

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
    """Groups of cells that the same candidates reach.

    Parameters
    ----------
    reach
        Sparse boolean (groups, all candidates); of those dropped the columns are empty.
    group
        By cell the number of its group, -1 for none.
    kept
        How many candidates were not dropped.
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
    """Merge cells that the same candidates reach, and drop candidates that another is as good as.

    Parameters
    ----------
    reach
        Sparse boolean (cells, candidates).
    live
        By cell whether it matters.
    opening_cost
        By candidate.
    named
        By candidate whether a rule names it: it is not dropped, nor is another dropped for it, since it may
        be one that cannot be opened.
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
