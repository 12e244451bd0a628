from itertools import combinations, islice

import numpy as np
from coverings import Case, cases, reduced, table
from halfhour.optimize.concentration import concentrated_choices
from halfhour.optimize.covering_part import people_served
from halfhour.optimize.exchange import greedy_choice
from hypothesis import assume, given, settings


@settings(max_examples=30)
@given(case=cases())
def test_generations_only_get_better_and_choose_exactly_among_what_was_found(case: Case) -> None:
    problem, room = reduced(case)
    start = greedy_choice(problem, room)
    assume(len(start))
    reach = table(problem)
    asked: list[float] = []

    def solve_among(numbers: np.ndarray, begin: np.ndarray) -> np.ndarray:
        assert set(begin) <= set(numbers)
        choices = [
            np.array(chosen)
            for k in range(1, min(room.at_most, len(numbers)) + 1)
            for chosen in combinations(numbers.tolist(), k)
            if room.price[list(chosen)].sum() <= room.budget
        ]
        best = max(choices, key=lambda one: float(problem.weight @ reach[:, one].any(axis=1)))
        asked.append(people_served(problem, best))
        return best

    found = [
        people_served(problem, choice)
        for choice in islice(
            concentrated_choices(
                problem, room, start, looks=200, threads=1, solve_among=solve_among
            ),
            3,
        )
    ]
    assert found == sorted(found)
    assert people_served(problem, start) <= found[0]
    assert found[-1] == max(asked)
    assert found[-1] <= case.free().best() + 1e-9
