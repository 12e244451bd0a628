"""Which candidates are near each other."""

from __future__ import annotations

import numpy as np

from ...common.arrays import Bools, Ints
from ..core.covering_problem import CoveringProblem
from ..core.incidence import Incidence


def open_near(
    problem: CoveringProblem, opened: Ints, seeds: Ints, size: int, rng: np.random.Generator
) -> Ints:
    """Return the open candidates nearest to some candidates, counted by groups that two have in common.

    Parameters
    ----------
    problem
        The reduced problem.
    opened
        The open candidates.
    seeds
        The candidates to begin with.
    size
        How many open ones to return; fewer where no more are connected with the seeds.
    rng
        Draws among those that are equally near.
    """
    near = np.zeros(len(problem.candidates), dtype=bool)
    near[seeds] = True
    inside = opened[near[opened]]
    while len(inside) < size:
        wider = _wider(problem, near)
        if (wider == near).all():
            return np.sort(inside)
        new = opened[wider[opened] & ~near[opened]]
        inside, near = np.concatenate([inside, rng.permutation(new)]), wider
    return np.sort(inside[:size])


def candidates_near(
    problem: CoveringProblem, seed: int, size: int, rng: np.random.Generator
) -> Ints:
    """Return so many candidates nearest to one, itself too; fewer where no more are connected with it."""
    near = np.zeros(len(problem.candidates), dtype=bool)
    near[seed] = True
    inside = np.array([seed])
    while len(inside) < size:
        wider = _wider(problem, near)
        new = np.flatnonzero(wider & ~near)
        if not len(new):
            break
        inside, near = np.concatenate([inside, rng.permutation(new)]), wider
    return np.sort(inside[:size])


def _wider(problem: CoveringProblem, near: Bools) -> Bools:
    """Add who has a group in common with one of these candidates."""
    groups = _members(problem.groups_of, near, len(problem.weight))
    return near | _members(problem.candidates_of, groups, len(near))


def _members(lists: Incidence, mine: Bools, count: int) -> Bools:
    """Tell for each of `count` items whether one of my lists holds it."""
    held = np.zeros(count, dtype=bool)
    held[lists.indices[np.repeat(mine, np.diff(lists.indptr))]] = True
    return held
