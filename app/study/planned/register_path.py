"""Which register of checks a study has."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ..schema import StudyFile

REGISTER: Final = "register.gpkg"
"""Its name beside the study file, where that names no other."""


def register_path(file: StudyFile, study: Path) -> Path:
    """Return where a study's register of checks is, whether or not it is there and read.

    Parameters
    ----------
    file
        What the study file says.
    study
        The study file.
    """
    if isinstance(file.register_of_checks, Path):
        return file.register_of_checks
    return study.resolve().parent / REGISTER
