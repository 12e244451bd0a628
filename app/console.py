"""Consoles of the command line: names are printed as they are."""

from __future__ import annotations

from typing import Final

from rich.console import Console

WIDTH: Final = 80
"""Letters that a table is wide at most where no terminal says its width, and ``COLUMNS`` neither."""


def console(*, stderr: bool = False, width: int | None = None) -> Console:
    """Return a console on which brackets and colons in names mean nothing."""
    return Console(stderr=stderr, width=width, highlight=False, markup=False, emoji=False)


def out_console() -> Console:
    """Return the console for results: as wide as the terminal, else 80 letters, or what ``COLUMNS`` says."""
    return console()
