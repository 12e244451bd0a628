"""Random small siting problems of every kind of amount, and what any choice of their sites comes to."""

from __future__ import annotations

import numpy as np
from halfhour.optimize.core.problem import Siting
from sitings import choices, siting

AMOUNTS = ("whole", "half", "cents", "free")


def amounts(rng: np.random.Generator, count: int, kind: str, *, least: float = 0.0) -> np.ndarray:
    """Random amounts: whole numbers, halves, hundredths, or any; now and then the least there may be."""
    step = {"whole": 1.0, "half": 0.5, "cents": 0.01, "free": 0.0}[kind]
    drawn = rng.uniform(0.0, 9.0, count)
    drawn = np.rint(drawn / step) * step if step else drawn
    return np.maximum(np.where(rng.random(count) < 0.1, 0.0, drawn), least)


def random_siting(rng: np.random.Generator, *, units: int = 3) -> Siting:
    """A problem of at most 8 cells and 6 candidates, limited in number, money, both or neither."""
    cells, candidates = int(rng.integers(1, 9)), int(rng.integers(1, 7))
    reach = rng.random((cells, candidates)) < rng.uniform(0.2, 0.8)
    people = amounts(rng, cells, str(rng.choice(AMOUNTS)))
    opening_cost = amounts(rng, candidates, str(rng.choice(AMOUNTS)))
    limited = rng.integers(0, 4)
    standing = np.where(rng.random((cells, 1)) < 0.15, 0.0, np.inf)
    return siting(
        np.where(reach, 0.0, np.inf),
        people,
        existing=standing,
        opening_cost=opening_cost,
        max_new=int(rng.integers(0, candidates + 1)) if limited in {1, 3} else None,
        budget=float(rng.uniform(0.0, opening_cost.sum() + 0.1)) if limited in {2, 3} else None,
        unit=rng.integers(-1, units, cells),
    )


def random_share(rng: np.random.Generator) -> float:
    """A share from 0.01 to 1, often all."""
    return 1.0 if rng.random() < 0.2 else float(rng.uniform(0.01, 1.0))


def totals(problem: Siting) -> list[tuple[np.ndarray, np.ndarray]]:
    """Every choice that is allowed, and by unit (0 the whole, then each unit) how many people it serves."""
    dense = np.full(problem.costs.shape, np.inf)
    coo = problem.costs.tocoo()
    dense[coo.row, coo.col] = coo.data
    groups = [np.ones(len(problem.people), dtype=bool)]
    groups += [problem.unit == number for number in range(len(problem.unit_names))]
    found = []
    for opened in choices(problem):
        served = (dense[:, opened] <= problem.limit).any(axis=1) | problem.served_today
        found.append((opened, np.array([problem.people[one & served].sum() for one in groups])))
    return found
