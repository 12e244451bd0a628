"""Every objective, stopped at every report: the best plan so far, a bound that holds, and no false proof."""

import itertools
import re
import signal
from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from halfhour.common import guard as guard_module
from halfhour.optimize.constraints.years import YearBudget
from halfhour.optimize.core import effort as effort_module
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.joint.serve_together import ServeTogether
from halfhour.optimize.objectives.capacitated_covering import CapacitatedCovering
from halfhour.optimize.objectives.capacitated_facility_location import CapacitatedFacilityLocation
from halfhour.optimize.objectives.capacitated_p_median import CapacitatedPMedian
from halfhour.optimize.objectives.gradual_covering import GradualCovering
from halfhour.optimize.objectives.maximal_covering import MaximalCovering
from halfhour.optimize.objectives.maximin_covering import MaximinCovering
from halfhour.optimize.objectives.multi_period import MultiPeriodCovering
from halfhour.optimize.objectives.p_center import PCenter
from halfhour.optimize.objectives.p_median import PMedian
from halfhour.optimize.objectives.set_covering import SetCovering
from sitings import siting

CELLS, CANDIDATES = 60, 10
YEARS = (YearBudget(year=2027, max_new=1), YearBudget(year=2028, max_new=1))


class Clock:
    """A clock that moves at each look, and on from the look `jump_at` by an hour."""

    def __init__(self, tick_s: float = 0.0, jump_at: int | None = None) -> None:
        self.now_s, self._tick_s, self._jump_at, self.looks = 1000.0, tick_s, jump_at, 0

    def perf_counter(self) -> float:
        self.looks += 1
        if self.looks == self._jump_at:
            self.now_s += 3600.0
        self.now_s += self._tick_s
        return self.now_s


def town() -> Siting:
    rng = np.random.default_rng(7)
    cells, sites = rng.random((CELLS, 2)), rng.random((CANDIDATES, 2))
    costs = 6000.0 * np.hypot(*(cells[:, None] - sites[None]).transpose(2, 0, 1))
    return siting(
        np.round(costs),
        rng.integers(1, 90, CELLS).astype(float),
        limit=1300.0,
        max_new=3,
        capacity=rng.integers(100, 600, CANDIDATES).astype(float),
        unit=rng.integers(0, 3, CELLS),
    )


def subsets(problem: Siting) -> Iterator[np.ndarray]:
    most = CANDIDATES if problem.max_new is None else problem.max_new
    for count in range(most + 1):
        for chosen in combinations(range(CANDIDATES), count):
            yield np.array(chosen, dtype=np.int64)


def best_of(objective: Any, problem: Siting) -> float:
    values = [objective.value(problem, opened) for opened in subsets(problem)]
    return max(values) if objective.sense == "maximise" else min(values)


def least_sites(objective: SetCovering, problem: Siting) -> float:
    everybody = MaximalCovering().value(problem, np.arange(CANDIDATES))
    assert everybody >= objective.share * problem.people.sum()
    for opened in subsets(problem):
        if MaximalCovering().value(problem, opened) >= objective.share * problem.people.sum():
            return float(len(opened))
    raise AssertionError


def best_years(objective: MultiPeriodCovering, problem: Siting) -> float:
    first, both = (
        [
            objective.value(problem, np.array(pair), np.array([2027, 2028]))
            for pair in itertools.permutations(range(CANDIDATES), 2)
        ],
        objective.value(problem, np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)),
    )
    return max(*first, both)


def best_together(objective: ServeTogether, problem: Siting) -> float:
    covering: Any = MaximalCovering()
    if problem.assignment is not None:
        covering = CapacitatedCovering(assignment=problem.assignment)
    best: dict[int, float] = {}
    for opened in subsets(problem):
        served = covering.value(problem, opened)
        best[len(opened)] = max(served, best.get(len(opened), 0.0))
    # Two services with the same town: the sites are shared out.
    return max(best[one] + best[3 - one] for one in range(4))


LIGHT = {"max_new": 1, "limit": 9000.0, "capacity": np.full(CANDIDATES, 9000.0)}
"""One site holds everybody, and all are within reach: whatever is opened is feasible."""


def least_sites_with_places(objective: SetCovering, problem: Siting) -> float:
    covering = CapacitatedCovering(assignment=problem.assignment or "system")
    need = objective.share * problem.people.sum()
    for opened in subsets(problem):
        if covering.value(problem, opened) >= need:
            return float(len(opened))
    raise AssertionError


Case = tuple[Any, Any, Callable[[Any, Siting], float]]
CASES: dict[str, Case] = {
    "maximal covering": (MaximalCovering(), {}, best_of),
    "set covering": (SetCovering(share=0.55), {"max_new": None}, least_sites),
    "full set covering": (SetCovering(), {"max_new": None, "limit": 9000.0}, least_sites),
    "maximin": (MaximinCovering(), {}, best_of),
    "gradual": (GradualCovering(full_min=10, none_min=21), {}, best_of),
    "system": (CapacitatedCovering(), {}, best_of),
    "closest": (CapacitatedCovering(assignment="closest"), {}, best_of),
    "facility location": (CapacitatedFacilityLocation(cost_per_person_min=0.1), LIGHT, best_of),
    "capacitated p-median": (CapacitatedPMedian(), LIGHT, best_of),
    "p-median": (PMedian(), {}, best_of),
    "p-center": (PCenter(), {}, best_of),
    "years": (MultiPeriodCovering(years=YEARS), {}, best_years),
    "joint": (ServeTogether(max_new=3), {}, best_together),
    "set covering, places": (
        SetCovering(share=0.3),
        {"assignment": "system"},
        least_sites_with_places,
    ),
    "maximin, places": (MaximinCovering(), {"assignment": "closest", "max_new": 2}, best_of),
    "years, places": (MultiPeriodCovering(years=YEARS), {"assignment": "closest"}, best_years),
    "joint, places": (ServeTogether(max_new=3), {"assignment": "system"}, best_together),
}


