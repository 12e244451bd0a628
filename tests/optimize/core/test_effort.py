"""Time that is left, against a clock that the test moves."""

import numpy as np
import pytest
from halfhour.optimize.core import effort as module
from halfhour.optimize.core.effort import NO_DEADLINE, Deadline, Effort


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def perf_counter(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def test_a_deadline_is_over_once_more_than_the_limit_has_passed(clock: Clock) -> None:
    deadline = Deadline.of(Effort(time_limit_s=10.0))
    seen = []
    for clock.now_s in (1000.0, 1004.0, 1010.0, 1010.5):
        seen.append((deadline.spent_s, deadline.left_s, deadline.over))
    assert seen == [(0, 10, False), (4, 6, False), (10, 0, False), (10.5, -0.5, True)]


def test_without_a_limit_no_time_is_ever_over(clock: Clock) -> None:
    for deadline in (Deadline.of(Effort()), Deadline.of(), NO_DEADLINE):
        clock.now_s += 1e6
        assert np.isinf(deadline.left_s)
        assert not deadline.over
        assert not deadline.share(0.1).over
        assert deadline.solver_limit_s() is None
        assert Effort(threads=2).until(deadline) == Effort(threads=2)


def test_time_spent_before_counts(clock: Clock) -> None:
    deadline = Deadline.of(Effort(time_limit_s=10.0), spent_s=4.0)
    clock.now_s += 1.0
    assert (deadline.spent_s, deadline.left_s) == (5.0, 5.0)


def test_a_share_is_of_the_whole_limit_from_the_beginning(clock: Clock) -> None:
    deadline = Deadline.of(Effort(time_limit_s=12.0))
    clock.now_s += 4.0
    third = deadline.share(1 / 3)
    assert (third.left_s, third.over) == (0.0, False)
    clock.now_s += 0.5
    assert third.over
    assert deadline.left_s == 7.5


def test_a_turn_ends_so_many_seconds_from_now(clock: Clock) -> None:
    deadline = Deadline.of(Effort(time_limit_s=12.0))
    clock.now_s += 4.0
    turn = deadline.ending_in(2.0)
    assert (turn.spent_s, turn.left_s, turn.limit_s) == (4.0, 2.0, 6.0)
    assert Deadline.of().ending_in(3.0).left_s == 3.0


def test_a_solver_gets_what_is_left_but_always_some_time(clock: Clock) -> None:
    effort = Effort(time_limit_s=10.0, threads=3)
    deadline = Deadline.of(effort)
    clock.now_s += 4.0
    assert deadline.solver_limit_s() == 6.0
    assert effort.until(deadline) == Effort(time_limit_s=6.0, threads=3)
    clock.now_s += 400.0
    assert deadline.solver_limit_s() == 0.01
    assert effort.until(deadline, at_least_s=0.05).time_limit_s == 0.05


def test_an_effort_is_shared_out(clock: Clock) -> None:
    assert Effort(time_limit_s=10.0).share(0.25).time_limit_s == 2.5
    assert Effort().share(0.25).time_limit_s is None
