"""Records of files: their own sums, and those of files that belong to them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from halfhour.data.input_records.facts import ROWS, Fact
from halfhour.data.input_records.readings import Reading
from halfhour.data.input_records.record import (
    file_record,
    format_of,
    input_records,
    with_readings,
)


def test_a_file_is_recorded_by_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"x,y\n1,2\n")
    [record] = input_records({file: 1})
    digest = hashlib.sha256(b"x,y\n1,2\n").hexdigest()
    assert (record.name, record.size_bytes, record.sha256) == ("a.csv", 8, digest)
    assert (record.format, record.rows, record.beside) == ("CSV", 1, ())
    [told] = with_readings([record], [Fact(file, ROWS, 1)])
    assert told.readings == (Reading(rows_read=1),)


def test_a_changed_table_of_a_shapefile_changes_its_record(tmp_path: Path) -> None:
    file = tmp_path / "units.shp"
    table = gpd.GeoDataFrame({"id": ["A"]}, geometry=[shapely.Point(1, 2)], crs="EPSG:4326")
    table.to_file(file)
    before = file_record(file, 1)
    assert [one.name for one in before.beside] == [
        "units.cpg",
        "units.dbf",
        "units.prj",
        "units.shx",
    ]
    table.assign(id="B").to_file(file)
    after = file_record(file, 1)
    assert before.sha256 == after.sha256
    assert [
        one.name for one, other in zip(before.beside, after.beside, strict=True) if one != other
    ] == ["units.dbf"]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("a.osm.pbf", "OpenStreetMap"),
        ("a.osm.bz2", "OpenStreetMap"),
        ("A.XLSX", "Excel"),
        ("a.dxf", "dxf"),
    ],
)
def test_the_format_follows_from_the_name(name: str, form: str) -> None:
    assert format_of(Path(name)) == form