def problem_of(name: str) -> tuple[Any, Any, float]:
    """The objective, what it answers, and the best value by trying all."""
    objective, changes, best = CASES[name]
    problem = town()
    for key, value in changes.items():
        object.__setattr__(problem, key, value)
    value = best(objective, problem)
    if isinstance(objective, ServeTogether):
        return objective, {"clinic": problem, "school": problem}, value
    return objective, problem, value


def check(objective: Any, answer: Any, best: float) -> None:
    """Status and bound say no more than is true."""
    assert answer.status in ("optimal", "stopped by user", "stopped by time", "stopped by memory")
    sign = 1.0 if objective.sense == "maximise" else -1.0
    slack = 1e-6 * max(1.0, abs(best))
    assert sign * answer.bound >= sign * best - slack
    if not np.isnan(answer.objective_value):
        assert sign * answer.objective_value <= sign * best + slack
    if answer.status == "optimal":
        assert answer.objective_value == pytest.approx(best, rel=1e-6)


def numbers(line: str) -> float:
    """The first number of a line, which is the best so far."""
    return float(re.search(r"[\d,]+(\.\d+)?", line.split(": ", 1)[-1]).group().replace(",", ""))


def interrupt(told: list[str], at: int, line: str) -> None:
    """A report that presses Ctrl-C from its line `at` on."""
    told.append(line)
    if len(told) > at:
        raise KeyboardInterrupt


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    # So slow that a line is repeated at almost every look at the deadline.
    clock = Clock(tick_s=2.1)
    monkeypatch.setattr(effort_module, "time", clock)
    monkeypatch.setattr(guard_module, "used_mb", lambda: 100.0)
    return clock


@pytest.mark.parametrize("name", CASES)
@pytest.mark.usefixtures("clock")
def test_interrupted_at_any_report_it_says_what_is_true(name: str) -> None:
    objective, problem, best = problem_of(name)
    lines: list[str] = []
    answer = objective.answer(problem, Effort(threads=1, report=lines.append))
    assert answer.status == "optimal"
    check(objective, answer, best)
    assert lines
    assert all(line.partition(":")[2] for line in lines)
    for at in sorted({*range(min(len(lines), 12)), len(lines) - 1}):
        told: list[str] = []
        report = partial(interrupt, told, at)
        stopped = objective.answer(problem, Effort(threads=1, report=report))
        check(objective, stopped, best)
        if "so far" in told[-1] and not name.startswith(("maximin", "joint")):
            assert stopped.objective_value >= numbers(told[-1]) - 0.51


@pytest.mark.parametrize("name", CASES)
def test_stopped_by_time_at_any_look_it_says_what_is_true(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    objective, problem, best = problem_of(name)
    for jump_at in (1, 2, 3, 5, 8, 13, 21, 34):
        clock = Clock(jump_at=jump_at)
        monkeypatch.setattr(effort_module, "time", clock)
        answer = objective.answer(problem, Effort(threads=1, time_limit_s=60.0))
        check(objective, answer, best)
        if clock.looks < jump_at:
            assert answer.status == "optimal"


@pytest.mark.parametrize("name", CASES)
@pytest.mark.usefixtures("clock")
def test_memory_ends_every_search(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    objective, problem, best = problem_of(name)
    used = iter([100.0])
    monkeypatch.setattr(guard_module, "used_mb", lambda: next(used, 900.0))
    answer = objective.answer(problem, Effort(threads=1, memory_limit_mb=500.0))
    check(objective, answer, best)
    assert answer.status in ("stopped by memory", "optimal")


@pytest.mark.parametrize("name", CASES)
@pytest.mark.usefixtures("clock")
def test_what_a_report_raises_comes_out_as_it_is(name: str) -> None:
    objective, problem, _ = problem_of(name)
    trouble = ZeroDivisionError("mine")

    def fails(_: str) -> None:
        raise trouble

    with pytest.raises(ZeroDivisionError) as raised:
        objective.answer(problem, Effort(threads=1, report=fails))
    assert raised.value is trouble


@pytest.mark.parametrize("name", CASES)
@pytest.mark.usefixtures("clock")
def test_a_signal_ends_the_search_and_the_handler_is_back(name: str) -> None:
    objective, problem, best = problem_of(name)

    def press(_: str) -> None:
        signal.raise_signal(signal.SIGINT)

    # Begun in the background, tests ignore the signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        answer = objective.answer(problem, Effort(threads=1, report=press))
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
    check(objective, answer, best)
