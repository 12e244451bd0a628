"""The help of the program: every command under a heading, nothing cut, and options that all commands have."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import halfhour as hh
import pytest
from halfhour.app.cli import app
from halfhour.app.command.exit_codes import MEANINGS, ExitCode
from halfhour.app.command.group import CHAPTERS, EXAMPLES, with_quiet
from halfhour.app.console import console
from halfhour.app.progress.command import command_progress
from rich.cells import cell_len
from typer.testing import CliRunner

ROOT = Path(__file__).resolve().parents[3]
COMMANDS = [info.callback.__name__ for info in app.registered_commands if info.callback]


def help_of(*arguments: str) -> str:
    shown = CliRunner().invoke(app, [*arguments, "--help"], env={"COLUMNS": "80"})
    assert shown.exit_code == 0
    return shown.output


def test_every_command_stands_under_one_heading() -> None:
    named = [name for _, names in CHAPTERS for name in names]
    assert sorted(named) == sorted(COMMANDS)
    said = help_of()
    at = [said.index(f"\n{heading}:\n") for heading, _ in CHAPTERS]
    assert at == sorted(at)
    for name in COMMANDS:
        assert re.search(rf"^  {name} +\w", said, flags=re.MULTILINE)


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_nothing_is_cut_and_all_fits_80_columns(name: str) -> None:
    said = help_of(*([name] if name else []))
    assert max(map(cell_len, said.splitlines())) <= 80
    # Dots that help itself writes stand after a blank, or, by typer 0.16, after the name of an argument.
    assert not re.search(r"\w(?<!\bFILES)\.\.\.$", said, flags=re.MULTILINE)


def test_the_whole_line_of_a_command_is_shown() -> None:
    said = " ".join(help_of().split())
    assert (
        "Record a decision on a site check; an approved site counts as planned from then on" in said
    )


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_are_commands_with_options_that_exist(example: str) -> None:
    _, name, *words = example.split()
    assert name in COMMANDS
    said = help_of(name)
    assert example in help_of()
    assert all(word in said for word in words if word.startswith("--"))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_can_be_quiet(name: str) -> None:
    assert re.search(r"-q, --quiet", help_of(name))


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "serve"])
def test_every_command_that_ends_with_results_prints_json(name: str) -> None:
    # A server's answers are JSON anyway.
    assert re.search(r"^ +--json ", help_of(name), flags=re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_speaks_chinese(name: str) -> None:
    assert "--lang" in help_of(name)


def test_quiet_tells_no_progress_and_only_while_it_runs(capsys: pytest.CaptureFixture[str]) -> None:
    def work(count: int = 1) -> None:
        with command_progress("begun", compiles=False) as progress:
            progress(f"{count} done")
        console().print("result")

    quiet = with_quiet(work)
    assert list(inspect.signature(quiet).parameters) == ["count", "quiet"]
    quiet(2, quiet=True)
    assert capsys.readouterr() == ("result\n", "")
    quiet(2)
    out, err = capsys.readouterr()
    assert out == "result\n"
    assert "begun" in err
    assert "2 done" in err


def test_the_version_is_that_of_the_package() -> None:
    shown = CliRunner().invoke(app, ["--version"])
    assert (shown.exit_code, shown.output) == (0, f"halfhour {hh.__version__}\n")


def test_exit_codes_are_those_of_the_documentation() -> None:
    page = (ROOT / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")
    section = page.split("## Exit codes")[1].split("\n## ")[0]
    rows = dict(re.findall(r"^\| (\d+) \| (.+) \|$", section, flags=re.MULTILINE))
    assert rows == {str(int(code)): MEANINGS[code] for code in ExitCode}


def test_the_documentation_has_every_option() -> None:
    page = (ROOT / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")
    missing = [
        f"{name} {option}"
        for name in COMMANDS
        for option in re.findall(r"(?:^|\s)(--[a-z][a-z-]+)", help_of(name))
        if option != "--help" and f"`{option}" not in page
    ]
    assert missing == []
