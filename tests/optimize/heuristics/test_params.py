"""Each device of the search can be turned off, and what is left still finds choices that only get better."""

import dataclasses
from itertools import islice

import pytest
from coverings import begun_town
from halfhour.optimize.core.covering_problem import people_served
from halfhour.optimize.heuristics import improve as module
from halfhour.optimize.heuristics.improve import better_choices, first_choices
from halfhour.optimize.heuristics.kernel_regions import KernelRegions
from halfhour.optimize.heuristics.params import HEURISTIC_DEFAULTS, HeuristicParams
from small_choices import SolveBesideByHand

SWITCHES = [
    field.name for field in dataclasses.fields(HeuristicParams) if field.name.startswith("use_")
]
SOON = HeuristicParams(idle=0, long_idle=0, region_sizes=(2,), region_s=(1.0,), idle_regions=2)
"""Kernel regions and large neighbourhoods are tried at once."""


def test_every_device_is_on_by_default() -> None:
    assert all(getattr(HEURISTIC_DEFAULTS, name) for name in SWITCHES)
    assert HEURISTIC_DEFAULTS.local_search_rounds > 0


@pytest.mark.parametrize("name", SWITCHES)
def test_without_a_device_choices_still_only_get_better(name: str) -> None:
    problem, budget, start = begun_town(cells=40, candidates=9, radius=0.25, seed=1, sites=3)
    solve = SolveBesideByHand(problem, budget)
    params = dataclasses.replace(SOON, **{name: False})
    choices = better_choices(
        problem, budget, start, visits=1000, threads=1, solve_beside=solve, params=params
    )
    found = [people_served(problem, choice) for choice in islice(choices, 40)]
    assert found == sorted(found)
    assert found[0] >= people_served(problem, start)


@pytest.mark.parametrize(
    ("name", "function"),
    [("use_annealing", "multistart"), ("use_regions", "neighbourhood_choices")],
)
def test_what_is_turned_off_is_not_called(
    name: str, function: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, budget, start = begun_town(cells=40, candidates=9, radius=0.25, seed=1, sites=3)
    called: list[str] = []
    original = getattr(module, function)

    def noted(*arguments: object, **options: object) -> object:
        called.append(function)
        return original(*arguments, **options)

    monkeypatch.setattr(module, function, noted)
    for on in (True, False):
        params = dataclasses.replace(SOON, use_kernel_regions=False, **{name: on})
        solve = SolveBesideByHand(problem, budget)
        choices = better_choices(
            problem, budget, start, visits=1000, threads=1, solve_beside=solve, params=params
        )
        called.clear()
        list(islice(choices, 12))
        assert bool(called) == on


def test_concentration_asks_for_no_exact_choice_when_it_is_off() -> None:
    problem, budget, start = begun_town(cells=40, candidates=9, radius=0.25, seed=1, sites=3)
    for on in (True, False):
        solve = SolveBesideByHand(problem, budget)
        params = HeuristicParams(use_concentration=on)
        list(
            first_choices(
                problem, budget, start, visits=1000, threads=1, solve_beside=solve, params=params
            )
        )
        assert bool(solve.asked) == on


def test_without_annealing_there_is_no_quick_search() -> None:
    problem, budget, start = begun_town(cells=40, candidates=9, radius=0.25, seed=1, sites=3)
    choices = first_choices(
        problem,
        budget,
        start,
        visits=1000,
        threads=1,
        solve_beside=SolveBesideByHand(problem, budget),
        params=HeuristicParams(use_annealing=False),
    )
    assert list(choices) == []


def test_without_a_kernel_a_region_is_joined_by_what_is_open_alone() -> None:
    problem, budget, start = begun_town(cells=200, candidates=40, radius=0.12, seed=2, sites=3)
    asked = {}
    for on in (True, False):
        solve = SolveBesideByHand(problem, budget)
        params = HeuristicParams(use_kernel=on, kernel_size=6)
        KernelRegions(problem, solve, threads=1, params=params).choose([start])
        (asked[on],) = solve.asked
    assert set(start) <= set(asked[False])
    assert len(asked[False]) <= len(asked[True])


def test_one_endless_device_must_be_left_for_the_thorough_search() -> None:
    off = {"use_annealing": False, "use_kernel_regions": False, "use_regions": False}
    assert not HeuristicParams(**off).goes_on
    for name in off:
        assert HeuristicParams(**{**off, name: True}).goes_on
