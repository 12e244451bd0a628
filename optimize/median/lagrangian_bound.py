"""Upper bound on the saving: Lagrangian relaxation of the p-median problem, by the subgradient method.

The assignment constraints are relaxed with a Lagrange multiplier for each cell; what remains is a continuous
knapsack problem over the candidates' gains, solved by sorting. Cornuejols, Fisher and Nemhauser (1977),
Location of bank accounts to optimize float; reduced-cost fixing: Christofides and Beasley (1982), A tree search
algorithm for the p-median problem.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...common.arrays import Bools, Floats, Int32s, Ints
from ...common.compiled import compiled
from ..core.budget import Budget, relaxed_opening
from ..core.effort import NO_DEADLINE, Deadline
from .interchange import improved
from .params import MEDIAN_DEFAULTS, MedianParams
from .problem import MedianProblem


@dataclass(frozen=True, kw_only=True, eq=False)
class MedianBound:
    """Result of the Lagrangian relaxation.

    Parameters
    ----------
    opened
        A solution better than the incumbent, by candidate; None if none was found.
    bound
        Proven upper bound on the saving.
    fixed_open, fixed_closed
        By candidate whether it is fixed open, and whether fixed closed, in every better solution.
    multiplier
        Multipliers of the bound, by row: a warm start for a similar problem.
    foremost
        The free candidate of largest gain under these; -1 if all are fixed.
    """

    opened: Bools | None
    bound: float
    fixed_open: Bools
    fixed_closed: Bools
    multiplier: Floats
    foremost: int


def median_bound(
    problem: MedianProblem,
    *,
    saved: float,
    multiplier: Floats,
    tolerance: float,
    max_steps: int = MEDIAN_DEFAULTS.first_steps,
    deadline: Deadline = NO_DEADLINE,
    report: Callable[[float, float], None] = lambda _saved, _bound: None,
    params: MedianParams = MEDIAN_DEFAULTS,
) -> MedianBound:
    """Bound the saving by the subgradient method, with a Lagrangian heuristic and reduced-cost fixing.

    Parameters
    ----------
    problem
        The problem.
    saved
        Saving of the incumbent.
    multiplier
        Initial multipliers by row, not negative.
    tolerance
        A better solution saves more than this above the incumbent.
    max_steps
        Maximum number of steps.
    deadline
        When to stop.
    report
        Called at regular intervals with the incumbent's saving and the bound.
    params
        Parameters of the method.
    """
    budget = Budget(problem.opening_cost, problem.max_new, problem.budget)
    best: Bools | None = None
    gain, usage = np.empty(problem.candidates), np.empty(problem.rows)
    fixed_open, fixed_closed = np.zeros((2, problem.candidates), dtype=bool)
    bound, share, patience = np.inf, 1.0, 0
    best_multiplier, best_gain = multiplier, gain
    direction = np.zeros(problem.rows)
    for step in range(max_steps):
        _gains(problem.indptr, problem.candidate, problem.saving, multiplier, gain)
        choice = relaxed_opening(gain, budget)
        value = float(multiplier.sum()) + choice.value
        spare = value - saved - tolerance
        fixed_closed |= (choice.share == 0) & (gain - choice.enter <= -spare)
        fixed_open |= (choice.share == 1) & (gain - choice.leave >= spare)
        patience += 1
        if value < bound:
            if value < bound - params.better * (bound - saved):
                patience = 0
            bound, best_multiplier, best_gain = value, multiplier, gain * (choice.share > 0)
        if step % params.search_every == 0:
            rounded = improved(
                problem,
                _affordable(problem, choice.share, gain),
                max_exchanges=params.exchanges,
                deadline=deadline,
            )
            total = float(problem.best_savings(rounded).sum())
            if total > saved and problem.fulfils(rounded):
                best, saved = rounded, total
            report(saved, bound)
        if bound <= saved + tolerance or deadline.over or share < params.shortest:
            break
        if patience >= params.patience:
            share, patience = share * params.shrink, 0
            multiplier = best_multiplier
            direction[:] = 0.0
            continue
        _usage(problem.indptr, problem.candidate, problem.saving, multiplier, choice.share, usage)
        direction = (1.0 - params.memory) * (1.0 - usage) + params.memory * direction
        direction[(multiplier <= 0) & (direction > 0)] = 0.0
        length = float(direction @ direction)
        if length == 0.0:
            break
        multiplier = np.maximum(0.0, multiplier - share * (value - saved) / length * direction)
    open_question = np.flatnonzero(~fixed_open & ~fixed_closed)
    return MedianBound(
        opened=best,
        bound=max(bound, saved),
        fixed_open=fixed_open,
        fixed_closed=fixed_closed,
        multiplier=best_multiplier,
        foremost=int(open_question[best_gain[open_question].argmax()])
        if len(open_question)
        else -1,
    )


def first_multipliers(problem: MedianProblem, opened: Bools) -> Floats:
    """Return initial multipliers: the mean of the best and the second best saving of a solution."""
    second = np.zeros(problem.rows)
    _take_second(problem.indptr, problem.candidate, problem.saving, opened, second)
    return 0.5 * (problem.best_savings(opened) + second)


def _affordable(problem: MedianProblem, share: Floats, gain: Floats) -> Bools:
    """Return a feasible choice: of the relaxation's the largest gains, within number and budget."""
    taken = np.flatnonzero(share == 1)
    taken = taken[np.argsort(-gain[taken], kind="stable")][: max(problem.max_new, 0)]
    chosen = np.zeros(problem.candidates, dtype=bool)
    chosen[taken[np.cumsum(problem.opening_cost[taken]) <= problem.budget]] = True
    return chosen


@compiled
def _take_second(
    indptr: Ints, candidate: Int32s, saving: Floats, opened: Bools, second: Floats
) -> None:
    """Write by row the second largest saving of an open candidate."""
    for row in range(len(indptr) - 1):
        count = 0
        for k in range(indptr[row], indptr[row + 1]):
            if opened[candidate[k]]:
                count += 1
                if count == 2:
                    second[row] = saving[k]
                    break


@compiled
def _gains(
    indptr: Ints, candidate: Int32s, saving: Floats, multiplier: Floats, gain: Floats
) -> None:
    """Write by candidate its gain: the sum of its savings above the multipliers."""
    gain[:] = 0.0
    for row in range(len(indptr) - 1):
        for k in range(indptr[row], indptr[row + 1]):
            if saving[k] <= multiplier[row]:
                break
            gain[candidate[k]] += saving[k] - multiplier[row]


@compiled
def _usage(
    indptr: Ints,
    candidate: Int32s,
    saving: Floats,
    multiplier: Floats,
    share: Floats,
    usage: Floats,
) -> None:
    """Write by row how many chosen candidates save more than the multiplier: 1 less the subgradient."""
    for row in range(len(indptr) - 1):
        usage[row] = 0.0
        for k in range(indptr[row], indptr[row + 1]):
            if saving[k] <= multiplier[row]:
                break
            usage[row] += share[candidate[k]]
