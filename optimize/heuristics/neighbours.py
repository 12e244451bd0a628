"""Neighbours: candidates near each other by breadth-first search over shared groups."""

from __future__ import annotations

import numpy as np

from ...common.arrays import Bools, Ints
from ..core.covering_problem import CoveringProblem
from ..core.incidence import Incidence


def open_near(
    problem: CoveringProblem, opened: Ints, seeds: Ints, size: int, rng: np.random.Generator
) -> Ints:
    """Return the open candidates nearest to some candidates, by number of steps over shared groups.

    Parameters
    ----------
    problem
        The reduced problem.
    opened
        The open candidates.
    seeds
        The candidates to start from.
    size
        Number of open candidates to return; fewer where no more are connected with the seeds.
    rng
        Breaks ties of distance.
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
    """Return the `size` candidates nearest to one, itself included; fewer where no more are connected."""
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
    """Add the candidates that share a group with one of these: one step of the search."""
    groups = _members(problem.groups_of, near, len(problem.weight))
    return near | _members(problem.candidates_of, groups, len(near))


def _members(lists: Incidence, mine: Bools, count: int) -> Bools:
    """Return for each of `count` columns whether one of these rows has a nonzero in it."""
    held = np.zeros(count, dtype=bool)
    held[lists.indices[np.repeat(mine, np.diff(lists.indptr))]] = True
    return held
