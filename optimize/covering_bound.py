"""How many people any choice could serve at most: the bound of the linear relaxation, without a solver."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from ..geo.compiled import compiled
from .lists import Lists
from .reduction import Covering

Floats = npt.NDArray[np.float64]
Int64s = npt.NDArray[np.int64]

_BLOCK_PAIRS: Final = 500_000
"""Pairs that one thread sums at a time; so the number of threads does not change the order of sums."""

_CHECK_STEPS: Final = 10
"""Steps between two looks at the averages."""

_RESTART: Final = 0.4
"""The averages become the new start when their gap has fallen to this part of what it was at the last one."""

_BALANCE: Final = 2.0
"""Length of steps in the multipliers against those in the openings; 1 to 10 did about equally well on Wuhan."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Allowance:
    """What the opened candidates may come to: ``price @ open <= budget``; a number of sites is a price of 1.

    Parameters
    ----------
    price
        By candidate, above 0.
    budget
        For all of them.
    """

    price: Floats
    budget: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Relaxed:
    """Where the search for a bound stands.

    Parameters
    ----------
    multiplier
        By group where the search stands, between 0 and its people.
    proof
        By group the multiplier that proves `bound`.
    opening
        By candidate how far it is open in the relaxation, about.
    bound
        Proven: nobody serves more people.
    """

    multiplier: Floats
    proof: Floats
    opening: Floats
    bound: float


def first_relaxed(problem: Covering, opened: Int64s) -> Relaxed:
    """Begin at a choice: groups that it serves more than once count nothing, the others all."""
    opening = np.zeros(len(problem.candidates))
    opening[opened] = 1.0
    count = np.zeros(len(problem.weight))
    _cover(problem.candidates_of, opening, 0, len(count), count)
    return Relaxed(
        multiplier=np.where(count > 1.5, 0.0, problem.weight),
        proof=np.zeros(len(count)),
        opening=opening,
        bound=float(problem.weight.sum()),
    )


def most_worth(values: Floats, allowance: Allowance) -> tuple[float, float]:
    """Return the most that open candidates can be worth (fractions allowed), and the worth of one more unit.

    Dantzig's rule (1957): the worthiest per price first, the last one in part.
    """
    order = np.argsort(-values / allowance.price, kind="stable")
    order = order[values[order] > 0]
    spent = np.cumsum(allowance.price[order])
    whole = int(np.searchsorted(spent, allowance.budget, side="right"))
    total = float(values[order[:whole]].sum())
    if whole == len(order):
        return total, 0.0
    last = order[whole]
    ratio = float(values[last] / allowance.price[last])
    left = allowance.budget - (spent[whole - 1] if whole else 0.0)
    return total + ratio * left, ratio


def improve_bound(
    problem: Covering,
    allowance: Allowance,
    start: Relaxed,
    *,
    steps: int,
    enough: Callable[[float], bool],
    threads: int,
) -> Relaxed:
    """Bring the bound closer to that of the linear relaxation.

    Relaxing the rows "served only if a candidate is open" with multipliers between 0 and the group's people
    gives a bound for any multipliers (Lagrangian relaxation: Galvão and ReVelle 1996). Multipliers and openings
    are improved together by the primal-dual hybrid gradient method (Chambolle and Pock 2011) with steps scaled
    by row and column (Pock and Chambolle 2011), averages and restarts (Applegate and others 2021). A
    step is one pass over the pairs, and needs no memory but the vectors.

    Parameters
    ----------
    problem
        The reduced problem.
    allowance
        What may be opened.
    start
        Where to begin.
    steps
        At most so many.
    enough
        Told the bound now and then; True ends the search.
    threads
        How many at a time.
    """
    weight = problem.weight
    passes = _Passes(problem, threads)
    try:
        step = 1.0 / (_BALANCE * np.maximum(passes.sums(weight), 1e-12))
        multiplier, opening = start.multiplier.copy(), start.opening.copy()
        best, proof = start.bound, start.proof
        ahead = opening.copy()
        sum_multiplier, sum_opening, count = np.zeros(len(weight)), np.zeros(len(opening)), 0
        gap = np.inf
        mean_multiplier, mean_opening = multiplier, opening
        for number in range(1, steps + 1):
            values = passes.step(ahead, multiplier)
            bound = float((weight - multiplier).sum()) + most_worth(values, allowance)[0]
            if bound < best:
                best, proof = bound, multiplier.copy()
            moved = _nearest_allowed(opening + step * values, step, allowance)
            ahead, opening = 2 * moved - opening, moved
            sum_multiplier += multiplier
            sum_opening += opening
            count += 1
            if number % _CHECK_STEPS:
                continue
            mean_multiplier, mean_opening = sum_multiplier / count, sum_opening / count
            bound = float((weight - mean_multiplier).sum())
            bound += most_worth(passes.sums(mean_multiplier), allowance)[0]
            if bound < best:
                best, proof = bound, mean_multiplier
            between = bound - passes.served(mean_opening)
            if between < _RESTART * gap:
                gap = between
                multiplier, opening = mean_multiplier.copy(), mean_opening
                ahead = opening.copy()
                sum_multiplier, sum_opening, count = (
                    np.zeros(len(weight)),
                    np.zeros(len(opening)),
                    0,
                )
            if enough(best):
                break
    finally:
        passes.close()
    return Relaxed(multiplier=mean_multiplier, proof=proof, opening=mean_opening, bound=best)


