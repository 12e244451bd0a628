"""Every line of shell blocks in the documents: `halfhour` runs, of others what they name is there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from doc_blocks import ROOT, blocks, by_page
from doc_commands import FOLDERS, IDS, MODULES_NOT_RUN, NOT_RUN, TOOLS, Line, lines_of
from doc_town import SCENARIOS, write_studies
from halfhour.app.cli import app
from typer.testing import CliRunner

SHELL = ("sh", "bash", "shell", "console")
LINES = [line for block in blocks(*SHELL) for line in lines_of(block)]
OURS = [line for line in LINES if line.program == "halfhour"]

WHERE = ("--at", "119.52,39.91", "--tier", "station", "--capacity", "5000")
CHECK = ("check", "study.yaml", "--service", "clinic", *WHERE, "--out", "check")
PLAN = ("plan", "study.yaml", "--out", "results")
FIRST = {
    "docs/how-to/compare-results.md": PLAN,
    "docs/how-to/keep-a-register.md": CHECK,
    "docs/zh/official.md": CHECK,
}
"""What readers of a page have done before they come to its first line."""

PAGES = sorted({line.block.page for line in OURS if line.runs})


def run(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, f"halfhour {' '.join(words)}\n{result.output}"
    return result.output


def first_id() -> str:
    return str(json.loads(run("register", "study.yaml", "--json"))[0]["check_id"])


@pytest.mark.thorough
@pytest.mark.timeout(600)
@pytest.mark.parametrize("page", PAGES)
def test_the_lines_of_a_page_run_one_after_the_other(page: str, town: Path) -> None:
    of_page = by_page(*SHELL)[page]
    # A plan of each scenario is a page and tables to write: those that no line names are left out.
    named = [one for one in SCENARIOS if any(one in block.text for block in of_page)]
    write_studies(town, named or [*SCENARIOS][:1])
    if page in FIRST:
        run(*FIRST[page])
    for block in of_page:
        for line in lines_of(block):
            if line.runs:
                run(*(first_id() if word in IDS else word for word in line.arguments))


@pytest.mark.parametrize("line", OURS, ids=str)
def test_the_command_has_these_options(line: Line) -> None:
    # Parsed, not run: so lines that nothing runs here are checked, too.
    if "..." in line.words or line.words[1].endswith("-completion"):
        return
    known = typer.main.get_group(app).commands
    [start, *_] = [number for number, word in enumerate(line.arguments) if word in known]
    name, *words = line.arguments[start:]
    known[name].make_context(name, words)


@pytest.mark.parametrize("line", [one for one in LINES if one.program == "make"], ids=str)
def test_make_has_the_target(line: Line) -> None:
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    for word in line.words[1:]:
        name, is_variable, _ = word.partition("=")
        if is_variable:
            assert f"$({name})" in made
        else:
            assert re.search(rf"^([\w-]+ )*{name}( [\w-]+)*:(?!=)", made, re.MULTILINE), name


@pytest.mark.parametrize("line", [one for one in LINES if one.program == "python"], ids=str)
def test_what_python_is_given_is_there(line: Line) -> None:
    first, *rest = line.arguments
    if first == "-c":
        done = subprocess.run(
            [sys.executable, "-c", *rest], check=False, capture_output=True, text=True, timeout=100
        )
        assert done.returncode == 0, done.stderr
    elif first == "-m":
        module, *words = rest
        if module not in MODULES_NOT_RUN:
            assert module == "pytest"
            assert all((ROOT / word).exists() for word in words if "/" in word)
    else:
        [script] = [folder / first for folder in FOLDERS if (folder / first).is_file()]
        text = script.read_text(encoding="utf-8")
        options = [word for word in rest if word.startswith("--")]
        assert [option for option in options if f'"{option}"' not in text] == []


def test_each_line_is_of_a_known_program() -> None:
    known = {"halfhour", "make", "python", *TOOLS}
    unknown = [str(line) for line in LINES if not known & {line.program, line.words[0]}]
    assert unknown == [], "run it, check what it names, or list it with the reason"


def test_what_is_not_run_is_needed() -> None:
    words = {word for line in OURS for word in line.words}
    programs = {line.program for line in LINES} | {line.words[0] for line in LINES}
    modules = {line.words[2] for line in LINES if line.words[1:2] == ("-m",)}
    assert {*NOT_RUN} - words == set()
    assert {*TOOLS} - programs == set()
    assert {*MODULES_NOT_RUN} - modules == set()
    assert {*FIRST} - {*PAGES} == set()
