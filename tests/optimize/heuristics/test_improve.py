from itertools import islice

import numpy as np
import pytest
from coverings import Case, begun, begun_town, cases
from halfhour.optimize.core.covering_problem import NOBODY, people_served
from halfhour.optimize.heuristics import improve as better
from halfhour.optimize.heuristics.heuristic_concentration import Beside
from halfhour.optimize.heuristics.improve import better_choices, first_choices
from hypothesis import given, settings
from small_choices import SolveBesideByHand


@settings(max_examples=20, deadline=None)
@given(case=cases())
def test_it_comes_to_the_best_where_a_region_is_everything(case: Case) -> None:
    problem, capacity, start = begun(case)
    solve = SolveBesideByHand(problem, capacity)
    choices = better_choices(problem, capacity, start, visits=100, threads=1, solve_beside=solve)
    found = [people_served(problem, choice) for choice in islice(choices, 200)]
    assert found == sorted(found)
    assert found[-1] == pytest.approx(case.free().best())


def test_first_choices_end_when_two_runs_agree_with_the_best() -> None:
    problem, capacity, greedy = begun_town(cells=60, candidates=12, radius=0.2, seed=1, sites=3)
    best = SolveBesideByHand(problem, capacity)
    everything = np.arange(len(problem.candidates))
    asked = Beside(among=everything, begin=everything[:0], stays=NOBODY, seconds=1.0)
    choices = first_choices(problem, capacity, greedy, visits=10_000, threads=1, solve_beside=best)
    found = [people_served(problem, choice) for choice in choices]
    assert found == [people_served(problem, best(asked)[0])]


def test_first_choices_end_after_an_iteration_that_finds_nothing_better(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem, capacity, greedy = begun_town(cells=60, candidates=12, radius=0.2, seed=1, sites=3)
    one, two, three = (np.sort(greedy)[:count] for count in (1, 2, 3))
    made = iter([[[one], [two]], [[one], [three]], [[one], [two]], [[one], [two]]])
    monkeypatch.setattr(better, "multistart", lambda *_, **__: made)
    choices = better.first_choices(
        problem, capacity, one, visits=1, threads=2, solve_beside=lambda asked: (asked.begin, False)
    )
    assert [len(choice) for choice in choices] == [2, 3, 3]
    assert len(list(made)) == 1
