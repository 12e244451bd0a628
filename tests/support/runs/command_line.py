"""The command line in this process: a new one loads all libraries again, which takes seconds."""

from __future__ import annotations

import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO

import pytest
from halfhour.app.cli import main


@dataclass(frozen=True)
class CommandRun:
    """What a command ended with and told.

    Parameters
    ----------
    returncode
        The exit code.
    stdout, stderr
        What it wrote.
    """

    returncode: int
    stdout: str
    stderr: str


def halfhour(*arguments: object) -> CommandRun:
    """Run a command as ``python -m halfhour`` does, but in this process.

    Only a mistake that the command line knows ends in an exit code; any other error is raised.
    """
    out, err = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["halfhour", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
    return CommandRun(int(ended.value.code or 0), out.getvalue(), err.getvalue())
