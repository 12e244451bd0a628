"""How much could be saved at the very most: Lagrangian relaxation of the p-median problem.

That a cell is assigned to one site only is given up, at a multiplier for each cell; what is left is a choice
of candidates by their gains, solved by sorting. Cornuejols, Fisher and Nemhauser (1977), Location of bank
accounts to optimize float; reduced-cost fixing: Christofides and Beasley (1982), A tree search algorithm for
the p-median problem.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...common.arrays import Bools, Floats, Int32s, Ints
from ...common.compiled import compiled
from ..core.effort import NO_DEADLINE, Deadline
from .interchange import improved
from .params import MEDIAN_DEFAULTS, MedianParams
from .problem import MedianProblem


@dataclass(frozen=True, kw_only=True, eq=False)
class MedianBound:
    """What the relaxation says.

    Parameters
    ----------
    opened
        A choice that saves more than was known, by candidate; None if none was found.
    bound
        Proven: nothing saves more.
    always, never
        Candidates that every better choice opens, and those that none opens.
    multiplier
        By row, where the bound was found: a good begin for a similar problem.
    foremost
        The candidate not decided that gains most there; -1 if all are decided.
    """

    opened: Bools | None
    bound: float
    always: Bools
    never: Bools
    multiplier: Floats
    foremost: int


@dataclass(frozen=True, kw_only=True, eq=False)
class _Choice:
    """The best fractional choice for given gains under one limit, with the prices of that limit.

    `enter` is the price at which what was left out must do better, `leave` the one for what was taken.
    """

    value: float
    share: Floats
    enter: Floats
    leave: Floats


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
    """Bound what can be saved, and look for better choices on the way.

    Parameters
    ----------
    problem
        The problem.
    saved
        What is known to be saved by some choice.
    multiplier
        By row, not negative, to begin with.
    tolerance
        A better choice is one that saves more than this above the best known.
    max_steps
        Steps of the subgradient method at most.
    deadline
        When to stop.
    report
        Called now and then with what is saved and the bound.
    params
        Constants of the method.
    """
    best: Bools | None = None
    gain, usage = np.empty(problem.candidates), np.empty(problem.rows)
    always, never = np.zeros((2, problem.candidates), dtype=bool)
    bound, share, patience = np.inf, 1.0, 0
    best_multiplier, best_gain = multiplier, gain
    direction = np.zeros(problem.rows)
    for step in range(max_steps):
        _gains(problem.indptr, problem.candidate, problem.saving, multiplier, gain)
        choice = min((_choose(gain, *limit) for limit in _limits(problem)), key=lambda c: c.value)
        value = float(multiplier.sum()) + choice.value
        spare = value - saved - tolerance
        never |= (choice.share == 0) & (gain - choice.enter <= -spare)
        always |= (choice.share == 1) & (gain - choice.leave >= spare)
        patience += 1
        if value < bound:
            if value < bound - params.better * (bound - saved):
                patience = 0
            bound, best_multiplier, best_gain = value, multiplier, gain * (choice.share > 0)
        if step % params.search_every == 0:
            found = improved(
                problem, _affordable(problem, choice.share, gain), max_exchanges=params.exchanges
            )
            total = float(problem.had(found).sum())
            if total > saved and problem.fulfils(found):
                best, saved = found, total
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
    open_question = np.flatnonzero(~always & ~never)
    return MedianBound(
        opened=best,
        bound=max(bound, saved),
        always=always,
        never=never,
        multiplier=best_multiplier,
        foremost=int(open_question[best_gain[open_question].argmax()])
        if len(open_question)
        else -1,
    )


def first_multipliers(problem: MedianProblem, opened: Bools) -> Floats:
    """Return multipliers to begin with: between the best and the second best saving of a choice."""
    second = np.zeros(problem.rows)
    _take_second(problem.indptr, problem.candidate, problem.saving, opened, second)
    return 0.5 * (problem.had(opened) + second)


def _limits(problem: MedianProblem) -> list[tuple[Floats, float]]:
    """Return what the choice is limited by: weights of the candidates and what they may weigh together."""
    limits = [(np.ones(problem.candidates), float(problem.max_new))]
    if np.isfinite(problem.budget):
        limits.append((problem.opening_cost, problem.budget))
    return limits


def _choose(gain: Floats, weight: Floats, capacity: float) -> _Choice:
    """Fractional knapsack (Dantzig 1957): the best gain for its weight first, the last one in part."""
    ratio = np.full(len(gain), np.inf)
    np.divide(gain, weight, out=ratio, where=weight > 0)
    order = np.argsort(-ratio, kind="stable")
    filled = np.cumsum(weight[order])
    whole = int(np.searchsorted(filled, capacity, side="right"))
    share = np.zeros(len(gain))
    share[order[:whole]] = 1.0
    enter = leave = 0.0
    if whole < len(gain):
        last = order[whole]
        left = capacity - (filled[whole - 1] if whole else 0.0)
        share[last] = left / weight[last]
        leave = ratio[last]
        # Filled to the brim, any price between the last taken and the first left out is right.
        enter = ratio[order[whole - 1]] if left == 0 and whole else leave
    enter = enter if np.isfinite(enter) else leave
    return _Choice(
        value=float(gain @ share), share=share, enter=enter * weight, leave=leave * weight
    )


def _affordable(problem: MedianProblem, share: Floats, gain: Floats) -> Bools:
    """Return those of a relaxed choice, the largest gains first, that keep to both number and budget."""
    taken = np.flatnonzero(share == 1)
    taken = taken[np.argsort(-gain[taken], kind="stable")][: max(problem.max_new, 0)]
    chosen = np.zeros(problem.candidates, dtype=bool)
    chosen[taken[np.cumsum(problem.opening_cost[taken]) <= problem.budget]] = True
    return chosen


@compiled
def _take_second(
    begin: Ints, candidate: Int32s, saving: Floats, opened: Bools, second: Floats
) -> None:
    for row in range(len(begin) - 1):
        found = 0
        for k in range(begin[row], begin[row + 1]):
            if opened[candidate[k]]:
                found += 1
                if found == 2:
                    second[row] = saving[k]
                    break


@compiled
def _gains(
    begin: Ints, candidate: Int32s, saving: Floats, multiplier: Floats, gain: Floats
) -> None:
    """By candidate what it saves above the multipliers."""
    gain[:] = 0.0
    for row in range(len(begin) - 1):
        for k in range(begin[row], begin[row + 1]):
            if saving[k] <= multiplier[row]:
                break
            gain[candidate[k]] += saving[k] - multiplier[row]


@compiled
def _usage(
    begin: Ints,
    candidate: Int32s,
    saving: Floats,
    multiplier: Floats,
    share: Floats,
    usage: Floats,
) -> None:
    """By row how many chosen candidates save more than the multiplier."""
    for row in range(len(begin) - 1):
        usage[row] = 0.0
        for k in range(begin[row], begin[row + 1]):
            if saving[k] <= multiplier[row]:
                break
            usage[row] += share[candidate[k]]
