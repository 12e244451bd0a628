"""Consoles of the command line: names are printed as they are."""

from __future__ import annotations

from typing import Final

from rich.console import Console

WIDTH: Final = 80
"""Letters that tables for the terminal are wide at most."""


def console(*, stderr: bool = False, width: int | None = None) -> Console:
    """Return a console on which brackets and colons in names mean nothing."""
    return Console(stderr=stderr, width=width, highlight=False, markup=False, emoji=False)


def out_console() -> Console:
    """Return the console for results; into a file or pipe there is no width to keep to."""
    made = console()
    return made if made.is_terminal else console(width=200)


def narrow_console() -> Console:
    """Return the console for results that fit into `WIDTH`, also in a file or pipe."""
    made = console()
    return made if made.is_terminal else console(width=WIDTH)
