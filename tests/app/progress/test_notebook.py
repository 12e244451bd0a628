"""What a notebook shows below its cell."""

import sys
from types import ModuleType, SimpleNamespace

import pytest
from halfhour.app.progress.notebook import in_notebook, progress_below_cell, stages_html
from halfhour.app.progress.stages import StageClock
from halfhour.common.stage import Stage


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what is displayed, as a list that grows."""
    found: list[str] = []
    display = ModuleType("IPython.display")
    handle = SimpleNamespace(update=found.append)
    display.HTML = str  # type: ignore[attr-defined]
    display.display = lambda _, **_ids: handle  # type: ignore[attr-defined]
    ipython = ModuleType("IPython")
    ipython.get_ipython = lambda: SimpleNamespace(kernel=object())  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    return found


def test_a_stage_has_a_bar_for_the_seconds_that_it_is_expected_to_take(shown: list[str]) -> None:
    assert in_notebook()
    with progress_below_cell(StageClock(lambda: 0.0)) as report:
        report(Stage("clinic: access zones", seconds=8.0))
        assert "0.0 s  clinic: access zones (about 8 s)" in shown[-1]
        assert " 8.0s linear" in shown[-1]
        report("done")
        assert "linear" not in shown[-1]
    assert "0.0 s  in all" in shown[-1]


def test_names_of_a_study_are_no_html(shown: list[str]) -> None:
    with progress_below_cell(StageClock(lambda: 0.0)) as report:
        report("<b>clinic</b>")
    assert "&lt;b&gt;clinic" in shown[-1]


def test_the_last_stages_stay_in_sight() -> None:
    clock = StageClock(lambda: 0.0)
    past = [clock.begin(f"stage {number}") for number in range(20)]
    text = stages_html(past)
    assert "stage 19" in text
    assert "stage 3" not in text


def test_a_plain_shell_is_no_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    ipython = ModuleType("IPython")
    ipython.get_ipython = SimpleNamespace  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    assert not in_notebook()


def test_each_of_the_jobs_at_once_has_a_bar(shown: list[str]) -> None:
    seconds = iter([0.0, 0.0, 3.0])
    with progress_below_cell(StageClock(lambda: next(seconds, 5.0))) as report:
        report(Stage("one: searching", seconds=8.0, job="one"))
        report(Stage("two: searching", seconds=9.0, job="two"))
        # The first one goes on where it is.
        assert " 8.0s linear -3.0s" in shown[-1]
        assert " 9.0s linear -0.0s" in shown[-1]
        report(Stage("one: written", job="one", is_last=True))
        assert " 8.0s linear" not in shown[-1]
        assert " 9.0s linear -2.0s" in shown[-1]
