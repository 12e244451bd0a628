"""Vertex exchange for the lowest share: a start for maximin covering."""

from __future__ import annotations

from typing import Final

import numpy as np

from ...common.arrays import Bools, Floats
from ..core.effort import NO_DEADLINE, Deadline
from .params import SET_COVERING_DEFAULTS
from .share_problem import ShareProblem

_BETTER: Final = 1e-9
"""Relative improvement up to which an exchange is not made."""


def exchanged_level(
    problem: ShareProblem,
    scale: Floats,
    chosen: Bools,
    *,
    deadline: Deadline = NO_DEADLINE,
    sharpness: tuple[float, ...] = SET_COVERING_DEFAULTS.sharpness,
) -> Bools:
    """Exchange open for closed candidates as long as the smooth minimum of the parts of `scale` rises.

    Vertex exchange (Teitz and Bart 1968) on ``sum exp(-sharpness part)``: the lowest part itself rarely rises
    by one exchange where several are low.

    Parameters
    ----------
    problem
        The asks.
    scale
        By ask the people that the part refers to, above 0; parts above 1 count as 1.
    chosen
        The start, within number and budget.
    deadline
        When to stop.
    sharpness
        Of the smooth minimum, one value after the other.

    Returns
    -------
    numpy.ndarray
        The solution with the highest lowest part that was visited.
    """
    now, best = chosen.copy(), chosen
    for sharp in sharpness:
        stale = False
        while not stale:
            stale = True
            for out in np.flatnonzero(now).tolist():
                if deadline.over:
                    return best
                swapped = _best_exchange(problem, scale, now, out, sharp)
                if swapped is None:
                    continue
                now, stale = swapped, False
                if _lowest(problem, scale, now) > _lowest(problem, scale, best):
                    best = now
    return best


def _best_exchange(
    problem: ShareProblem, scale: Floats, chosen: Bools, out: int, sharpness: float
) -> Bools | None:
    """Return the solution after the best exchange of a candidate; None if no exchange is better."""
    without = chosen.copy()
    without[out] = False
    with_each = problem.reached(without)[:, None] + problem.gains(without).toarray()
    parts = np.minimum(with_each / scale[:, None], 1.0)
    want = np.exp(-sharpness * parts).sum(axis=0)
    spent = float(problem.opening_cost[without].sum())
    want[without | (spent + problem.opening_cost > problem.left.money)] = np.inf
    into = int(want.argmin())
    if not want[into] < want[out] * (1.0 - _BETTER):
        return None
    without[into] = True
    return without


def _lowest(problem: ShareProblem, scale: Floats, chosen: Bools) -> float:
    return float((problem.reached(chosen) / scale).min())
