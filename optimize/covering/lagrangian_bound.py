"""Upper bound on the people served: the Lagrangian bound, by the primal-dual hybrid gradient method."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...common.arrays import Floats, Ints
from ...common.compiled import compiled
from ..core.budget import Budget
from ..core.covering_problem import CoveringProblem
from ..core.incidence import sums_of
from .bound_passes import Passes
from .params import COVERING_DEFAULTS, CoveringParams


@dataclass(frozen=True, kw_only=True, eq=False)
class DualState:
    """State of the Lagrangian bound: multipliers, fractional openings and the best bound.

    Parameters
    ----------
    multiplier
        Current Lagrange multiplier by group, between 0 and its people.
    proof
        Multipliers by group that prove `bound`.
    opening
        Approximate fractional opening by candidate in the linear relaxation.
    bound
        Proven upper bound on the people served.
    """

    multiplier: Floats
    proof: Floats
    opening: Floats
    bound: float


def first_dual_state(
    problem: CoveringProblem, opened: Ints, *, params: CoveringParams = COVERING_DEFAULTS
) -> DualState:
    """Start from a feasible choice: the more of its candidates serve a group, the smaller the multiplier."""
    opening = np.zeros(len(problem.candidates))
    opening[opened] = 1.0
    count = sums_of(problem.candidates_of, opening)
    return DualState(
        multiplier=problem.weight
        * np.select([count < 0.5, count < 1.5], [1.0, params.first_multiplier], 0.0),
        proof=np.zeros(len(count)),
        opening=opening,
        bound=float(problem.weight.sum()),
    )


def continuous_knapsack(values: Floats, knapsack: Budget) -> tuple[float, float]:
    """Return the optimum of the continuous knapsack problem, and its shadow price.

    Dantzig's rule (1957): in descending order of value per cost, the last one fractional.
    """
    order = np.argsort(-values / knapsack.opening_cost, kind="stable")
    order = order[values[order] > 0]
    spent = np.cumsum(knapsack.opening_cost[order])
    whole = int(np.searchsorted(spent, knapsack.money, side="right"))
    total = float(values[order[:whole]].sum())
    if whole == len(order):
        return total, 0.0
    last = order[whole]
    ratio = float(values[last] / knapsack.opening_cost[last])
    left = knapsack.money - (spent[whole - 1] if whole else 0.0)
    return total + ratio * left, ratio


def improve_bound(
    problem: CoveringProblem,
    knapsack: Budget,
    start: DualState,
    *,
    steps: int,
    enough: Callable[[int, float], bool],
    threads: int,
    params: CoveringParams = COVERING_DEFAULTS,
) -> DualState:
    """Improve the bound towards that of the linear relaxation.

    Relaxing the rows "served only if a candidate is open" with multipliers between 0 and the group's people
    gives a bound for any multipliers (Lagrangian relaxation: Galvão and ReVelle 1996). Multipliers and openings
    are improved together by the primal-dual hybrid gradient method (Chambolle and Pock 2011) with diagonal
    preconditioning (Pock and Chambolle 2011), adaptive step sizes, averaging and restarts (Applegate and others
    2021). A step is one pass over the nonzeros, and needs no memory but the vectors.

    Parameters
    ----------
    problem
        The reduced problem.
    knapsack
        The knapsack constraint.
    start
        State to start from.
    steps
        Maximum number of steps.
    enough
        Stopping criterion, called at regular intervals with the number of steps and the bound; True ends it.
    threads
        Maximum number of threads.
    params
        Constants of the method.
    """
    weight, balance = problem.weight, params.balance
    passes = Passes(problem, threads)
    try:
        step = 1.0 / (balance * np.maximum(passes.sums(weight), 1e-12))
        multiplier, opening = start.multiplier.copy(), start.opening
        best, proof = start.bound, start.proof
        mean, ahead, turn = _Mean(weight, multiplier, opening), opening, np.zeros(len(opening))
        length, gap, values = 1.0, np.inf, turn
        for number in range(1, steps + 1):
            before = values
            values, squares = passes.step(ahead, multiplier, balance * length)
            if (bound := _bound(weight, multiplier, values, knapsack)) < best:
                best, proof = bound, multiplier.copy()
            if turn.any():
                squares = (float(turn @ (turn / step)) + squares / balance) / 2
                between = abs(float((values - before) @ turn))
                powers = params.shorter, params.longer
                length = _next_length(length, squares, between, number, powers)
            turn = _projected(opening + length * step * values, length * step, knapsack) - opening
            opening = opening + turn
            ahead = opening + turn
            mean.add(multiplier, opening, values, length)
            if number % params.check_steps:
                continue
            if (bound := _bound(weight, mean.multiplier, mean.values, knapsack)) < best:
                best, proof = bound, mean.multiplier
            between = bound - passes.served(mean.opening)
            if between < params.restart * gap:
                gap = between
                multiplier, opening = mean.multiplier, mean.opening
                mean, ahead, turn = (
                    _Mean(weight, multiplier, opening),
                    opening,
                    np.zeros(len(opening)),
                )
            if enough(number, best):
                break
    finally:
        passes.close()
    return DualState(multiplier=mean.multiplier, proof=proof, opening=mean.opening, bound=best)


class _Mean:
    """Averages of multipliers, openings and values over the steps, weighted by step length."""

    def __init__(self, weight: Floats, multiplier: Floats, opening: Floats) -> None:
        """Start an empty average; until the first step it is the start itself."""
        self._weight, self._start = weight, (multiplier, opening)
        self._multiplier = np.zeros(len(multiplier))
        self._opening, self._values = np.zeros((2, len(opening)))
        self._length = 0.0

    def add(self, multiplier: Floats, opening: Floats, values: Floats, length: float) -> None:
        """Add the iterate of one step."""
        self._multiplier += length * multiplier
        self._opening += length * opening
        self._values += length * values
        self._length += length

    @property
    def multiplier(self) -> Floats:
        """Average multipliers, within their bounds."""
        if not self._length:
            return self._start[0]
        # By rounding an average may exceed all its terms; a multiplier must not exceed the weight.
        return np.minimum(self._multiplier / self._length, self._weight)

    @property
    def opening(self) -> Floats:
        """Average openings."""
        return self._opening / self._length if self._length else self._start[1]

    @property
    def values(self) -> Floats:
        """Candidates' values under the average multipliers: values are linear in them, so averages commute."""
        return self._values / self._length


