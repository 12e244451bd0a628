from __future__ import annotations

import math
import re
from collections import Counter
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from halfhour.common.errors import Fault, InputError
from halfhour.data.formats.geometry_kinds import POINT, POLYGONS, GeometryKinds
from halfhour.data.formats.layer import Layer
from halfhour.data.formats.read_table import read_table, table_of_places, table_of_records
from halfhour.data.formats.schemas import FINITE, NOT_EMPTY, NOT_NEGATIVE
from halfhour.data.formats.table_spec import Mark, Number, TableSpec, Text
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

GUIDE = Path(__file__).parents[3] / "docs" / "contributing" / "add-a-reader.md"

POINTS = GeometryKinds(allowed=frozenset({POINT}), cause="is not a point", fix="give points")
SPEC = TableSpec(
    id_name="hut",
    columns=(
        Text("name", need="optional", default="none"),
        Number("beds", need="required", checks=(NOT_NEGATIVE, FINITE)),
        Number("cost", need="optional", default=1.0),
    ),
    further=(Mark("open", default=True), Number("since"), POINTS),
)
HEADER = "hut,lon,lat,beds"


def told(call, *args):
    with pytest.raises(InputError) as caught:
        call(*args)
    return [(f.file, f.row, f.key, f.column, f.value, f.cause) for f in caught.value.faults]


def test_columns_come_under_our_names_as_what_the_spec_says(write_csv):
    path = write_csv("h.csv", "id,lon,lat,places,fee,state,y0", "007,119.5,39.9,4,,no,1999")
    columns = {"hut": "id", "beds": "places", "cost": "fee", "open": "state", "since": "y0"}
    table = read_table(Layer(file=path, columns=columns), SPEC)
    assert isinstance(table, gpd.GeoDataFrame)
    assert table.drop(columns="geometry").to_dict("records") == [
        {"hut": "007", "beds": 4.0, "cost": 1.0, "open": False, "since": 1999.0, "name": "none"}
    ]
    assert table.crs.to_epsg() == 4326
    assert table.geometry.iloc[0] == Point(119.5, 39.9)


@pytest.mark.parametrize(
    ("column", "mapped", "there"),
    [("cost", False, True), ("cost", True, True), ("open", False, False), ("open", True, True)],
)
def test_a_column_is_taken_by_name_if_optional_and_else_if_mapped(write_csv, column, mapped, there):
    path = write_csv("h.csv", f"{HEADER},{column}", "a,119.5,39.9,1,0")
    layer = Layer(file=path, columns={column: column} if mapped else {})
    default = {"cost": 1.0}.get(column)
    value = {"cost": 0.0, "open": False}[column]
    assert read_table(layer, SPEC).get(column, [None])[0] == (value if there else default)


def test_columns_that_are_not_there_are_told_together_and_before_all_else(write_csv):
    path = write_csv("h.csv", "lon,lat,bed,open", ",,many,perhaps")
    layer = Layer(file=path, columns={"open": "opened", "since": "year"})
    faults = [
        (column, cause.split(";")[0]) for _, _, _, column, _, cause in told(read_table, layer, SPEC)
    ]
    assert faults == [
        (column, "there is no such column") for column in ("hut", "beds", "opened", "year")
    ]


def test_faults_of_a_record_are_told_in_the_order_of_the_spec(tmp_path):
    path = tmp_path / "h.parquet"
    gpd.GeoDataFrame(
        {
            "hut": ["a", "b", "a", ""],
            "beds": ["many", "-1", "2", None],
            "cost": ["1", "dear", "", "2"],
            "open": ["yes", "perhaps", "", "no"],
            "since": ["", "soon", "1999", "2000"],
        },
        geometry=[Point(1, 1), LineString([(0, 0), (1, 1)]), None, Point(1, 2)],
        crs=4326,
    ).to_parquet(path)
    layer = Layer(file=path, columns={"open": "open", "since": "since"})
    assert told(read_table, layer, SPEC) == [
        ("h.parquet", 1, "hut a", "beds", "many", "is not a number"),
        ("h.parquet", 1, "hut a", "hut", "a", "occurs more than once"),
        ("h.parquet", 2, "hut b", "cost", "dear", "is not a number"),
        ("h.parquet", 2, "hut b", "beds", -1.0, "is negative"),
        ("h.parquet", 2, "hut b", "open", "perhaps", "is neither yes nor no"),
        ("h.parquet", 2, "hut b", "since", "soon", "is not a number"),
        ("h.parquet", 2, "hut b", "geometry", "LineString", "is not a point"),
        ("h.parquet", 3, "hut a", "geometry", None, "has no geometry"),
        ("h.parquet", 3, "hut a", "hut", "a", "occurs more than once"),
        ("h.parquet", 4, None, "hut", None, "is missing"),
        ("h.parquet", 4, None, "beds", None, "is missing"),
    ]


