from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.data.formats.layer import Layer
from halfhour.data.tables.entries import read_entries
from shapely.geometry import Point

CRS = "EPSG:4549"


def faults(source, crs=CRS):
    with pytest.raises(InputError) as caught:
        read_entries(source, crs=crs)
    return caught.value.faults


def test_entry_points_keep_their_order_their_cells_as_text_and_their_shares(write_csv):
    path = write_csv(
        "villages.csv",
        "cell,lon,lat,part,name",
        "007,119.60,39.90,0.7,上庄",
        "007,119.61,39.91,0.3,",
        "12,119.70,39.95,,下庄",
    )
    columns = {"cell_id": "cell", "x": "lon", "y": "lat", "share": "part"}
    entries = read_entries(Layer(file=path, crs="EPSG:4326", columns=columns), crs=CRS)
    assert entries["cell_id"].tolist() == ["007", "007", "12"]
    assert entries["name"].tolist() == ["上庄", "", "下庄"]
    np.testing.assert_array_equal(entries["share"], [0.7, 0.3, np.nan])
    assert entries.crs == CRS
    wanted = gpd.GeoSeries([Point(119.61, 39.91)], crs="EPSG:4326").to_crs(CRS)[0]
    assert entries.geometry[1].distance(wanted) == pytest.approx(0, abs=1e-6)


def test_villages_need_no_cell_if_they_have_names(tmp_path):
    path = tmp_path / "villages.geojson"
    gpd.GeoDataFrame(
        {"dorf": ["A", "B"], "pop": [300, 100]},
        geometry=[Point(119.6, 39.9), Point(119.7, 39.9)],
        crs="EPSG:4326",
    ).to_file(path)
    layer = Layer(file=path, columns={"name": "dorf", "weight": "pop"})
    entries = read_entries(layer, crs=CRS)
    assert sorted(entries.columns) == ["geometry", "name", "weight"]
    assert entries["weight"].tolist() == [300.0, 100.0]


def test_neither_cell_nor_name_is_refused(write_csv):
    [fault] = faults(write_csv("villages.csv", "lon,lat", "119.6,39.9"))
    assert fault.column == "cell_id"
    assert "no such column" in fault.cause


def test_every_wrong_place_and_number_is_named(write_csv):
    path = write_csv(
        "villages.csv", "cell_id,lon,lat,share", "a,119.6,39.9,half", "b,,39.9,1", "c,119.6,39.9,1"
    )
    found = [(fault.row, fault.key, fault.column) for fault in faults(path)]
    assert found == [(1, "cell_id a", "share"), (2, "cell_id b", "x")]
