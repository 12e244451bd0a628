"""Reads large files, each in a process of its own: a million points, a raster, an extract, a whole study."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from large_study import write_study
from measuring.fresh_process import ask
from measuring.rows import Row, show, table
from reading.inputs import write_extract, write_points, write_raster

_MB: Final = 1e6


def _rows(job: str, what: str, file: Path, *, seconds: float, megabytes: float) -> list[Row]:
    ask("reading/child.py", what, str(file))  # compiles loops, fills the disk's cache
    took = ask("reading/child.py", what, str(file))
    return [
        Row(
            job=f"{job}: processor time",
            value=took["cpu_s"],
            unit="s",
            target=f"under {seconds:g} s",
            met=took["cpu_s"] < seconds,
        ),
        Row(
            job=f"{job}: peak of the process",
            value=took["peak_bytes"] / _MB,
            unit="MB",
            target=f"under {megabytes:,.0f} MB",
            met=took["peak_bytes"] / _MB < megabytes,
        ),
    ]


def _jobs(folder: Path) -> Sequence[tuple[str, str, Path, float, float]]:
    write_points(folder / "points.parquet", 1_000_000)
    write_raster(folder / "people.tif", 4000, inhabited=0.05)
    nodes = write_extract(folder / "town.osm.pbf", 404)
    study = write_study(
        folder / "study",
        cells=2_000_000,
        sites=160,
        candidates=160,
        streets_m=2000.0,
        limit_min=30.0,
        raster=True,
    )
    return (
        ("1,000,000 points in GeoParquet", "people", folder / "points.parquet", 5, 1000),
        ("4,000 x 4,000 pixels, 5 % inhabited", "people", folder / "people.tif", 5, 1000),
        (f"roads of {nodes:,} OSM nodes", "roads", folder / "town.osm.pbf", 15, 1000),
        ("validate of 2,000,000 pixels", "validate", study, 60, 1000),
    )


def main() -> None:
    """Make the files and read them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for job, what, file, seconds, megabytes in _jobs(folder):
        for row in _rows(job, what, file, seconds=seconds, megabytes=megabytes):
            show(row)
            rows.append(row)
    print(table(rows))  # noqa: T201 - a benchmark talks to whoever runs it


if __name__ == "__main__":
    main()