NUMBERS = {"0": 0.0, "2.5": 2.5, " 4 ": 4.0, "-3": -3.0, "inf": math.inf, "-inf": -math.inf}
NUMBERS |= {"": math.nan, "nan": math.nan, "many": None, "1 000": None}
MARKS = {"yes": True, "否": False, "T": True, "": True, "perhaps": None}
RECORDS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", "001", ""]),
        st.sampled_from(list(NUMBERS)),
        st.sampled_from(list(NUMBERS)),
        st.sampled_from(list(MARKS)),
    ),
    min_size=1,
    max_size=8,
)


def expected_faults(records):
    """What is wrong with the records, one by one, without pandas or pandera."""
    ids = Counter(hut for hut, *_ in records)
    for row, (hut, beds_text, cost_text, mark) in enumerate(records, start=1):
        beds = NUMBERS[beds_text]
        key = f"hut {hut}" if hut else None
        rules = [
            ("beds", beds_text, beds is None, "is not a number"),
            ("cost", cost_text, NUMBERS[cost_text] is None, "is not a number"),
            ("hut", None, not hut, "is missing"),
            ("hut", hut, hut and ids[hut] > 1, "occurs more than once"),
            ("beds", None, beds is not None and math.isnan(beds), "is missing"),
            ("beds", beds, beds is not None and beds < 0, "is negative"),
            ("beds", beds, beds == math.inf, "is infinite"),
            ("open", mark, MARKS[mark] is None, "is neither yes nor no"),
        ]
        for column, value, wrong, cause in rules:
            if wrong:
                yield ("h", row, key, column, value, cause)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(records=RECORDS, suffix=st.sampled_from(["csv", "parquet"]))
def test_values_and_faults_are_those_that_each_record_has_alone(tmp_path, records, suffix):
    table = pd.DataFrame(records, columns=["hut", "beds", "cost", "open"])
    path = tmp_path / f"h.{suffix}"
    places = [Point(119 + i / 10, 40) for i in range(len(table))]
    if suffix == "csv":
        table.assign(lon=[p.x for p in places], lat=40).to_csv(path, index=False)
    else:
        gpd.GeoDataFrame(table, geometry=places, crs=4326).to_parquet(path)
    layer = Layer(file=path, columns={"open": "open"})
    wrong = list(expected_faults(records))
    if wrong:
        assert told(read_table, layer, SPEC) == [(path.name, *fault[1:]) for fault in wrong]
        return
    read = read_table(layer, SPEC)
    assert list(read["hut"]) == [hut for hut, *_ in records]
    assert list(read["beds"]) == [NUMBERS[beds] for _, beds, *_ in records]
    costs = [NUMBERS[cost] for _, _, cost, _ in records]
    assert list(read["cost"]) == [1.0 if math.isnan(cost) else cost for cost in costs]
    assert list(read["open"]) == [MARKS[mark] for *_, mark in records]
    assert list(read.geometry) == places


def crowded(table, *, file, id_name, most):
    """A step of a reader's own: a column more, and a fault of the table as a whole."""
    sums = table["beds"].sum()
    fault = Fault(file=file, column=id_name, value=sums, cause="are too many", fix="leave some out")
    return {"share": table["beds"] / sums}, [fault] if sums > most else []


def test_a_readers_own_step_sees_what_was_read_and_is_told_with_the_rest(write_csv):
    path = write_csv("h.csv", HEADER, "a,119.5,39.9,3", "b,119.5,39.9,1")
    columns = (Number("beds", need="required"), partial(crowded, most=4))
    table = read_table(Layer(file=path), TableSpec(id_name="hut", columns=columns))
    assert list(table["share"]) == [0.75, 0.25]
    path = write_csv("h.csv", HEADER, "a,119.5,39.9,3", "b,,39.9,2")
    assert told(read_table, Layer(file=path), TableSpec(id_name="hut", columns=columns)) == [
        ("h.csv", None, None, "hut", 5.0, "are too many"),
        ("h.csv", 2, "hut b", "x", None, "is missing"),
    ]


def test_ids_may_repeat_or_be_empty_where_the_spec_says_so(write_csv):
    path = write_csv("h.csv", HEADER, "a,119.5,39.9,3", "a,119.5,39.9,1", ",119.5,39.9,1")
    spec = TableSpec(id_name="hut", unique_ids=False)
    assert list(read_table(Layer(file=path), spec)["hut"]) == ["a", "a", ""]


PAIRS = TableSpec(
    id_name="cell",
    unique_ids=False,
    columns=(
        Text("cell", need="required", checks=(NOT_EMPTY,)),
        Text("site", need="required", checks=(NOT_EMPTY,)),
        Number("minutes", need="required", checks=(FINITE,), factor=60.0, becomes="cost_s"),
    ),
)


