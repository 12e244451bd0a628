"""A progress report that a worker process turns towards the process that started it."""

from __future__ import annotations

from ...common.large_work import Report, say_nothing


class Relay:
    """Passes lines on to a report, which can be exchanged while a study and its scenarios hold the relay.

    Parameters
    ----------
    report
        Is told each line.
    """

    def __init__(self, report: Report = say_nothing) -> None:
        self.report = report

    def __call__(self, line: str) -> None:
        """Pass a line on."""
        self.report(line)

    def __reduce__(self) -> tuple[type[Relay], tuple[()]]:
        """Return what it takes to make it again: reports belong to the run, and many cannot be pickled."""
        return Relay, ()
