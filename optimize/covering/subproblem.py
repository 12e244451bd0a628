"""What is left of a covering problem while candidates are opened and closed for sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ...common.arrays import Floats, Ints
from ..core.incidence import Lists, picked, sums_of
from ..heuristics.local_search import Room
from .lagrangian_bound import Allowance
from .reduction import Covering

NOBODY: Final = np.empty(0, dtype=np.int64)
"""No candidate at all."""

SAME: Final = 1e-9
"""Relative difference up to which two sums of the same people are the same."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """What is still to be chosen: a smaller problem beside candidates that are open for sure.

    Parameters
    ----------
    problem, room
        The problem, and what may be opened in it.
    base
        People served by those that are open for sure.
    opened
        The caller's numbers of these.
    """

    problem: Covering
    room: Room
    base: float
    opened: Ints

    @property
    def pairs(self) -> int:
        """How many groups all candidates serve together."""
        return len(self.problem.groups_of.items)


def worth_by_candidate(problem: Covering, multiplier: Floats) -> Floats:
    """Return by candidate the sum of its groups' multipliers."""
    return sums_of(problem.groups_of, multiplier)


def allowance_of(room: Room) -> Allowance:
    """Return the one limit that is relaxed least: money if there is a budget, else the number."""
    if np.isinf(room.budget):
        return Allowance(price=np.ones(len(room.price)), budget=float(room.at_most))
    if (room.price == room.price[0]).all() and room.price[0] > 0:
        number = min(room.at_most, int(room.budget / room.price[0] + SAME))
        return Allowance(price=np.ones(len(room.price)), budget=float(number))
    # Steps are scaled by prices, so that none may be 0; the budget grows by as much.
    price = np.maximum(room.price, 1e-9)
    return Allowance(price=price, budget=room.budget + float((price - room.price).sum()))


def times_served(problem: Covering, choice: Ints) -> Ints:
    """Return by group how many of these candidates serve it."""
    lists = picked(problem.groups_of, choice, np.arange(len(problem.weight)))
    return np.bincount(lists.items, minlength=len(problem.weight))


def served_alone(problem: Covering, choice: Ints) -> Lists:
    """Return for each of these candidates the groups that no other of them serves."""
    alone = times_served(problem, choice) == 1
    return picked(problem.groups_of, choice, np.where(alone, np.arange(len(alone)), -1))


def served_groups(problem: Covering, choice: Ints) -> npt.NDArray[np.bool_]:
    """Tell by group whether one of these candidates serves it."""
    return times_served(problem, choice) > 0


def people_served(problem: Covering, choice: Ints) -> float:
    """Return the people of the groups that one of these candidates serves."""
    return float(problem.weight[served_groups(problem, choice)].sum())
