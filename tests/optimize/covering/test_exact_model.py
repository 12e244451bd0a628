import numpy as np
import pytest
from coverings import Case, cases, reduced, table, town_covering
from halfhour.optimize.core.budget import Budget
from halfhour.optimize.core.solver import solve_model
from halfhour.optimize.covering.exact_model import covering_model, start_values
from halfhour.optimize.heuristics.local_search import greedy_choice
from hypothesis import assume, given, settings
from hypothesis import strategies as st


@settings(max_examples=40)
@given(case=cases(opening_costs=(0.0, 1.0, 2.5)))
def test_its_optimum_is_the_best_choice(case: Case) -> None:
    case = case.free()
    problem, budget = reduced(case)
    assume(len(problem.candidates))
    solution = solve_model(covering_model(problem, budget), threads=1)
    assert solution.objective_value == pytest.approx(case.best())
    assert solution.values is not None
    opened = np.flatnonzero(solution.values[: len(problem.candidates)] > 0.5)
    assert problem.weight @ table(problem)[:, opened].any(axis=1) == pytest.approx(case.best())


@given(case=cases(), data=st.data())
def test_the_values_of_a_choice_fulfil_every_row(case: Case, data: st.DataObject) -> None:
    problem, budget = reduced(case)
    count = len(problem.candidates)
    assume(count)
    opened = np.array(data.draw(st.lists(st.integers(0, count - 1), unique=True)), dtype=np.int64)
    budget = Budget(
        opening_cost=budget.opening_cost,
        max_new=len(opened),
        money=float(budget.opening_cost[opened].sum()),
    )
    model = covering_model(problem, budget)
    values = start_values(problem, opened)
    people = problem.weight @ table(problem)[:, opened].any(axis=1)
    assert model.objective @ values == pytest.approx(people)
    rows = model.matrix @ values
    assert (rows >= model.row_lower - 1e-9).all()
    assert (rows <= model.row_upper + 1e-9).all()


def test_a_group_that_one_candidate_alone_serves_has_no_variable() -> None:
    reach = np.array([[1, 0], [1, 1], [0, 1]], dtype=bool)
    case = Case(
        reach=reach,
        people=np.array([1.0, 2.0, 4.0]),
        opening_cost=np.ones(2),
        must_open=np.zeros(2, dtype=bool),
        max_new=1,
        budget=None,
    )
    model = covering_model(*reduced(case))
    assert model.objective.tolist() == [1, 4, 2]
    assert model.integer.tolist() == [True, True, False]
    assert model.matrix.toarray().tolist() == [[1, 1, -1], [1, 1, 0]]


def test_what_limits_nothing_has_no_row() -> None:
    problem = town_covering(cells=40, candidates=8, radius=0.3, seed=3)
    count = len(problem.candidates)
    shared = int((np.diff(problem.candidates_of.indptr) > 1).sum())
    free = Budget(opening_cost=np.ones(count), max_new=count, money=float(count))
    assert covering_model(problem, free).matrix.shape[0] == shared
    tight = Budget(opening_cost=np.ones(count), max_new=count - 1, money=count - 0.5)
    assert covering_model(problem, tight).matrix.shape[0] == shared + 2


def test_the_relaxation_has_no_whole_variables_and_serves_no_fewer() -> None:
    problem = town_covering(cells=200, candidates=40, radius=0.15, seed=4)
    budget = Budget(opening_cost=np.ones(len(problem.candidates)), max_new=5, money=np.inf)
    model = covering_model(problem, budget, whole=False)
    assert not model.integer.any()
    start = start_values(problem, greedy_choice(problem, budget))
    assert solve_model(model, threads=1).objective_value >= model.objective @ start - 1e-6
