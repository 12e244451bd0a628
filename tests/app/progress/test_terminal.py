"""What progress writes: lines where nobody watches, and a bar besides in a terminal."""

import io

import pytest
from halfhour.app.progress.stages import StageClock
from halfhour.app.progress.terminal import progress_on
from halfhour.common.stage import Stage
from rich.console import Console


def console(*, terminal: bool) -> tuple[Console, io.StringIO]:
    out = io.StringIO()
    return Console(file=out, force_terminal=terminal, width=100, highlight=False), out


def test_into_a_file_each_stage_is_a_line_with_its_second() -> None:
    shown, out = console(terminal=False)
    seconds = iter([0.0, 0.0, 12.3])
    with progress_on(shown, StageClock(lambda: next(seconds))) as report:
        report("opening study.yaml")
        report(Stage("clinic: access zones", seconds=30.0))
    assert out.getvalue() == "   0.0 s  opening study.yaml\n  12.3 s  clinic: access zones\n"


def test_in_a_terminal_a_bar_says_what_is_left() -> None:
    shown, out = console(terminal=True)
    seconds = iter([0.0, 0.0])
    with progress_on(shown, StageClock(lambda: next(seconds, 10.0))) as report:
        report(Stage("clinic: access zones", seconds=30.0))
    assert "0.0 s  clinic: access zones" in out.getvalue()
    assert "about 20 s left" in out.getvalue()


def test_the_bar_is_gone_when_a_run_fails() -> None:
    shown, out = console(terminal=True)

    def fails() -> None:
        with progress_on(shown) as report:
            report("opening study.yaml")
            raise RuntimeError("spoiled")

    with pytest.raises(RuntimeError, match="spoiled"):
        fails()
    # The cursor is shown again.
    assert "\x1b[?25h" in out.getvalue()


def test_in_a_terminal_each_of_the_jobs_at_once_has_a_bar() -> None:
    shown, out = console(terminal=True)
    with progress_on(shown, StageClock(lambda: 0.0)) as report:
        report("opening study.yaml")
        report(Stage("one: searching", seconds=30.0, job="one"))
        report(Stage("two: searching", seconds=20.0, job="two"))
        drawn = out.getvalue()
        report(Stage("one: written", job="one", is_last=True))
        report("writing index.html")
    last = drawn.rpartition("two: searching")[2]
    assert "one: about 30 s left" in last
    assert "two: about 20 s left" in last
    assert "s left" not in out.getvalue().rpartition("writing index.html")[2]
