"""The bound of the relaxation against every choice, and against scipy's linear programming."""

import numpy as np
import pytest
from coverings import Case, cases, reduced, town_covering
from halfhour.optimize.core.budget import Budget
from halfhour.optimize.core.covering_problem import CoveringProblem
from halfhour.optimize.covering import bound_passes as covering_passes
from halfhour.optimize.covering.exact_model import covering_model
from halfhour.optimize.covering.lagrangian_bound import (
    DualState,
    continuous_knapsack,
    first_dual_state,
    improve_bound,
)
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import vstack

NO_CANDIDATES = np.empty(0, dtype=np.int64)


def one_limit(cost: np.ndarray, money: float) -> Budget:
    """Any number of candidates that together cost no more."""
    return Budget(opening_cost=cost, max_new=len(cost), money=money)


def bound(
    problem: CoveringProblem,
    knapsack: Budget,
    *,
    steps: int,
    threads: int = 1,
    start: np.ndarray = NO_CANDIDATES,
) -> DualState:
    return improve_bound(
        problem,
        knapsack,
        first_dual_state(problem, start),
        steps=steps,
        enough=lambda _steps, _bound: False,
        threads=threads,
    )


def linear_optimum(problem: CoveringProblem, opening_cost: np.ndarray, budget: float) -> float:
    budget = Budget(opening_cost=opening_cost, max_new=len(opening_cost), money=budget)
    model = covering_model(problem, budget, whole=False)
    below, above = np.isfinite(model.row_upper), np.isfinite(model.row_lower)
    solved = linprog(
        -model.objective,
        A_ub=vstack([model.matrix[below], -model.matrix[above]]),
        b_ub=np.concatenate([model.row_upper[below], -model.row_lower[above]]),
        bounds=np.column_stack([model.lower, model.upper]),
    )
    return float(-solved.fun)


@given(case=cases(), steps=st.sampled_from([1, 9, 10, 40]), data=st.data())
def test_no_choice_serves_more_than_the_bound(case: Case, steps: int, data: st.DataObject) -> None:
    case = case.free()
    problem, budget = reduced(case)
    count = len(problem.candidates)
    assume(count)
    start = data.draw(st.lists(st.integers(0, count - 1), unique=True))
    knapsack = one_limit(budget.opening_cost, budget.money)
    if case.budget is None:
        knapsack = one_limit(np.ones(count), float(budget.max_new))
    dual = bound(problem, knapsack, steps=steps, start=np.array(start, dtype=np.int64))
    assert dual.bound >= case.best() - 1e-9
    # What it says proves the bound does.
    values = table_sums(problem, dual.proof)
    proven = (problem.weight - dual.proof).sum() + continuous_knapsack(values, knapsack)[0]
    assert proven == pytest.approx(dual.bound)
    assert (dual.proof >= 0).all()
    assert (dual.proof <= problem.weight).all()


def table_sums(problem: CoveringProblem, value: np.ndarray) -> np.ndarray:
    begin, items = problem.groups_of
    return np.add.reduceat(value[items], begin[:-1])


@pytest.mark.parametrize(("radius", "sites"), [(0.08, 10), (0.15, 8), (0.25, 4)])
@pytest.mark.parametrize("priced", [False, True])
def test_it_comes_near_the_linear_optimum(radius: float, sites: int, *, priced: bool) -> None:
    problem = town_covering(cells=600, candidates=80, radius=radius, seed=5)
    count = len(problem.candidates)
    rng = np.random.default_rng(6)
    opening_cost = rng.integers(1, 10, count).astype(float) if priced else np.ones(count)
    budget = sites * opening_cost.mean()
    dual = bound(problem, one_limit(opening_cost, budget), steps=400)
    optimum = linear_optimum(problem, opening_cost, budget)
    assert optimum * (1 - 1e-9) <= dual.bound <= optimum * 1.005
    assert dual.opening @ opening_cost <= budget * (1 + 1e-9)


def test_more_steps_never_worsen_the_bound() -> None:
    problem = town_covering(cells=300, candidates=50, radius=0.15, seed=7)
    knapsack = one_limit(np.ones(len(problem.candidates)), 6.0)
    bounds = [bound(problem, knapsack, steps=steps).bound for steps in (5, 20, 60, 200)]
    assert bounds == sorted(bounds, reverse=True)


def test_the_number_of_threads_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(covering_passes, "_BLOCK_PAIRS", 500)
    problem = town_covering(cells=500, candidates=60, radius=0.2, seed=8)
    assert len(problem.groups_of.indices) > 2000
    knapsack = one_limit(np.ones(len(problem.candidates)), 5.0)
    one, two = (bound(problem, knapsack, steps=60, threads=n) for n in (1, 2))
    assert one.bound == two.bound
    assert (one.multiplier == two.multiplier).all()
    assert (one.opening == two.opening).all()


def test_it_stops_when_told_that_it_is_enough() -> None:
    problem = town_covering(cells=100, candidates=30, radius=0.2, seed=9)
    told: list[float] = []

    def enough(_steps: int, value: float) -> bool:
        told.append(value)
        return len(told) == 3

    knapsack = one_limit(np.ones(len(problem.candidates)), 3.0)
    start = first_dual_state(problem, NO_CANDIDATES)
    dual = improve_bound(problem, knapsack, start, steps=1000, enough=enough, threads=1)
    assert len(told) == 3
    assert dual.bound == told[-1]


@given(
    pairs=st.lists(st.tuples(st.integers(-3, 9), st.integers(1, 4)), min_size=1, max_size=6),
    budget=st.integers(0, 12),
)
def test_the_continuous_knapsack_is_the_relaxed_one(
    pairs: list[tuple[int, int]], budget: int
) -> None:
    values, opening_cost = np.array(pairs, dtype=float).T
    total, ratio = continuous_knapsack(values, one_limit(opening_cost, float(budget)))
    solved = linprog(-values, A_ub=opening_cost[None], b_ub=[budget], bounds=(0, 1))
    assert total == pytest.approx(-solved.fun)
    # One more unit adds the ratio at most, and the ratio with its prices proves the total.
    assert ratio >= 0
    dual = ratio * budget + np.maximum(values - ratio * opening_cost, 0.0).sum()
    assert dual == pytest.approx(total)
