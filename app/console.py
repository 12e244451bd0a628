"""Consoles of the command line: names are printed as they are."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import Final

from rich.console import Console

WIDTH: Final = 80
"""Letters that a table is wide at most where no terminal says its width, and ``COLUMNS`` neither."""


def console(*, stderr: bool = False, width: int | None = None) -> Console:
    """Return a console on which brackets and colons in names mean nothing."""
    return Console(stderr=stderr, width=width, highlight=False, markup=False, emoji=False)


def out_console() -> Console:
    """Return the console for results: as wide as the terminal, else 80 letters, or what ``COLUMNS`` says."""
    shown = console()
    # Into a file or pipe the terminal that standard input or error are in says nothing of the width.
    asked = shown.is_terminal or os.environ.get("COLUMNS", "").isdigit()
    return shown if asked else console(width=WIDTH)


def filled_console() -> Console:
    """Return the console for tables that fill their width: the same, but no wider than 80 letters."""
    return console(width=min(WIDTH, out_console().width))


def escape_what_cannot_be_shown() -> None:
    """Let letters that a terminal or file has no code for be written as escapes, not end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")
