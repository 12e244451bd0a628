"""The progress of a command: on standard error, with loops that are compiled beside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Final

from ..console import console
from ..language import spoken

if TYPE_CHECKING:
    from ...common.large_work import Report


_QUIET: Final[ContextVar[bool]] = ContextVar("quiet", default=False)


@contextmanager
def no_progress() -> Iterator[None]:
    """Show no progress inside the context."""
    token = _QUIET.set(True)
    try:
        yield
    finally:
        _QUIET.reset(token)


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
    from ...common.large_work import say_nothing  # noqa: PLC0415
    from .loops import loops_beside  # noqa: PLC0415
    from .terminal import progress_on  # noqa: PLC0415

    said = _translator() if spoken() != "en" else str
    shown = (
        nullcontext(say_nothing) if _QUIET.get() else progress_on(console(stderr=True), said=said)
    )
    with shown as report:
        report(first)
        with loops_beside(report) if compiles else nullcontext():
            yield report


def _translator() -> Callable[[str], str]:
    """Return what says a line of progress in the language that is spoken."""
    # Brings the catalogue, which English does without.
    from ...maps.wording.progress_words import progress_said  # noqa: PLC0415

    return partial(progress_said, lang=spoken())