def test_records_without_a_place(tmp_path):
    raw = pd.DataFrame({"from": [1.0, 2.0], "site": ["007", " b "], "minutes": [1.5, 0]})
    before = raw.copy()
    layer = Layer(file=tmp_path / "m.csv", columns={"cell": "from"})
    table = table_of_records(raw, layer, PAIRS)
    assert table.to_dict("list") == {
        "cell": ["1", "2"],
        "site": ["007", "b"],
        "minutes": [1.5, 0],
        "cost_s": [90.0, 0.0],
    }
    pd.testing.assert_frame_equal(raw, before)
    raw.loc[1] = [np.nan, "", np.inf]
    assert told(table_of_records, raw, layer, PAIRS) == [
        ("m.csv", 2, None, "cell", None, "is missing"),
        ("m.csv", 2, None, "site", None, "is missing"),
        ("m.csv", 2, None, "cost_s", np.inf, "is infinite"),
    ]
    assert [fault[3] for fault in told(table_of_records, raw[["minutes"]], layer, PAIRS)] == [
        "from",
        "site",
    ]


@pytest.mark.parametrize(
    ("mapped", "found"),
    [
        ({}, {"unit": ["a"], "n": [1.0], "name": ["x"]}),
        ({"n": "m", "name": "title"}, {"unit": ["a"], "n": [2.0], "name": ["y"]}),
        (
            {"open": "state", "other": "none"},
            {"unit": ["a"], "n": [1.0], "name": ["x"], "open": [True]},
        ),
    ],
)
def test_records_may_have_columns_that_none_needs(tmp_path, mapped, found):
    columns = (Number("n", need="required"), Text("name", need="optional"))
    spec = TableSpec(id_name="unit", columns=columns, further=(Mark("open", default=False),))
    raw = pd.DataFrame(
        {"unit": ["a"], "n": [1], "m": [2], "name": "x", "title": "y", "open": "no", "state": "yes"}
    )
    layer = Layer(file=tmp_path / "r.csv", columns=mapped)
    assert table_of_records(raw, layer, spec).sort_index(axis=1).to_dict("list") == dict(
        sorted(found.items())
    )


def test_checks_that_would_come_too_late_are_refused():
    with pytest.raises(ValueError, match="beds: move what has checks"):
        TableSpec(id_name="hut", further=(Number("beds", checks=(FINITE,)),))


def test_what_was_read_already_stays_as_it_is(tmp_path):
    raw = gpd.GeoDataFrame({"hut": [7], "beds": ["3"]}, geometry=[Point(119, 40)], crs=4326)
    before = raw.copy()
    table = table_of_places(raw, Layer(file=tmp_path / "h.gpkg"), SPEC)
    assert table[["hut", "beds"]].to_numpy().tolist() == [["7", 3.0]]
    pd.testing.assert_frame_equal(raw, before)


@pytest.mark.parametrize(
    ("shapes", "kinds"),
    [
        ([Point(0, 0), Point(1, 1)], []),
        ([box(0, 0, 1, 1), box(1, 1, 2, 2)], []),
        ([box(0, 0, 1, 1), Point(1, 1)], ["Point"]),
        ([LineString([(0, 0), (1, 1)]), Point(1, 1)], ["LineString", "Point"]),
    ],
)
def test_all_records_may_be_of_another_kind_together(tmp_path, shapes, kinds):
    areas = GeometryKinds(allowed=POLYGONS, or_all=POINT, cause="is no area", fix="give areas")
    path = tmp_path / "h.parquet"
    gpd.GeoDataFrame({"hut": ["a", "b"]}, geometry=shapes, crs=4326).to_parquet(path)
    spec = TableSpec(id_name="hut", further=(areas,))
    if not kinds:
        assert list(read_table(Layer(file=path), spec).geometry) == shapes
    else:
        assert [fault[4] for fault in told(read_table, Layer(file=path), spec)] == kinds


def test_the_guides_example_reads_and_says_what_the_guide_shows(
    write_csv, tmp_path, monkeypatch, capsys
):
    blocks = re.findall(r"```(\w+)\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    monkeypatch.chdir(tmp_path)
    for language, block in blocks:
        if language == "python":
            exec(block, names)  # noqa: S102 - our own documentation
    assert capsys.readouterr().out.strip() == dict(blocks)["text"].strip()
    sound = write_csv("stops.csv", "stop_id,lon,lat,departures", "A,120,40,12")
    stops = names["read_stops"](sound, crs="EPSG:4549")
    assert stops.drop(columns="geometry").to_dict("index") == {
        "A": {"departures": 12.0, "name": ""}
    }
    # The zone's central meridian is 120 degrees east, with a false easting of 500 km.
    assert stops.geometry.x["A"] == pytest.approx(500_000)
