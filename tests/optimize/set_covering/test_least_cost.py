"""The least cost of serving so many people, against trying every choice."""

from itertools import combinations

import numpy as np
import pytest
from halfhour.common.errors import SolverError
from halfhour.optimize.core.covering_problem import CoveringProblem
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.result import SearchResult
from halfhour.optimize.covering.reduction import reduce_covering
from halfhour.optimize.set_covering import least_cost as module
from halfhour.optimize.set_covering.least_cost import cheapest_covering
from halfhour.optimize.set_covering.params import SetCoveringParams
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

COSTS = {
    "sites": st.just(1.0),
    "whole": st.integers(0, 5).map(float),
    "cents": st.integers(0, 500).map(lambda cents: cents / 100),
    "any": st.floats(0.1, 9.0),
}


def solved(
    reach: np.ndarray,
    people: np.ndarray,
    cost: np.ndarray,
    wanted: float,
    *,
    at_most: int,
    **params: float,
) -> tuple[CoveringProblem, SearchResult]:
    problem = reduce_covering(csc_array(reach), people, opening_cost=cost)
    own = cost[problem.candidates]
    return problem, cheapest_covering(
        problem,
        own,
        wanted,
        at_most=at_most,
        effort=Effort(threads=1),
        params=SetCoveringParams(**params),
    )


@settings(max_examples=150)
@given(data=st.data(), kind=st.sampled_from(sorted(COSTS)))
def test_nothing_serves_as_many_for_less(data: st.DataObject, kind: str) -> None:
    cells, count = data.draw(st.integers(1, 8)), data.draw(st.integers(1, 6))
    flags = data.draw(st.lists(st.booleans(), min_size=cells * count, max_size=cells * count))
    reach = np.array(flags).reshape(cells, count)
    person = st.integers(0, 9).map(float) | st.floats(0.0, 9.0)
    people = np.array(data.draw(st.lists(person, min_size=cells, max_size=cells)))
    cost = np.array(data.draw(st.lists(COSTS[kind], min_size=count, max_size=count)))
    at_most = data.draw(st.integers(0, count))
    most = float(people[reach.any(axis=1)].sum())
    wanted = data.draw(st.sampled_from([0.3, 0.8, 0.99, 1.0])) * most
    if most < 1e-3:
        return

    def served(chosen: list[int]) -> float:
        return float(people[reach[:, chosen].any(axis=1)].sum())

    costs = [
        cost[list(chosen)].sum()
        for size in range(at_most + 1)
        for chosen in combinations(range(count), size)
        if served(list(chosen)) >= wanted * (1 - 1e-9)
    ]
    problem, got = solved(reach, people, cost, wanted, at_most=at_most)
    assert got.status == "optimal"
    if not costs:
        assert got.chosen is None
        assert got.bound == np.inf
        return
    assert got.chosen is not None
    opened = problem.candidates[got.chosen]
    assert len(opened) <= at_most
    assert served(opened.tolist()) >= wanted * (1 - 2e-9)
    same = 3e-5 * cost.sum() if kind == "any" else 1e-6
    assert cost[opened].sum() == pytest.approx(min(costs), abs=same)
    assert got.bound == pytest.approx(min(costs), abs=same)


@pytest.fixture
def town() -> tuple[np.ndarray, np.ndarray]:
    """Six hundred places, sixty candidates in the midst of others, each serving those near it."""
    rng = np.random.default_rng(5)
    places, candidates = rng.random((600, 2)), rng.random((60, 2))
    near = np.hypot(*(places[:, None] - candidates).T).T < 0.16
    return near, rng.integers(1, 40, 600).astype(float)


