"""The progress of a command: on standard error, with loops that are compiled beside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from ..console import console

if TYPE_CHECKING:
    from ...common.large_work import Report


@contextmanager
def command_progress(first: str, *, compiles: bool = True) -> Iterator[Report]:
    """Show progress on standard error, and compile loops beside where this machine has none yet.

    Parameters
    ----------
    first
        The first line.
    compiles
        Whether the command needs compiled loops.
    """
    # A command that is only asked for help need not wait for them.
    from .loops import loops_beside  # noqa: PLC0415
    from .terminal import progress_on  # noqa: PLC0415

    with progress_on(console(stderr=True)) as report:
        report(first)
        with loops_beside(report) if compiles else nullcontext():
            yield report
