import numpy as np
import pytest
from coverings import Case, begun, begun_town, cases
from halfhour.optimize.core.covering_problem import people_served
from halfhour.optimize.heuristics import improve as better
from halfhour.optimize.heuristics.heuristic_concentration import RestrictedProblem
from halfhour.optimize.heuristics.improve import better_choices, first_choices
from halfhour.optimize.heuristics.params import HeuristicParams
from hypothesis import given, settings
from small_choices import SolveByTryingAll


@settings(max_examples=20, deadline=None)
@given(case=cases())
def test_the_thorough_search_ends_with_the_best_of_few_candidates(case: Case) -> None:
    problem, capacity, start = begun(case)
    solve = SolveByTryingAll(problem, capacity)
    choices = better_choices(
        problem, capacity, start, visits=100, threads=1, solve_restricted=solve
    )
    found = [people_served(problem, choice) for choice in choices]
    assert found == sorted(found)
    assert found[-1] == pytest.approx(case.free().best())


def test_first_choices_end_when_two_runs_agree_with_the_best() -> None:
    problem, capacity, greedy = begun_town(cells=60, candidates=12, radius=0.2, seed=1, sites=3)
    best = SolveByTryingAll(problem, capacity)
    everything = np.arange(len(problem.candidates))
    restricted = RestrictedProblem(candidates=everything, start=everything[:0], time_limit_s=1.0)
    choices = first_choices(
        problem, capacity, greedy, visits=10_000, threads=1, solve_restricted=best
    )
    found = [people_served(problem, choice) for choice in choices]
    assert found == [people_served(problem, best(restricted))]


def test_first_choices_end_after_an_iteration_that_finds_nothing_better(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem, capacity, greedy = begun_town(cells=60, candidates=12, radius=0.2, seed=1, sites=3)
    one, two, three = (np.sort(greedy)[:count] for count in (1, 2, 3))
    made = iter([[[one], [two]], [[one], [three]], [[one], [two]], [[one], [two]]])
    monkeypatch.setattr(better, "multistart", lambda *_, **__: made)
    choices = better.first_choices(
        problem,
        capacity,
        one,
        visits=1,
        threads=2,
        solve_restricted=lambda restricted: restricted.start,
    )
    assert [len(choice) for choice in choices] == [2, 3, 3]
    assert len(list(made)) == 1


def test_the_thorough_search_ends_after_idle_iterations(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, capacity, greedy = begun_town(cells=60, candidates=12, radius=0.2, seed=1, sites=3)
    made = iter([[[greedy]]] * 9)
    monkeypatch.setattr(better, "multistart", lambda *_, **__: made)
    choices = better.better_choices(
        problem,
        capacity,
        greedy,
        visits=1,
        threads=1,
        solve_restricted=lambda restricted: restricted.start,
        params=HeuristicParams(idle=3),
    )
    assert {tuple(choice) for choice in choices} == {tuple(sorted(greedy))} | {tuple(greedy)}
    assert len(list(made)) == 9 - 4
