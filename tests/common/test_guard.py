"""What ends a search, and what its caller hears, against a clock that the test moves."""

import pytest
from halfhour.common import guard as module
from halfhour.common.guard import Guard


class Clock:
    def __init__(self) -> None:
        self.now_s = 50.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setattr(module, "used_mb", lambda: 100.0)
    return Clock()


def test_a_search_without_news_tells_its_last_line_every_two_seconds(clock: Clock) -> None:
    lines: list[str] = []
    guard = Guard(lines.append, clock)
    told_s = []
    for clock.now_s in (50.5, 52.1, 53.0, 54.2, 54.5):
        if clock.now_s == 53.0:
            guard.enter("exact solve")
            guard.report("7 people, at most 9")
        count = len(lines)
        guard.check()
        told_s += [clock.now_s] * (len(lines) - count)
    clock.now_s = 55.1
    guard.check()
    assert told_s == [52.1]
    assert lines == [
        "no plan yet, no bound yet",
        "exact solve: 7 people, at most 9",
        "exact solve: 7 people, at most 9",
    ]


def test_ctrl_c_in_a_report_ends_the_search_and_goes_no_further(clock: Clock) -> None:
    def pressed(_: str) -> None:
        raise KeyboardInterrupt

    guard = Guard(pressed, clock)
    assert guard.check() is None
    guard.report("7 people")
    assert guard.check() == "stopped by user"
    guard.raise_error()


def test_an_error_of_a_report_ends_the_search_and_is_raised_once_it_has_ended(
    clock: Clock,
) -> None:
    lines: list[str] = []

    def fails(line: str) -> None:
        lines.append(line)
        raise LookupError(line)

    guard = Guard(fails, clock)
    guard.report("7 people")
    guard.report("8 people")
    assert lines == ["7 people"]
    assert guard.check() == "stopped by user"
    with pytest.raises(LookupError, match="7 people"):
        guard.raise_error()


@pytest.mark.parametrize(
    ("limit_mb", "used_mb", "stopped"),
    [
        (50.0, 149.0, None),
        (50.0, 151.0, "stopped by memory"),
        (None, 399.0, None),
        (None, 401.0, "stopped by memory"),
    ],
)
def test_memory_beyond_the_limit_or_half_of_what_is_free_ends_the_search(
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    limit_mb: float | None,
    used_mb: float,
    stopped: str | None,
) -> None:
    monkeypatch.setattr(module, "free_mb", lambda: 600.0)
    guard = Guard(lambda _: None, clock, limit_mb)
    monkeypatch.setattr(module, "used_mb", lambda: used_mb)
    assert guard.check() is None
    clock.now_s += 0.2
    assert guard.check() == stopped
    guard.stop("stopped by user")
    assert guard.check() == (stopped or "stopped by user")


def test_a_report_that_asks_the_guard_is_not_called_again_meanwhile(clock: Clock) -> None:
    lines: list[str] = []

    def tells(line: str) -> None:
        lines.append(line)
        clock.now_s += 9.0
        guard.check()

    guard = Guard(tells, clock)
    guard.report("7 people")
    assert lines == ["7 people"]
