"""Readings: what was made of a file each time that it was read, gathered from facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .facts import CRS, ENCODING, LAYER, LEFT_OUT, OPENED, ROWS, SEPARATOR, Fact


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was made of a file when it was read.

    Parameters
    ----------
    layer
        Layer of a GeoPackage or sheet of a workbook; empty where the file has one alone.
    encoding
        Of text; empty where the format has one of its own.
    separator
        Of a table of text; else empty.
    crs
        In which its coordinates were read; empty for records without places.
    rows_read
        How many records it has; None where nobody counted them.
    left_out
        By reason how many of them were left out.
    """

    layer: str = ""
    encoding: str = ""
    separator: str = ""
    crs: str = ""
    rows_read: int | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)


def readings_of(facts: Iterable[Fact]) -> dict[Path, tuple[Reading, ...]]:
    """Return the readings of each file; equal ones once.

    Parameters
    ----------
    facts
        As they were told.
    """
    told: dict[Path, list[list[Fact]]] = {}
    for fact in facts:
        parts = told.setdefault(fact.file, [])
        if fact.what == OPENED or not parts:
            parts.append([])
        parts[-1].append(fact)
    return {file: _distinct(map(_reading, parts)) for file, parts in told.items()}


def _distinct(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    found: list[Reading] = []
    for one in readings:
        if one not in found:
            found.append(one)
    return tuple(found)


def _reading(facts: Iterable[Fact]) -> Reading:
    values = {fact.what: fact.value for fact in facts}
    return Reading(
        layer=str(values.get(LAYER, "")),
        encoding=str(values.get(ENCODING, "")),
        separator=str(values.get(SEPARATOR, "")),
        crs=str(values.get(CRS, "")),
        rows_read=int(values[ROWS]) if ROWS in values else None,
        left_out={
            what.removeprefix(LEFT_OUT): int(value)
            for what, value in values.items()
            if what.startswith(LEFT_OUT)
        },
    )
