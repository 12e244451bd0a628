"""The search for sites under capacities, against every choice of small problems, without HiGHS's model."""

import dataclasses
from itertools import combinations
from typing import get_args

import numpy as np
import pytest
from halfhour.coverage.assigned_people import AssignmentRule
from halfhour.optimize.capacity.params import CapacityParams
from halfhour.optimize.capacity.search import choose_sites
from halfhour.optimize.capacity.sites import capacity_sites
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from served_by_cuts import most_served
from sitings import choices, siting, sitings

EFFORT = Effort(threads=1)
RULES = get_args(AssignmentRule)
BRANCHING = CapacityParams(model_pairs=0, first_steps=60, node_steps=10, search_every=10)
"""Few steps, so that branching has something left to do."""


def chosen_by(problem: Siting, assignment: AssignmentRule, params: CapacityParams) -> tuple:
    result = choose_sites(
        problem,
        capacity_sites(problem),
        problem.must_open.copy(),
        assignment=assignment,
        effort=EFFORT,
        params=params,
    )
    return result, np.flatnonzero(result.chosen)


def check(problem: Siting, assignment: AssignmentRule) -> None:
    """The search finds the best choice, and proves it."""
    possible = {tuple(one): most_served(problem, one, assignment) for one in choices(problem)}
    if not possible:
        return
    best = max(possible.values())
    result, opened = chosen_by(problem, assignment, BRANCHING)
    assert result.status == "optimal"
    assert possible[tuple(opened)] == pytest.approx(best)
    assert result.bound == pytest.approx(best, abs=1e-6)


@pytest.mark.parametrize("assignment", RULES)
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_choice_serves_more(data: st.DataObject, assignment: AssignmentRule) -> None:
    check(data.draw(sitings(capacitated=True)), assignment)


@pytest.mark.prove
@pytest.mark.parametrize("assignment", RULES)
@settings(max_examples=1000, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_choice_serves_more_on_1000(data: st.DataObject, assignment: AssignmentRule) -> None:
    check(data.draw(sitings(capacitated=True)), assignment)


def town(seed: int, cells: int = 150, candidates: int = 12) -> Siting:
    """A town whose sites compete for people: capacities are for about half of those within reach."""
    rng = np.random.default_rng(seed)
    home, sites = rng.random((cells, 2)), rng.random((candidates, 2))
    costs = 6000.0 * np.hypot(*(home[:, None] - sites[None]).transpose(2, 0, 1))
    people = rng.lognormal(3.0, 1.0, cells)
    return siting(
        costs.astype(np.float32).astype(float),
        people,
        limit=2000.0,
        capacity=rng.uniform(0.03, 0.2, candidates) * people.sum(),
        max_new=4,
        opening_cost=rng.integers(1, 5, candidates).astype(float),
        budget=12.0 if seed % 2 else None,
    )


@pytest.mark.parametrize("assignment", RULES)
@pytest.mark.parametrize("seed", range(4))
def test_a_town_is_proven_by_branching_and_by_the_model_alike(
    seed: int, assignment: AssignmentRule
) -> None:
    problem = town(seed)
    best = max(most_served(problem, one, assignment) for one in choices(problem))
    for params in (BRANCHING, CapacityParams(), dataclasses.replace(BRANCHING, model_pairs=400)):
        result, opened = chosen_by(problem, assignment, params)
        assert result.status == "optimal"
        assert most_served(problem, opened, assignment) == pytest.approx(best)
        assert result.bound == pytest.approx(best)
        assert tuple(opened) in {tuple(one) for one in combinations(range(12), len(opened))}
