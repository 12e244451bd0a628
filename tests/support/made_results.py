"""A small folder of results, written without our own writers, and copies of it that differ."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import rasterio
import shapely
from compare_results import compare_folders

PLAN = {
    "people_total": 300.5,
    "opened": ["p-1", "p-2"],
    "years": [],
    "limit_min": None,
    "certificate": {
        "status": "optimal",
        "objective_value": 250.0,
        "seconds": 0.25,
        "solver": "HiGHS 1.12",
        "shadow_prices": {"one more site": 0.1},
    },
    "parameters": {"objective": "MaximalCovering", "forbidden": []},
    "version": "0.1.0",
}
UNITS = "\ufeffunit_id,name,people\nall,all,300.5\n01,海港区,200.0\n02,Bei,100.5\n"
KEY_FIGURES = [["Figure", "Today"], ["People", 300.5], ["Share", None], ["Solver", "HiGHS 1.12"]]


@pytest.fixture
def before(tmp_path: Path) -> Path:
    folder = tmp_path / "before" / "four"
    folder.mkdir(parents=True)
    write_plan(folder, PLAN)
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    write_layer(folder, minutes=[1.5, np.nan, 7.25])
    write_book(folder, KEY_FIGURES)
    write_raster(folder, np.array([[1, 2, 3], [4, 5, np.nan]], dtype="float32"))
    (folder / "plan.html").write_text("<p>1</p>", encoding="utf-8")
    return tmp_path / "before"


@pytest.fixture
def after(before: Path) -> Path:
    return Path(shutil.copytree(before, before.parent / "after"))


def write_plan(folder: Path, plan: object) -> None:
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")


def write_layer(folder: Path, *, minutes: list[float], x: float = 0.1, **columns: object) -> None:
    cells = gpd.GeoDataFrame(
        {"cell_id": ["c1", "c2", "c3"], "minutes": minutes, **columns},
        geometry=shapely.points([x, 1.0, 2.0], [0.0, 1.0, 2.0]),
        crs="EPSG:4549",
    )
    cells.to_file(folder / "results.gpkg", layer="cells")


def write_book(folder: Path, rows: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Key figures"
    for row in rows:
        book.active.append(row)
    book.save(folder / "tables.xlsx")


def write_raster(folder: Path, minutes: np.ndarray, west: float = 500_000) -> None:
    with rasterio.open(
        folder / "travel_time.tif",
        "w",
        driver="GTiff",
        width=minutes.shape[1],
        height=minutes.shape[0],
        count=1,
        dtype="float32",
        crs="EPSG:4549",
        transform=rasterio.Affine(120, 0, west, 0, -120, 4_000_000),
    ) as raster:
        raster.write(minutes, 1)


def with_value(plan: dict, key: str, value: object) -> dict:
    """Return a copy of a plan with one value changed, or added."""
    copy = json.loads(json.dumps(plan))
    *parts, last = [int(part) if part.isdigit() else part for part in key.split(".")]
    inner = copy
    for part in parts:
        inner = inner[part]
    inner[last] = value
    return copy


def found(before: Path, after: Path) -> list[tuple[str, str, object, object]]:
    """Return the differences of the one scenario, its folder left out."""
    differences = list(compare_folders(before, after))
    assert all(one.file.startswith("four/") for one in differences)
    return [(d.file.removeprefix("four/"), d.key, d.before, d.after) for d in differences]
