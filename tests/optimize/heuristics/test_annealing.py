import numpy as np
from coverings import Case, begun, begun_town, cases
from halfhour.optimize.core.budget import Budget
from halfhour.optimize.core.covering_problem import CoveringProblem, people_served
from halfhour.optimize.core.solver import solve_model
from halfhour.optimize.covering.exact_model import covering_model
from halfhour.optimize.heuristics.annealing import annealed_choices
from halfhour.optimize.heuristics.local_search import improved_choice
from hypothesis import given
from hypothesis import strategies as st


def anneal(
    problem: CoveringProblem, budget: Budget, opened: np.ndarray, *, visits: float
) -> list[np.ndarray]:
    return annealed_choices(
        problem, budget, opened, visits=visits, temperatures=(0.03, 0.003), seeds=range(4)
    )


@given(case=cases(opening_costs=(0.0, 1.0, 2.5)), visits=st.integers(0, 3000))
def test_as_many_stay_open_within_the_room(case: Case, visits: int) -> None:
    problem, budget, start = begun(case)
    for choice in anneal(problem, budget, start, visits=visits):
        assert (np.diff(choice) > 0).all()
        assert len(choice) == len(start)
        assert budget.opening_cost[choice].sum() <= max(
            budget.money, budget.opening_cost[start].sum()
        )
        assert people_served(problem, choice) <= case.free().best() + 1e-9


def test_it_leaves_choices_that_no_single_exchange_improves() -> None:
    problem, budget, greedy = begun_town(cells=1500, candidates=300, radius=0.08, seed=4, sites=20)
    stuck = improved_choice(problem, budget, greedy)
    found = max(
        people_served(problem, one) for one in anneal(problem, budget, stuck, visits=10_000_000)
    )
    assert found > people_served(problem, stuck)


def test_where_most_are_served_many_times_its_looks_suffice_to_come_to_the_best() -> None:
    problem, budget, greedy = begun_town(cells=1500, candidates=300, radius=0.35, seed=4, sites=6)
    pairs = len(problem.groups_of.indices)
    best = solve_model(covering_model(problem, budget), threads=1).objective_value
    assert people_served(problem, greedy) < best
    found = anneal(problem, budget, greedy, visits=100 * pairs)
    assert max(people_served(problem, one) for one in found) == best


def test_runs_from_the_best_choice_come_to_others() -> None:
    problem, budget, greedy = begun_town(cells=1500, candidates=300, radius=0.08, seed=4, sites=20)
    found = anneal(problem, budget, greedy, visits=10_000_000)
    best = max(found, key=lambda one: people_served(problem, one))
    again = anneal(problem, budget, best, visits=10_000_000)
    assert len({tuple(one) for one in [best, *again]}) > 1


def test_no_run_begins_after_it_is_over() -> None:
    problem, budget, greedy = begun_town(cells=300, candidates=60, radius=0.15, seed=1, sites=6)
    asked = iter([False, True])
    choices = annealed_choices(
        problem,
        budget,
        greedy,
        visits=1000,
        temperatures=(0.03, 0.003),
        seeds=range(8),
        over=lambda: next(asked),
    )
    assert len(choices) == 2


def test_repetition_changes_nothing() -> None:
    problem, budget, greedy = begun_town(cells=300, candidates=60, radius=0.15, seed=1, sites=6)
    runs = [
        [one.tolist() for one in anneal(problem, budget, greedy, visits=500_000)] for _ in range(2)
    ]
    assert runs[0] == runs[1]
