"""Greedy adding: the one loop behind first choices, whatever it is that they gain."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...common.arrays import Bools, Floats, Ints
from .budget import Budget


def ignore(_: int) -> None:
    """Do nothing when a candidate is opened."""


def greedy_adding(
    gains: Callable[[Bools], Floats],
    budget: Budget,
    *,
    opened: Bools,
    per_cost: bool = False,
    on_open: Callable[[int], None] = ignore,
) -> Ints:
    """Open what gains most, again and again, until nothing that may be opened gains anything.

    Greedy adding (Church and ReVelle 1974). Of equal candidates the first is opened.

    Parameters
    ----------
    gains
        Told which candidates are open, returns what each would add; 0 or less for one that must stay closed.
    budget
        What may be opened besides what is open already.
    opened
        What is open at the beginning.
    per_cost
        Whether the gain for the cost of opening counts (Khuller, Moss and Naor 1999), not the gain alone.
    on_open
        Called with each candidate as it is opened.

    Returns
    -------
    numpy.ndarray
        What was opened besides, in the order of opening.
    """
    is_open, cost = opened.copy(), budget.opening_cost
    order: list[int] = []
    while len(order) < budget.max_new:
        gain = gains(is_open)
        allowed = ~is_open & (cost <= budget.money - cost[order].sum())
        worth = np.where(allowed, gain / np.maximum(cost, 1e-9) if per_cost else gain, 0.0)
        if not worth.max(initial=0.0) > 0:
            break
        best = int(worth.argmax())
        order.append(best)
        is_open[best] = True
        on_open(best)
    return np.array(order, dtype=np.int64)
