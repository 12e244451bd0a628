"""Making a choice better, or leaner, as far as its rules allow."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array, csr_array

from ...common.arrays import Bools, Floats, mask_of
from ..core.budget import Budget
from ..core.greedy import greedy_adding
from ..core.linear_rows import Rows


def fill_up(reach: csr_array, weight: Floats, rows: Rows, chosen: Bools) -> Bools:
    """Add what covers most people not yet covered, one by one, as long as the rules hold (greedy adding).

    Parameters
    ----------
    reach
        Sparse boolean (groups of cells, things to choose from).
    weight
        People of each group.
    rows, chosen
        The rules, and a choice that keeps them.
    """
    by_thing, rule = csr_array(reach.T).astype(np.float64), rows.matrix.tocoo()

    def gains(chosen: Bools) -> Floats:
        served = (reach @ chosen.astype(np.float64)) > 0
        gain = by_thing @ np.where(served, 0.0, weight)
        total = rule.data + (rows.matrix @ chosen.astype(np.float64))[rule.row]
        breaks = (total > rows.upper[rule.row]) | (total < rows.lower[rule.row])
        gain[rule.col[breaks]] = 0.0
        return np.asarray(gain)

    count = len(chosen)
    free = Budget(opening_cost=np.zeros(count), max_new=count, money=np.inf)
    return chosen | mask_of(greedy_adding(gains, free, opened=chosen), count)


def leave_out(reach: csr_array, weight: Floats, rows: Rows, chosen: Bools) -> Bools:
    """Take out, from the last to the first, what serves nobody that others do not, and no rule asks for.

    The arguments are those of `fill_up`.
    """
    by_thing, rule = csc_array(reach), csc_array(rows.matrix)
    matters = weight > 0
    servers = reach @ chosen.astype(np.int64)
    total = rows.matrix @ chosen.astype(np.float64)
    chosen = chosen.copy()
    again = True
    while again:
        again = False
        for thing in np.flatnonzero(chosen)[::-1]:
            groups = by_thing.indices[by_thing.indptr[thing] : by_thing.indptr[thing + 1]]
            at = slice(rule.indptr[thing], rule.indptr[thing + 1])
            without = total[rule.indices[at]] - rule.data[at]
            needed = (servers[groups] == 1) & matters[groups]
            held = (without >= rows.lower[rule.indices[at]]) & (
                without <= rows.upper[rule.indices[at]]
            )
            if not needed.any() and held.all():
                chosen[thing], again = False, True
                servers[groups] -= 1
                total[rule.indices[at]] = without
    return chosen
