"""The keys `places`, `basemap` and `date` of a study file, and what its maps make of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from halfhour.app.plan.plan_study import plan_study
from halfhour.app.study.layers import read_layers
from halfhour.app.study.map_places import map_places
from halfhour.common.errors import InputError
from towns import place

LEVELS = """\
  - {level: village, file: villages.csv, crs: EPSG:4326, columns: {unit_id: code, name: name, x: lon, y: lat}}
  - {level: half, file: counties.geojson, columns: {unit_id: code, name: name}}
services:"""


def study(folder: Path, *, units: str = "services:", more: str = "") -> Path:
    path = folder / "study.yaml"
    text = path.read_text(encoding="utf-8").replace("services:", units)
    path.write_text(text + more, encoding="utf-8")
    return path


def point(column: float, row: float) -> str:
    lon, lat = place(column, row)
    return f"{lon},{lat}"


def test_a_study_of_one_level_without_names_has_none(study_folder: Path) -> None:
    layers = read_layers(study(study_folder))
    assert layers.places is None
    assert map_places(layers) is None


def test_units_that_the_map_does_not_draw_and_places_of_its_own(study_folder: Path) -> None:
    (study_folder / "villages.csv").write_text(
        f"code,name,lon,lat\nv1,上村,{point(1, 1)}\n", encoding="utf-8"
    )
    (study_folder / "hills.csv").write_text(f"name,lon,lat\nHill,{point(2, 2)}\n", encoding="utf-8")
    layers = read_layers(study(study_folder, units=LEVELS, more="places: {file: hills.csv}\n"))
    table = map_places(layers)
    assert table is not None
    assert table["name"].tolist() == ["西县", "东县", "上村", "Hill"]
    assert table["kind"].tolist() == ["half", "half", "village", ""]
    assert table.crs == "EPSG:4326"
    assert "hills.csv" in {record.name for record in layers.inputs}


def test_an_extract_brings_its_places(study_folder: Path) -> None:
    corners = [place(column, row) for column in (0, 5) for row in (0, 5)]
    nodes = "".join(
        f'<node id="{i}" lon="{lon}" lat="{lat}"/>' for i, (lon, lat) in enumerate(corners, 1)
    )
    ways = "".join(
        f'<way id="{i}"><nd ref="{a}"/><nd ref="{b}"/><tag k="highway" v="residential"/></way>'
        for i, (a, b) in enumerate([(1, 2), (2, 4), (4, 3), (3, 1)], 10)
    )
    named = '<node id="9" lon="{}" lat="{}"><tag k="place" v="town"/><tag k="name" v="市"/></node>'
    (study_folder / "roads.osm").write_text(
        f'<osm version="0.6">{nodes}{named.format(*corners[0])}{ways}</osm>', encoding="utf-8"
    )
    path = study(study_folder)
    text = path.read_text(encoding="utf-8")
    line = "roads: {file: roads.gpkg, columns: {class: highway}}"
    path.write_text(text.replace(line, "roads: {file: roads.osm}"), encoding="utf-8")
    table = map_places(read_layers(path))
    assert table is not None
    assert table[["name", "kind"]].to_numpy().tolist() == [["市", "town"]]


def test_a_page_has_places_tiles_and_date(study_folder: Path) -> None:
    (study_folder / "hills.csv").write_text(f"name,lon,lat\nHill,{point(2, 2)}\n", encoding="utf-8")
    more = "places: {file: hills.csv}\nbasemap: {tiles: openstreetmap}\ndate: 2026-03-01\n"
    plan_study(study(study_folder, more=more), study_folder / "out")
    html = (study_folder / "out" / "two_clinics" / "plan.html").read_text(encoding="utf-8")
    assert '"Hill"' in html
    assert "img-src data: https://tile.openstreetmap.org;" in html
    assert "The plan was made on 2026-03-01." in html


def test_an_address_with_a_key(study_folder: Path) -> None:
    more = (
        "basemap: {tiles: 'https://t.example/{z}/{x}/{y}?k={key}', key: abc, crs: gcj02, name: T}\n"
    )
    basemap = read_layers(study(study_folder, more=more)).file.basemap
    assert basemap is not None
    tiles = basemap.layer()
    assert (tiles.urls, tiles.shifted) == (("https://t.example/{z}/{x}/{y}?k=abc",), True)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("basemap: {tiles: osm}", r"study.yaml \(line \d+\), basemap: .*no tiles of this name"),
        ("basemap: {tiles: tianditu}", r"study.yaml \(line \d+\), basemap: .*asks for a key"),
        (
            "basemap: {tiles: 'https://t.example/{z}/{x}/{y}'}",
            r"study.yaml \(line \d+\), basemap: .*700 m off",
        ),
        (
            "basemap: {tiles: 'https://a.autonavi.com/{z}/{x}/{y}', crs: wgs84}",
            r"study.yaml \(line \d+\), basemap: .*GCJ-02",
        ),
        ("basemap: {tile: osm}", r"basemap.tile: unknown key. did you mean tiles"),
        ("places: {file: nowhere.csv}", r"nowhere.csv.*there is no such file"),
        ("date: soon", r"study.yaml \(line \d+\), date = 'soon'"),
    ],
)
def test_faults_of_these_keys_are_named(study_folder: Path, more: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_layers(study(study_folder, more=more + "\n"))
