from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from halfhour.common.errors import InputError
from halfhour.common.sentences import collected_notes
from halfhour.data.formats.layer import Layer
from halfhour.data.tables.population import read_population
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box

HEADER = "cell_id,lon,lat,residents"


def faults(call, *args, **options):
    with pytest.raises(InputError) as caught:
        call(*args, **options)
    return caught.value.faults


def test_a_csv_with_our_names_needs_no_mapping(write_csv):
    path = write_csv("cells.csv", HEADER, "001,119.5,39.9,10", "002,119.6,39.9,0")
    demand = read_population(path)
    assert list(demand.index) == ["001", "002"]
    assert demand.index.name == "cell_id"
    assert list(demand["residents"]) == [10.0, 0.0]
    assert demand.crs.to_epsg() == 4549
    assert demand.geometry.to_crs(4326).iloc[0].distance(Point(119.5, 39.9)) < 1e-9


def test_a_mapping_names_columns_and_groups(write_csv):
    path = write_csv("people.csv", "id,east,north,pop,old", "a,500000,4417000,10,2.5")
    layer = Layer(
        file=path,
        crs="EPSG:4549",
        columns={"cell_id": "id", "x": "east", "y": "north", "residents": "pop", "elderly": "old"},
        groups={"disabled": 0.1},
    )
    demand = read_population(layer, groups={"children": 0.2}, crs="EPSG:4549")
    assert demand.drop(columns="geometry").iloc[0].to_dict() == {
        "residents": 10.0,
        "elderly": 2.5,
        "disabled": 1.0,
        "children": 2.0,
    }
    assert (demand.geometry.x.iloc[0], demand.geometry.y.iloc[0]) == (500000, 4417000)


def test_a_byte_order_mark_and_chinese_text_survive(write_csv):
    path = write_csv(
        "cells.csv", f"{HEADER},name", "海1,119.5,39.9,10,海港区", encoding="utf-8-sig"
    )
    demand = read_population(path)
    assert list(demand.index) == ["海1"]
    assert list(demand["name"]) == ["海港区"]


def test_what_may_be_gbk_is_told_and_reads_when_named(write_csv):
    path = write_csv("cells.csv", f"{HEADER},name", "1,119.5,39.9,10,鼷鼹黩龌", encoding="gbk")
    (fault,) = faults(read_population, path)
    assert str(fault) == "cells.csv: is not UTF-8; it reads as GBK. write encoding: gbk."
    demand = read_population(Layer(file=path, encoding="gbk"))
    assert list(demand["name"]) == ["鼷鼹黩龌"]


def test_gbk_is_recognised(write_csv):
    path = write_csv("cells.csv", f"{HEADER},name", "1,119.5,39.9,10,海港区", encoding="gbk")
    assert list(read_population(path)["name"]) == ["海港区"]


def test_an_unknown_encoding_is_told(write_csv):
    path = write_csv("cells.csv", HEADER, "1,119.5,39.9,10")
    (fault,) = faults(read_population, Layer(file=path, encoding="utf-99"))
    assert "no such encoding" in fault.cause


def test_a_missing_file_names_what_looks_like_it(write_csv, tmp_path):
    write_csv("cells.csv", HEADER)
    (fault,) = faults(read_population, tmp_path / "cell.csv")
    assert fault.cause == "there is no such file"
    assert "cells.csv" in fault.fix
    (fault,) = faults(read_population, tmp_path / "nowhere" / "cell.csv")
    assert "there is no folder" in fault.fix


def test_a_missing_column_lists_what_there_is(write_csv):
    path = write_csv("cells.csv", "cell_id,lon,lat,resident", "1,119.5,39.9,10")
    (fault,) = faults(read_population, path)
    assert fault.column == "residents"
    assert "cell_id, lon, lat, resident" in fault.cause
    assert fault.fix == "write columns: {residents: resident}"


def test_coordinates_without_crs_are_refused(write_csv):
    path = write_csv("cells.csv", "cell_id,x,y,residents", "1,119.5,39.9,10")
    (fault,) = faults(read_population, path)
    assert "has no CRS" in fault.cause


