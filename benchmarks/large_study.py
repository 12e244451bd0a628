"""Makes a study of many cells or sites, plans it, and says what each stage took in seconds and megabytes."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Final

import geopandas as gpd
import halfhour as hh
import numpy as np
import pandas as pd
import rasterio
import shapely
from measuring.peak_memory import peak_bytes

_CRS: Final = "EPSG:32650"
_WEST_M: Final = 300_000.0
_NORTH_M: Final = 4_500_000.0
_CELL_M: Final = 100.0
_RESET: Final = Path("/proc/self/clear_refs")
_MB: Final = 2.0**20


def write_study(
    folder: Path,
    *,
    cells: int,
    sites: int,
    candidates: int,
    streets_m: float,
    limit_min: float,
    raster: bool,
) -> Path:
    """Write a square of cells with streets around it, clinics and candidates; return the study file."""
    folder.mkdir(parents=True, exist_ok=True)
    side = round(np.sqrt(cells))
    extent_m = side * _CELL_M
    lines = np.arange(0.0, extent_m + streets_m, streets_m)
    far = lines[-1]
    streets = [
        shapely.LineString([(_WEST_M + x, _NORTH_M - y) for x, y in ends])
        for at in lines
        for ends in (
            [(at, along) for along in lines if along <= far],
            [(along, at) for along in lines if along <= far],
        )
    ]
    roads = gpd.GeoDataFrame(
        {"highway": ["residential"] * len(streets)}, geometry=streets, crs=_CRS
    )
    roads.to_file(folder / "roads.gpkg", driver="GPKG")
    random = np.random.default_rng(0)
    people = random.integers(1, 200, size=(side, side)).astype(np.float32)
    if raster:
        _write_raster(folder / "people.tif", people)
    else:
        row, column = np.indices(people.shape).reshape(2, -1)
        pd.DataFrame(
            {
                "cell_id": np.arange(people.size),
                "x": _WEST_M + (column + 0.5) * _CELL_M,
                "y": _NORTH_M - (row + 0.5) * _CELL_M,
                "residents": people.ravel(),
            }
        ).to_csv(folder / "people.csv", index=False)
    for name, count in (("clinics", sites), ("places", candidates)):
        place = random.uniform(0, extent_m, size=(2, count))
        pd.DataFrame(
            {
                "site_id": [f"{name[0]}{number}" for number in range(count)],
                "x": _WEST_M + place[0],
                "y": _NORTH_M - place[1],
            }
        ).to_csv(folder / f"{name}.csv", index=False)
    file = folder / "study.yaml"
    suffix, crs = ("tif", "") if raster else ("csv", f", crs: {_CRS!r}")
    file.write_text(
        f"""name: Many cells
roads: {{file: roads.gpkg}}
people: {{file: people.{suffix}{crs}}}
services:
  clinic:
    mode: walk
    limit_min: {limit_min:g}
    existing: {{file: clinics.csv, crs: {_CRS!r}}}
    candidates: {{file: places.csv, crs: {_CRS!r}}}
scenarios:
  five: {{service: clinic, max_new: 5, time_limit_s: 60}}
""",
        encoding="utf-8",
    )
    return file


def _write_raster(path: Path, people: np.ndarray) -> None:
    transform = rasterio.Affine(_CELL_M, 0, _WEST_M, 0, -_CELL_M, _NORTH_M)
    height, width = people.shape
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=height,
        width=width,
        count=1,
        dtype="float32",
        crs=_CRS,
        transform=transform,
        nodata=-1,
    ) as file:
        file.write(people, 1)


class _Stages:
    """Prints what each stage took when the next one begins."""

    def __init__(self) -> None:
        self._began, self._used, self._stage = time.perf_counter(), time.process_time(), "start"

    def __call__(self, stage: str) -> None:
        now, used, peak = time.perf_counter(), time.process_time(), peak_bytes() / _MB
        took = f"{now - self._began:7.1f} s  CPU {used - self._used:7.1f} s"
        print(f"{took}  peak {peak:7,.0f} MB  {self._stage}", flush=True)  # noqa: T201 - a benchmark talks to whoever runs it
        _RESET.write_text("5")
        self._began, self._used, self._stage = time.perf_counter(), time.process_time(), stage


def main() -> None:
    """Write the study, and validate or plan it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cells", type=int, default=100_000)
    parser.add_argument("--sites", type=int, default=50)
    parser.add_argument("--candidates", type=int, default=50)
    parser.add_argument("--streets-m", type=float, default=2000.0, help="between streets")
    parser.add_argument("--limit-min", type=float, default=30.0)
    parser.add_argument("--raster", action="store_true")
    parser.add_argument("--validate", action="store_true", help="read and check only")
    asked = parser.parse_args()
    file = write_study(
        asked.folder,
        cells=asked.cells,
        sites=asked.sites,
        candidates=asked.candidates,
        streets_m=asked.streets_m,
        limit_min=asked.limit_min,
        raster=asked.raster,
    )
    stages = _Stages()
    if asked.validate:
        hh.validate_study(file, report=stages)
    else:
        hh.plan_study(file, asked.folder / "out", report=stages)
    stages("done")


if __name__ == "__main__":
    main()
