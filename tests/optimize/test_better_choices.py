from itertools import islice

import pytest
from coverings import Case, cases, reduced
from halfhour.optimize.better_choices import better_choices
from halfhour.optimize.covering_part import people_served
from halfhour.optimize.exchange import greedy_choice
from hypothesis import assume, given, settings
from small_choices import SolveBesideByHand


@settings(max_examples=20, deadline=None)
@given(case=cases())
def test_it_ends_with_the_best_where_a_region_is_everything(case: Case) -> None:
    problem, room = reduced(case)
    start = greedy_choice(problem, room)
    assume(len(start))
    solve = SolveBesideByHand(problem, room)
    found = [
        people_served(problem, choice)
        for choice in better_choices(
            problem, room, start, looks=100, threads=1, patient=False, solve_beside=solve
        )
    ]
    assert found == sorted(found)
    assert found[-1] == pytest.approx(case.free().best())


@settings(max_examples=5, deadline=None)
@given(case=cases())
def test_the_patient_search_goes_on(case: Case) -> None:
    problem, room = reduced(case)
    start = greedy_choice(problem, room)
    assume(len(start))
    solve = SolveBesideByHand(problem, room)
    choices = better_choices(
        problem, room, start, looks=100, threads=1, patient=True, solve_beside=solve
    )
    assert len(list(islice(choices, 100))) == 100