def test_an_unknown_crs_is_refused(write_csv):
    path = write_csv("cells.csv", "cell_id,x,y,residents", "1,119.5,39.9,10")
    (fault,) = faults(read_population, Layer(file=path, crs="EPSG:99999999"))
    assert "not a known coordinate reference system" in fault.cause


def test_degrees_are_refused_as_the_result(write_csv):
    path = write_csv("cells.csv", HEADER, "1,119.5,39.9,10")
    (fault,) = faults(read_population, path, crs="EPSG:4326")
    assert fault.cause == "is not in metres"


def test_swapped_coordinates_are_told(write_csv):
    path = write_csv("cells.csv", HEADER, "1,39.9,119.5,10", "2,39.8,119.6,3")
    (fault,) = faults(read_population, path)
    assert "x and y look swapped" in fault.cause
    assert fault.fix == "exchange columns x and y"


def test_all_faults_of_a_file_come_at_once(write_csv):
    path = write_csv(
        "cells.csv",
        HEADER,
        "1,119.5,39.9,-3",
        "2,119.5,39.9,nan",
        "3,119.5,39.9,",
        "4,119.5,39.9,inf",
        "5,119.5,39.9,many",
        "6,east,39.9,1",
        "7,119.5,95,1",
        "8,119.5,,1",
        "9,119.5,39.9,1",
        "9,119.5,39.9,1",
        ",119.5,39.9,1",
        "11,119.5,39.9,1",
    )
    found = [(f.row, f.key, f.column, f.value, f.cause) for f in faults(read_population, path)]
    assert found == [
        (1, "cell_id 1", "residents", -3.0, "is negative"),
        (2, "cell_id 2", "residents", None, "is missing"),
        (3, "cell_id 3", "residents", None, "is missing"),
        (4, "cell_id 4", "residents", float("inf"), "is infinite"),
        (5, "cell_id 5", "residents", "many", "is not a number"),
        (6, "cell_id 6", "x", "east", "is not a number"),
        (7, "cell_id 7", "y", 95.0, "is no coordinate in WGS 84"),
        (8, "cell_id 8", "y", None, "is missing"),
        (9, "cell_id 9", "cell_id", "9", "occurs more than once"),
        (10, "cell_id 9", "cell_id", "9", "occurs more than once"),
        (11, None, "cell_id", None, "is missing"),
    ]


@pytest.mark.parametrize("lines", [(), (HEADER,)])
def test_an_empty_file_is_refused(write_csv, lines):
    path = write_csv("cells.csv", *lines)
    (fault,) = faults(read_population, path)
    assert fault.cause == "has no records"


def test_a_record_with_too_many_values_is_refused(write_csv):
    path = write_csv("cells.csv", HEADER, "1,119.5,39.9,10,000", "2,119.5,39.9,10")
    (fault,) = faults(read_population, path)
    assert "is not a table" in fault.cause


@pytest.mark.parametrize("suffix", ["gpkg", "geojson", "parquet", "shp"])
def test_areas_keep_their_geometry(tmp_path, suffix):
    path = tmp_path / f"格网.{suffix}"
    table = gpd.GeoDataFrame(
        {"cell_id": ["甲", "乙"], "residents": [3, 4]},
        geometry=[box(119, 39, 119.1, 39.1), box(119.1, 39, 119.2, 39.1)],
        crs=4326,
    )
    if suffix == "parquet":
        table.to_parquet(path)
    else:
        table.to_file(path, encoding="utf-8" if suffix == "shp" else None)
    demand = read_population(path)
    assert list(demand.index) == ["甲", "乙"]
    assert set(demand.geom_type) == {"Polygon"}
    assert demand["residents"].sum() == 7


def gbk_shapefile(path, cell_id, language):
    gpd.GeoDataFrame(
        {"cell_id": [cell_id], "residents": [3]}, geometry=[Point(119, 39)], crs=4326
    ).to_file(path, encoding="gbk")
    path.with_suffix(".cpg").unlink()
    table = path.with_suffix(".dbf")
    data = bytearray(table.read_bytes())
    data[29] = language
    table.write_bytes(data)
    return path


