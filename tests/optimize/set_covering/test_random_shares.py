"""Questions of shares end, and equal trying every choice: whole, half, cent and free people and prices.

`make test` tries 500 problems of each kind, `make prove` 20,000.
"""

import dataclasses
import json
import re
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.core.result import SearchResult
from halfhour.optimize.covering.reduction import reduce_covering
from halfhour.optimize.objectives.maximin_covering import MaximinCovering
from halfhour.optimize.objectives.set_covering import SetCovering
from halfhour.optimize.set_covering.least_cost import cheapest_covering
from random_sitings import AMOUNTS, amounts, random_share, random_siting, totals
from scipy.sparse import csc_array

pytestmark = pytest.mark.thorough

EFFORT = Effort(threads=1)
NEAR = 1e-6
COUNTS = [500, pytest.param(20_000, marks=pytest.mark.prove)]


def cheapest(
    reach: np.ndarray, people: np.ndarray, cost: np.ndarray, wanted: float, at_most: int
) -> tuple[SearchResult, np.ndarray | None]:
    problem = reduce_covering(csc_array(reach), people, opening_cost=cost)
    own = cost[problem.candidates]
    got = cheapest_covering(problem, own, wanted, at_most=at_most, effort=EFFORT)
    return got, None if got.chosen is None else problem.candidates[got.chosen]


def test_the_instances_that_never_ended(shared_case: Callable[[str], Path]) -> None:
    text = (shared_case("faults") / "set_covering_endless" / "instances.json").read_text()
    for one in json.loads(text)["instances"]:
        cost = np.array(one["cost"], dtype=float)
        got, opened = cheapest(
            np.array(one["reach"], dtype=bool),
            np.array(one["people"], dtype=float),
            cost,
            one["wanted"],
            one["at_most"],
        )
        assert got.status == "optimal"
        if one["least_cost"] is None:
            assert opened is None
            continue
        assert opened is not None
        assert cost[opened].sum() == pytest.approx(one["least_cost"], abs=NEAR)


@pytest.mark.parametrize("count", COUNTS)
def test_least_cost_of_so_many_people(count: int) -> None:
    for seed in range(count):
        rng = np.random.default_rng([seed, 1])
        cells, candidates = int(rng.integers(1, 9)), int(rng.integers(1, 7))
        reach = rng.random((cells, candidates)) < rng.uniform(0.2, 0.8)
        people = amounts(rng, cells, str(rng.choice(AMOUNTS)))
        kind = str(rng.choice(AMOUNTS))
        cost, at_most = amounts(rng, candidates, kind), int(rng.integers(0, candidates + 1))
        wanted = random_share(rng) * float(people[reach.any(axis=1)].sum())
        if wanted <= 0:
            continue
        costs = [
            float(cost[list(chosen)].sum())
            for size in range(at_most + 1)
            for chosen in combinations(range(candidates), size)
            if people[reach[:, list(chosen)].any(axis=1)].sum() >= wanted * (1 - 1e-9)
        ]
        got, opened = cheapest(reach, people, cost, wanted, at_most)
        assert got.status == "optimal", seed
        if not costs:
            assert (opened, got.bound) == (None, np.inf), seed
            continue
        assert opened is not None, seed
        assert len(opened) <= at_most, seed
        assert people[reach[:, opened].any(axis=1)].sum() >= wanted * (1 - 2e-9), seed
        # Where prices have no common unit sums 1/100,000 of all prices apart are the same.
        near = 3e-5 * cost.sum() if kind == "free" else NEAR
        assert cost[opened].sum() == pytest.approx(min(costs), abs=near), seed
        assert got.bound == pytest.approx(min(costs), abs=near), seed


def told(conflicts: tuple[str, ...], what: str) -> float | None:
    """The number in a sentence such as "share 90 % needs at least 3 sites", of whatever needs most."""
    texts = [str(text) for text in conflicts]
    found = [re.search(rf"need[s]? at least ([\d.,]+) {what}", text) for text in texts]
    numbers = [float(one.group(1).replace(",", "")) for one in found if one]
    return max(numbers, default=None)


