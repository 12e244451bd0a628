from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from halfhour.common import large_work
from halfhour.common.errors import InputError
from halfhour.data.formats.layer import Layer
from halfhour.data.tables import reading_size as module
from halfhour.data.tables.population import read_population
from halfhour.data.tables.reading_size import reading_estimate

CELLS = 300


@pytest.fixture(autouse=True)
def _every_file_is_looked_into(monkeypatch):
    monkeypatch.setattr(module, "_COUNTED_FROM_BYTES", 0)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The same cells as a table, as layers and as a raster."""
    folder = tmp_path_factory.mktemp("cells")
    x, y = 500_000 + 100.0 * np.arange(CELLS), np.full(CELLS, 4_400_000.0)
    cells = gpd.GeoDataFrame(
        {"cell_id": [f"{n:05d}" for n in range(CELLS)], "residents": 1.0},
        geometry=gpd.points_from_xy(x, y, crs="EPSG:32650"),
    )
    cells.to_file(folder / "cells.gpkg")
    cells.to_file(folder / "cells.geojson")
    cells.to_parquet(folder / "cells.parquet")
    cells.drop(columns="geometry").assign(x=x, y=y).to_csv(folder / "cells.csv", index=False)
    transform = rasterio.Affine(100, 0, 500_000, 0, -100, 4_400_000)
    with rasterio.open(
        folder / "cells.tif",
        "w",
        driver="GTiff",
        width=CELLS,
        height=2,
        count=1,
        dtype="float32",
        crs="EPSG:32650",
        transform=transform,
    ) as raster:
        raster.write(np.array([np.ones(CELLS), np.zeros(CELLS)], dtype="float32"), 1)
    return folder


def layer(path):
    return Layer(file=path, crs="EPSG:32650" if path.suffix == ".csv" else None)


@pytest.mark.parametrize("name", ["cells.csv", "cells.gpkg", "cells.parquet"])
def test_records_are_counted_before_they_are_read(folder, name):
    estimate = reading_estimate(layer(folder / name))
    assert estimate.counts["records"] == pytest.approx(CELLS, rel=0.02)
    assert estimate.memory_mb > 0
    assert estimate.seconds > 0


def test_small_files_are_not_looked_into(folder, monkeypatch):
    size = (folder / "cells.csv").stat().st_size
    monkeypatch.setattr(module, "_COUNTED_FROM_BYTES", size + 1)
    assert reading_estimate(layer(folder / "cells.csv")) is None
    monkeypatch.setattr(module, "_COUNTED_FROM_BYTES", size)
    assert reading_estimate(layer(folder / "cells.csv")) is not None


def test_of_missing_damaged_and_other_files_nothing_is_said(folder, tmp_path):
    assert reading_estimate(Layer(file=tmp_path / "none.csv")) is None
    assert reading_estimate(layer(folder / "cells.geojson")) is None
    for name in ("empty.gpkg", "text.gpkg", "text.parquet"):
        (tmp_path / name).write_bytes(b"" if "empty" in name else b"no such file" * 100)
        assert reading_estimate(Layer(file=tmp_path / name)) is None


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("cells.csv", "records"),
        ("cells.gpkg", "300 records"),
        ("cells.parquet", "300 records"),
        ("cells.tif", "300 pixels with people"),
    ],
)
def test_people_that_do_not_fit_are_refused_before_they_are_read(folder, name, what, monkeypatch):
    monkeypatch.setattr(large_work, "free_mb", lambda: 0.1)
    with pytest.raises(InputError) as refused:
        read_population(layer(folder / name))
    [fault] = refused.value.faults
    assert fault.file == name
    assert what in fault.cause
    assert "coarser grid" in fault.fix


@pytest.mark.parametrize(
    ("name", "free_mb"), [("cells.csv", 0.5), ("cells.gpkg", 0.3), ("cells.tif", 0.3)]
)
def test_people_that_take_more_than_half_of_the_memory_are_announced(
    folder, name, free_mb, monkeypatch
):
    quiet, told = [], []
    expected = read_population(layer(folder / name), report=quiet.append)
    assert quiet == []
    monkeypatch.setattr(large_work, "free_mb", lambda: free_mb)
    read = read_population(layer(folder / name), report=told.append)
    assert len(told) == 1
    assert told[0].startswith(f"reading {name}: ")
    assert read.equals(expected)
