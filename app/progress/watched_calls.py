"""Progress of a call that was given no report: shown where somebody can watch it, for as long as it runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from ...common.large_work import Report, say_nothing
from ..workers.relay import Relay
from .notebook import in_notebook


@contextmanager
def progress_or(report: Report | None) -> Iterator[Report]:
    """Yield a report; without one, a bar below the notebook's cell or in the terminal, else a silent one.

    What is made inside may keep the report that it was given, as scenarios do. A bar that nobody asked for says
    nothing any more once the call is over.

    Parameters
    ----------
    report
        Of whoever calls; None where none was given.
    """
    if report is not None:
        yield report
        return
    if not (in_notebook() or sys.stderr.isatty()):
        yield say_nothing
        return
    # It loads what draws bars, which nobody needs where nobody watches.
    from .show import show_progress  # noqa: PLC0415

    with show_progress() as shown:
        told = Relay(shown)
        try:
            yield told
        finally:
            told.report = say_nothing
