"""The names of a file's columns, whatever its format."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from halfhour.data.formats.layer import Layer
from halfhour.data.formats.places import headings
from shapely.geometry import Point


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.shp", "a.parquet"])
def test_of_a_vector_layer(tmp_path: Path, name: str) -> None:
    table = gpd.GeoDataFrame(
        {"code": ["a"], "Cost": [1.0]}, geometry=[Point(119, 39)], crs="EPSG:4326"
    )
    (table.to_parquet if name.endswith("parquet") else table.to_file)(tmp_path / name)
    assert set(headings(Layer(file=tmp_path / name))) - {"geometry"} == {"code", "Cost"}


def test_of_a_table_of_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("﻿code;Cost;code\na;1;b\n", encoding="utf-8")
    assert headings(Layer(file=path)) == ("code", "Cost", "code")