@pytest.mark.parametrize("share", [0.6, 0.85, 0.97])
@pytest.mark.parametrize("dearest", [1, 5])
def test_it_costs_what_a_model_of_it_does(
    town: tuple[np.ndarray, np.ndarray], share: float, dearest: int
) -> None:
    reach, people = town[0][:200, :30], town[1][:200]
    cost = np.random.default_rng(1).integers(1, dearest + 1, 30).astype(float)
    wanted = np.ceil(share * people[reach.any(axis=1)].sum())
    _, got = solved(reach, people, cost, wanted, at_most=30)
    # By variables for candidates, then for places: served only if reached, and enough people served.
    rows = [
        LinearConstraint(np.hstack([reach, -np.eye(200)]), lb=0.0),
        LinearConstraint(np.concatenate([np.zeros(30), people])[np.newaxis], lb=wanted),
    ]
    model = milp(
        np.concatenate([cost, np.zeros(200)]),
        constraints=rows,
        integrality=np.ones(230),
        bounds=Bounds(0.0, 1.0),
    )
    assert model.status == 0
    assert got.status == "optimal"
    assert got.bound == pytest.approx(model.fun)


def test_a_question_left_for_later_is_answered_at_last(
    town: tuple[np.ndarray, np.ndarray],
) -> None:
    reach, people = town
    wanted = 0.93 * people[reach.any(axis=1)].sum()
    _, at_once = solved(reach, people, np.ones(60), wanted, at_most=60)
    assert at_once.chosen is not None
    assert at_once.chosen.sum() == at_once.bound
    # No time at all for a question's first turn.
    _, later = solved(reach, people, np.ones(60), wanted, at_most=60, turn_s=0.0)
    assert (later.status, later.bound) == ("optimal", at_once.bound)
    assert later.chosen is not None
    assert later.chosen.sum() == at_once.bound


def test_without_time_the_bound_and_the_choice_hold(town: tuple[np.ndarray, np.ndarray]) -> None:
    reach, people = town
    wanted = 0.93 * people[reach.any(axis=1)].sum()
    _, whole = solved(reach, people, np.ones(60), wanted, at_most=60)
    problem = reduce_covering(csc_array(reach), people)
    got = cheapest_covering(
        problem,
        np.ones(len(problem.candidates)),
        wanted,
        at_most=60,
        effort=Effort(threads=1, time_limit_s=0.0),
    )
    assert got.chosen is not None
    assert got.bound <= whole.bound <= got.chosen.sum()
    opened = problem.candidates[got.chosen]
    assert people[reach[:, opened].any(axis=1)].sum() >= wanted


def test_a_question_that_nothing_answers_is_not_asked_for_ever(
    town: tuple[np.ndarray, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    reach, people = town
    monkeypatch.setattr(module.CoveringSearch, "verdict", "undecided")
    with pytest.raises(SolverError, match="was asked and not answered"):
        solved(reach, people, np.ones(60), 0.93 * people[reach.any(axis=1)].sum(), at_most=60)


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_the_unit_of_money_changes_nothing(scale: float) -> None:
    reach = np.array([[1, 0, 1], [0, 1, 1], [1, 1, 0], [0, 0, 1]], dtype=bool)
    cost = np.array([0.123456789, 0.2718281828, 0.3141592653])
    _, got = solved(reach, np.array([0.4, 2.0, 1.1, 0.7]), cost * scale, 3.4, at_most=3)
    assert got.status == "optimal"
    assert got.bound == pytest.approx(scale * (cost[1] + cost[0]), rel=1e-4)


@pytest.mark.parametrize("dear", [1e4, 1e6, 1e9, 1e12])
def test_a_candidate_that_nobody_can_pay_leaves_the_others_exact(dear: float) -> None:
    random = np.random.default_rng(7)
    reach = random.random((30, 9)) < 0.3
    reach[:, 8] = True
    people = random.uniform(1.0, 9.0, 30)
    cost = np.append(random.uniform(1.0, 2.0, 8), dear + np.pi)
    wanted = 0.9 * float(people[reach[:, :8].any(axis=1)].sum())
    best = min(
        cost[list(chosen)].sum()
        for size in range(9)
        for chosen in combinations(range(8), size)
        if people[reach[:, list(chosen)].any(axis=1)].sum() >= wanted
    )
    problem, got = solved(reach, people, cost, wanted, at_most=9)
    assert got.status == "optimal"
    assert got.chosen is not None
    assert cost[problem.candidates[got.chosen]].sum() == pytest.approx(best, rel=1e-6)
    assert got.bound == pytest.approx(best, rel=1e-6)
    assert got.bound <= best * (1 + 1e-9)
