from collections.abc import Iterator
from itertools import repeat
from typing import Any

import numpy as np
import pytest
from coverings import town_covering
from halfhour.optimize.core.budget import Budget
from halfhour.optimize.core.control import SolveControl
from halfhour.optimize.core.covering_problem import NO_CANDIDATES, Subproblem
from halfhour.optimize.core.effort import Deadline, Effort
from halfhour.optimize.covering import incumbent_search
from halfhour.optimize.covering.incumbent import Incumbent
from halfhour.optimize.covering.incumbent_search import IncumbentSearch, rounds_of
from halfhour.optimize.heuristics.local_search import greedy_choice
from halfhour.optimize.heuristics.params import HeuristicParams

GOOD, BETTER = np.array([0]), np.array([0, 1])


def town() -> Subproblem:
    problem = town_covering(cells=60, candidates=12, radius=0.2, seed=1)
    budget = Budget(opening_cost=np.ones(len(problem.candidates)), max_new=3, money=np.inf)
    return Subproblem(problem=problem, budget=budget, base=0.0, opened=NO_CANDIDATES)


def begun(
    subproblem: Subproblem, choice: np.ndarray, **effort: float
) -> tuple[Incumbent, IncumbentSearch]:
    incumbent = Incumbent(subproblem)
    incumbent.keep(subproblem, choice)
    return incumbent, IncumbentSearch(
        incumbent,
        lambda _part, start, _effort, _control: start,
        deadline=Deadline.of(Effort(threads=1, **effort)),
        enough=lambda: False,
    )


def yields(monkeypatch: pytest.MonkeyPatch, choices: Iterator[np.ndarray]) -> list[dict[str, Any]]:
    asked: list[dict[str, Any]] = []

    def found(*_: object, **options: Any) -> Iterator[np.ndarray]:
        asked.append(options)
        return choices

    monkeypatch.setattr(incumbent_search, "better_choices", found)
    return asked


def test_better_choices_are_kept_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    subproblem, told = town(), []
    incumbent, search = begun(subproblem, GOOD)
    yields(monkeypatch, iter([GOOD, BETTER, GOOD]))
    search.search_thoroughly(subproblem, 1, SolveControl(), lambda: told.append(incumbent.people))
    assert incumbent.own(subproblem).tolist() == BETTER.tolist()
    assert told == [incumbent.people]


def test_it_ends_when_it_is_stopped_or_the_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    subproblem, control = town(), SolveControl()
    _, search = begun(subproblem, GOOD)
    control.stop()
    left = iter([GOOD, GOOD, GOOD])
    yields(monkeypatch, left)
    search.search_thoroughly(subproblem, 1, control)
    assert len(list(left)) == 2
    yields(monkeypatch, repeat(GOOD))
    _, short = begun(subproblem, GOOD, time_limit_s=0.01)
    short.search_thoroughly(subproblem, 1, SolveControl())


def test_with_a_time_limit_runs_are_shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = yields(monkeypatch, iter(()))
    for limit in ({}, {"time_limit_s": 10.0}, {"time_limit_s": 20.0}):
        _, search = begun(town(), GOOD, **limit)
        search.search_thoroughly(town(), 1, SolveControl())
    free, ten, twenty = (options["visits"] for options in asked)
    assert 2 * ten == twenty < free


def test_where_nothing_is_open_nothing_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = yields(monkeypatch, iter(()))
    _, search = begun(town(), NO_CANDIDATES)
    search.search_thoroughly(town(), 1, SolveControl())
    search.search_quickly(town(), 1)
    assert not asked


def test_a_quick_search_improves_the_first_choice() -> None:
    subproblem = town()
    incumbent, search = begun(subproblem, GOOD, time_limit_s=1.0)
    search.search_quickly(subproblem, 1)
    greedy = Incumbent(subproblem)
    greedy.keep(subproblem, greedy_choice(subproblem.problem, subproblem.budget))
    assert incumbent.people >= greedy.people


def test_rounds_are_as_many_as_the_looks_allow() -> None:
    pairs = town().pairs
    assert [rounds_of(town(), visits * pairs) for visits in (0, 7, 10**6)] == [2, 7, 5000]


def test_no_rounds_are_made_where_iterated_local_search_is_off() -> None:
    assert rounds_of(town(), 10**6, HeuristicParams(local_search_rounds=0)) == 0
