"""The rule for ties of the transportation problem, against all assignments of small instances."""

from itertools import product

import numpy as np
import pytest
from halfhour.optimize.capacity.successive_paths import (
    countable,
    flows_by_paths,
    pair_marks,
    ticks_of,
)
from halfhour.optimize.core.pairs import pairs_within
from scipy.sparse import csc_array

LIMIT_S = 900.0


def best_by_brute_force(
    table: np.ndarray, people: np.ndarray, capacity: np.ndarray
) -> list[tuple[int, ...]]:
    """Every person by itself: most served, then fewest ticks, then the least sum of marks."""
    cells, sites = table.shape
    row, column = np.indices(table.shape)
    mark = pair_marks(row, column)
    persons = np.repeat(np.arange(cells), people)
    best, answers = None, set()
    for choice in product(range(-1, sites), repeat=len(persons)):
        pairs = [(cell, site) for cell, site in zip(persons, choice, strict=True) if site >= 0]
        load = np.bincount([site for _, site in pairs], minlength=sites)
        if (load > capacity).any() or any(table[pair] > LIMIT_S for pair in pairs):
            continue
        value = (
            -len(pairs),
            sum(round(10 * table[pair]) for pair in pairs),
            sum(int(mark[pair]) for pair in pairs),
        )
        if best is None or value < best:
            best, answers = value, set()
        if value == best:
            flow = np.zeros(table.shape, dtype=int)
            for pair in pairs:
                flow[pair] += 1
            answers.add(tuple(flow.ravel().tolist()))
    return sorted(answers)


@pytest.mark.parametrize("seed", range(25))
def test_the_flows_are_the_one_optimum_of_the_rule(seed: int) -> None:
    random = np.random.default_rng(seed)
    cells, sites = 3, int(random.integers(1, 4))
    # Few different times, so that nearly everything is tied.
    table = random.choice([60.0, 60.04, 120.0, 1000.0], (cells, sites))
    people, capacity = random.integers(1, 3, cells), random.integers(0, 4, sites)
    [expected] = best_by_brute_force(table, people, capacity)
    costs = csc_array(np.where(table <= LIMIT_S, table, 0.0).astype(np.float32))
    pairs = pairs_within(costs, people.astype(float), LIMIT_S)
    flow = flows_by_paths(
        pairs, ticks_of(pairs.cost), np.arange(cells), people.astype(float), capacity.astype(float)
    )
    found = np.zeros(table.shape)
    found[pairs.cell, pairs.site] = flow
    assert found.ravel().tolist() == list(expected)


def test_too_many_pairs_or_too_long_paths_are_left_to_the_solver() -> None:
    assert countable(100_000, 1800.0, 1000)
    assert not countable(100_001, 1800.0, 10)
    assert not countable(10, 1800.0, 20_000)
