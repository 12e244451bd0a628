"""Shares and seconds of stages, by a clock that the tests turn."""

import pytest
from halfhour.app.progress.stages import StageClock
from halfhour.common.large_work import reports_of
from halfhour.common.stage import Stage


class Turned:
    """A clock that tells what it was last turned to."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_a_stage_is_as_far_as_the_time_that_it_was_expected_to_take() -> None:
    turned = Turned()
    clock = StageClock(turned)
    running = clock.begin(Stage("access zones", seconds=8.0))
    turned.now_s += 2.0
    assert running.share(clock.now_s) == pytest.approx(0.25)
    assert running.left(clock.now_s) == "about 6 s left"


def test_a_stage_that_takes_longer_says_so_and_never_seems_over() -> None:
    turned = Turned()
    clock = StageClock(turned)
    running = clock.begin(Stage("access zones", seconds=8.0))
    turned.now_s += 80.0
    share = running.share(clock.now_s)
    assert share is not None
    assert share < 1
    assert running.left(clock.now_s) == "longer than expected"


def test_a_line_alone_has_no_estimate() -> None:
    clock = StageClock(Turned())
    running = clock.begin("done")
    assert running.share(clock.now_s) is None
    assert running.left(clock.now_s) == ""


def test_on_a_slower_machine_later_stages_are_expected_to_take_longer() -> None:
    turned = Turned()
    clock = StageClock(turned)
    clock.begin(Stage("reading", seconds=4.0))
    turned.now_s += 12.0
    assert clock.begin(Stage("writing", seconds=5.0)).expected_s == pytest.approx(15.0)


def test_short_stages_and_lines_say_nothing_about_the_machine() -> None:
    turned = Turned()
    clock = StageClock(turned)
    for line in (Stage("units", seconds=0.1), "a line"):
        clock.begin(line)
        turned.now_s += 30.0
    assert clock.begin(Stage("writing", seconds=5.0)).expected_s == pytest.approx(5.0)


def test_a_stage_keeps_its_estimate_under_a_name_and_prints_as_text() -> None:
    lines: list[str] = []
    reports_of("clinics_5", lines.append)(Stage("access zones", seconds=8.0))
    [line] = lines
    assert line == "clinics_5: access zones"
    assert isinstance(line, Stage)
    assert line.seconds == 8.0


def test_jobs_at_once_have_stages_of_their_own() -> None:
    turned = Turned()
    clock = StageClock(turned)
    clock.begin("opening")
    one = clock.begin(Stage("one: searching", seconds=8.0, job="one"))
    turned.now_s += 1.0
    two = clock.begin(Stage("two: searching", seconds=8.0, job="two"))
    assert clock.running == [one, two]
    turned.now_s += 15.0
    # 16 s in place of 8: the other job's line in between said nothing of it.
    writing = clock.begin(Stage("one: writing", seconds=5.0, job="one"))
    assert writing.expected_s == pytest.approx(10.0)
    assert clock.running == [two, writing]
    clock.begin(Stage("two: written", job="two", is_last=True))
    assert clock.running == [writing]
    ended = clock.begin("writing index.html")
    assert clock.running == [ended]
