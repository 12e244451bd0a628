"""Notes on layers that look shifted, and proposals for layers with faults."""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from halfhour.app.study.crs_check.notes import ReadLayer, shift_notes
from halfhour.app.study.validation.validate_study import validate_study
from halfhour.common.errors import InputError
from halfhour.data.formats.layer import Layer
from halfhour.data.tables.units import read_units
from halfhour.geo.datums.datums import from_wgs84, shapes_from_wgs84
from halfhour.maps.wording.words import sentence
from shared_cases import shared_case

STUDY = """\
name: Windingtown
roads: {file: roads.gpkg, columns: {class: highway}}
people: {file: cells.csv, crs: EPSG:4326, columns: {cell_id: id, x: lon, y: lat, residents: people}}
services:
  clinic:
    mode: walk
    limit_min: 12
    existing: {file: clinics.csv, crs: EPSG:4326, columns: {site_id: id, x: lon, y: lat}}
scenarios:
  today: {service: clinic, group: residents, max_new: 0}
"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a study of 60 winding streets near 119.5 E, 39.9 N, and 180 clinics beside them."""
    folder = tmp_path_factory.mktemp("windingtown")
    rng = np.random.default_rng(0)
    streets, places = [], []
    for start in rng.uniform(-4000, 4000, (60, 2)):
        turns = rng.uniform(0, 6.28) + rng.normal(0, 0.5, 20).cumsum()
        steps = rng.uniform(40, 160, (20, 1)) * np.column_stack([np.cos(turns), np.sin(turns)])
        line = shapely.LineString(np.array([460_000.0, 4_420_000.0]) + start + steps.cumsum(axis=0))
        streets.append(line)
        at = shapely.line_interpolate_point(line, rng.uniform(0, line.length, 3))
        places.append(shapely.get_coordinates(at) + rng.uniform(-10, 10, (3, 2)))
    roads = gpd.GeoDataFrame({"highway": ["residential"] * 60}, geometry=streets, crs=4549)
    roads.to_crs(4326).to_file(folder / "roads.gpkg")
    points = gpd.GeoSeries(shapely.points(np.concatenate(places)), crs=4549).to_crs(4326)
    table = pd.DataFrame({"id": range(len(points)), "lon": points.x, "lat": points.y})
    table.to_csv(folder / "clinics.csv", index=False)
    table.assign(people=10).to_csv(folder / "cells.csv", index=False)
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    return folder


def changed(town: Path, tmp_path: Path, lon_lat, *, crs: str = "EPSG:4326") -> Path:
    """Return a study whose clinics have other numbers, and another `crs:`."""
    folder = tmp_path / "town"
    shutil.copytree(town, folder)
    table = pd.read_csv(folder / "clinics.csv")
    table["lon"], table["lat"] = lon_lat(table["lon"].to_numpy(), table["lat"].to_numpy())
    table.to_csv(folder / "clinics.csv", index=False)
    said = STUDY.replace("clinics.csv, crs: EPSG:4326", f"clinics.csv, crs: '{crs}'")
    (folder / "study.yaml").write_text(said, encoding="utf-8")
    return folder / "study.yaml"


def test_a_layer_in_gcj02_is_told_in_both_languages(town, tmp_path):
    study = changed(town, tmp_path, lambda lon, lat: from_wgs84(lon, lat, "gcj02"))
    layers = validate_study(study)
    [note] = [note for note in layers.notes if "look like" in note]
    assert note.startswith(
        "clinics.csv: its places look like GCJ-02 read as WGS 84: the median distance to a road falls from "
    )
    assert note.endswith("(180 compared); if that is so, write crs: gcj02 for this layer.")
    said = sentence(note, "zh")
    assert said.startswith(
        "clinics.csv：其位置像是把 GCJ-02 当作 WGS 84 读取：改读后，到道路的距离中位数由 "
    )
    # Nothing is changed unasked.
    given = pd.read_csv(study.parent / "clinics.csv")
    read = layers.sites["clinic"].to_crs(4326).geometry.x.sort_values().to_numpy()
    assert read == pytest.approx(given["lon"].sort_values().to_numpy(), abs=1e-7)


def test_what_is_right_is_not_told(town, tmp_path):
    study = changed(town, tmp_path, lambda lon, lat: from_wgs84(lon, lat, "gcj02"), crs="gcj02")
    for one in (study, town / "study.yaml"):
        assert not [note for note in validate_study(one).notes if "look like" in note]


def in_zone(code: int, *, north_first: bool = False):
    to = pyproj.Transformer.from_crs(4326, code, always_xy=True)
    return lambda lon, lat: to.transform(lon, lat)[:: -1 if north_first else 1]