def test_a_gbk_shapefile_without_a_statement_is_told(tmp_path):
    path = gbk_shapefile(tmp_path / "cells.shp", "鼷鼹", 0)
    (fault,) = faults(read_population, path)
    assert fault.fix == "write encoding: gbk"
    assert list(read_population(Layer(file=path, encoding="gbk")).index) == ["鼷鼹"]


@pytest.mark.parametrize("language", [0, 0x57])
def test_a_gbk_shapefile_is_recognised(tmp_path, language):
    path = gbk_shapefile(tmp_path / "cells.shp", "甲", language)
    with collected_notes() as notes:
        assert list(read_population(path).index) == ["甲"]
    assert notes == ["cells.shp: its text was recognised as GB18030, and read so."]


def test_vector_layers_without_crs_geometry_or_records_are_refused(tmp_path):
    table = gpd.GeoDataFrame(
        {"cell_id": ["a", "b"], "residents": [3.0, np.nan]},
        geometry=[None, Point(119, 39)],
        crs=4326,
    )
    table.to_parquet(tmp_path / "null.parquet")
    found = faults(read_population, tmp_path / "null.parquet")
    assert [(f.row, f.cause) for f in found] == [(1, "has no geometry"), (2, "is missing")]

    table.iloc[1:].set_crs(None, allow_override=True).to_parquet(tmp_path / "bare.parquet")
    (fault,) = faults(read_population, tmp_path / "bare.parquet")
    assert "has no CRS" in fault.cause

    table.iloc[:0].to_file(tmp_path / "empty.gpkg")
    (fault,) = faults(read_population, tmp_path / "empty.gpkg")
    assert fault.cause == "has no records"

    (fault,) = faults(read_population, Layer(file=tmp_path / "null.parquet", crs="EPSG:4549"))
    assert "which the file itself states" in fault.cause

    table.to_file(tmp_path / "one.gpkg", layer="格网")
    (fault,) = faults(read_population, Layer(file=tmp_path / "one.gpkg", layer="grid"))
    assert "the file has 格网" in fault.cause

    (tmp_path / "broken.gpkg").write_bytes(b"nothing")
    (fault,) = faults(read_population, tmp_path / "broken.gpkg")
    assert "cannot be read" in fault.cause


def test_a_vector_layer_with_swapped_coordinates_is_told(tmp_path):
    path = tmp_path / "cells.geojson"
    gpd.GeoDataFrame(
        {"cell_id": ["a"], "residents": [3]}, geometry=[Point(39.9, 119.5)], crs=4326
    ).to_file(path)
    (fault,) = faults(read_population, path)
    assert "x and y look swapped" in fault.cause


def test_shares_need_residents_and_no_column(write_csv):
    path = write_csv("cells.csv", f"{HEADER},elderly", "1,119.5,39.9,10,2")
    (fault,) = faults(read_population, path, groups={"elderly": 0.2})
    assert "already" in fault.cause
    (fault,) = faults(
        read_population, Layer(file=path, columns={"elderly": "elderly"}), groups={"elderly": 1.2}
    )
    assert fault.column == "groups.elderly"


