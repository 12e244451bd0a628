from __future__ import annotations

import json
import os

import geopandas as gpd
import pytest
from halfhour.common.errors import InputError
from halfhour.data.formats.files import read_features, require_file
from halfhour.data.formats.layer import Layer
from halfhour.data.formats.layer_crs import parse_crs
from shapely.geometry import Point

POINT = {"type": "Point", "coordinates": [119.5, 39.9]}
POINTS = gpd.GeoDataFrame({"id": ["a"]}, geometry=[Point(119.5, 39.9)], crs=4326)


def geojson(path, *shapes, **members):
    features = [{"type": "Feature", "properties": {"id": "a"}, "geometry": one} for one in shapes]
    path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": features}))
    return path


def fault(call, *args):
    with pytest.raises(InputError) as caught:
        call(*args)
    (one,) = caught.value.faults
    return one


def test_what_is_no_plain_file_is_named_as_what_it_is(tmp_path):
    (tmp_path / "folder.csv").mkdir()
    assert fault(require_file, tmp_path / "folder.csv").cause == "is a folder"
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    assert fault(require_file, tmp_path / "loop.csv").cause == "is a link that leads to no file"
    os.mkfifo(tmp_path / "pipe.csv")
    assert fault(require_file, tmp_path / "pipe.csv").cause == "is no plain file"
    told = fault(require_file, tmp_path / ("x" * 300 + ".csv"))
    assert told.cause in {"there is no such file", "cannot be opened: File name too long"}


@pytest.mark.parametrize(
    ("shape", "cause"),
    [
        ({"type": "LineString", "coordinates": [[0, 0]]}, "point array must contain 0 or >1"),
        (
            {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1]]]},
            "do not form a closed linestring",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore:Non closed ring")
def test_a_broken_geometry_is_told_with_its_row(tmp_path, shape, cause):
    told = fault(read_features, Layer(file=geojson(tmp_path / "a.geojson", POINT, shape)))
    assert (told.file, told.column) == ("a.geojson", "geometry")
    assert told.row is not None
    assert cause in told.cause
    assert "a ring ends where it begins" in told.fix


@pytest.mark.parametrize("suffix", ["geojson", "json"])
def test_text_that_is_not_utf_8_is_told_without_a_key_that_changes_nothing(tmp_path, suffix):
    path = tmp_path / f"a.{suffix}"
    geojson(path, POINT)
    path.write_bytes(path.read_bytes().replace(b'"a"', '"海港"'.encode("gbk")))
    told = fault(read_features, Layer(file=path))
    assert (told.file, told.cause) == (
        path.name,
        "holds text that is not UTF-8, as its format demands",
    )
    assert told.fix == "export it again as UTF-8"


@pytest.mark.parametrize("prj", ['GEOGCS["x"', 'PROJCS["x",GEOGCS["y"]]'])
def test_a_prj_that_cannot_be_understood_is_told(tmp_path, prj):
    path = tmp_path / "a.shp"
    POINTS.to_file(path)
    path.with_suffix(".prj").write_text(prj)
    told = fault(read_features, Layer(file=path))
    assert (told.file, told.column) == ("a.shp", "crs")
    assert "a CRS that cannot be understood" in told.cause
    assert ".prj" in told.fix


def test_of_several_layers_none_is_picked(tmp_path):
    path = tmp_path / "two.gpkg"
    POINTS.to_file(path, layer="one")
    assert len(read_features(Layer(file=path))) == 1
    POINTS.to_file(path, layer="two")
    told = fault(read_features, Layer(file=path))
    assert (told.file, told.column) == ("two.gpkg", "layer")
    assert told.cause == "the file has several layers: one, two"
    assert told.fix == "name the one to read with `layer:`"
    assert len(read_features(Layer(file=path, layer="two"))) == 1


def test_geojson_in_metres_without_a_crs_takes_the_one_of_the_layer(tmp_path):
    metres = {"type": "Point", "coordinates": [500_000, 4_400_000]}
    path = geojson(tmp_path / "a.geojson", metres)
    table = read_features(Layer(file=path, crs="EPSG:32650"))
    assert table.crs.to_epsg() == 32650
    assert read_features(Layer(file=path)).crs.to_epsg() == 4326
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32651"}}
    path = geojson(tmp_path / "b.geojson", metres, crs=named)
    assert read_features(Layer(file=path)).crs.to_epsg() == 32651
    told = fault(read_features, Layer(file=path, crs="EPSG:32650"))
    assert "which the file itself states" in told.cause


def test_degrees_are_not_taken_for_metres(tmp_path):
    told = fault(read_features, Layer(file=geojson(tmp_path / "a.geojson", POINT), crs="EPSG:4549"))
    assert (told.file, told.column, told.value) == ("a.geojson", "crs", "EPSG:4549")
    assert "its coordinates are degrees" in told.cause
    assert told.fix == "leave `crs:` out, or write EPSG:4326"


def test_geoparquet_that_states_no_crs_takes_the_one_of_the_layer(tmp_path):
    path = tmp_path / "a.parquet"
    POINTS.set_crs(None, allow_override=True).to_parquet(path)
    assert read_features(Layer(file=path, crs="EPSG:4490")).crs.to_epsg() == 4490


@pytest.mark.parametrize("code", ["EPSG:5703", "EPSG:4978"])
def test_a_crs_without_places_on_the_ground_is_refused(code):
    told = fault(lambda: parse_crs(code, file="a.csv"))
    assert (told.file, told.column, told.value) == ("a.csv", "crs", code)
    assert "says no place on the ground" in told.cause
