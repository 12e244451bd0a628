"""Greedy adding, interchange (vertex substitution) and iterated local search for covering."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...common.arrays import Bools, Floats, Int32s, Ints
from ...common.compiled import compiled, compiled_part
from ..core.budget import Budget
from ..core.covering_problem import CoveringProblem
from ..core.incidence import Incidence
from .params import HEURISTIC_DEFAULTS, HeuristicParams


class ProblemArrays(NamedTuple):
    """Incidence by candidate and by group, and the people of each group."""

    groups: Incidence
    candidates: Incidence
    weight: Floats


class Cover(NamedTuple):
    """A solution with its coverage counts, gains and losses, updated incrementally.

    `served_by` is the number of open candidates by group, `gain` the people that each candidate would add, and
    `loss` the people that each open one alone serves; `shared` is working memory.
    """

    served_by: Int32s
    gain: Floats
    loss: Floats
    is_open: Bools
    shared: Floats


class _Lenient(NamedTuple):
    """Threshold accepting: the largest accepted loss as a share of people, and rounds between thresholds."""

    share: float
    rounds: int


def greedy_choice(problem: CoveringProblem, budget: Budget) -> Ints:
    """Greedy adding by gain (Church and ReVelle 1974) or by gain per cost (Khuller, Moss and Naor 1999).

    Where costs differ, both are tried and the better is returned.
    Unlike `greedy_adding` it is compiled and updates gains incrementally.
    """
    who = _arrays(problem)
    best: Ints = np.empty(0, dtype=np.int64)
    most = -1.0
    for power in (0.0, 1.0) if len(np.unique(budget.opening_cost)) > 1 else (0.0,):
        cover = _opened(problem, np.empty(0, dtype=np.int64))
        _greedy(who, cover, budget, power)
        served = _served(problem, cover)
        if served > most:
            best, most = np.flatnonzero(cover.is_open), served
    return best


def improved_choice(
    problem: CoveringProblem,
    budget: Budget,
    opened: Ints,
    *,
    rounds: int = 0,
    seed: int = 0,
    params: HeuristicParams = HEURISTIC_DEFAULTS,
) -> Ints:
    """Improve a solution by interchange, and then by iterated local search.

    Interchange (vertex substitution: Teitz and Bart 1968) exchanges one open candidate for a closed one while
    that improves the objective. Then `rounds` times up to three candidates near each other are opened, those of
    smallest loss closed instead, and interchange follows (iterated local search: Lourenço, Martin and Stützle
    2003). Slightly worse solutions are accepted (threshold accepting: Dueck and Scheuer 1990).

    Parameters
    ----------
    problem
        The reduced problem.
    budget
        Limits on number and cost.
    opened
        Start solution, within the budget.
    rounds
        Number of perturbations.
    seed
        Random seed.
    params
        Parameters of the search.

    Returns
    -------
    numpy.ndarray
        Numbers of the problem's candidates, ascending.
    """
    who, cover = _arrays(problem), _opened(problem, opened)
    _greedy(who, cover, budget, 0.0)
    _improve(who, cover, budget)
    best = cover.is_open.copy()
    if rounds and 1 < best.sum() < len(best):
        rng, lenient = np.random.default_rng(seed), _Lenient(params.lenient, params.lenient_rounds)
        _iterate(who, cover, budget, rounds, lenient, rng, best)
    return np.flatnonzero(best)


def _arrays(problem: CoveringProblem) -> ProblemArrays:
    """Return the problem's arrays for compiled functions."""
    return ProblemArrays(problem.groups_of, problem.candidates_of, problem.weight)


def _served(problem: CoveringProblem, cover: Cover) -> float:
    """Return the people served."""
    return float(problem.weight[cover.served_by > 0].sum())


def _opened(problem: CoveringProblem, opened: Ints) -> Cover:
    """Return the cover of a choice."""
    cover = _empty(problem)
    _open_all(_arrays(problem), cover, opened)
    return cover


