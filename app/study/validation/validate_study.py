"""Checking a study file and all its layers without computing anything."""

from __future__ import annotations

from ....common.kept.kept_parts import kept_parts
from ....common.large_work import Report
from ....common.prepared import Prepared
from ...progress.watched_calls import progress_or
from ..fault_list import FaultList
from ..layers import Layers, layers_of
from ..questions import check_joint_questions, check_once, check_questions
from ..schema import StandardsEntry
from ..standards import standards_of
from .readable_part import GivenStudy, readable_study


def validate_study(path: GivenStudy, *, report: Report | None = None) -> Layers:
    """Check a study file and all its layers without computing anything.

    Parameters
    ----------
    path
        The study file, or its keys and values, as of `open_study`.
    report
        Called with one line of text when a stage begins; by default a bar in a notebook or a terminal.

    Returns
    -------
    Layers
        All that was read.

    Raises
    ------
    InputError
        If anything is wrong.

    See Also
    --------
    open_study : Open a study, and compute travel times.

    Examples
    --------
    A study of one street of 3 km with two cells, a clinic and a candidate:

    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     layers = hh.validate_study(street_study(folder))
    >>> layers.demand["residents"].tolist()
    [100.0, 400.0]
    >>> layers.sites["clinic"]["status"].tolist()
    ['existing', 'candidate']
    """
    found = FaultList()
    file, path = readable_study(path, found)
    with progress_or(report) as told:
        layers = layers_of(file, path, found, report=told)
        told("checking scenarios")
        prepared = Prepared(kept_parts(told))
        found.tried(lambda: check_once(layers, check_questions, prepared))
        found.tried(lambda: check_once(layers, check_joint_questions, prepared))
    if layers.file.standards != StandardsEntry():
        found.tried(lambda: standards_of(layers.file))
    found.raise_any()
    return layers
