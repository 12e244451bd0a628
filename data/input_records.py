"""The record of the files that a study was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .postgis.copies import copied_digest


@dataclass(frozen=True)
class InputRecord:
    """One file that a study was made from: its name, SHA-256, records read, and where it lies."""

    name: str
    sha256: str
    rows: int
    path: Path


def input_records(rows: Mapping[Path, int]) -> tuple[InputRecord, ...]:
    """Return the record of each file, given how many records were read from it."""
    return tuple(
        InputRecord(path.name, sha256_of(path), count, path) for path, count in rows.items()
    )


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes; of a copy from a database, of the rows that it holds."""
    digest = copied_digest(path)
    if digest is not None:
        return digest
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
