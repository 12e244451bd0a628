"""A solve under a guard, and Ctrl-C in it."""

import signal
from collections.abc import Iterator

import pytest
from halfhour.optimize.core import effort as effort_module
from halfhour.optimize.core.effort import Deadline, Effort
from halfhour.optimize.core.watched import watched


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def perf_counter(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    clock = Clock()
    monkeypatch.setattr(effort_module, "time", clock)
    # Begun in the background, tests ignore the signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield clock
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("clock")
def test_ctrl_c_ends_the_deadline_and_not_the_program() -> None:
    with watched(Effort()) as effort:
        deadline = Deadline.of(effort)
        assert not deadline.over
        signal.raise_signal(signal.SIGINT)
        assert deadline.ended == "stopped by user"
        assert Deadline.of(effort.until(deadline)).share(0.5).over
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_search_that_does_not_end_may_be_broken_off(clock: Clock) -> None:
    with pytest.raises(KeyboardInterrupt), watched(Effort()):  # noqa: PT012 - in the right order
        signal.raise_signal(signal.SIGINT)
        clock.now_s += 5.0
        signal.raise_signal(signal.SIGINT)
        clock.now_s += 6.0
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.usefixtures("clock")
def test_another_handler_is_asked_and_what_it_raises_passes() -> None:
    pressed: list[int] = []

    def own(number: int, _: object) -> None:
        pressed.append(number)

    signal.signal(signal.SIGINT, own)
    with watched(Effort()) as effort:
        signal.raise_signal(signal.SIGINT)
        assert Deadline.of(effort).ended is None
    assert pressed == [signal.SIGINT]
    assert signal.getsignal(signal.SIGINT) is own


def test_a_watched_effort_is_not_watched_twice() -> None:
    with watched(Effort()) as outer, watched(outer) as inner:
        assert inner is outer


def test_an_error_of_the_report_outlives_what_follows_from_it() -> None:
    def fails(_: str) -> None:
        raise LookupError

    with pytest.raises(LookupError), watched(Effort(report=fails)) as effort:  # noqa: PT012 - one after the other
        effort.report("7 people")
        raise ValueError
