"""Each device of the search can be turned off, and what is left still finds choices that only get better."""

import dataclasses
from itertools import islice

import pytest
from coverings import begun_town
from halfhour.optimize.core.covering_problem import people_served
from halfhour.optimize.heuristics.improve import better_choices, first_choices
from halfhour.optimize.heuristics.params import HEURISTIC_DEFAULTS, HeuristicParams
from small_choices import SolveByTryingAll

SWITCHES = [
    field.name for field in dataclasses.fields(HeuristicParams) if field.name.startswith("use_")
]


def test_every_device_is_on_by_default() -> None:
    assert all(getattr(HEURISTIC_DEFAULTS, name) for name in SWITCHES)
    assert HEURISTIC_DEFAULTS.local_search_rounds > 0


@pytest.mark.parametrize("name", SWITCHES)
def test_without_a_device_choices_still_only_get_better(name: str) -> None:
    problem, budget, start = begun_town(cells=40, candidates=9, radius=0.25, seed=1, sites=3)
    solve = SolveByTryingAll(problem, budget)
    params = HeuristicParams(**{name: False})
    choices = better_choices(
        problem, budget, start, visits=1000, threads=1, solve_restricted=solve, params=params
    )
    found = [people_served(problem, choice) for choice in islice(choices, 40)]
    assert found == sorted(found)
    assert all(people >= people_served(problem, start) for people in found)


def test_concentration_asks_for_no_exact_choice_when_it_is_off() -> None:
    problem, budget, start = begun_town(cells=40, candidates=9, radius=0.25, seed=1, sites=3)
    for on in (True, False):
        solve = SolveByTryingAll(problem, budget)
        params = HeuristicParams(use_concentration=on)
        list(
            first_choices(
                problem,
                budget,
                start,
                visits=1000,
                threads=1,
                solve_restricted=solve,
                params=params,
            )
        )
        assert bool(solve.asked) == on


def test_without_annealing_there_is_neither_search() -> None:
    problem, budget, start = begun_town(cells=40, candidates=9, radius=0.25, seed=1, sites=3)
    for search in (first_choices, better_choices):
        choices = search(
            problem,
            budget,
            start,
            visits=1000,
            threads=1,
            solve_restricted=SolveByTryingAll(problem, budget),
            params=HeuristicParams(use_annealing=False),
        )
        assert list(choices) == []