def _empty(problem: CoveringProblem) -> Cover:
    """Return the cover without open candidates."""
    gain = np.zeros(len(problem.candidates))
    _sum_lists(problem.groups_of, problem.weight, gain)
    return Cover(
        served_by=np.zeros(len(problem.weight), dtype=np.int32),
        gain=gain,
        loss=np.zeros(len(gain)),
        is_open=np.zeros(len(gain), dtype=bool),
        shared=np.zeros(len(gain)),
    )


@compiled
def _sum_lists(lists: Incidence, value: Floats, total: Floats) -> None:
    """Add by row the sum of its columns' values."""
    for k in range(len(total)):
        for a in range(lists.indptr[k], lists.indptr[k + 1]):
            total[k] += value[lists.indices[a]]


@compiled_part
def _open(who: ProblemArrays, cover: Cover, j: int) -> None:
    """Open a candidate, and update counts, gains and losses."""
    cover.is_open[j] = True
    cover.loss[j] = 0.0
    for a in range(who.groups.indptr[j], who.groups.indptr[j + 1]):
        i = who.groups.indices[a]
        count = cover.served_by[i]
        cover.served_by[i] = count + 1
        if count == 0:
            cover.loss[j] += who.weight[i]
            for b in range(who.candidates.indptr[i], who.candidates.indptr[i + 1]):
                cover.gain[who.candidates.indices[b]] -= who.weight[i]
        elif count == 1:
            for b in range(who.candidates.indptr[i], who.candidates.indptr[i + 1]):
                other = who.candidates.indices[b]
                if cover.is_open[other] and other != j:
                    cover.loss[other] -= who.weight[i]


@compiled_part
def _close(who: ProblemArrays, cover: Cover, j: int) -> None:
    """Close a candidate, and update counts, gains and losses."""
    cover.is_open[j] = False
    cover.loss[j] = 0.0
    for a in range(who.groups.indptr[j], who.groups.indptr[j + 1]):
        i = who.groups.indices[a]
        count = cover.served_by[i] - 1
        cover.served_by[i] = count
        if count == 0:
            for b in range(who.candidates.indptr[i], who.candidates.indptr[i + 1]):
                cover.gain[who.candidates.indices[b]] += who.weight[i]
        elif count == 1:
            for b in range(who.candidates.indptr[i], who.candidates.indptr[i + 1]):
                if cover.is_open[who.candidates.indices[b]]:
                    cover.loss[who.candidates.indices[b]] += who.weight[i]


@compiled
def _open_all(who: ProblemArrays, cover: Cover, numbers: Ints) -> None:
    """Open several candidates."""
    for n in range(len(numbers)):
        _open(who, cover, numbers[n])


@compiled
def _close_all(who: ProblemArrays, cover: Cover, numbers: Ints) -> None:
    """Close several candidates."""
    for n in range(len(numbers)):
        _close(who, cover, numbers[n])


@compiled
def _greedy(
    who: ProblemArrays,
    cover: Cover,
    budget: Budget,
    power: float,
) -> None:
    """Greedy adding: open the affordable candidate of largest gain per ``cost ** power`` while there is one."""
    opened, spent = 0, 0.0
    for j in range(len(budget.opening_cost)):
        if cover.is_open[j]:
            opened += 1
            spent += budget.opening_cost[j]
    while opened < budget.max_new:
        best, most = -1, 0.0
        for j in range(len(budget.opening_cost)):
            if (
                cover.is_open[j]
                or spent + budget.opening_cost[j] > budget.money
                or cover.gain[j] <= 1e-9
            ):
                continue
            score = cover.gain[j] / max(budget.opening_cost[j], 1e-12) ** power
            if score > most:
                best, most = j, score
        if best < 0:
            break
        _open(who, cover, best)
        opened += 1
        spent += budget.opening_cost[best]


@compiled_part
def _share(who: ProblemArrays, cover: Cover, out: int) -> None:
    """Sum by candidate the people whom `out` alone serves and the candidate serves too."""
    cover.shared[:] = 0.0
    for a in range(who.groups.indptr[out], who.groups.indptr[out + 1]):
        i = who.groups.indices[a]
        if cover.served_by[i] == 1:
            for b in range(who.candidates.indptr[i], who.candidates.indptr[i + 1]):
                cover.shared[who.candidates.indices[b]] += who.weight[i]


