"""Every form of an OpenStreetMap file gives the same roads, or is refused with its own cause."""

from __future__ import annotations

import bz2
import gzip
import json
from pathlib import Path

import numpy as np
import osmium
import pytest
from halfhour.common.errors import Fault, InputError
from halfhour.data.formats.layer import Layer
from halfhour.data.osm.extract import read_osm_lines
from halfhour.data.osm.file_forms import is_osm_file
from halfhour.data.roads.roads import read_road_lines
from halfhour.data.tables.place_names import read_place_names
from halfhour.geo.roads.road_lines import RoadLines

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">\n'
NODES = "".join(f'<node id="{n}" lat="39.9" lon="119.{50 + n}"/>\n' for n in (1, 2, 3))
REFS = "".join(f'<nd ref="{n}"/>' for n in (1, 2, 3))
STREET = '<tag k="highway" v="residential"/>'
WAY = f'<way id="10">{REFS}{STREET}</way>\n'
TEXT = f"{HEAD}{NODES}{WAY}</osm>\n"
PLACED = "".join(f'<nd ref="{n}" lat="39.9" lon="119.{50 + n}"/>' for n in (1, 2, 3))
LON = [119.51, 119.52, 119.53]


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def fault(path: Path) -> Fault:
    with pytest.raises(InputError) as caught:
        read_road_lines(path)
    (only,) = caught.value.faults
    assert only.file == path.name
    return only


def assert_the_street(lines: RoadLines) -> None:
    assert lines.lon.tolist() == LON
    assert lines.lat.tolist() == [39.9] * 3
    assert lines.offsets.tolist() == [0, 3]
    assert lines.notes == ()


@pytest.mark.parametrize(
    "name",
    ["a.osm", "a.OSM", "a.osm.xml", "a.xml", "a.osm.gz", "a.osm.xml.gz", "a.osm.bz2", "a.xml.bz2"],
)
def test_every_packing_of_xml_is_read(tmp_path: Path, name: str) -> None:
    pack = gzip.compress if name.endswith("gz") else bz2.compress if "bz2" in name else bytes
    assert_the_street(read_road_lines(written(tmp_path, name, pack(TEXT.encode()))))


def test_other_xml_is_no_extract(tmp_path: Path) -> None:
    assert not is_osm_file(written(tmp_path, "a.xml", "<gml/>"))
    assert not is_osm_file(tmp_path / "absent.xml")


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}{WAY}{NODES}</osm>",
        TEXT.replace('id="', 'id="-').replace('ref="', 'ref="-'),
        f"{HEAD}{WAY}{NODES}</osm>".replace('id="', 'id="-').replace('ref="', 'ref="-'),
        # Overpass: out geom.
        (
            f'{HEAD}<way id="10"><bounds minlat="39.9" minlon="119.51" maxlat="39.9" maxlon="119.53"/>'
            f"{PLACED}{STREET}</way></osm>"
        ),
        # Overpass: out body, with what it says of itself.
        TEXT.replace(
            "<node", '<note>From OSM</note><meta osm_base="2026-01-01T00:00:00Z"/><node', 1
        ),
        # Everything deleted beside the street.
        TEXT.replace("</osm>", f'<way id="11" visible="false">{REFS}{STREET}</way></osm>'),
        TEXT.replace(
            "</osm>", f"<way id='11' action='delete' visible='true'>{REFS}{STREET}</way></osm>"
        ),
        # A way that stands in the file twice, as after joining two extracts.
        TEXT.replace("</osm>", f"{WAY}</osm>"),
    ],
)
def test_ways_find_their_nodes(tmp_path: Path, text: str) -> None:
    assert_the_street(read_osm_lines(written(tmp_path, "a.osm", text)))


@pytest.mark.parametrize("nodes", [True, False])
def test_locations_on_ways_in_a_binary_file(tmp_path: Path, nodes: bool) -> None:  # noqa: FBT001
    source = written(tmp_path, "a.osm", TEXT)
    path = tmp_path / "a.osm.pbf"
    file = osmium.io.File(str(path), "pbf,locations_on_ways=true")
    with osmium.SimpleWriter(file) as writer:
        for item in osmium.FileProcessor(str(source)).with_locations():
            if nodes or item.is_way():
                writer.add(item)
    assert_the_street(read_osm_lines(path))


def test_a_deleted_node_has_no_place(tmp_path: Path) -> None:
    text = TEXT.replace('<node id="3"', '<node id="3" visible="false"')
    lines = read_osm_lines(written(tmp_path, "a.osm", text))
    assert lines.lon.tolist() == LON[:2]
    assert lines.notes == ("a.osm: 1 of 1 way lacks some of their nodes and ends before them.",)


def history(path: Path) -> Path:
    with osmium.SimpleWriter(str(path)) as writer:
        for n, lon in zip((1, 2, 3), LON, strict=True):
            writer.add_node(
                osmium.osm.mutable.Node(id=n, version=1, location=(lon, 39.9), visible=True)
            )
        for version, nodes in ((1, [1, 2, 3]), (2, [1, 2])):
            tags = {"highway": "residential"}
            way = osmium.osm.mutable.Way(
                id=10, version=version, nodes=nodes, tags=tags, visible=True
            )
            writer.add_way(way)
    return path


@pytest.mark.parametrize("name", ["a.osh.pbf", "a.osh", "a.osh.gz", "a.osh.bz2"])
def test_a_history_is_refused(tmp_path: Path, name: str) -> None:
    found = fault(history(tmp_path / name))
    assert "has a history" in found.cause
    assert found.fix == (f"make an extract of one day with: osmium time-filter {name} -o a.osm.pbf")


