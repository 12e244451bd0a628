import numpy as np
from coverings import Case, begun, cases, reduced
from halfhour.optimize.core.budget import Budget
from halfhour.optimize.core.covering_problem import CoveringProblem, people_served
from halfhour.optimize.heuristics.heuristic_concentration import Beside, annealing_runs, best_among
from hypothesis import given, settings
from small_choices import SolveBesideByHand


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
    solve = SolveBesideByHand(problem, budget)
    best, proven = best_among(problem, choices, solve)
    (numbers,) = solve.asked
    assert numbers.tolist() == sorted({int(j) for choice in choices for j in choice})
    nobody = numbers[:0]
    exact, _ = SolveBesideByHand(problem, budget)(
        Beside(among=numbers, begin=nobody, stays=nobody, seconds=1)
    )
    assert proven
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
    best, _ = best_among(problem, choices, SolveBesideByHand(problem, budget))
    assert best.tolist() == [0, 3]


def test_others_may_be_opened_too() -> None:
    case = Case(
        reach=np.eye(3, dtype=bool),
        people=np.array([5.0, 1.0, 4.0]),
        opening_cost=np.ones(3),
        must_open=np.zeros(3, dtype=bool),
        max_new=2,
        budget=None,
    )
    problem, budget = reduced(case)
    solve = SolveBesideByHand(problem, budget)
    best, _ = best_among(problem, [np.array([0, 1])], solve, others=np.array([2]))
    assert best.tolist() == [0, 2]
