"""The maximal covering problem and its subproblems: incidence, weights and budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ...common.arrays import Bools, Floats, Ints
from .budget import Budget
from .incidence import Incidence, selected_rows, sums_of

NO_CANDIDATES: Final = np.empty(0, dtype=np.int64)
"""The empty set of candidates."""


@dataclass(frozen=True, kw_only=True, eq=False)
class CoveringProblem:
    """A covering problem: groups of cells (aggregated demand) and the candidates that cover them.

    Parameters
    ----------
    groups_of
        Incidence by candidate: the groups of cells that it serves.
    candidates_of
        The transpose, by group: the candidates that serve it.
    weight
        Demand of each group in people, all above 0.
    label
        By group an attribute that its cells share besides, such as their unit.
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
    """A subproblem: the free candidates and groups, beside candidates that are fixed open.

    Parameters
    ----------
    problem, budget
        The covering problem of the free candidates, and the remaining budget.
    base
        People served by the candidates fixed open.
    opened
        The caller's numbers of the candidates fixed open.
    """

    problem: CoveringProblem
    budget: Budget
    base: float
    opened: Ints

    @property
    def pairs(self) -> int:
        """Number of nonzeros of the incidence: pairs of a candidate and a group that it serves."""
        return len(self.problem.groups_of.indices)


def value_by_candidate(problem: CoveringProblem, multiplier: Floats) -> Floats:
    """Return by candidate the sum of its groups' Lagrange multipliers: its value in the relaxation."""
    return sums_of(problem.groups_of, multiplier)


def times_served(problem: CoveringProblem, choice: Ints) -> Ints:
    """Return by group how many of these candidates serve it."""
    lists = selected_rows(problem.groups_of, choice, np.arange(len(problem.weight)))
    return np.bincount(lists.indices, minlength=len(problem.weight))


def served_alone(problem: CoveringProblem, choice: Ints) -> Incidence:
    """Return for each of these candidates the groups that it alone serves among them."""
    alone = times_served(problem, choice) == 1
    return selected_rows(problem.groups_of, choice, np.where(alone, np.arange(len(alone)), -1))


def served_groups(problem: CoveringProblem, choice: Ints) -> Bools:
    """Return by group whether at least one of these candidates serves it."""
    return times_served(problem, choice) > 0


def people_served(problem: CoveringProblem, choice: Ints) -> float:
    """Return the objective of a choice: people of the groups that at least one of these candidates serves."""
    return float(problem.weight[served_groups(problem, choice)].sum())
