from itertools import islice

import numpy as np
import pytest
from coverings import Case, begun, cases, town_covering
from halfhour.optimize.better_choices import better_choices
from halfhour.optimize.covering_part import people_served
from halfhour.optimize.exchange import Room, greedy_choice
from hypothesis import given, settings
from small_choices import SolveBesideByHand


@settings(max_examples=20, deadline=None)
@given(case=cases())
def test_it_comes_to_the_best_where_a_region_is_everything(case: Case) -> None:
    problem, room, start = begun(case)
    solve = SolveBesideByHand(problem, room)
    choices = better_choices(
        problem, room, start, looks=100, threads=1, patient=True, solve_beside=solve
    )
    found = [people_served(problem, choice) for choice in islice(choices, 200)]
    assert found == sorted(found)
    assert found[-1] == pytest.approx(case.free().best())


def test_without_patience_it_ends() -> None:
    problem = town_covering(cells=60, candidates=12, radius=0.2, seed=1)
    room = Room(price=np.ones(len(problem.candidates)), at_most=3, budget=np.inf)
    start = greedy_choice(problem, room)
    choices = better_choices(
        problem,
        room,
        start,
        looks=100,
        threads=1,
        patient=False,
        solve_beside=SolveBesideByHand(problem, room),
    )
    assert len(list(choices)) < 20