def check_conflicts(problem: Siting, conflicts: tuple[str, ...], fulfils: Callable) -> None:
    """What a diagnosis says is needed is the least that is."""
    free = [one for one in totals(problem.replace(max_new=None, budget=None)) if fulfils(one[1])]
    if not free:
        return
    least = min(len(opened) for opened, _ in free)
    sites = told(conflicts, "sites")
    if sites is not None:
        assert sites == least
        assert problem.max_new is not None
        assert problem.max_new < least


@pytest.mark.parametrize("count", COUNTS)
def test_set_covering_of_a_share(count: int) -> None:
    for seed in range(count):
        rng = np.random.default_rng([seed, 2])
        problem, share = random_siting(rng), random_share(rng)
        by_unit = random_share(rng) if rng.random() < 0.3 else None
        objective = SetCovering(
            share=share, unit_share=by_unit, minimise=str(rng.choice(["sites", "cost"]))
        )
        every = np.array(
            [problem.people.sum()]
            + [problem.people[problem.unit == u].sum() for u in range(len(problem.unit_names))]
        )
        asked = every * np.array([share] + [by_unit or 0.0] * len(problem.unit_names))

        def fulfils(
            served: np.ndarray, asked: np.ndarray = asked, every: np.ndarray = every
        ) -> bool:
            return bool((served >= asked - 1e-9 * np.maximum(1.0, every)).all())

        got = objective.answer(problem, EFFORT)
        enough = [opened for opened, served in totals(problem) if fulfils(served)]
        if not enough:
            assert got.status == "infeasible", seed
            assert got.conflicts, seed
            check_conflicts(problem, got.conflicts, fulfils)
            continue
        counted = [
            float(len(one))
            if objective.minimise == "sites"
            else float(problem.opening_cost[one].sum())
            for one in enough
        ]
        assert got.status == "optimal", seed
        assert {tuple(got.opened)} <= {tuple(one) for one in enough}, seed
        assert got.objective_value == pytest.approx(
            min(counted), abs=3e-5 * problem.opening_cost.sum() + NEAR
        ), seed


@pytest.mark.parametrize("count", COUNTS)
def test_maximin_covering_and_floors(count: int) -> None:
    for seed in range(count):
        rng = np.random.default_rng([seed, 3])
        problem = random_siting(rng)
        floor = None if rng.random() < 0.5 else random_share(rng)
        every = np.array(
            [problem.people[problem.unit == u].sum() for u in range(len(problem.unit_names))]
        )
        asked = every > 0
        if not asked.any():
            continue
        got = MaximinCovering(floor=floor).answer(problem, EFFORT)
        shares = {
            tuple(opened): (served[1:][asked] / every[asked], served[0])
            for opened, served in totals(problem)
        }
        if floor is not None:
            slack = 1e-9 * np.maximum(1.0, every[asked]) / every[asked]
            shares = {k: v for k, v in shares.items() if (v[0] >= floor - slack).all()}
        if not shares:
            assert got.status == "infeasible", seed
            assert got.conflicts, seed
            continue
        assert got.status == "optimal", seed
        lowest, people = shares[tuple(got.opened)]
        if floor is None:
            best = max(float(value[0].min()) for value in shares.values())
            assert float(lowest.min()) == pytest.approx(best, abs=2 * NEAR), seed
            fair = [v for v in shares.values() if float(v[0].min()) >= best - NEAR]
        else:
            fair = list(shares.values())
        most = max(float(value[1]) for value in fair)
        assert people == pytest.approx(most, abs=2 * NEAR * max(1.0, most)), seed


def test_another_order_of_candidates_changes_nothing() -> None:
    for seed in range(100):
        rng = np.random.default_rng([seed, 4])
        problem, objective = (
            random_siting(rng),
            SetCovering(share=random_share(rng), minimise="cost"),
        )
        order = rng.permutation(len(problem.opening_cost))
        turned = dataclasses.replace(
            problem, costs=problem.costs[:, order], opening_cost=problem.opening_cost[order]
        )
        one, other = objective.answer(problem, EFFORT), objective.answer(turned, EFFORT)
        near = 3e-5 * problem.opening_cost.sum() + NEAR
        assert one.objective_value == pytest.approx(other.objective_value, abs=near, nan_ok=True), (
            seed
        )
