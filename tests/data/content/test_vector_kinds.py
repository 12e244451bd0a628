from __future__ import annotations

import json

import pytest
from halfhour.common.errors import InputError
from halfhour.data.content.vector_kinds import json_crs, require_kind

VIRTUAL = (
    "<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/hosts</SrcDataSource>"
    "</OGRVRTLayer></OGRVRTDataSource>"
)
WFS = "<OGRWFSDataSource><URL>http://127.0.0.1:9/wfs</URL></OGRWFSDataSource>"


def cause(path):
    with pytest.raises(InputError) as caught:
        require_kind(path)
    (fault,) = caught.value.faults
    assert fault.file == path.name
    assert fault.fix
    return fault.cause


@pytest.mark.parametrize("text", [VIRTUAL, WFS, "<!-- x -->\n" + VIRTUAL, "\ufeff  " + WFS])
@pytest.mark.parametrize(
    "suffix", ["geojson", "json", "gpkg", "shp", "fgb", "kml", "gml", "vrt", "xyz"]
)
def test_what_leads_to_other_files_or_servers_is_not_opened(tmp_path, text, suffix):
    path = tmp_path / f"a.{suffix}"
    path.write_text(text, encoding="utf-8")
    assert "cannot be read: its content" in cause(path) or "may lead to other files" in cause(path)


@pytest.mark.parametrize("kind", ["link", "url", "OGC"])
@pytest.mark.parametrize("last", [True, False])
def test_a_crs_that_is_a_link_is_not_followed(tmp_path, kind, last):
    crs = {"crs": {"type": kind, "properties": {"href": "http://127.0.0.1:9/crs"}}}
    rest = {"type": "FeatureCollection", "features": []}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(rest | crs if last else crs | rest))
    assert cause(path) == "the file's CRS is a link, and links are not followed"


@pytest.mark.parametrize(
    ("crs", "found"),
    [
        ({}, None),
        ({"crs": None}, None),
        ({"crs": {"type": "name", "properties": {"name": "EPSG:4326"}}}, "name"),
    ],
)
def test_a_property_called_crs_is_none(tmp_path, crs, found):
    feature = {"type": "Feature", "properties": {"crs": "x"}, "geometry": None}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"features": [feature], **crs}))
    require_kind(path)
    member = json_crs(path)
    assert (member and member["type"]) == found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.kml", "<?xml version='1.0'?><kml xmlns='x'/>"),
        ("a.gml", "<?xml version='1.0'?><gml:FeatureCollection/>"),
        ("a.gpx", "<gpx/>"),
        ("a.geojson", '\ufeff {"type": "FeatureCollection"}'),
        ("a.geojsonl", '{"type": "Feature"}\n'),
    ],
)
def test_files_of_their_kind_pass(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    require_kind(path)


def test_an_empty_file_is_told(tmp_path):
    for data in (b"", b"\0" * 50, b" \n"):
        path = tmp_path / "a.geojson"
        path.write_bytes(data)
        assert cause(path) == "is empty"
