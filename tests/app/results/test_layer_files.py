from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from halfhour.app.results import layer_files
from halfhour.common.written.geopackages import reproducible_geopackages


def cells(geometry, *, crs: object = "EPSG:32650") -> gpd.GeoDataFrame:
    """Return a layer of cells of every kind of column, with and without values."""
    count = len(geometry)
    known = np.arange(count) % 3 > 0
    return gpd.GeoDataFrame(
        {
            "cell_id": pd.Series([f"格{row}" for row in range(count)], dtype="str"),
            "people": np.linspace(0, 7, count),
            "site_before": pd.Series([None] * count, dtype=object),
            "minutes_before": np.where(known, np.arange(count) / 7, np.nan),
            "within_reach_before": known,
            "site_after": pd.Series(np.where(known, "第一", None), dtype=object),
            "reason_after": np.where(known, "", "beyond_limit"),
        },
        geometry=geometry,
        crs=crs,
    )


def points(count: int = 10):
    return shapely.points(300_000 + 100.0 * np.arange(count), 4e6 + 70.0 * np.arange(count))


def bytes_of_geopandas(layers, path: Path) -> bytes:
    with reproducible_geopackages():
        for name, layer in layers.items():
            layer.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
    return path.read_bytes()


def without_counters(file: bytes) -> bytes:
    """Leave out how often SQLite's header says that the file was changed: once for each batch."""
    return file[:24] + file[28:92] + file[96:]


@pytest.mark.parametrize(
    "geometry",
    [
        points(),
        shapely.buffer(points(), 10),
        np.array([*shapely.buffer(points(9), 10), shapely.MultiPolygon([shapely.box(0, 0, 1, 1)])]),
        shapely.force_3d(points(), 5.0),
    ],
    ids=["points", "areas", "areas of two kinds", "heights"],
)
def test_cells_are_written_as_geopandas_writes_them(geometry, tmp_path: Path, monkeypatch) -> None:
    other = gpd.GeoDataFrame({"site_id": ["s", 7]}, geometry=points(2), crs="EPSG:32650")
    layers = {"cells": cells(geometry), "sites": other}
    layer_files.write_layers(layers, tmp_path / "results.gpkg")
    written = (tmp_path / "results.gpkg").read_bytes()
    expected = bytes_of_geopandas(layers, tmp_path / "geopandas.gpkg")
    assert written == expected
    # Several batches, the last of which is not full.
    monkeypatch.setattr(layer_files, "_BATCH_ROWS", 4)
    layer_files.write_layers(layers, tmp_path / "batches.gpkg")
    written = (tmp_path / "batches.gpkg").read_bytes()
    assert without_counters(written) == without_counters(expected)


def test_a_crs_without_a_code_is_kept(tmp_path: Path) -> None:
    crs = "+proj=tmerc +lat_0=0 +lon_0=117.3 +k=1 +x_0=500000 +ellps=GRS80 +units=m"
    layers = {"cells": cells(points(), crs=crs)}
    layer_files.write_layers(layers, tmp_path / "results.gpkg")
    written = (tmp_path / "results.gpkg").read_bytes()
    assert written == bytes_of_geopandas(layers, tmp_path / "geopandas.gpkg")


def test_texts_and_numbers_in_one_column_are_written_as_geopandas_writes_them(
    tmp_path: Path,
) -> None:
    table = cells(points()).assign(unit=pd.Series([1, "二", None, 4.5, "e"] * 2, dtype=object))
    layer_files.write_layers({"cells": table}, tmp_path / "ours.gpkg")
    assert (tmp_path / "ours.gpkg").read_bytes() == bytes_of_geopandas(
        {"cells": table}, tmp_path / "theirs.gpkg"
    )


def test_columns_in_pieces_are_written_as_geopandas_writes_them(tmp_path: Path) -> None:
    table = pd.concat([cells(points(4)), cells(points(6))], ignore_index=True)
    layer_files.write_layers({"cells": table}, tmp_path / "ours.gpkg")
    assert (tmp_path / "ours.gpkg").read_bytes() == bytes_of_geopandas(
        {"cells": table}, tmp_path / "theirs.gpkg"
    )
