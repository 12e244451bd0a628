"""A start for gradual covering: greedy adding, then vertex exchange.

Source: Teitz, M. B. and Bart, P. (1968), Heuristic methods for estimating the generalized vertex median of a
weighted graph, Operations Research 16, 955-961.
"""

from __future__ import annotations

import numpy as np

from ...common.arrays import Bools, Floats, mask_of
from ..core.budget import budget_left
from ..core.effort import NO_DEADLINE, Deadline
from ..core.greedy import greedy_adding
from ..core.pairs import Pairs, sums_by
from ..core.problem import Siting


def gradual_start(
    siting: Siting,
    pairs: Pairs,
    worth: Floats,
    base: Floats,
    *,
    most_passes: int = 3,
    deadline: Deadline = NO_DEADLINE,
) -> Bools:
    """Return candidates by greedy adding and vertex exchange.

    Parameters
    ----------
    siting
        The problem; `must_open` fits the budget.
    pairs, worth, base
        Cells and candidates, the coverage by pair, and by cell the coverage without any candidate.
    most_passes
        Passes over the open candidates.
    deadline
        When to stop with the candidates opened by then.

    Returns
    -------
    numpy.ndarray
        By candidate whether it is open, apart from `must_open`, which are in `base`.
    """
    left = budget_left(siting)

    def gains(is_open: Bools) -> Floats:
        """Return by candidate the people it adds; 0 where it exceeds the budget or the number."""
        now = base.copy()
        np.maximum.at(now, pairs.cell[is_open[pairs.site]], worth[is_open[pairs.site]])
        more = siting.people[pairs.cell] * np.maximum(worth - now[pairs.cell], 0.0)
        gain = sums_by(pairs.site, more, len(is_open))
        affordable = siting.opening_cost <= left.money - siting.opening_cost[is_open].sum()
        return np.where(affordable & ~is_open & (is_open.sum() + 1 <= left.max_new), gain, 0.0)

    nothing = np.zeros(len(siting.opening_cost), dtype=bool)
    opened = greedy_adding(
        gains, left, opened=nothing, per_cost=siting.budget is not None, deadline=deadline
    )
    is_open = mask_of(opened, len(nothing))
    if is_open.sum() + 1 <= left.max_new and siting.budget is None:
        return is_open
    for _ in range(most_passes):
        improved = False
        for out in np.flatnonzero(is_open):
            if deadline.over:
                return is_open
            without = is_open.copy()
            without[out] = False
            gain = gains(without)
            best = int(gain.argmax())
            if gain[best] > gain[out] * (1 + 1e-9):
                is_open, improved = without, True
                is_open[best] = True
        if not improved:
            break
    return is_open
