"""Progress for whoever calls the library: in a notebook below the cell, else on standard error."""

from __future__ import annotations

from contextlib import AbstractContextManager

from rich.console import Console

from ...common.large_work import Report
from .notebook import in_notebook, progress_below_cell
from .terminal import progress_on


def show_progress() -> AbstractContextManager[Report]:
    """Show which stage runs, and how long it takes, while something large is computed.

    In a notebook the stages and a bar stand below the cell, in a terminal on standard error. Where neither is
    there to be watched, such as in a file, each stage is a line with its second.

    Returns
    -------
    context manager
        Of what takes a ``report``. Estimates are rough; they follow the speed of the stages before.

    See Also
    --------
    open_study : Open a study.
    plan_study : Answer the scenarios of a study.

    Examples
    --------
    A study of one street of 3 km with two cells, a clinic and a candidate:

    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as folder, hh.show_progress() as report:
    ...     study = hh.open_study(street_study(folder), report=report)
    >>> study.assessments["clinic"].share
    0.8
    """
    if in_notebook():
        return progress_below_cell()
    return progress_on(Console(stderr=True, highlight=False, markup=False, emoji=False))
