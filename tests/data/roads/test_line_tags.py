"""Values of road layers' columns: the codings in use, others by the study's words, and what is told."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from halfhour.common.errors import Fault, InputError
from halfhour.data.formats.layer import Layer
from halfhour.data.roads.line_codes import road_level
from halfhour.data.roads.line_tags import LineTags, read_tags
from halfhour.data.roads.roads import read_road_lines
from shapely.geometry import LineString, Point


def tags(records: dict[str, object], **layer: object) -> LineTags:
    lengths = [len(values) for values in records.values() if isinstance(values, list)]
    table = gpd.GeoDataFrame({"highway": ["residential"] * max(lengths), **records})
    return read_tags(Layer(file=Path("roads.gpkg"), **layer), table)


def faults(records: dict[str, object], **layer: object) -> list[Fault]:
    with pytest.raises(InputError) as caught:
        tags(records, **layer)
    return list(caught.value.faults)


@pytest.mark.parametrize(
    ("codes", "osm"),
    [
        (["yes", "no", None], ["yes", "no", ""]),
        (["YES", "No", " "], ["yes", "no", ""]),
        ([True, False, False], ["yes", "", ""]),
        ([1, 0, -1], ["yes", "", "-1"]),
        ([1.0, 0.0, np.nan], ["yes", "", ""]),
        (["1.0", "0.0", "-1.0"], ["yes", "", "-1"]),
        (["F", "T", "B"], ["yes", "-1", ""]),
        (["f", "b", "b"], ["yes", "", ""]),
        (["FT", "TF", ""], ["yes", "-1", ""]),
        (["Y", "N", "N"], ["yes", "", ""]),
        (["是", "否", "否"], ["yes", "", ""]),
        (["正向", "反向", "双向"], ["yes", "-1", "no"]),
        (["forward", "backward", "both"], ["yes", "-1", "no"]),
        (["reversible", "alternating", "nan"], ["reversible", "alternating", ""]),
        (["None", "<Null>", "reverse"], ["", "", "-1"]),
    ],
)
@pytest.mark.parametrize("column", ["oneway", "ONEWAY"])
def test_codes_of_one_way_streets(codes: list[object], osm: list[str], column: str) -> None:
    read = tags({column: codes})
    assert read.table["oneway"].tolist() == osm
    assert read.notes == ()


@pytest.mark.parametrize(
    "codes",
    [
        ["F", "F"],
        ["T", "T"],
        ["F", "T"],
        ["F", "no"],
        [2, 1],
        [0, 1, 2, 3],
        [1, 2],
        ["0", "1", "4.0"],
        [1, 0, -9999],
        [0.5, 1.0],
        ["left", "right"],
    ],
)
def test_a_column_that_may_mean_two_things_or_nothing_is_refused(codes: list[object]) -> None:
    (fault,) = faults({"oneway": codes})
    assert (fault.file, fault.column) == ("roads.gpkg", "oneway")
    assert "(1)" in str(fault.value) or "(2)" in str(fault.value)
    assert "values: {oneway: {" in fault.fix


def test_letters_are_directions_in_geofabriks_layers() -> None:
    read = tags(
        {"fclass": ["primary", "primary"], "oneway": ["F", "F"]}, columns={"class": "fclass"}
    )
    assert read.table["oneway"].tolist() == ["yes", "yes"]
    assert read.notes == (
        "roads.gpkg, oneway: all 2 lines have F, which is read as one-way along the line.",
    )


@pytest.mark.parametrize(
    ("code", "way"), [("yes", "along the line"), (-1, "against the line's direction")]
)
def test_one_code_in_every_line_is_told(code: object, way: str) -> None:
    assert way in tags({"oneway": [code, code, code]}).notes[0]
    assert tags({"oneway": ["no", "no"]}).notes == ()


@pytest.mark.parametrize(
    ("values", "codes", "osm"),
    [
        (
            {0: "both", 1: "both", 2: "forward", 3: "backward"},
            [0, 1, 2, 3],
            ["no", "no", "yes", "-1"],
        ),
        ({"F": "Forward", "t": "both"}, ["F", "T", "f"], ["yes", "no", "yes"]),
        ({True: "no", False: "yes"}, [True, False], ["no", "yes"]),
        ({"2.0": -1}, ["2", "yes", ""], ["-1", "yes", ""]),
        ({"单": "yes"}, ["单", "双向"], ["yes", "no"]),
    ],
)
def test_the_study_says_what_codes_mean(
    values: dict[object, object], codes: list[object], osm: list[str]
) -> None:
    read = tags({"oneway": codes}, values={"oneway": values})
    assert read.table["oneway"].tolist() == osm
    assert read.notes == ()


def test_meanings_that_nobody_knows_are_refused() -> None:
    found = faults({"oneway": [1, 2]}, values={"oneway": {"2": "left"}, "bridge": {"1": "yes"}})
    assert [(one.column, one.value) for one in found] == [
        ("values.oneway.2", "left"),
        ("values.bridge", None),
    ]
    (fault,) = faults({"oneway": [1, 0]}, values={"direction": {"1": "forward"}})
    assert fault.column == "columns.direction"


@pytest.mark.parametrize(
    ("classes", "osm"),
    [
        (["Residential", "PRIMARY"], ["residential", "primary"]),
        (["motorway_link", "Motorway Link", "trunk-link"], ["motorway_link"] * 2 + ["trunk_link"]),
        ([f"track_grade{n}" for n in range(1, 6)], ["track"] * 5),
        (["unknown", "steps "], ["road", "steps"]),
        (["Bridle Way", None], ["Bridle Way", ""]),
    ],
)
def test_classes(classes: list[object], osm: list[str]) -> None:
    read = tags({"fclass": classes}, columns={"class": "fclass"})
    assert read.table["highway"].tolist() == osm


def test_the_study_says_what_classes_mean() -> None:
    values = {"class": {"国道": "trunk", 4: "residential"}}
    read = tags({"DJ": ["国道", "4"]}, columns={"class": "DJ"}, values=values)
    assert read.table["highway"].tolist() == ["trunk", "residential"]


def test_speeds_that_are_not_understood_are_counted() -> None:
    codes = [
        "50",
        "30 mph",
        "50,5",
        "60公里/小时",
        "50 KM/H",
        "none",
        "RO:urban",
        "0",
        "9999",
        "fast",
        "-1",
        None,
    ]
    read = tags({"maxspeed": codes})
    assert read.notes == (
        (
            "roads.gpkg, maxspeed: 3 of 10 values are not understood and count as none: -1 (1), 9999 (1), "
            "fast (1). Say what they mean with values: in the study file."
        ),
    )
    assert read.table["maxspeed"].tolist()[:5] == ["50", "30 mph", "50.5", "60 km/h", "50 km/h"]
    (fault,) = faults({"maxspeed": ["A", "A", "B", "50"]})
    assert (fault.value, fault.cause) == ("A (2), B (1)", "3 of 4 values are not understood")
    read = tags({"maxspeed": ["A", "A", "50"]}, values={"maxspeed": {"A": "80"}})
    assert read.table["maxspeed"].tolist() == ["80", "80", "50"]


def test_levels() -> None:
    columns: dict[str, object] = {
        "layer": ["1.0", -1, "", None],
        "Bridge": ["T", "F", "viaduct", "否"],
        "TUNNEL": ["no", "yes", "building_passage", 0],
    }
    read = tags(columns)
    assert read.table[["layer", "bridge", "tunnel"]].to_numpy().tolist() == [
        ["1", "yes", "no"],
        ["-1", "no", "yes"],
        ["", "viaduct", "building_passage"],
        ["", "no", "no"],
    ]
    assert read.notes == ()


@pytest.mark.parametrize(
    ("row", "level"),
    [
        (("", "", ""), 0),
        (("2", "", ""), 2),
        (("-1", "yes", ""), -1),
        (("0", "viaduct", "no"), 1),
        (("", "no", "yes"), -1),
        (("", "boardwalk", "building_passage"), 0),
    ],
)
def test_the_level_of_a_road(row: tuple[str, str, str], level: int) -> None:
    assert road_level(*row) == level


def test_a_column_that_is_only_called_like_a_level_is_told_and_one_that_is_named_refused() -> None:
    columns: dict[str, object] = {"layer": ["ROADS-CL", "ROADS-CL", "1"]}
    read = tags(columns)
    assert "layer: 2 of 3 values are not understood" in read.notes[0]
    assert read.table["layer"].tolist() == ["", "", "1"]
    (fault,) = faults(columns, columns={"layer": "layer"})
    assert fault.value == "ROADS-CL (2)"


def test_access_is_read_in_other_words_too() -> None:
    read = tags(
        {"foot": [False, True, True], "access": ["private", "destination;customers", "gate"]}
    )
    assert read.table["foot"].tolist() == ["no", "yes", "yes"]
    assert read.notes == (
        (
            "roads.gpkg, access: 1 of 3 values is not understood and counts as none: gate (1). "
            "Say what they mean with values: in the study file."
        ),
    )


def test_many_strange_values_are_not_all_named() -> None:
    codes = [f"v{n:02}" for n in range(14)] + ["50"] * 20
    assert "v09 (1), ... (4 more)." in tags({"maxspeed": codes}).notes[0]


def test_only_some_records_are_roads(tmp_path: Path) -> None:
    lines = [LineString([(119.5, 39.9 + n / 100), (119.51, 39.9 + n / 100)]) for n in range(2)]
    table = gpd.GeoDataFrame(
        {"kind": ["road", "road", "pole"], "highway": ["primary", "track", ""]},
        geometry=[*lines, Point(119.5, 39.9)],
        crs=4326,
    )
    path = tmp_path / "all.geojson"
    table.to_file(path)
    lines_read = read_road_lines(Layer(file=path, only={"kind": "road"}))
    assert lines_read.tags["highway"].tolist() == ["primary", "track"]
    for only, column in (({"kind": "raod"}, "kind"), ({"sort": "road"}, "sort")):
        with pytest.raises(InputError) as caught:
            read_road_lines(Layer(file=path, only=only))
        assert caught.value.faults[0].column == column
    with pytest.raises(InputError) as caught:
        read_road_lines(path)
    assert [(one.row, one.cause) for one in caught.value.faults] == [(3, "is not a line")]


@pytest.mark.parametrize("name", ["class", "Class", "HIGHWAY"])
def test_our_own_name_of_the_class_needs_no_mapping(name: str) -> None:
    table = gpd.GeoDataFrame({name: ["primary", "track"]})
    read = read_tags(Layer(file=Path("roads.gpkg")), table)
    assert read.table["highway"].tolist() == ["primary", "track"]


def test_osm_s_name_goes_before_ours() -> None:
    table = gpd.GeoDataFrame({"class": ["A road", "lane"], "highway": ["primary", "track"]})
    read = read_tags(Layer(file=Path("roads.gpkg")), table)
    assert read.table["highway"].tolist() == ["primary", "track"]
