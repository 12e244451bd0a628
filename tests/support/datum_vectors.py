"""Published pairs of coordinates in WGS 84, GCJ-02 and BD-09."""

from __future__ import annotations

import csv
from dataclasses import dataclass

import pytest

from tests.support.shared_cases import shared_case


@dataclass(frozen=True)
class Vector:
    """Longitude and latitude as given, and as they must become."""

    given: tuple[float, float]
    wanted: tuple[float, float]
    source: str

    def __str__(self) -> str:
        return f"{self.given[0]:g}-{self.given[1]:g}"


def datum_vectors(kind: str) -> list[Vector]:
    """Return the vectors of one kind, such as ``"wgs84_to_gcj02"``; none where the case is absent."""
    try:
        folder = shared_case("gcj02_vectors")
    except pytest.skip.Exception:
        return []
    with (folder / "vectors.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == kind]
    return [
        Vector(
            (float(row["in_lon"]), float(row["in_lat"])),
            (float(row["out_lon"]), float(row["out_lat"])),
            row["source"],
        )
        for row in rows
    ]
