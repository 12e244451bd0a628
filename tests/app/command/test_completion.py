"""Each shell completes commands and options, and is told how by the program itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from halfhour.app.cli import app
from typer.testing import CliRunner

ROOT = Path(__file__).resolve().parents[3]


def said(**variables: str) -> str:
    shown = CliRunner().invoke(app, [], prog_name="halfhour", env=variables)
    return shown.output


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_is_told_how_to_ask(shell: str) -> None:
    script = said(_HALFHOUR_COMPLETE=f"source_{shell}")
    assert "halfhour" in script
    assert f"_HALFHOUR_COMPLETE=complete_{shell}" in script


def test_bash_completes_commands_and_options() -> None:
    asked = {"_HALFHOUR_COMPLETE": "complete_bash"}
    commands = said(**asked, COMP_WORDS="halfhour e", COMP_CWORD="1")
    assert commands.split() == ["evaluate"]
    options = said(**asked, COMP_WORDS="halfhour plan --o", COMP_CWORD="2")
    assert options.split() == ["--out", "--open-sites"]


def test_zsh_and_fish_complete_options_with_their_help() -> None:
    zsh = said(_HALFHOUR_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS="halfhour plan --sc")
    assert '"--scenario":"Only this scenario; by default all."' in zsh
    fish = said(
        _HALFHOUR_COMPLETE="complete_fish",
        _TYPER_COMPLETE_FISH_ACTION="get-args",
        _TYPER_COMPLETE_ARGS="halfhour val",
    )
    assert fish.split("\t")[0] == "validate"


def test_bash_takes_the_script() -> None:
    script = said(_HALFHOUR_COMPLETE="source_bash")
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_completion_loads_no_large_library() -> None:
    code = (
        "import os, sys\n"
        "os.environ.update(_HALFHOUR_COMPLETE='complete_bash', COMP_WORDS='halfhour p', COMP_CWORD='1')\n"
        "sys.argv = ['halfhour']\n"
        "from halfhour.app.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "sys.exit('pandas' in sys.modules or 'numpy' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["plan"]
