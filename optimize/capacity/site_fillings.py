"""The subproblems of the Lagrangian relaxation: each site takes the people who cost least, up to its capacity.

They are continuous knapsack problems in which every person weighs the same. Cells are counted in bins of their
dual value, and sorted in the one bin only in which the site becomes full.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from ...common.arrays import Bools, Floats, Ints
from ...common.compiled import compiled, compiled_part
from .problem import CapacityProblem

_BINS: Final = 128
"""Bins of dual values between 0 and 1."""

_NEAR: Final = 1.0 / 1024
"""Difference from the dual of the last person up to which cells are taken in the same proportion."""


def write_values(
    problem: CapacityProblem, active: Bools, dual: Floats, value: Floats, last: Floats
) -> None:
    """Write by active site the most people at 1 less their dual each, and the dual of the last one."""
    _values(
        problem.column_indptr,
        problem.column_cell,
        (problem.people, problem.capacity, dual),
        active,
        value,
        last,
    )


def write_used(
    problem: CapacityProblem, opened: Floats, dual: Floats, last: Floats, used: Floats
) -> None:
    """Write by pair the share of the cell that its site takes, times the share of the site that is open.

    Cells that cost about as much as the last one are taken in the same proportion, which makes for a smoother
    direction than the optimum of the subproblem.
    """
    _used(
        problem.column_indptr,
        problem.column_cell,
        (problem.people, problem.capacity, dual),
        opened,
        last,
        used,
    )


@compiled_part
def _whole_bins(
    cells: Ints, people: Floats, dual: Floats, capacity: float, bins: tuple[Floats, Floats]
) -> tuple[int, float, float]:
    """Return the bin in which the site becomes full, or -1; what is left for it; the value of those below."""
    count, worth = bins
    count[:] = 0.0
    worth[:] = 0.0
    for e in range(len(cells)):
        if dual[e] < 1.0:
            b = int(dual[e] * _BINS)
            count[b] += people[cells[e]]
            worth[b] += people[cells[e]] * (1.0 - dual[e])
    spare, value = capacity, 0.0
    for b in range(_BINS):
        if count[b] > spare:
            return b, spare, value
        spare -= count[b]
        value += worth[b]
    return -1, spare, value


@compiled_part
def _last_bin(
    cells: Ints, people: Floats, dual: Floats, full: int, spare: float
) -> tuple[float, float]:
    """Return the value of those who find a place in the last bin, and the dual of the last one."""
    value, last = 0.0, full / _BINS
    if spare <= 0:
        return value, last
    members, size = np.empty(len(cells), np.int64), 0
    for e in range(len(cells)):
        if dual[e] < 1.0 and int(dual[e] * _BINS) == full:
            members[size] = e
            size += 1
    for k in np.argsort(dual[members[:size]]):
        e = members[k]
        taken = min(spare, people[cells[e]])
        value += taken * (1.0 - dual[e])
        last = dual[e]
        spare -= taken
        if spare <= 0:
            break
    return value, last


@compiled
def _values(
    indptr: Ints,
    cell: Ints,
    amounts: tuple[Floats, Floats, Floats],
    active: Bools,
    value: Floats,
    last: Floats,
) -> None:
    """Write by active site its value, and the dual of the last person."""
    people, capacity, dual = amounts
    bins = (np.empty(_BINS), np.empty(_BINS))
    for j in range(len(value)):
        value[j], last[j] = 0.0, 1.0
        if not active[j]:
            continue
        cells = cell[indptr[j] : indptr[j + 1]]
        duals = dual[indptr[j] : indptr[j + 1]]
        full, spare, value[j] = _whole_bins(cells, people, duals, capacity[j], bins)
        if full >= 0:
            more, last[j] = _last_bin(cells, people, duals, full, spare)
            value[j] += more


@compiled
def _used(
    indptr: Ints,
    cell: Ints,
    amounts: tuple[Floats, Floats, Floats],
    opened: Floats,
    last: Floats,
    used: Floats,
) -> None:
    """Write by pair the share of the cell that its site takes."""
    people, capacity, dual = amounts
    for j in range(len(opened)):
        if opened[j] <= 0:
            used[indptr[j] : indptr[j + 1]] = 0.0
            continue
        low, high = last[j] - _NEAR, min(last[j] + _NEAR, 1.0)
        below, near = 0.0, 0.0
        for e in range(indptr[j], indptr[j + 1]):
            if dual[e] < low:
                below += people[cell[e]]
            elif dual[e] < high:
                near += people[cell[e]]
        whole = opened[j] * min(1.0, capacity[j] / max(below, 1e-300))
        part = 0.0
        if near > 0:
            part = opened[j] * min(1.0, max(0.0, capacity[j] - below) / near)
        for e in range(indptr[j], indptr[j + 1]):
            used[e] = whole if dual[e] < low else (part if dual[e] < high else 0.0)