CELLS = st.lists(
    st.tuples(
        st.floats(118.1, 119.9),
        st.floats(39, 41),
        st.floats(0, 1e7, allow_subnormal=False),
    ),
    min_size=1,
    max_size=20,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(cells=CELLS, data=st.data())
def test_people_and_places_do_not_depend_on_the_order_of_rows(write_csv, cells, data):
    rows = [f"{i:03},{lon!r},{lat!r},{people!r}" for i, (lon, lat, people) in enumerate(cells)]
    first = read_population(write_csv("cells.csv", HEADER, *rows))
    shuffled = data.draw(st.permutations(rows))
    second = read_population(write_csv("cells.csv", HEADER, *shuffled))
    assert first["residents"].tolist() == [people for _, _, people in cells]
    assert first.crs == second.crs
    assert first.sort_index().equals(second.sort_index())


def test_published_populations_keep_their_totals(shared_case):
    hexagons = shared_case("saopaulo_r5r") / "spo_hexgrid.csv"
    demand = read_population(hexagons, columns={"cell_id": "id", "residents": "population"})
    assert len(demand) == 323
    assert demand["residents"].sum() == 517_570
    assert demand.crs.to_epsg() == 32723
    hills = shared_case("accessmod_blackhills") / "base/population__demo/population__demo.tif"
    with rasterio.open(hills) as raster:
        total = raster.read(1, masked=True).astype(float).sum()
    assert read_population(hills)["residents"].sum() == total


@pytest.mark.parametrize(("column", "value"), [("residents", "1e308"), ("residents", "2e10")])
def test_more_people_than_there_are_is_refused(write_csv, column, value):
    (fault,) = faults(read_population, write_csv("c.csv", HEADER, f"a,119.5,39.9,{value}"))
    assert (fault.file, fault.key, fault.column) == ("c.csv", "cell_id a", column)
    assert fault.cause == "is more people than there are on Earth"


@pytest.mark.parametrize("value", ["true", "yes", "12:30", "0x1F", "1_000", "1 000", "n/a"])
def test_what_is_no_plain_number_is_no_number_of_people(write_csv, value):
    (fault,) = faults(read_population, write_csv("c.csv", HEADER, f"a,119.5,39.9,{value}"))
    assert (fault.file, fault.key, fault.value) == ("c.csv", "cell_id a", value)
    assert (fault.column, fault.cause) == ("residents", "is not a number")


def test_marks_are_no_numbers_of_people(tmp_path):
    path = tmp_path / "c.gpkg"
    gpd.GeoDataFrame(
        {"cell_id": ["a"], "residents": [True]}, geometry=[Point(119.5, 39.9)], crs=4326
    ).to_file(path)
    (fault,) = faults(read_population, path)
    assert (fault.key, fault.column, fault.value) == ("cell_id a", "residents", "True")


@pytest.mark.parametrize("mapped", [{}, {"residents": "n"}])
def test_two_columns_of_one_heading_are_refused_where_it_is_read(write_csv, mapped):
    name = mapped.get("residents", "residents")
    path = write_csv("c.csv", f"cell_id,lon,lat,{name},{name}", "a,119.5,39.9,10,100")
    (fault,) = faults(read_population, Layer(file=path, columns=mapped))
    assert (fault.file, fault.column) == ("c.csv", name)
    assert fault.cause == "2 columns have this heading"
    assert fault.fix == "rename or delete all but the one that is meant"
    other = write_csv("o.csv", f"{HEADER},note,note", "a,119.5,39.9,10,x,y")
    assert read_population(other)["residents"].tolist() == [10.0]


def test_a_named_crs_of_another_part_of_the_world_is_refused(write_csv):
    path = write_csv("c.csv", HEADER, "a,119.5,39.9,10")
    (fault,) = faults(read_population, path, crs="EPSG:32733")
    assert (fault.file, fault.column) == ("c.csv", "crs")
    assert "most places lie 102 degrees outside" in fault.cause
    (fault,) = faults(read_population, path, crs="EPSG:5703")
    assert "is a Vertical CRS" in fault.cause


@pytest.mark.parametrize("code", ["EPSG:9518", "EPSG:4326+5773", "EPSG:32650+5773"])
def test_of_a_compound_crs_the_places_on_the_ground_count(write_csv, code):
    ground = code.partition("+")[0].replace("9518", "4326")
    x, y = (119.5, 39.9) if ground == "EPSG:4326" else (542_740.0, 4_416_790.0)
    path = write_csv("cells.csv", "cell_id,x,y,residents", f"a,{x},{y},10")
    with_heights, without = (read_population(Layer(file=path, crs=one)) for one in (code, ground))
    assert with_heights.crs == without.crs
    assert with_heights.geometry.iloc[0].equals_exact(without.geometry.iloc[0], 1e-6)
