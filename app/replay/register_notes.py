"""Notes on a register of checks that counts for nothing: a check that was filed since gives no other answer."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..study.file import read_study_file
from ..study.planned.register_path import register_path


def without_register_notes(values: Any, register: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return values of results without the notes that speak of a register.

    Parameters
    ----------
    values
        What the JSON holds.
    register
        The register's name.
    """
    if isinstance(values, list):
        return [without_register_notes(one, register) for one in values]
    if not isinstance(values, dict):
        return values
    return {
        key: _other_notes(one, register)
        if key == "notes" and isinstance(one, list)
        else without_register_notes(one, register)
        for key, one in values.items()
    }


def register_name(study: Path) -> str:
    """Return what a study's register is called.

    Raises
    ------
    InputError
        If the study file cannot be read.
    """
    return register_path(read_study_file(study), study).name


def _other_notes(notes: Iterable[Any], register: str) -> list[Any]:
    return [one for one in notes if not _text(one).startswith((f"{register}:", f"{register} "))]


def _text(note: object) -> str:
    """Return a note in English; a check has them in both languages."""
    return str(note.get("en", "")) if isinstance(note, dict) else str(note)
