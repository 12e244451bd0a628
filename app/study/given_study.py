"""A study as a caller gives it: the path of a study file, or its keys and values."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .fault_list import FaultList
from .file import read_study_file, study_of_mapping
from .readable_part import readable_part
from .schema import StudyFile

GivenStudy = str | Path | Mapping[str, object]
"""A study file, or what it would hold, with tables in memory wherever a file may stand."""


def study_and_path(given: GivenStudy) -> tuple[StudyFile, Path]:
    """Return a study and where its file lies; without one, a name in the working directory.

    Raises
    ------
    InputError
        If the study has faults.
    """
    if isinstance(given, Mapping):
        return study_of_mapping(given, Path.cwd()), Path.cwd() / "study"
    return read_study_file(Path(given)), Path(given)


def readable_study(given: GivenStudy, found: FaultList) -> tuple[StudyFile, Path]:
    """Return what can be read of a study, and where its file lies; faults of a file are added.

    Raises
    ------
    InputError
        If nothing can be read.
    """
    if isinstance(given, Mapping):
        return study_and_path(given)
    path = Path(given)
    file = found.tried(lambda: read_study_file(path)) or readable_part(path)
    if file is None:
        found.raise_any()
    assert file is not None  # noqa: S101 - narrows the type
    return file, path
