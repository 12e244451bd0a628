from __future__ import annotations

import bz2
import gzip

import geopandas as gpd
import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.data.formats.layer import Layer
from halfhour.data.osm.extract import known_runs
from halfhour.data.roads.roads import read_road_lines, read_roads
from halfhour.geo.roads.speeds import DEFAULT_SPEEDS
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString, Point

OSM = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
<node id="1" lon="119.50" lat="39.90"/><node id="2" lon="119.51" lat="39.90"/>
<node id="3" lon="119.52" lat="39.90"/><node id="5" lon="119.54" lat="39.90"/>
<node id="6" lon="119.55" lat="39.90"/>
<way id="10"><nd ref="1"/><nd ref="2"/><nd ref="3"/>
<tag k="highway" v="residential"/><tag k="name" v="河北大街"/><tag k="oneway" v="yes"/></way>
<way id="11"><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="5"/><nd ref="6"/>
<tag k="highway" v="primary"/></way>
<way id="12"><nd ref="1"/><nd ref="6"/><tag k="route" v="ferry"/></way>
<way id="13"><nd ref="1"/><nd ref="6"/><tag k="route" v="bus"/></way>
<way id="14"><nd ref="1"/><nd ref="2"/><nd ref="1"/>
<tag k="highway" v="pedestrian"/><tag k="area" v="yes"/></way>
<way id="15"><nd ref="3"/><nd ref="4"/><tag k="highway" v="service"/></way>
<way id="16"><nd ref="1"/><nd ref="2"/><tag k="building" v="yes"/></way>
</osm>
"""


def faults(source):
    with pytest.raises(InputError) as caught:
        read_road_lines(source)
    return caught.value.faults


def write_lines(path, columns, geometry, crs="EPSG:4326"):
    gpd.GeoDataFrame(columns, geometry=geometry, crs=crs).to_file(path)
    return path


LINES = [LineString([(119.5, 39.9), (119.51, 39.9)]), LineString([(119.51, 39.9), (119.52, 39.9)])]


@pytest.mark.parametrize(
    ("name", "pack"),
    [("a.osm", bytes), ("a.osm.gz", gzip.compress), ("a.osm.bz2", bz2.compress)],
)
def test_osm_ways_become_lines(tmp_path, name, pack):
    path = tmp_path / name
    path.write_bytes(pack(OSM.encode()))
    lines = read_road_lines(path)
    # The way through node 4, which the extract lacks, becomes two; the one that ends there is gone.
    assert list(lines.tags["highway"]) == [
        "residential",
        "primary",
        "primary",
        "",
        "pedestrian",  # a square: people walk along its outline
    ]
    assert lines.tags["route"].iloc[3] == "ferry"
    assert lines.tags["name"].iloc[0] == "河北大街"
    assert list(lines.offsets) == [0, 3, 5, 7, 9, 12]
    assert list(lines.vertex_id) == [1, 2, 3, 2, 3, 5, 6, 1, 6, 1, 2, 1]
    assert lines.lon[4] == 119.52
    assert lines.source == name


def test_a_damaged_or_missing_extract_is_told(tmp_path, shared_case):
    path = tmp_path / "city.osm.pbf"
    (fault,) = faults(path)
    assert fault.cause == "there is no such file"
    whole = (shared_case("saopaulo_r5r") / "spo_osm.pbf").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    (fault,) = faults(path)
    assert "is truncated or damaged" in fault.cause
    assert fault.fix == "download it again"
    path.write_bytes(b"<html>404</html>")
    (fault,) = faults(path)
    assert "is truncated or damaged" in fault.cause


def test_an_extract_without_roads_is_told(tmp_path):
    path = tmp_path / "empty.osm"
    path.write_text('<osm version="0.6"></osm>')
    (fault,) = faults(path)
    assert fault.cause == "has no roads"


@given(known=st.lists(st.lists(st.booleans(), min_size=1, max_size=6), min_size=1, max_size=6))
def test_runs_are_what_a_plain_loop_finds(known):
    expected, position = [], 0
    for line, flags in enumerate(known):
        run = []
        for flag in [*flags, False]:
            if flag:
                run.append(position)
            elif len(run) >= 2:
                expected.append((line, run))
                run = []
            else:
                run = []
            position += 1
        position -= 1
    counts = np.array([len(flags) for flags in known])
    keep, offsets, line = known_runs(counts, np.array([f for flags in known for f in flags]))
    found = [
        (int(of), keep[start:end].tolist())
        for of, start, end in zip(line, offsets[:-1], offsets[1:], strict=True)
    ]
    assert found == expected


def test_a_line_layer_is_mapped_to_osm_tags(tmp_path):
    path = write_lines(
        tmp_path / "roads.gpkg",
        {
            "fclass": ["residential", "['tertiary', 'residential']"],
            "dir": ["True", "-1"],
            "speed": [30.0, np.nan],
            "name": ["河北大街", None],
        },
        LINES,
    )
    layer = Layer(file=path, columns={"class": "fclass", "oneway": "dir", "maxspeed": "speed"})
    lines = read_road_lines(layer)
    assert list(lines.tags["highway"]) == ["residential", "tertiary"]
    assert list(lines.tags["oneway"]) == ["yes", "-1"]
    assert list(lines.tags["maxspeed"]) == ["30", ""]
    assert list(lines.tags["name"]) == ["河北大街", ""]
    assert set(lines.tags["access"]) == {""}
    assert list(lines.vertex_id[[1]]) == list(lines.vertex_id[[2]])
    assert len(set(lines.vertex_id)) == 3


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([True, False], ["yes", ""]),
        ([1, 0], ["yes", ""]),
        ([-1, 1], ["-1", "yes"]),
        (["reverse", "no"], ["-1", "no"]),
        (["F", "B"], ["yes", ""]),
        (["reversible", None], ["reversible", ""]),
        (["false", "0"], ["", ""]),
    ],
)
def test_oneway_values_are_osm_text(tmp_path, values, expected):
    columns = {"highway": ["primary", "primary"], "oneway": values}
    lines = read_road_lines(write_lines(tmp_path / "roads.gpkg", columns, LINES))
    assert list(lines.tags["oneway"]) == expected


def test_bicycles_that_may_go_against_a_one_way_street_still_may(tmp_path):
    columns = {"highway": ["primary", "primary"], "oneway": True, "oneway:bicycle": ["no", "0"]}
    lines = read_road_lines(write_lines(tmp_path / "roads.gpkg", columns, LINES))
    assert list(lines.tags["oneway:bicycle"]) == ["no", "no"]


def test_a_class_of_the_file_s_own_may_have_a_speed_and_a_misspelt_one_may_not(tmp_path):
    path = write_lines(tmp_path / "roads.gpkg", {"highway": ["primary", "bridle"]}, LINES)
    speeds = DEFAULT_SPEEDS.replaced("drive", {"bridle": 7.0, "motorway": 100.0, "footway": 5.0})
    network = read_roads(path, speeds=speeds)
    assert 3.6 * network.length_m / network.forward_s["drive"] == pytest.approx([50, 7])
    wrong = speeds.replaced("drive", {"motorwai": 90.0}).replaced("walk", {"xyz": 3.0})
    with pytest.raises(InputError) as caught:
        read_roads(path, speeds=wrong)
    assert [(f.column, f.value, f.fix) for f in caught.value.faults] == [
        ("speeds.walk.kph", "xyz", "use a value of OSM's key highway"),
        ("speeds.drive.kph", "motorwai", "did you mean motorway?"),
    ]


def test_a_network_carries_the_speed_of_its_access_legs(tmp_path):
    path = write_lines(tmp_path / "roads.gpkg", {"highway": ["primary", "primary"]}, LINES)
    assert read_roads(path).access_kph == 5
    assert read_roads(path, speeds=DEFAULT_SPEEDS.scaled("walk", 0.6)).access_kph == 3
    assert read_roads(path, speeds=DEFAULT_SPEEDS.scaled("drive", 0.6)).access_kph == 5


def test_the_parts_of_a_line_share_its_tags(tmp_path):
    path = write_lines(
        tmp_path / "roads.gpkg",
        {"highway": ["primary", "track"]},
        [MultiLineString(LINES), LINES[0]],
        crs="EPSG:4326",
    )
    lines = read_road_lines(path)
    assert list(lines.tags["highway"]) == ["primary", "primary", "track"]
    assert list(lines.offsets) == [0, 2, 4, 6]


def test_wrong_line_layers_are_told(tmp_path):
    path = write_lines(tmp_path / "roads.geojson", {"kind": ["primary", "track"]}, LINES)
    (fault,) = faults(path)
    assert "the file has kind" in fault.cause
    (fault,) = faults(Layer(file=path, columns={"class": "kinds"}))
    assert fault.fix == "write columns: {class: kind}"
    (fault,) = faults(Layer(file=path, columns={"class": "kind", "speed": "kind"}))
    assert fault.column == "columns.speed"

    path = tmp_path / "mixed.parquet"
    table = gpd.GeoDataFrame(
        {"highway": ["primary"] * 3}, geometry=[Point(0, 0), None, LINES[0]], crs=4326
    )
    table.to_parquet(path)
    assert [(f.row, f.cause) for f in faults(path)] == [
        (1, "is not a line"),
        (2, "has no geometry"),
    ]
    table.iloc[2:].set_crs(None, allow_override=True).to_parquet(path)
    (fault,) = faults(path)
    assert "has no CRS" in fault.cause
    table.iloc[:0].to_parquet(path)
    (fault,) = faults(path)
    assert fault.cause == "has no records"
    far = table.iloc[2:].set_geometry([LineString([(5e5, 4e6), (0, 0)])], crs=4326)
    far.to_parquet(path)
    (fault,) = faults(path)
    assert "beyond what this CRS allows" in fault.cause


def test_a_network_is_in_the_crs_asked_for(tmp_path):
    path = tmp_path / "a.osm"
    path.write_text(OSM, encoding="utf-8")
    assert read_roads(path).crs.to_epsg() == 4549
    assert read_roads(path, crs="EPSG:32650").crs.to_epsg() == 32650
    with pytest.raises(InputError, match="not in metres"):
        read_roads(path, crs="EPSG:4326")


def test_published_roads_read_whole(shared_case):
    wuhan = read_road_lines(shared_case("wuhan_roads") / "roads.parquet")
    assert len(wuhan) == 92_667
    assert set(wuhan.tags["highway"]) >= {"motorway", "primary", "living_street"}
    network = read_roads(shared_case("saopaulo_r5r") / "spo_osm.pbf")
    assert network.crs.to_epsg() == 32723
    assert len(network.start) > 5_000


def test_tunnels_and_bridges_of_a_line_layer_are_not_entered_midway(tmp_path):
    columns = {"kind": ["primary", "primary"], "tun": ["T", "F"], "brg": ["F", "T"]}
    path = write_lines(tmp_path / "roads.gpkg", columns, LINES)
    mapped = {"class": "kind", "tunnel": "tun", "bridge": "brg"}
    roads = read_roads(Layer(file=path, columns=mapped))
    assert roads.length_m.min() > 50
    assert not roads.may_stop("drive").any()
    assert read_roads(Layer(file=path, columns={"class": "kind"})).may_stop("drive").all()
