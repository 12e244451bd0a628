"""What is said of a file that a run wrote and somebody changed since."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from ....common.errors import Fault, InputError


def not_as_written(file: Path, error: ValidationError, *, fix: str) -> InputError:
    """Return the fault that stands for the first thing in a record that is not as a run writes it.

    Parameters
    ----------
    file
        The record.
    error
        What its model says of it.
    fix
        How to have it written anew.
    """
    detail = error.errors()[0]
    return InputError(
        Fault(
            file=str(file),
            column=".".join(str(part) for part in detail["loc"]) or None,
            cause=f"is not as a run writes it: {detail['msg'].lower()}",
            fix=fix,
        )
    )
