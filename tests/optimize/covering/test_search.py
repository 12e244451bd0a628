"""How the search for a better choice and the solver go on beside each other."""

import dataclasses
import time
from typing import Any, NamedTuple

import numpy as np
import pytest
from halfhour.common.arrays import mask_of
from halfhour.optimize.core.budget import Budget
from halfhour.optimize.core.control import SolveControl
from halfhour.optimize.core.covering_problem import CoveringProblem, Subproblem
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.result import SearchResult
from halfhour.optimize.covering import incumbent_search, search_steps
from halfhour.optimize.covering.exact_model import covering_model
from halfhour.optimize.covering.maximal import maximal_covering
from halfhour.optimize.covering.params import CoveringParams
from halfhour.optimize.heuristics.heuristic_concentration import RestrictedProblem
from scipy.sparse import csc_array

HARD = CoveringParams(hard_pairs=0, tiny_pairs=1_000_000)
"""Small problems are searched as if the solver took long for them."""


def hard_town(monkeypatch: pytest.MonkeyPatch) -> tuple[csc_array, np.ndarray]:
    """A town for which the quick search finds nothing."""
    monkeypatch.setattr(incumbent_search, "first_choices", lambda *_, **__: iter(()))
    rng = np.random.default_rng(3)
    at, sites = rng.random((900, 2)), rng.random((150, 2))
    reach = csc_array(np.hypot(*(at[:, None] - sites[None]).transpose(2, 0, 1)) <= 0.12)
    return reach, rng.integers(1, 100, 900).astype(float)


class Told(NamedTuple):
    """What a solver was told: to stop, and what the newest choice serves that it was offered."""

    stopped: bool
    offered: float


def slow_solver(monkeypatch: pytest.MonkeyPatch) -> list[Told]:
    """Let the solver find nothing until its time is over or it is told to stop."""
    told: list[Told] = []

    def wait(
        subproblem: Subproblem, start: np.ndarray, effort: Effort, *, control: SolveControl
    ) -> SearchResult:
        assert effort.time_limit_s is not None
        stopped, values = control.stopped(effort.time_limit_s), control.taken()
        model = covering_model(subproblem.problem, subproblem.budget)
        told.append(
            Told(stopped, 0.0 if values is None else subproblem.base + model.objective @ values)
        )
        return SearchResult(
            chosen=mask_of(start, len(subproblem.problem.candidates)),
            bound=subproblem.base + float(subproblem.problem.weight.sum()),
            status="stopped by user" if stopped else "stopped by time",
            solver="slow",
        )

    monkeypatch.setattr(search_steps, "solve_subproblem", wait)
    return told


def test_the_solver_s_proof_ends_the_patient_search_beside_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def for_ever(
        problem: CoveringProblem, budget: Budget, opened: np.ndarray, **options: Any
    ) -> Any:
        while True:
            time.sleep(0.01)
            yield opened

    reach, people = hard_town(monkeypatch)
    best = maximal_covering(reach, people, max_new=12, params=HARD)
    monkeypatch.setattr(incumbent_search, "better_choices", for_ever)
    answer = maximal_covering(
        reach, people, max_new=12, effort=Effort(time_limit_s=60.0), params=HARD
    )
    assert (answer.status, answer.objective_value) == ("optimal", best.objective_value)


def test_a_problem_too_large_for_the_solver_ends_without_a_time_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reach, people = hard_town(monkeypatch)
    best = maximal_covering(reach, people, max_new=12, params=HARD)
    told = slow_solver(monkeypatch)

    def found(problem: CoveringProblem, budget: Budget, opened: np.ndarray, **options: Any) -> Any:
        yield np.flatnonzero(np.isin(problem.candidates, best.opened))

    monkeypatch.setattr(incumbent_search, "better_choices", found)
    params = dataclasses.replace(HARD, solvable_pairs=0, patience=2)
    answer = maximal_covering(reach, people, max_new=12, effort=Effort(threads=1), params=params)
    assert not told
    assert answer.status == "stopped by memory"
    assert answer.objective_value == best.objective_value < answer.bound


def test_the_search_s_choice_and_the_solver_s_bound_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reach, people = hard_town(monkeypatch)
    best = maximal_covering(reach, people, max_new=12, params=HARD)
    told = slow_solver(monkeypatch)
    # Greedy adding alone does not come to the best.
    for module in (search_steps, incumbent_search):
        monkeypatch.setattr(module, "improved_choice", lambda _, __, start, **___: start)

    def found(problem: CoveringProblem, budget: Budget, opened: np.ndarray, **options: Any) -> Any:
        while True:
            time.sleep(0.01)
            yield np.flatnonzero(np.isin(problem.candidates, best.opened))

    monkeypatch.setattr(incumbent_search, "better_choices", found)
    answer = maximal_covering(
        reach, people, max_new=12, effort=Effort(time_limit_s=2.0), params=HARD
    )
    assert told == [Told(stopped=False, offered=best.objective_value)]
    assert answer.status == "stopped by time"
    assert answer.objective_value == best.objective_value < answer.bound


@pytest.mark.parametrize(
    ("raised", "status"),
    [(KeyboardInterrupt, "stopped by user"), (MemoryError, "stopped by memory")],
)
def test_what_ends_the_search_ends_both(
    monkeypatch: pytest.MonkeyPatch, raised: type[BaseException], status: str
) -> None:
    reach, people = hard_town(monkeypatch)
    told = slow_solver(monkeypatch)

    def pressed(
        problem: CoveringProblem, budget: Budget, opened: np.ndarray, **options: Any
    ) -> Any:
        yield opened
        raise raised

    monkeypatch.setattr(incumbent_search, "better_choices", pressed)
    answer = maximal_covering(
        reach, people, max_new=12, effort=Effort(time_limit_s=60.0), params=HARD
    )
    assert [one.stopped for one in told] == [True]
    assert answer.status == status
    assert 0 < answer.objective_value <= answer.bound


def test_the_solver_s_end_stops_what_the_search_is_at(monkeypatch: pytest.MonkeyPatch) -> None:
    # The search comes to nothing to yield before it is told to stop.
    reach, people = hard_town(monkeypatch)

    def endless(
        problem: CoveringProblem, budget: Budget, opened: np.ndarray, *, over: Any, **options: Any
    ) -> Any:
        while not over():
            time.sleep(0.01)
        yield opened

    monkeypatch.setattr(incumbent_search, "better_choices", endless)
    answer = maximal_covering(
        reach, people, max_new=12, effort=Effort(time_limit_s=600.0), params=HARD
    )
    assert answer.status == "optimal"


def test_an_exact_choice_among_a_few_ends_when_the_search_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reach, people = hard_town(monkeypatch)
    ended: list[np.ndarray] = []

    def asks(
        problem: CoveringProblem,
        budget: Budget,
        opened: np.ndarray,
        *,
        solve_restricted: Any,
        over: Any,
        **_: Any,
    ) -> Any:
        while not over():
            time.sleep(0.01)
        # Longer than a test may take, and the whole problem.
        everything = np.arange(len(problem.candidates))
        ended.append(
            solve_restricted(
                RestrictedProblem(candidates=everything, start=opened, time_limit_s=600.0)
            )
        )
        yield ended[0]

    monkeypatch.setattr(incumbent_search, "better_choices", asks)
    answer = maximal_covering(
        reach, people, max_new=12, effort=Effort(time_limit_s=6_000.0), params=HARD
    )
    assert len(ended) == 1
    assert answer.status == "optimal"
