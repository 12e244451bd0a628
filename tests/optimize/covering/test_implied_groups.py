"""Implied groups: no better choice is lost by counting them with the group that implies them."""

from itertools import combinations

import numpy as np
from coverings import Case, cases, reduced, table
from halfhour.optimize.covering.implied_groups import implied_groups
from hypothesis import given
from hypothesis import strategies as st


@given(case=cases(), number=st.integers(1, 3), share=st.floats(0.3, 1.0))
def test_every_better_choice_serves_the_same_people(case: Case, number: int, share: float) -> None:
    problem, _ = reduced(case)
    reach, weight = table(problem), problem.weight
    total = float(weight.sum())
    known = share * total
    nothing = np.zeros(len(weight), dtype=bool)
    owner = implied_groups(problem, nothing, total - known)
    merged = np.bincount(owner, weights=weight, minlength=len(weight))
    for chosen in combinations(range(len(problem.candidates)), number):
        served = reach[:, list(chosen)].any(axis=1)
        people = float(weight[served].sum())
        counted = float(merged[served].sum())
        # Counted with their owners nobody is served who was not, and better choices lose nobody.
        assert counted <= people + 1e-9
        if people > known * (1 + 1e-9):
            assert abs(counted - people) <= 1e-9 * max(1.0, people)


def test_a_group_that_more_candidates_reach_goes_with_one_that_must_be_served() -> None:
    # Leaving out the first loses 10 of 12 people; the second is reached by its candidate and another.
    case = Case(
        reach=np.array([[True, False], [True, True]]),
        people=np.array([10.0, 2.0]),
        opening_cost=np.ones(2),
        must_open=np.zeros(2, dtype=bool),
        max_new=1,
        budget=np.inf,
    )
    problem, _ = reduced(case)
    if len(problem.weight) == 2:
        owner = implied_groups(problem, np.zeros(2, dtype=bool), 5.0)
        assert owner.tolist() == [0, 0]