def _nearest_allowed(wanted: Floats, step: Floats, allowance: Allowance) -> Floats:
    """Return the openings between 0 and 1 within the allowance that are nearest to what is wanted.

    In the norm that `step` scales: each gives way by ``step * price`` for one multiplier, found by bisection.
    """
    nearest = np.clip(wanted, 0.0, 1.0)
    if allowance.price @ nearest <= allowance.budget:
        return nearest
    _give_way(wanted, step * allowance.price, allowance.price, allowance.budget, nearest)
    return nearest


@compiled
def _give_way(wanted: Floats, slope: Floats, price: Floats, budget: float, nearest: Floats) -> None:
    low, high = 0.0, (wanted / slope).max()
    for _ in range(50):
        middle, spent = (low + high) / 2, 0.0
        for j in range(len(wanted)):
            spent += price[j] * min(max(wanted[j] - slope[j] * middle, 0.0), 1.0)
        if spent > budget:
            low = middle
        else:
            high = middle
    for j in range(len(wanted)):
        nearest[j] = min(max(wanted[j] - slope[j] * high, 0.0), 1.0)


class _Passes:
    """Passes over all pairs, block by block, on several threads."""

    def __init__(self, problem: Covering, threads: int) -> None:
        self._rows, self._weight = problem.candidates_of, problem.weight
        ends = self._rows.begin
        blocks = max(1, int(ends[-1] // _BLOCK_PAIRS))
        cuts = np.searchsorted(ends, np.linspace(0, ends[-1], blocks + 1)[1:-1])
        edges = [0, *np.unique(cuts).tolist(), len(self._weight)]
        self._blocks = [(first, last) for first, last in pairwise(edges) if first < last]
        self._values = np.zeros((max(1, len(self._blocks)), len(problem.candidates)))
        self._pool = ThreadPoolExecutor(threads) if len(self._blocks) > 1 and threads > 1 else None

    def close(self) -> None:
        """Let the threads go."""
        if self._pool is not None:
            self._pool.shutdown()

    def step(self, opening: Floats, multiplier: Floats) -> Floats:
        """Move the multipliers, and return what each candidate is worth by them."""

        def one(block: int) -> None:
            first, last = self._blocks[block]
            _step(self._rows, self._weight, opening, multiplier, first, last, self._values[block])

        self._run(one)
        return np.asarray(self._values.sum(axis=0))

    def sums(self, value: Floats) -> Floats:
        """Return the sum over each candidate's groups."""

        def one(block: int) -> None:
            _sum_columns(self._rows, value, *self._blocks[block], self._values[block])

        self._run(one)
        return np.asarray(self._values.sum(axis=0))

    def served(self, opening: Floats) -> float:
        """Return the people served by candidates that are partly open."""
        count = np.zeros(len(self._weight))

        def one(block: int) -> None:
            _cover(self._rows, opening, *self._blocks[block], count)

        self._run(one)
        return float(self._weight @ np.minimum(count, 1.0))

    def _run(self, one: Callable[[int], None]) -> None:
        if self._pool is None:
            for block in range(len(self._blocks)):
                one(block)
        else:
            list(self._pool.map(one, range(len(self._blocks))))


@compiled
def _step(
    rows: Lists,
    weight: Floats,
    opening: Floats,
    multiplier: Floats,
    first: int,
    last: int,
    values: Floats,
) -> None:
    values[:] = 0.0
    for i in range(first, last):
        begin, end = rows.begin[i], rows.begin[i + 1]
        total = 0.0
        for a in range(begin, end):
            total += opening[rows.items[a]]
        moved = multiplier[i] - _BALANCE * weight[i] * (total - 1.0) / (end - begin)
        moved = min(max(moved, 0.0), weight[i])
        multiplier[i] = moved
        if moved != 0.0:
            for a in range(begin, end):
                values[rows.items[a]] += moved


@compiled
def _sum_columns(rows: Lists, value: Floats, first: int, last: int, sums: Floats) -> None:
    sums[:] = 0.0
    for i in range(first, last):
        if value[i] != 0.0:
            for a in range(rows.begin[i], rows.begin[i + 1]):
                sums[rows.items[a]] += value[i]


@compiled
def _cover(rows: Lists, opening: Floats, first: int, last: int, count: Floats) -> None:
    for i in range(first, last):
        total = 0.0
        for a in range(rows.begin[i], rows.begin[i + 1]):
            total += opening[rows.items[a]]
        count[i] = total
