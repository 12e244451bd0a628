from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import yaml
from towns import place

STUDY = """\
name: Gridtown
notice: made up
roads: {file: roads.gpkg, columns: {class: highway}}
people:
  file: cells.csv
  crs: EPSG:4326
  columns: {cell_id: id, x: lon, y: lat, residents: people}
units:
  - {level: county, file: counties.geojson, columns: {unit_id: code, name: name}}
services:
  clinic:
    mode: walk
    limit_min: 12
    existing:   {file: clinics.csv, crs: EPSG:4326, columns: {site_id: id, x: lon, y: lat}}
    candidates: {file: sites.csv, crs: EPSG:4326, columns: {site_id: id, x: lon, y: lat}}
scenarios:
  two_clinics: {service: clinic, group: residents, max_new: 2}
"""


def _points(path: Path, prefix: str, places: list[tuple[float, float]]) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "id": [f"{prefix}{i:03d}" for i in range(len(places))],
            "lon": [p[0] for p in places],
            "lat": [p[1] for p in places],
        }
    )
    table.to_csv(path, index=False)
    return table


@pytest.fixture(scope="session")
def study_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small but whole study: a grid town of 6 x 6 junctions in two counties."""
    folder = tmp_path_factory.mktemp("gridtown")
    grid = range(6)
    streets = [shapely.LineString([place(c, r) for c in grid]) for r in grid]
    streets += [shapely.LineString([place(c, r) for r in grid]) for c in grid]
    gpd.GeoDataFrame({"highway": ["residential"] * 12}, geometry=streets, crs="EPSG:4326").to_file(
        folder / "roads.gpkg"
    )
    cells = _points(folder / "cells.csv", "c", [place(c, r) for c in grid for r in grid])
    cells["people"] = [1 + (7 * i) % 13 for i in range(36)]
    cells.loc[35, ["lon", "lat"]] = place(20, 20)  # nobody builds a road there
    cells.to_csv(folder / "cells.csv", index=False)
    _points(folder / "clinics.csv", "e", [place(0, 0)])
    _points(folder / "sites.csv", "p", [place(c, r) for c in (1, 3, 5) for r in (1, 3, 5)])
    halves = [
        shapely.box(*place(-1, -1), *place(2.5, 9)),
        shapely.box(*place(2.5, -1), *place(9, 9)),
    ]
    gpd.GeoDataFrame(
        {"code": ["001", "002"], "name": ["西县", "东县"]}, geometry=halves, crs="EPSG:4326"
    ).to_file(folder / "counties.geojson")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    assert np.isclose(cells["people"].sum(), pd.read_csv(folder / "cells.csv")["people"].sum())
    return folder


@pytest.fixture
def study_folder(study_files: Path, tmp_path: Path) -> Path:
    """A copy of the small study that a test may spoil."""
    return Path(shutil.copytree(study_files, tmp_path / "study"))


def keys_of_tables(folder: Path) -> dict[str, Any]:
    """The small study's keys with a table in memory in place of every file."""
    data: dict[str, Any] = yaml.safe_load(STUDY)
    text = {"site_id": str, "id": str}
    data["people"]["file"] = pd.read_csv(folder / "cells.csv")
    data["roads"]["file"] = gpd.read_file(folder / "roads.gpkg")
    data["units"][0]["file"] = gpd.read_file(folder / "counties.geojson")
    clinic = data["services"]["clinic"]
    for key, name in (("existing", "clinics.csv"), ("candidates", "sites.csv")):
        table = pd.read_csv(folder / name, dtype=text)
        clinic[key] = table.rename(columns={"id": "site_id"})
    return data
