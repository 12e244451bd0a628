import numpy as np
from coverings import Case, cases, reduced
from halfhour.optimize.concentration import Beside, best_among, generation
from halfhour.optimize.covering_part import people_served
from halfhour.optimize.exchange import greedy_choice
from hypothesis import assume, given, settings
from small_choices import SolveBesideByHand


@settings(max_examples=30, deadline=None)
@given(case=cases())
def test_a_generation_chooses_exactly_among_what_its_runs_opened(case: Case) -> None:
    problem, room = reduced(case)
    start = greedy_choice(problem, room)
    assume(len(start))
    solve = SolveBesideByHand(problem, room)
    choice = generation(problem, room, start, number=1, looks=200, threads=1, solve_beside=solve)
    (numbers,) = solve.asked
    nobody = numbers[:0]
    exact, _ = SolveBesideByHand(problem, room)(
        Beside(among=numbers, begin=nobody, stays=nobody, seconds=1)
    )
    assert people_served(problem, choice) == people_served(problem, exact)
    assert people_served(problem, start) <= people_served(problem, choice)
    assert room.price[choice].sum() <= room.budget
    assert len(choice) <= room.at_most


def test_the_best_parts_of_two_choices_beat_both() -> None:
    case = Case(
        reach=np.eye(4, dtype=bool),
        people=np.array([5.0, 1.0, 1.0, 5.0]),
        price=np.ones(4),
        must_open=np.zeros(4, dtype=bool),
        max_new=2,
        budget=None,
    )
    problem, room = reduced(case)
    choices = [np.array([0, 1]), np.array([2, 3])]
    best = best_among(problem, choices, SolveBesideByHand(problem, room))
    assert best.tolist() == [0, 3]
