"""Greedy improvement of a choice under side constraints: adding, and dropping what is redundant."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array, csr_array

from ...common.arrays import Bools, Floats, mask_of
from ..core.budget import Budget
from ..core.effort import NO_DEADLINE, Deadline
from ..core.greedy import greedy_adding
from ..core.linear_rows import Rows


def fill_up(
    reach: csr_array,
    weight: Floats,
    rows: Rows,
    chosen: Bools,
    *,
    deadline: Deadline = NO_DEADLINE,
) -> Bools:
    """Choose further variables by largest additional coverage while the constraints hold (greedy adding).

    Parameters
    ----------
    reach
        Coverage matrix (groups of cells, 0-1 variables), sparse boolean.
    weight
        People of each group.
    rows, chosen
        The side constraints, and a feasible choice.
    deadline
        When to stop with the variables chosen by then.
    """
    by_thing, rule = csr_array(reach.T).astype(np.float64), rows.matrix.tocoo()

    def gains(chosen: Bools) -> Floats:
        """Return each variable's additional coverage; 0 where choosing it violates a constraint."""
        served = (reach @ chosen.astype(np.float64)) > 0
        gain = by_thing @ np.where(served, 0.0, weight)
        total = rule.data + (rows.matrix @ chosen.astype(np.float64))[rule.row]
        breaks = (total > rows.upper[rule.row]) | (total < rows.lower[rule.row])
        gain[rule.col[breaks]] = 0.0
        return np.asarray(gain)

    count = len(chosen)
    free = Budget(opening_cost=np.zeros(count), max_new=count, money=np.inf)
    return chosen | mask_of(greedy_adding(gains, free, opened=chosen, deadline=deadline), count)


def leave_out(reach: csr_array, weight: Floats, rows: Rows, chosen: Bools) -> Bools:
    """Drop redundant variables, last to first: those that serve nobody alone and that no constraint requires.

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
