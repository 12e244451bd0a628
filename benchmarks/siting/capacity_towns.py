"""Made towns whose sites compete for people: the best ones hold about half of those within reach."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from halfhour.optimize.core.problem import Siting
from scipy.sparse import csc_array
from scipy.spatial import cKDTree

LIMIT_S = 1800.0


@dataclass(frozen=True, kw_only=True)
class CapacityTown:
    """A seeded town.

    Parameters
    ----------
    cells, candidates
        Their numbers.
    max_new
        Sites that may be opened.
    reach_share
        Share of the cells that a candidate reaches on average.
    held_share
        Capacity of the larger candidates, as a share of the people within reach of good sites.
    seed
        Of the town.
    """

    cells: int
    candidates: int
    max_new: int
    reach_share: float
    held_share: float
    seed: int = 1


def capacity_town(town: CapacityTown) -> Siting:
    """Return twelve quarters and a countryside, with candidates where people live and some elsewhere."""
    rng = np.random.default_rng(town.seed)
    home = _places(rng, town.cells)
    sites = _places(rng, town.candidates, near=home)
    people = np.round(rng.lognormal(3.0, 1.0, town.cells)) + 1.0
    tree = cKDTree(home)
    radius = _radius(tree, sites[:60], town.reach_share)
    lists = [np.sort(one) for one in tree.query_ball_point(sites, radius)]
    indptr = np.concatenate([[0], np.cumsum([len(one) for one in lists])])
    cell = np.concatenate(lists).astype(np.int32)
    site = np.repeat(np.arange(town.candidates), np.diff(indptr))
    seconds = LIMIT_S * np.hypot(*(home[cell] - sites[site]).T) / radius
    size = rng.lognormal(0.0, 0.6, town.candidates)
    large = np.sort(size)[-3 * town.max_new :].mean()
    held = town.held_share * _greedy_reach(lists, people, town.max_new)
    return Siting(
        costs=csc_array(
            (seconds.astype(np.float32), cell, indptr), shape=(town.cells, town.candidates)
        ),
        existing_costs=csc_array((town.cells, 0), dtype=np.float32),
        today=np.full(town.cells, np.inf),
        served_today=np.zeros(town.cells, dtype=bool),
        limit=LIMIT_S,
        people=people,
        opening_cost=np.ones(town.candidates),
        must_open=np.zeros(town.candidates, dtype=bool),
        capacity=np.round(size / large * held / town.max_new),
        existing_capacity=np.empty(0),
        max_new=town.max_new,
        budget=None,
        unit=np.full(town.cells, -1),
        candidate_names=tuple(f"c{j}" for j in range(town.candidates)),
    )


def _places(rng: np.random.Generator, count: int, near: np.ndarray | None = None) -> np.ndarray:
    """Return places in quarters of different size, or near other places; three in ten anywhere."""
    if near is None:
        centres = rng.random((12, 2))
        quarter = rng.choice(12, count, p=rng.dirichlet(np.full(12, 1.5)))
        places = centres[quarter] + rng.normal(0.0, 0.07, (count, 2))
    else:
        places = near[rng.choice(len(near), count, replace=False)]
        places = places + rng.normal(0.0, 0.005, (count, 2))
    apart = rng.random(count) < 0.3
    places[apart] = rng.random((int(apart.sum()), 2))
    return places


def _radius(tree: cKDTree, sites: np.ndarray, share: float) -> float:
    """Return the radius within which the sites reach this share of the cells on average."""
    radius = float(np.sqrt(share / np.pi))
    for _ in range(6):
        found = np.mean(tree.query_ball_point(sites, radius, return_length=True)) / tree.n
        radius *= float(np.sqrt(share / found))
    return radius


def _greedy_reach(lists: list[np.ndarray], people: np.ndarray, count: int) -> float:
    """Return the people within reach of sites that are chosen one by one, whatever their capacity."""
    left = people.copy()
    for _ in range(count):
        best = max(lists, key=lambda cells: left[cells].sum())
        left[best] = 0.0
    return float(people.sum() - left.sum())
