"""The record of the files that a study was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .formats.layer import Layer


@dataclass(frozen=True)
class InputRecord:
    """One file that a study was made from: its name, SHA-256, records read, and where it lies."""

    name: str
    sha256: str
    rows: int
    path: Path


def input_records(
    rows: Mapping[Path, int], layers: Iterable[Layer] = ()
) -> tuple[InputRecord, ...]:
    """Return the record of each file, given how many records were read from it.

    Parameters
    ----------
    rows
        By file its records.
    layers
        Layers that may be tables in memory, which stand under their name.
    """
    held = {layer.file: layer.held for layer in layers if layer.held is not None}
    return tuple(
        InputRecord(path.name, held[path].sha256() if path in held else _sha256(path), count, path)
        for path, count in rows.items()
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
