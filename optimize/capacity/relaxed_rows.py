"""The relaxed rows of the Lagrangian bound: what a pair costs under multipliers, and how much rows are below 1.

System-optimal assignment relaxes ``sum_j x_ij <= 1`` for each cell. Closest assignment relaxes for each pair of
a cell and a site ``y_k + sum_j x_ij <= 1``, over the sites j farther than k: nobody is served beyond an open
site, which implies the former. (Gerrard and Church 1996 compare such rows.)
"""

from __future__ import annotations

from ...common.arrays import Floats, Ints
from ...common.compiled import compiled
from .problem import CapacityProblem


def write_duals(problem: CapacityProblem, multiplier: Floats, dual: Floats, charge: Floats) -> None:
    """Write what one person costs by pair, in the order by site, and what opening costs by site."""
    charge[:] = 0.0
    if problem.assignment == "system":
        multiplier.take(problem.column_cell, out=dual)
        return
    _closest_duals(
        (problem.indptr, problem.site, problem.level, problem.place),
        problem.people,
        multiplier,
        dual,
        charge,
    )


def write_slack(problem: CapacityProblem, used: Floats, opened: Floats, slack: Floats) -> None:
    """Write by row how much it is below 1, for shares used by pair, in the order by site."""
    if problem.assignment == "system":
        _system_slack(problem.column_cell, used, slack)
        return
    _closest_slack(
        (problem.indptr, problem.site, problem.level, problem.place), used, opened, slack
    )


@compiled
def turn(
    multiplier: Floats, slack: Floats, people: Floats, memory: float, direction: Floats
) -> float:
    """Turn a direction towards the slack; return its squared length, each row weighted by its people.

    Multipliers do not become negative: rows at 0 have no part in a direction that leads there.
    """
    length = 0.0
    for r in range(len(multiplier)):
        towards = slack[r]
        if multiplier[r] <= 0 and towards > 0:
            towards = 0.0
        towards = (1.0 - memory) * towards + memory * direction[r]
        if multiplier[r] <= 0 and towards > 0:
            towards = 0.0
        direction[r] = towards
        length += people[r] * towards * towards
    return length


@compiled
def _system_slack(cell: Ints, used: Floats, slack: Floats) -> None:
    """Write by cell 1 less the shares used."""
    slack[:] = 1.0
    for e in range(len(cell)):
        slack[cell[e]] -= used[e]


@compiled
def _closest_duals(
    pairs: tuple[Ints, Ints, Ints, Ints],
    people: Floats,
    multiplier: Floats,
    dual: Floats,
    charge: Floats,
) -> None:
    """Write by pair the multipliers of the cell's strictly nearer pairs; charge each site its own ones."""
    indptr, site, level, place = pairs
    for i in range(len(indptr) - 1):
        nearer, here = 0.0, 0.0
        for a in range(indptr[i], indptr[i + 1]):
            if a > indptr[i] and level[a] != level[a - 1]:
                nearer += here
                here = 0.0
            dual[place[a]] = nearer
            here += multiplier[a]
            charge[site[a]] += people[i] * multiplier[a]


@compiled
def _closest_slack(
    pairs: tuple[Ints, Ints, Ints, Ints], used: Floats, opened: Floats, slack: Floats
) -> None:
    """Write by pair 1 less the opening of its site, and less the shares used at strictly farther sites."""
    indptr, site, level, place = pairs
    for i in range(len(indptr) - 1):
        beyond, here = 0.0, 0.0
        for a in range(indptr[i + 1] - 1, indptr[i] - 1, -1):
            if a < indptr[i + 1] - 1 and level[a] != level[a + 1]:
                beyond += here
                here = 0.0
            slack[a] = 1.0 - opened[site[a]] - beyond
            here += used[place[a]]
