from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from affine import Affine
from halfhour.common.errors import InputError
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


def test_gbk_is_told_and_reads_when_named(write_csv):
    path = write_csv("cells.csv", f"{HEADER},name", "1,119.5,39.9,10,海港区", encoding="gbk")
    (fault,) = faults(read_population, path)
    assert str(fault) == "cells.csv: is not UTF-8; it reads as GBK. write encoding: gbk."
    demand = read_population(Layer(file=path, encoding="gbk"))
    assert list(demand["name"]) == ["海港区"]


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


def test_a_gbk_shapefile_without_a_statement_is_told(tmp_path):
    path = tmp_path / "cells.shp"
    gpd.GeoDataFrame(
        {"cell_id": ["甲"], "residents": [3]}, geometry=[Point(119, 39)], crs=4326
    ).to_file(path, encoding="gbk")
    path.with_suffix(".cpg").unlink()
    table = path.with_suffix(".dbf")
    data = bytearray(table.read_bytes())
    data[29] = 0
    table.write_bytes(data)
    (fault,) = faults(read_population, path)
    assert fault.fix == "write encoding: gbk"
    assert list(read_population(Layer(file=path, encoding="gbk")).index) == ["甲"]


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


def write_raster(path, values, *, nodata=None, crs="EPSG:4326", bands=1):
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=values.shape[0],
        width=values.shape[1],
        count=bands,
        dtype=values.dtype,
        crs=crs,
        transform=Affine(0.01, 0, 119.0, 0, -0.01, 40.0),
        nodata=nodata,
    ) as raster:
        for band in range(bands):
            raster.write(values, band + 1)
    return path


def test_pixels_with_people_become_cells(tmp_path):
    values = np.array([[1.5, 0, np.nan], [-99999, 2, 3]], dtype=np.float32)
    path = write_raster(tmp_path / "pop.tif", values, nodata=-99999)
    demand = read_population(path, groups={"elderly": 0.5})
    assert list(demand.index) == ["r0c0", "r1c1", "r1c2"]
    assert list(demand["residents"]) == [1.5, 2, 3]
    assert list(demand["elderly"]) == [0.75, 1, 1.5]
    first = demand.geometry.to_crs(4326).iloc[0]
    assert first.distance(Point(119.005, 39.995)) < 1e-9


def test_a_raster_taller_than_a_strip_is_read_whole(tmp_path):
    values = np.zeros((1100, 3), dtype=np.int32)
    values[[0, 511, 512, 1099], 1] = [1, 2, 3, 4]
    demand = read_population(write_raster(tmp_path / "pop.tif", values, nodata=7))
    assert list(demand.index) == ["r0c1", "r511c1", "r512c1", "r1099c1"]
    assert demand["residents"].sum() == 10


def test_wrong_rasters_are_refused(tmp_path):
    bad = np.array([[-9999, np.inf], [1, -9999]], dtype=np.float32)
    found = faults(read_population, write_raster(tmp_path / "bad.tif", bad))
    assert [f.key for f in found] == ["pixel r0c0", "pixel r0c1"]
    assert "2 pixels" in found[0].cause
    good = np.ones((2, 2), dtype=np.float32)
    path = write_raster(tmp_path / "good.tif", good)
    (fault,) = faults(read_population, path, columns={"residents": "1"})
    assert fault.column == "columns"
    (fault,) = faults(read_population, write_raster(tmp_path / "two.tif", good, bands=2))
    assert "2 bands" in fault.cause
    (fault,) = faults(read_population, write_raster(tmp_path / "none.tif", good * 0))
    assert fault.cause == "has no records"
    bare = write_raster(tmp_path / "bare.tif", good, crs=None)
    (fault,) = faults(read_population, bare)
    assert "has no CRS" in fault.cause
    assert len(read_population(Layer(file=bare, crs="EPSG:4326"))) == 4
    path.write_bytes(path.read_bytes()[:100])
    (fault,) = faults(read_population, path)
    assert "cannot be read" in fault.cause


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
