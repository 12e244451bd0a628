"""Which register of checks a study says that it has."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator

IGNORE: Final = "ignore"


def _named(register: object) -> object:
    # Checked here, since a union's own message names every member's faults.
    if register is not None and (not isinstance(register, str | Path) or not str(register).strip()):
        raise ValueError("is neither the name of a file nor `ignore`")
    return register


RegisterChoice = Annotated[Literal["ignore"] | Path, BeforeValidator(_named)]
"""A file, or the word that no register counts."""