@compiled
def _improve(
    who: ProblemArrays,
    cover: Cover,
    budget: Budget,
) -> None:
    """Interchange: exchange each open candidate for the best closed one, until no exchange improves."""
    opened = np.flatnonzero(cover.is_open)
    spent = budget.opening_cost[opened].sum()
    # Gains and losses updated incrementally carry rounding errors; a smaller improvement might lead to cycling.
    least = who.weight.sum() * 1e-9
    stale, at = 0, 0
    while stale < len(opened):
        out = opened[at]
        _share(who, cover, out)
        best, most = -1, least
        for j in range(len(budget.opening_cost)):
            if (
                cover.is_open[j]
                or spent - budget.opening_cost[out] + budget.opening_cost[j] > budget.money
            ):
                continue
            profit = cover.gain[j] + cover.shared[j] - cover.loss[out]
            if profit > most:
                best, most = j, profit
        if best >= 0:
            _close(who, cover, out)
            _open(who, cover, best)
            spent += budget.opening_cost[best] - budget.opening_cost[out]
            opened[at] = best
            stale = 0
        else:
            stale += 1
        at = (at + 1) % len(opened)


@compiled
def _iterate(
    who: ProblemArrays,
    cover: Cover,
    budget: Budget,
    rounds: int,
    lenient: _Lenient,
    rng: np.random.Generator,
    best: Bools,
) -> None:
    """Perturb and improve (iterated local search); `best` receives the best solution."""
    now = cover.is_open.copy()
    served = _people(who, cover)
    most = served
    for turn in range(rounds):
        _perturb(who, cover, budget, rng)
        _greedy(who, cover, budget, 0.0)
        _improve(who, cover, budget)
        people = _people(who, cover)
        if people > most:
            most = people
            best[:] = cover.is_open
        # Thresholds alternate between none, small and large: which is best differs between problems.
        degree = turn // lenient.rounds % 3
        if people >= served - lenient.share * degree * degree * most * rng.random():
            served = people
            now[:] = cover.is_open
        else:
            for j in range(len(budget.opening_cost)):
                if cover.is_open[j] and not now[j]:
                    _close(who, cover, j)
            for j in range(len(budget.opening_cost)):
                if now[j] and not cover.is_open[j]:
                    _open(who, cover, j)


@compiled_part
def _people(who: ProblemArrays, cover: Cover) -> float:
    """Return the people served."""
    total = 0.0
    for i in range(len(who.weight)):
        if cover.served_by[i] > 0:
            total += who.weight[i]
    return total


@compiled_part
def _perturb(who: ProblemArrays, cover: Cover, budget: Budget, rng: np.random.Generator) -> None:
    """Perturb: open up to three closed candidates near each other, and close others of small loss."""
    center = rng.integers(0, len(budget.opening_cost))
    added = np.full(3, -1)
    for n in range(rng.integers(1, 4)):
        i = who.groups.indices[
            rng.integers(who.groups.indptr[center], who.groups.indptr[center + 1])
        ]
        j = who.candidates.indices[
            rng.integers(who.candidates.indptr[i], who.candidates.indptr[i + 1])
        ]
        if not cover.is_open[j]:
            _open(who, cover, j)
            added[n] = j
    opened = cover.is_open.sum()
    spent = budget.opening_cost[cover.is_open].sum()
    while opened > 0 and (opened > budget.max_new or spent > budget.money):
        out, least = -1, np.inf
        for j in range(len(budget.opening_cost)):
            if cover.is_open[j] and j != added[0] and j != added[1] and j != added[2]:
                loss = cover.loss[j] * (0.8 + 0.4 * rng.random())
                if loss < least:
                    out, least = j, loss
        if out < 0:
            # Only added candidates are left: close one of these.
            out = added.max()
            added[added == out] = -1
        _close(who, cover, out)
        opened -= 1
        spent -= budget.opening_cost[out]
