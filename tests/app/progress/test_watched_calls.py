"""Calls without a report show a bar where somebody watches, and are silent elsewhere."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from halfhour.app.plan.plan_study import plan_study
from halfhour.app.progress.watched_calls import progress_or
from halfhour.app.study.study import open_study
from halfhour.app.study.validation.validate_study import validate_study
from halfhour.common.large_work import say_nothing
from halfhour.optimize.solve import solve


class Terminal(io.StringIO):
    """Standard error that somebody watches."""

    def isatty(self) -> bool:
        return True


def watched(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in place of standard error; pytest puts its own there before each test."""
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setenv("TERM", "xterm")
    return shown


@pytest.fixture
def below_cell(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a notebook shows below its cell, as a list that grows."""
    found: list[str] = []
    display = ModuleType("IPython.display")
    display.HTML = str  # type: ignore[attr-defined]
    display.display = lambda _, **_ids: SimpleNamespace(update=found.append)  # type: ignore[attr-defined]
    ipython = ModuleType("IPython")
    ipython.get_ipython = lambda: SimpleNamespace(kernel=object())  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    return found


def test_a_study_is_opened_with_a_bar_below_the_cell(
    study_files: Path, below_cell: list[str]
) -> None:
    study = open_study(study_files / "study.yaml")
    assert any("clinic: travel times (walk)" in text for text in below_cell)
    assert "in all" in below_cell[-1]
    # Its scenarios keep the report; what they say later is not written below a cell that is done.
    shown = len(below_cell)
    solve(study.scenarios["two_clinics"])
    study.scenarios["two_clinics"].report("searching")
    assert len(below_cell) == shown


def test_a_terminal_shows_the_stages(study_files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watched(monkeypatch)
    open_study(study_files / "study.yaml")
    assert "clinic: travel times (walk)" in terminal.getvalue()


def test_checks_and_plans_show_it_too(
    study_files: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    terminal = watched(monkeypatch)
    validate_study(study_files / "study.yaml")
    assert "checking scenarios" in terminal.getvalue()
    plan_study(study_files / "study.yaml", tmp_path / "out", jobs=1)
    assert "writing index.html" in terminal.getvalue()


def test_a_report_that_is_given_is_the_only_one(
    study_files: Path, monkeypatch: pytest.MonkeyPatch, below_cell: list[str]
) -> None:
    terminal = watched(monkeypatch)
    lines: list[str] = []
    open_study(study_files / "study.yaml", report=lines.append)
    open_study(study_files / "study.yaml", report=say_nothing)
    assert "clinic: who is served" in lines
    assert terminal.getvalue() == ""
    assert below_cell == []


def test_nobody_is_told_where_nobody_watches(
    study_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    open_study(study_files / "study.yaml")
    assert written.getvalue() == ""


def test_an_error_ends_the_bar(below_cell: list[str]) -> None:
    def fails() -> None:
        with progress_or(None) as told:
            told("reading")
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fails()
    assert "in all" in below_cell[-1]
