"""Tables of every command fit a terminal of 80 columns, in both languages, and JSON is JSON alone."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest
from halfhour.app.cli import app
from halfhour.app.console import escape_what_cannot_be_shown, filled_console, out_console
from rich.cells import cell_len
from towns import place
from typer.testing import CliRunner

FRAME = frozenset("│╭╰├┃┏┡└")


def output(*arguments: object) -> str:
    shown = CliRunner().invoke(
        app, list(map(str, arguments)), env={"COLUMNS": "80"}, catch_exceptions=False
    )
    assert shown.exit_code == 0, shown.output
    return shown.stdout


def table_lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if FRAME & set(line)]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tables_fit_80_columns(study_folder: Path, tmp_path: Path, lang: str) -> None:
    study = study_folder / "study.yaml"
    lon, lat = place(3, 3)
    asked = ["--lang", lang, "--quiet"]
    check = ["check", study, "--service", "clinic", "--at", f"{lon},{lat}", "--out", tmp_path / "c"]
    texts = [
        output("validate", study, *asked),
        output("plan", study, "--out", tmp_path / "plans", *asked),
        output(*check, *asked),
        output("register", study, *asked),
        output("cache"),
    ]
    for text in texts:
        lines = table_lines(text)
        assert len(lines) > 3
        assert max(map(cell_len, lines)) <= 80


def test_json_is_the_only_output(study_files: Path, tmp_path: Path) -> None:
    study = study_files / "study.yaml"
    validated = json.loads(output("validate", study, "--json", "-q"))
    assert validated["faults"] == []
    assert {"file", "records"} == set(validated["inputs"][0])
    told = json.loads(output("plan", study, "--out", tmp_path, "--json", "-q"))
    [plan] = told["plans"]
    kept = json.loads((Path(plan["folder"]) / "plan.json").read_text(encoding="utf-8"))
    assert plan["served_after"] == pytest.approx(kept["served_after"])
    assert plan["people"] == pytest.approx(kept["people_total"])
    assert plan["status"] == "optimal"


def test_faults_are_json_too(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text("name: Nothing\n")
    shown = CliRunner().invoke(app, ["validate", str(tmp_path / "study.yaml"), "--json", "-q"])
    assert shown.exit_code == 2
    faults = json.loads(shown.stdout)["faults"]
    assert {fault["column"] for fault in faults} >= {"people", "services"}
    assert all(fault["cause"] and fault["fix"] for fault in faults)


@pytest.fixture
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let standard input be in a wide terminal, and standard output in none."""
    monkeypatch.setattr(os, "get_terminal_size", lambda *_: os.terminal_size((200, 50)))
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)


@pytest.mark.usefixtures("wide_terminal")
@pytest.mark.parametrize("columns", ["", "wide"])
def test_into_a_pipe_results_are_80_letters_wide(
    monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert (out_console().width, filled_console().width) == (80, 80)


@pytest.mark.usefixtures("wide_terminal")
@pytest.mark.parametrize(("columns", "width", "filled"), [(40, 40, 40), (120, 120, 80)])
def test_columns_says_how_wide(
    monkeypatch: pytest.MonkeyPatch, columns: int, width: int, filled: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert (out_console().width, filled_console().width) == (width, filled)


@pytest.mark.usefixtures("wide_terminal")
def test_a_terminal_says_how_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setenv("TERM", "xterm")
    assert (out_console().width, filled_console().width) == (200, 80)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_letters_without_a_code_are_escaped(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    escape_what_cannot_be_shown()
    out_console().print("😀 诊所")
    stream.flush()
    text = stream.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]
    assert text.strip() == "\\U0001f600 \\u8bca\\u6240"
