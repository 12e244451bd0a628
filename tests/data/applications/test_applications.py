"""Tables of applications: headings recognised, unread ones listed, and a sentence for each thing wrong."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely
from halfhour.common.errors import InputError
from halfhour.data.applications.applications import read_applications
from halfhour.data.formats.layer import Layer

HEADINGS = [
    "序号",
    "项目名称",
    "申请单位",
    "机构类别",
    "级别",
    "经度",
    "纬度",
    "床位数（张）",
    "建成年份",
    "联系电话",
]
ROWS = [
    ["1", "北街诊所", "甲公司", "clinic", "", 119.52, 39.91, "20张", 2028, "0335"],
    ["2", "南街诊所", "乙公司", "clinic", "", "119°31′30″E", 39.92, "—", "2029年", ""],
    ["3", "北街诊所二期", "甲公司", "clinic", "", 119.5201, 39.91, 30, None, ""],
]


def workbook(path, rows, headings=HEADINGS, title="2028年申请汇总"):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    sheet.append(["合计", None, None, None, None, None, None, 50])
    book.save(path)
    return path


def faults(source):
    with pytest.raises(InputError) as caught:
        read_applications(source)
    return caught.value.faults


def test_an_offices_list(tmp_path):
    found = read_applications(workbook(tmp_path / "申请.xlsx", ROWS))
    table = found.table
    assert table.index.tolist() == ["1", "2", "3"]
    assert table["name"].tolist() == ["北街诊所", "南街诊所", "北街诊所二期"]
    assert table["applicant"].tolist() == ["甲公司", "乙公司", "甲公司"]
    assert table["service"].tolist() == ["clinic"] * 3
    np.testing.assert_array_equal(table["capacity"], [20, np.nan, 30])
    np.testing.assert_array_equal(table["year"], [2028, 2029, np.nan])
    assert table["row"].tolist() == [3, 4, 5]
    assert table.geometry.iloc[1].equals_exact(shapely.Point(119.525, 39.92), 1e-9)
    assert found.unread == ("联系电话",)
    assert found.columns["capacity"] == "床位数（张）"
    assert found.same_place["application_id"].tolist() == ["1", "3"]
    assert found.same_place["other_id"].tolist() == ["3", "1"]
    assert found.same_place["distance_m"].between(8, 9).all()
    said = "\n".join(found.notes)
    for part in (
        "床位数（张） = capacity",
        "not read: 联系电话",
        "has the unit 张",
        "(合计)",
        "1 ~ 3 (9 m)",
    ):
        assert part in said


def test_csv_in_english_with_pairs(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        'Name;Coordinates;Beds\nA;"39.91N, 119.52E";10\nB;119.6,39.9;\n', encoding="utf-8"
    )
    found = read_applications(path)
    assert found.table.index.tolist() == ["1", "2"]
    assert found.table.geometry.x.tolist() == [119.52, 119.6]
    assert any("applications are numbered" in note for note in found.notes)


def test_parcels_of_a_vector_layer(tmp_path):
    parcels = gpd.GeoDataFrame(
        {"宗地编号": ["a", "b"], "lon": [0, 0], "geometry": [shapely.box(0, 0, 99, 99)] * 2},
        crs=None,
    )
    parcels["geometry"] = parcels.geometry.translate(0, 0)
    shapes = gpd.GeoSeries(
        [shapely.box(443000, 4418000, 443100, 4418100), shapely.Point(444000, 4418000)], crs=4549
    )
    parcels.set_geometry(shapes).to_file(tmp_path / "a.gpkg")
    found = read_applications(tmp_path / "a.gpkg")
    assert found.table.crs.to_epsg() == 4326
    assert found.table.geometry.geom_type.tolist() == ["Polygon", "Point"]
    assert found.unread == ("lon",)


def test_a_layer_may_map_columns_and_name_shifted_coordinates(tmp_path):
    (tmp_path / "a.csv").write_text("码,e,n\nx,119.526,39.911\n", encoding="utf-8")
    columns = {"application_id": "码", "x": "e", "y": "n"}
    found = read_applications(Layer(file=tmp_path / "a.csv", columns=columns, crs="gcj02"))
    assert found.table.index.tolist() == ["x"]
    assert abs(found.table.geometry.x.iloc[0] - 119.526) > 0.004
    assert any("converted from GCJ-02" in note for note in found.notes)


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({7: "-5"}, "is negative"),
        ({7: "很多"}, "is not a number"),
        ({8: 28}, "is not a year"),
        ({5: 219.5}, "is no coordinate in WGS 84"),
        ({5: None}, "is missing"),
        ({5: "39°54′N"}, "is no longitude"),
        ({0: "2"}, "occurs more than once"),
        ({5: 0, 6: 0}, "where what has no place is put"),
    ],
)
def test_what_is_wrong_with_one_is_told_with_its_row(tmp_path, change, cause):
    row = [change.get(place, value) for place, value in enumerate(ROWS[0])]
    told = faults(workbook(tmp_path / "a.xlsx", [row, ROWS[1]]))
    assert cause in told[0].cause
    assert told[0].sheet_row in (3, 4)


def test_exchanged_columns_are_asked_about(tmp_path):
    rows = [[*row[:5], 39.91, 119.52, *row[7:]] for row in ROWS]
    assert "look swapped" in faults(workbook(tmp_path / "a.xlsx", rows))[0].cause


def test_no_applications_and_too_many(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    book.save(tmp_path / "a.xlsx")
    assert "has no table" in faults(tmp_path / "a.xlsx")[0].cause
    (tmp_path / "a.csv").write_text("id,lon,lat\n", encoding="utf-8")
    assert "has no records" in faults(tmp_path / "a.csv")[0].cause
    lines = "\n".join(f"{number},119.5,39.9" for number in range(100_000))
    (tmp_path / "b.csv").write_text(f"id,lon,lat\n{lines}\n", encoding="utf-8")
    (told,) = faults(tmp_path / "b.csv")
    assert told.cause == "has 100,000 applications; at most 10,000 are compared at once"
    assert "split the table" in told.fix


def test_a_table_without_places(tmp_path):
    (tmp_path / "a.csv").write_text("id,地址\n1,北街\n", encoding="utf-8")
    assert "has no column of places; the file has id, 地址" in faults(tmp_path / "a.csv")[0].cause


def test_a_title_that_names_shifted_coordinates_is_followed(tmp_path):
    file = workbook(tmp_path / "申请.xlsx", ROWS, title="2028年申请汇总 坐标系：GCJ-02")
    said = read_applications(file)
    [note] = [one for one in said.notes if "check it" in one]
    assert "gcj02" in note
    named = read_applications(Layer(file=file, crs="gcj02"))
    np.testing.assert_array_equal(
        said.table.geometry.get_coordinates(), named.table.geometry.get_coordinates()
    )
    # Who names a CRS is asked no more.
    assert not any("check it" in one for one in named.notes)
