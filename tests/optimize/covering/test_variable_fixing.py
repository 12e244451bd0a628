"""What the bound settles holds for every better choice: compared with all choices."""

from itertools import combinations

import numpy as np
from coverings import Case, cases, reduced, table
from halfhour.optimize.core.budget import knapsack_of
from halfhour.optimize.core.covering_problem import NO_CANDIDATES, Subproblem, people_served
from halfhour.optimize.covering.lagrangian_bound import first_dual_state, improve_bound
from halfhour.optimize.covering.variable_fixing import fixings, narrowed, restricted_to
from halfhour.optimize.heuristics.local_search import greedy_choice
from hypothesis import assume, given
from hypothesis import strategies as st


def fitting(subproblem: Subproblem) -> list[np.ndarray]:
    """All choices within the budget."""
    budget = subproblem.budget
    count = len(subproblem.problem.candidates)
    return [
        np.array(chosen, dtype=np.int64)
        for k in range(min(budget.max_new, count) + 1)
        for chosen in combinations(range(count), k)
        if budget.opening_cost[list(chosen)].sum() <= budget.money
    ]


@given(case=cases(), steps=st.sampled_from([1, 10, 60]))
def test_every_better_choice_agrees_with_what_is_settled(case: Case, steps: int) -> None:
    problem, budget = reduced(case)
    assume(len(problem.candidates) and budget.max_new)
    subproblem = Subproblem(problem=problem, budget=budget, base=0.0, opened=NO_CANDIDATES)
    greedy = greedy_choice(problem, budget)
    goal = people_served(problem, greedy) + 0.25
    dual = improve_bound(
        problem,
        knapsack_of(budget),
        first_dual_state(problem, greedy),
        steps=steps,
        enough=lambda _steps, _bound: False,
        threads=1,
    )
    known = fixings(subproblem, dual, goal)
    reach = table(problem)
    better = [one for one in fitting(subproblem) if people_served(problem, one) >= goal]
    for choice in better:
        assert not known.shut[choice].any()
        assert set(np.flatnonzero(known.opened)) <= set(choice.tolist())
        assert reach[:, choice].any(axis=1)[known.served].all()
        assert people_served(problem, choice) <= known.bound + 1e-9
    left = narrowed(subproblem, dual, known, np.arange(len(problem.weight)))
    if left is None:
        assert not better
        return
    smaller, bound = left
    best = max(smaller.base + people_served(smaller.problem, one) for one in fitting(smaller))
    assert bound.bound + smaller.base >= best - 1e-9
    if better:
        assert abs(best - max(people_served(problem, one) for one in better)) <= 1e-9


@given(case=cases(), data=st.data())
def test_the_problem_restricted_to_a_few_candidates(case: Case, data: st.DataObject) -> None:
    problem, budget = reduced(case)
    assume(len(problem.candidates))
    numbers = np.unique(
        data.draw(st.lists(st.integers(0, len(problem.candidates) - 1), min_size=1))
    )
    whole = Subproblem(problem=problem, budget=budget, base=0.0, opened=NO_CANDIDATES)
    few = restricted_to(whole, numbers)
    assert set(few.problem.candidates) <= set(numbers)
    best = max(people_served(few.problem, one) for one in fitting(few))
    reference = max(
        people_served(problem, one) for one in fitting(whole) if set(one) <= set(numbers.tolist())
    )
    assert abs(best - reference) <= 1e-9
