import numpy as np
import pytest
from coverings import Case, begun, cases
from halfhour.optimize.core.covering_problem import people_served
from halfhour.optimize.heuristics.large_neighbourhood import neighbourhood_choices
from hypothesis import given, settings
from small_choices import SolveBesideByHand


@pytest.mark.parametrize("threads", [1, 2])
@settings(max_examples=30, deadline=None)
@given(case=cases())
def test_choices_fit_and_only_get_better(threads: int, case: Case) -> None:
    problem, budget, start = begun(case)
    found = list(
        neighbourhood_choices(
            problem,
            budget,
            start,
            solve_beside=SolveBesideByHand(problem, budget),
            threads=threads,
            seed=0,
        )
    )
    people = [people_served(problem, choice) for choice in found]
    assert people == sorted(people)
    assert people_served(problem, start) <= people[0]
    for choice in found:
        assert len(np.unique(choice)) == len(choice) <= budget.max_new
        assert budget.opening_cost[choice].sum() <= budget.money
    if threads == 1:
        # Fewer are open than a region holds, and a region may be all of them.
        assert people[-1] == pytest.approx(case.free().best())