@pytest.mark.parametrize(("name", "called"), [("a.osh.pbf", "b.osm.pbf"), ("a.osh", "b.osm")])
def test_a_history_by_another_name_is_refused(tmp_path: Path, name: str, called: str) -> None:
    path = history(tmp_path / name).rename(tmp_path / called)
    assert "has a history" in fault(path).cause


def test_a_node_at_two_times_is_a_history(tmp_path: Path) -> None:
    moved = '<node id="1" version="2" visible="true" lat="39.8" lon="119.51"/>'
    text = TEXT.replace('<node id="1"', '<node id="1" version="1" visible="true"')
    text = text.replace('<node id="2"', f'{moved}<node id="2"')
    assert "has a history" in fault(written(tmp_path, "a.osm", text)).cause


@pytest.mark.parametrize("name", ["a.osc", "a.osm", "a.osc.gz"])
def test_a_list_of_changes_is_refused(tmp_path: Path, name: str) -> None:
    text = TEXT.replace("<osm ", "<osmChange ").replace("</osm>", "</osmChange>")
    text = text.replace(NODES, f"<create>{NODES}").replace(WAY, f"{WAY}</create>")
    packed = gzip.compress(text.encode()) if name.endswith("gz") else text
    found = fault(written(tmp_path, name, packed))
    assert "is a list of changes" in found.cause
    assert "osmium apply-changes" in found.fix


@pytest.mark.parametrize("filling", [0, 3_000_000])
def test_an_answer_that_breaks_off_is_refused(tmp_path: Path, filling: int) -> None:
    remark = "runtime error: Query timed out in &quot;query&quot; at line 3 after 26 seconds."
    text = TEXT.replace("</osm>", f"{' ' * filling}<remark> {remark} </remark>\n</osm>")
    found = fault(written(tmp_path, "a.osm", text))
    assert found.column == "remark"
    assert "Query timed out" in str(found.value)
    assert "stopped before the end" in found.cause


def test_answers_in_json_are_refused(tmp_path: Path) -> None:
    answer = {"version": 0.6, "generator": "Overpass API", "osm3s": {}, "elements": []}
    for name in ("a.json", "a.geojson", "a.osm"):
        found = fault(written(tmp_path, name, json.dumps(answer)))
        assert "is an answer of Overpass in its own JSON" in found.cause
    answer["remark"] = "runtime error: out of memory"
    found = fault(written(tmp_path, "a.json", json.dumps(answer)))
    assert found.value == "runtime error: out of memory"


def test_roads_without_the_places_of_their_nodes(tmp_path: Path) -> None:
    found = fault(written(tmp_path, "a.osm", f"{HEAD}{WAY}</osm>"))
    assert found.cause == "has 1 roads, but not the places of their nodes"
    assert "out geom" in found.fix


@pytest.mark.parametrize(
    ("old", "new"),
    [("119.51", "999"), ("119.51", "abc"), ("119.51", "nan"), ('node id="1"', 'node id="x"')],
)
def test_values_that_no_map_has_are_refused(tmp_path: Path, old: str, new: str) -> None:
    found = fault(written(tmp_path, "a.osm", TEXT.replace(old, new)))
    assert "holds a value that OpenStreetMap does not have" in found.cause
    assert new.split('"')[-2 if '"' in new else 0] in found.cause


def test_tags_that_are_not_utf_8_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for n, lon in zip((1, 2, 3), LON, strict=True):
            tags = {"place": "town", "name": "residentiam"} if n == 1 else {}
            writer.add_node(osmium.osm.mutable.Node(id=n, location=(lon, 39.9), tags=tags))
        tags = {"highway": "residentiax", "name": "x"}
        writer.add_way(osmium.osm.mutable.Way(id=10, nodes=[1, 2, 3], tags=tags))
    whole = path.read_bytes()
    # Packed text cannot be changed in place: written anew without packing.
    raw = tmp_path / "b.osm.pbf"
    file = osmium.io.File(str(raw), "pbf,pbf_compression=none")
    with osmium.SimpleWriter(file) as writer:
        for item in osmium.FileProcessor(str(path)):
            writer.add(item)
    whole = raw.read_bytes()
    assert whole.count(b"residentiax") == 1
    raw.write_bytes(whole.replace(b"residentiax", b"residenti\xff\xfe"))
    assert "has text that is not UTF-8" in fault(raw).cause
    raw.write_bytes(whole.replace(b"residentiam", b"residenti\xff\xfe"))
    with pytest.raises(InputError, match="not UTF-8"):
        read_place_names(raw)


def test_the_only_roads_of_an_extract(tmp_path: Path) -> None:
    other = WAY.replace('id="10"', 'id="11"').replace("residential", "primary")
    path = written(tmp_path, "a.osm", TEXT.replace("</osm>", f"{other}</osm>"))
    lines = read_road_lines(Layer(file=path, only={"highway": "primary"}))
    assert lines.tags["highway"].tolist() == ["primary"]
    assert np.array_equal(lines.offsets, [0, 3])
    with pytest.raises(InputError) as caught:
        read_road_lines(
            Layer(
                file=path,
                columns={"class": "highway"},
                values={"class": {"a": "b"}},
                only={"x": "y"},
            ),
            join_m=1.0,
        )
    assert [one.column for one in caught.value.faults] == ["columns", "values", "join_m", "x"]


def test_a_node_beyond_the_pole_is_named(tmp_path: Path) -> None:
    text = TEXT.replace('id="2" lat="39.9"', 'id="2" lat="95"')
    found = fault(written(tmp_path, "a.osm", text))
    assert (found.key, found.value) == ("node 2", (119.52, 95.0))