@pytest.mark.parametrize(
    ("lon_lat", "crs", "fix"),
    [
        (in_zone(4549), "CGCS2000 中央经线117", "write crs: EPSG:4549"),
        (in_zone(4549), "CGCS2000 40带", "write crs: EPSG:4549"),
        (in_zone(4528), "CGCS2000 中央经线120", "write crs: EPSG:4528"),
        (in_zone(4549), "EPSG:4326", "write crs: EPSG:4549"),
        (lambda lon, lat: (lon, lat), "EPSG:4549", "write crs: EPSG:4326"),
        (in_zone(4549, north_first=True), "CGCS2000 中央经线117", "exchange columns x and y"),
    ],
)
def test_the_fault_of_a_wrong_crs_comes_with_the_right_one(town, tmp_path, lon_lat, crs, fix):
    with pytest.raises(InputError) as caught:
        validate_study(changed(town, tmp_path, lon_lat, crs=crs))
    first = caught.value.faults[0]
    assert (first.file, first.column) == ("clinics.csv", "crs")
    assert first.cause.startswith("180 of 180 places lie among the roads")
    assert fix in first.fix


def test_a_shapefile_without_prj_is_asked_for_with_a_proposal(town, tmp_path):
    study = changed(town, tmp_path, lambda lon, lat: (lon, lat))
    table = pd.read_csv(study.parent / "clinics.csv")
    points = gpd.GeoSeries(gpd.points_from_xy(table["lon"], table["lat"]), crs=4326).to_crs(4528)
    gpd.GeoDataFrame({"id": table["id"]}, geometry=points).to_file(study.parent / "clinics.shp")
    (study.parent / "clinics.prj").unlink()
    said = STUDY.replace("clinics.csv, crs: EPSG:4326", "clinics.shp")
    study.write_text(said, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        validate_study(study)
    first, second = caught.value.faults
    assert "write crs: EPSG:4528" in first.fix
    assert "ask who made them for the datum" in first.fix
    assert second.cause == "has no CRS: nothing says what its coordinates mean"


QINGLONG = "青龙"
AMAP = {"unit_id": "adcode", "name": "name"}
OSM = {"unit_id": "Code_County", "name": "Name_County"}


def outlines(crs: str | None) -> tuple[ReadLayer, ReadLayer]:
    folder = shared_case("qinhuangdao")
    amap = Layer(file=folder / "counties_amap_gcj02.geojson", crs=crs, columns=AMAP)
    osm = Layer(file=folder / "counties_osm_wgs84.geojson", columns=OSM)
    amap_read, osm_read = (
        ReadLayer(layer=one, table=read_units(one, level="county", crs="EPSG:32650"))
        for one in (amap, osm)
    )
    return amap_read, osm_read


def mismatch_km2(one: ReadLayer, other: ReadLayer) -> float:
    shapes = [
        layer.table.loc[layer.table["name"].str.startswith(QINGLONG), "geometry"].iloc[0]
        for layer in (one, other)
    ]
    return float(shapely.symmetric_difference(*shapes).area / 1e6)


def test_outlines_of_qinhuangdao_in_gcj02():
    """The published figures: 94.1 km2 as WGS 84, 39.8 km2 once converted."""
    assert mismatch_km2(*outlines(None)) == pytest.approx(94.1, abs=0.3)
    assert mismatch_km2(*outlines("gcj02")) == pytest.approx(39.8, abs=0.3)


def test_boundaries_are_compared_with_each_other():
    [note] = shift_notes((), outlines(None), None)
    assert note.startswith(
        "counties_amap_gcj02.geojson: its places look like GCJ-02 read as WGS 84"
    )
    assert "the boundaries of counties_osm_wgs84.geojson" in note
    assert shift_notes((), outlines("gcj02"), None) == ()


def test_boundaries_that_are_right_are_not_told():
    _, osm = outlines(None)
    finer = osm.table.assign(geometry=osm.table.geometry.simplify(50))
    other = ReadLayer(layer=Layer(file=Path("simplified.gpkg")), table=finer)
    assert shift_notes((), (osm, other), None) == ()


def test_roads_in_gcj02_are_told_of_once(town):
    roads = gpd.read_file(town / "roads.gpkg")
    assert len(roads) == 60
    shapes = shapes_from_wgs84(roads.geometry.to_numpy(), "gcj02")
    folder = town.parent / "shifted roads"
    shutil.copytree(town, folder, dirs_exist_ok=True)
    (folder / "roads.gpkg").unlink()
    roads.set_geometry(gpd.GeoSeries(shapes, crs=4326)).to_file(folder / "roads.gpkg")
    notes = [note for note in validate_study(folder / "study.yaml").notes if "look like" in note]
    assert len(notes) == 1
    assert notes[0].startswith("roads.gpkg: its places look like GCJ-02 read as WGS 84")
