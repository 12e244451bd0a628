"""Greedy adding: the construction heuristic shared by all objectives."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...common.arrays import Bools, Floats, Ints
from .budget import Budget
from .effort import NO_DEADLINE, Deadline


def ignore(_: int) -> None:
    """Do nothing: the default callback."""


def greedy_adding(
    gains: Callable[[Bools], Floats],
    budget: Budget,
    *,
    opened: Bools,
    per_cost: bool = False,
    on_open: Callable[[int], None] = ignore,
    deadline: Deadline = NO_DEADLINE,
) -> Ints:
    """Open the candidate of largest gain until no feasible candidate has a positive gain.

    Greedy adding (Church and ReVelle 1974). Ties go to the first candidate.

    Parameters
    ----------
    gains
        Takes which candidates are open and returns the marginal gain of each; 0 or less for one that must stay
        closed.
    budget
        Budget for further candidates.
    opened
        Candidates open at the start.
    per_cost
        Whether candidates are ranked by gain per opening cost (Khuller, Moss and Naor 1999), not by gain alone.
    on_open
        Called with each candidate when it is opened.
    deadline
        When to stop with the candidates opened by then.

    Returns
    -------
    numpy.ndarray
        The further candidates, in the order of opening.
    """
    is_open, cost = opened.copy(), budget.opening_cost
    order: list[int] = []
    while len(order) < budget.max_new and not deadline.over:
        gain = gains(is_open)
        allowed = ~is_open & (cost <= budget.money - cost[order].sum())
        score = np.where(allowed, gain / np.maximum(cost, 1e-9) if per_cost else gain, 0.0)
        if not score.max(initial=0.0) > 0:
            break
        best = int(score.argmax())
        order.append(best)
        is_open[best] = True
        on_open(best)
    return np.array(order, dtype=np.int64)