def _bound(weight: Floats, multiplier: Floats, values: Floats, knapsack: Budget) -> float:
    """Return the Lagrangian bound of multipliers under which candidates have these values."""
    return float((weight - multiplier).sum()) + continuous_knapsack(values, knapsack)[0]


def _next_length(
    length: float, squares: float, between: float, number: int, powers: tuple[float, float]
) -> float:
    """Return the next step size, as a multiple of the one that is safe for any move.

    The limit is the ratio of the squared move to the interaction of multipliers and openings.
    Most of them do not move, so that the limit is several times the safe step size.
    Source: Applegate, D. and others (2021), Practical large-scale linear programming using primal-dual hybrid
    gradient, NeurIPS 34, 20243-20257, section 3.1.
    Unlike there a step above the limit is not rejected: any multipliers prove a bound.
    """
    longest = squares / between if between > 0 else np.inf
    shorter, longer = powers
    return float(
        min((1 - (number + 1) ** shorter) * longest, (1 + (number + 1) ** longer) * length)
    )


def _projected(wanted: Floats, step: Floats, knapsack: Budget) -> Floats:
    """Return the projection of openings onto the unit box and the knapsack constraint.

    The norm is scaled by `step`: each opening falls by ``step * cost`` per unit of the knapsack's multiplier,
    which is found by bisection.
    """
    nearest = np.clip(wanted, 0.0, 1.0)
    if knapsack.opening_cost @ nearest <= knapsack.money:
        return nearest
    _project(wanted, step * knapsack.opening_cost, knapsack.opening_cost, knapsack.money, nearest)
    return nearest


@compiled
def _project(
    wanted: Floats, slope: Floats, opening_cost: Floats, budget: float, nearest: Floats
) -> None:
    """Write the projection onto the knapsack constraint, by bisection on its multiplier."""
    low, high = 0.0, (wanted / slope).max()
    for _ in range(50):
        middle, spent = (low + high) / 2, 0.0
        for j in range(len(wanted)):
            spent += opening_cost[j] * min(max(wanted[j] - slope[j] * middle, 0.0), 1.0)
        if spent > budget:
            low = middle
        else:
            high = middle
    for j in range(len(wanted)):
        nearest[j] = min(max(wanted[j] - slope[j] * high, 0.0), 1.0)
