"""Random small siting problems that are hard on arithmetic: ties, nobody, huge ranges, blocked sites."""

from __future__ import annotations

import numpy as np
from halfhour.optimize.core.problem import Siting
from sitings import siting

AMOUNTS = ("tied", "whole", "cents", "huge")

LIMIT_S = 900.0
JUST_BEYOND_S = float(np.nextafter(np.float32(LIMIT_S), np.float32(np.inf)))


def hard_amounts(rng: np.random.Generator, count: int, *, zeros: float = 0.2) -> np.ndarray:
    """Amounts of one kind: few different ones, whole numbers, hundredths, or from 0.001 to ten million."""
    match str(rng.choice(AMOUNTS)):
        case "tied":
            drawn = rng.choice([1.0, 2.0], count)
        case "whole":
            drawn = rng.integers(1, 100, count).astype(float)
        case "cents":
            drawn = np.rint(rng.uniform(0.01, 9.0, count) * 100) / 100
        case _:
            drawn = 10.0 ** rng.uniform(-3.0, 7.0, count)
    return np.where(rng.random(count) < zeros, 0.0, drawn)


def hard_costs(rng: np.random.Generator, cells: int, sites: int) -> np.ndarray:
    """Times in seconds: tied, even or from 0.001 to ten million; some ways are blocked, some sites wholly."""
    shape = (cells, sites)
    match str(rng.choice(["tied", "even", "huge"])):
        case "tied":
            costs = rng.choice([0.0, 450.0, LIMIT_S, JUST_BEYOND_S, 1800.0], shape)
        case _:
            costs = 10.0 ** rng.uniform(-3.0, 7.0, shape)
    costs[rng.random(shape) < rng.choice([0.0, 0.2, 0.6])] = np.inf
    costs[:, rng.random(sites) < 0.1] = np.inf
    costs[rng.random(cells) < 0.05] = np.inf
    # As they are stored, so that all counts are of the same times.
    return costs.astype(np.float32).astype(np.float64)


def hard_siting(
    rng: np.random.Generator,
    *,
    cells: int = 8,
    candidates: int = 6,
    units: int = 0,
    capacitated: bool = False,
) -> Siting:
    """A problem limited in number, money, both or neither, with existing sites or without."""
    n, m = int(rng.integers(1, cells + 1)), int(rng.integers(1, candidates + 1))
    standing = int(rng.choice([0, 0, 1, 2]))
    opening_cost = hard_amounts(rng, m)
    limited = rng.integers(0, 4)
    must = rng.random(m) < (0.4 if rng.random() < 0.15 else 0.0)
    # Now and then exactly what some of them cost.
    some = float(opening_cost[rng.random(m) < 0.5].sum())
    budget = some if rng.random() < 0.5 else float(rng.uniform(0.0, 1.1) * opening_cost.sum())
    room = dict[str, np.ndarray]()
    if capacitated:
        room = {
            "capacity": np.where(rng.random(m) < 0.1, np.inf, hard_amounts(rng, m)),
            "existing_capacity": hard_amounts(rng, standing),
        }
    return siting(
        hard_costs(rng, n, m),
        hard_amounts(rng, n),
        existing=hard_costs(rng, n, standing),
        limit=LIMIT_S,
        opening_cost=opening_cost,
        must_open=must,
        max_new=int(rng.integers(0, m + 2)) if limited in {1, 3} else None,
        budget=budget if limited in {2, 3} else None,
        unit=rng.integers(-1, units, n) if units else None,
        **room,
    )
