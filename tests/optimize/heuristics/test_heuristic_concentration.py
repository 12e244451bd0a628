import numpy as np
from coverings import Case, begun, cases, reduced
from halfhour.optimize.core.budget import Budget
from halfhour.optimize.core.covering_problem import CoveringProblem, people_served
from halfhour.optimize.heuristics.heuristic_concentration import (
    RestrictedProblem,
    annealing_runs,
    best_among,
)
from hypothesis import given, settings
from small_choices import SolveByTryingAll


def anneal(problem: CoveringProblem, budget: Budget, start: np.ndarray) -> list[np.ndarray]:
    return annealing_runs(
        problem, budget, start, seeds=range(3, 6), temperatures=(0.03, 0.003), visits=2000
    )


@settings(max_examples=30, deadline=None)
@given(case=cases())
def test_a_family_is_several_choices_in_the_room(case: Case) -> None:
    problem, budget, start = begun(case)
    choices = anneal(problem, budget, start)
    assert len(choices) == 3
    for choice in choices:
        assert budget.opening_cost[choice].sum() <= budget.money
        assert len(choice) <= budget.max_new


@settings(max_examples=30, deadline=None)
@given(case=cases())
def test_the_best_is_chosen_exactly_among_what_some_choices_opened(case: Case) -> None:
    problem, budget, start = begun(case)
    choices = anneal(problem, budget, start)
    solve = SolveByTryingAll(problem, budget)
    best = best_among(problem, choices, solve)
    (numbers,) = solve.asked
    assert numbers.tolist() == sorted({int(j) for choice in choices for j in choice})
    exact = SolveByTryingAll(problem, budget)(
        RestrictedProblem(candidates=numbers, start=numbers[:0], time_limit_s=1)
    )
    assert people_served(problem, best) == people_served(problem, exact)


def test_the_best_parts_of_two_choices_beat_both() -> None:
    case = Case(
        reach=np.eye(4, dtype=bool),
        people=np.array([5.0, 1.0, 1.0, 5.0]),
        opening_cost=np.ones(4),
        must_open=np.zeros(4, dtype=bool),
        max_new=2,
        budget=None,
    )
    problem, budget = reduced(case)
    choices = [np.array([0, 1]), np.array([2, 3])]
    best = best_among(problem, choices, SolveByTryingAll(problem, budget))
    assert best.tolist() == [0, 3]
