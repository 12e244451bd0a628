"""Local search under capacities: greedy adding, then exchanges of an open site for a closed one.

With system-optimal assignment a minimum cut bounds what each site would add to the others, so that few
exchanges need a maximum flow. With closest assignment what each would change is counted exactly, but for ties.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ...common.arrays import Bools, Floats, Ints
from ...common.compiled import compiled
from ..core.effort import NO_DEADLINE, Deadline
from ..core.pairs import sums_by
from .params import CAPACITY_DEFAULTS, CapacityParams
from .problem import CapacityProblem, filling


@dataclass(eq=False)
class Incumbent:
    """The best solution so far, by site whether it is open, and the people that it serves."""

    problem: CapacityProblem
    opened: Bools
    served: float
    _seen: set[bytes] = field(default_factory=set)

    def offer(self, opened: Bools, *, deadline: Deadline, params: CapacityParams) -> bool:
        """Improve a solution by exchanges unless it was offered before; return whether it is the best now."""
        key = np.packbits(opened).tobytes()
        if key in self._seen:
            return False
        self._seen.add(key)
        better, served = improved(self.problem, opened, deadline=deadline, params=params)
        if served <= self.served:
            return False
        self.opened, self.served = better, served
        return True


def rounded(problem: CapacityProblem, opening: Floats) -> Bools:
    """Return a feasible solution: standing sites, and those of the largest share within the budget."""
    order = np.argsort(-opening, kind="stable")
    order = order[problem.free[order] & (opening[order] > 0)]
    opened = problem.standing.copy()
    opened[problem.budget.within(order)] = True
    return opened


def improved(
    problem: CapacityProblem,
    opened: Bools,
    *,
    deadline: Deadline = NO_DEADLINE,
    params: CapacityParams = CAPACITY_DEFAULTS,
) -> tuple[Bools, float]:
    """Improve a solution by adding and exchanging sites; return it, and the people that it serves.

    Parameters
    ----------
    problem
        The problem.
    opened
        By site whether it is open, standing sites included; within the budget.
    deadline
        When to stop with the best solution by then.
    params
        Parameters of the search.
    """
    best, served = opened | problem.standing, 0.0
    served = filling(problem, best).served
    better = True
    while better:
        better = False
        for out in [-1, *np.flatnonzero(best & problem.free)]:
            if deadline.over:
                break
            rest = best.copy()
            if out >= 0:
                rest[out] = False
            found = _best_addition(problem, rest, served, params.trials)
            if found is not None:
                best, served = found
                better = True
    return best, served


def _best_addition(
    problem: CapacityProblem, rest: Bools, served: float, trials: int
) -> tuple[Bools, float] | None:
    """Return these sites and one more, or these alone, if that serves more people."""
    left = problem.budget.after(np.flatnonzero(rest & ~problem.standing))
    allowed = problem.free & ~rest & (problem.budget.opening_cost <= left.money)
    slack = 1e-9 * max(1.0, served)
    if left.max_new <= 0 or not allowed.any():
        return None
    if problem.assignment == "system":
        base = filling(problem, rest)
        wanting = base.wanting[problem.column_cell]
        demand = _by_site(problem, np.where(wanting, problem.people[problem.column_cell], 0.0))
        most = base.served + np.minimum(demand, problem.capacity)
    else:
        most = _closest_additions(problem, rest)
    most = np.where(allowed, most, -np.inf)
    for more in np.argsort(-most, kind="stable")[:trials]:
        if most[more] <= served + slack:
            break
        trial = rest.copy()
        trial[more] = True
        value = filling(problem, trial).served
        if value > served + slack:
            return trial, value
    return None


def _by_site(problem: CapacityProblem, by_pair: Floats) -> Floats:
    """Return the sums of amounts by pair, in the order by site."""
    total = np.concatenate([[0.0], np.cumsum(by_pair)])
    sums: Floats = total[problem.column_indptr[1:]] - total[problem.column_indptr[:-1]]
    return sums


def _closest_additions(problem: CapacityProblem, rest: Bools) -> Floats:
    """Return by site the people served if it is opened besides these; ties go to the first."""
    nearest = np.full(len(problem.people), -1)
    _nearest(problem.indptr, problem.site, rest, nearest)
    reached = nearest >= 0
    sites = problem.site[nearest[reached]]
    load = sums_by(sites, problem.people[reached], len(problem.capacity))
    value = np.zeros(len(problem.capacity))
    pair = np.empty(problem.pairs, dtype=np.int64)
    pair[problem.place] = np.arange(problem.pairs)
    _additions(
        (problem.column_indptr, problem.column_cell, pair),
        problem.site,
        nearest,
        (problem.people, problem.capacity, load),
        rest,
        value,
    )
    return value


@compiled
def _nearest(indptr: Ints, site: Ints, is_open: Bools, nearest: Ints) -> None:
    """Write by cell its first pair with an open site."""
    for i in range(len(indptr) - 1):
        for a in range(indptr[i], indptr[i + 1]):
            if is_open[site[a]]:
                nearest[i] = a
                break


@compiled
def _additions(
    columns: tuple[Ints, Ints, Ints],
    site: Ints,
    nearest: Ints,
    amounts: tuple[Floats, Floats, Floats],
    is_open: Bools,
    value: Floats,
) -> None:
    """Write by closed site the people served if it draws away those whom it is nearer to."""
    indptr, cell, pair = columns
    people, capacity, load = amounts
    base = 0.0
    for k in range(len(load)):
        base += min(load[k], capacity[k])
    lost, touched = np.zeros(len(value)), np.empty(len(value), np.int64)
    for j in range(len(value)):
        if is_open[j]:
            continue
        own, count = 0.0, 0
        for e in range(indptr[j], indptr[j + 1]):
            i = cell[e]
            if nearest[i] < 0:
                own += people[i]
            elif pair[e] < nearest[i]:
                own += people[i]
                k = site[nearest[i]]
                if lost[k] == 0.0:
                    touched[count] = k
                    count += 1
                lost[k] += people[i]
        value[j] = base + min(own, capacity[j])
        for c in range(count):
            k = touched[c]
            value[j] += min(load[k] - lost[k], capacity[k]) - min(load[k], capacity[k])
            lost[k] = 0.0
