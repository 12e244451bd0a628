"""Who can be served by which candidates, and what is left of that while candidates are opened and closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ...common.arrays import Bools, Floats, Ints
from .budget import Budget
from .incidence import Incidence, picked, sums_of

NOBODY: Final = np.empty(0, dtype=np.int64)
"""No candidate at all."""


@dataclass(frozen=True, kw_only=True, eq=False)
class CoveringProblem:
    """Who can newly be served by which candidates.

    Parameters
    ----------
    groups_of
        By candidate the groups of cells that it serves.
    candidates_of
        By group the candidates that serve it.
    weight
        People of each group, all above 0.
    label
        By group what its cells have in common besides, such as their unit.
    candidates
        By candidate its number in the caller's list.
    """

    groups_of: Incidence
    candidates_of: Incidence
    weight: Floats
    label: Ints
    candidates: Ints


@dataclass(frozen=True, kw_only=True, eq=False)
class Subproblem:
    """What is still to be chosen: a smaller problem beside candidates that are open for sure.

    Parameters
    ----------
    problem, budget
        The problem, and what may be opened in it.
    base
        People served by those that are open for sure.
    opened
        The caller's numbers of these.
    """

    problem: CoveringProblem
    budget: Budget
    base: float
    opened: Ints

    @property
    def pairs(self) -> int:
        """How many groups all candidates serve together."""
        return len(self.problem.groups_of.indices)


def worth_by_candidate(problem: CoveringProblem, multiplier: Floats) -> Floats:
    """Return by candidate the sum of its groups' multipliers."""
    return sums_of(problem.groups_of, multiplier)


def times_served(problem: CoveringProblem, choice: Ints) -> Ints:
    """Return by group how many of these candidates serve it."""
    lists = picked(problem.groups_of, choice, np.arange(len(problem.weight)))
    return np.bincount(lists.indices, minlength=len(problem.weight))


def served_alone(problem: CoveringProblem, choice: Ints) -> Incidence:
    """Return for each of these candidates the groups that no other of them serves."""
    alone = times_served(problem, choice) == 1
    return picked(problem.groups_of, choice, np.where(alone, np.arange(len(alone)), -1))


def served_groups(problem: CoveringProblem, choice: Ints) -> Bools:
    """Tell by group whether one of these candidates serves it."""
    return times_served(problem, choice) > 0


def people_served(problem: CoveringProblem, choice: Ints) -> float:
    """Return the people of the groups that one of these candidates serves."""
    return float(problem.weight[served_groups(problem, choice)].sum())
