"""Workbooks of offices: titles, headings over two rows, sums, remarks, and rows as Excel counts them."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
from halfhour.common.errors import InputError
from halfhour.common.sentences import collected_notes
from halfhour.data.formats.layer import Layer
from halfhour.data.sheets.read_sheet import read_sheet
from halfhour.data.tables.population import read_population
from halfhour.data.tables.sites import read_sites

from tests.data.sheets.xls_files import write_xls

HEADINGS = ["编号", "名称", "经度", "纬度", "床位数（张）", "启用日期"]
RECORDS = [
    ["001", "海港一院", 119.52, 39.91, "20张", dt.date(2026, 1, 2)],
    ["002", "海港二院", "119°31′48″", "39.92", 30, None],
]
MAPPED = {"site_id": "编号", "name": "名称", "x": "经度", "y": "纬度", "capacity": "床位数（张）"}


def workbook(path, *rows, merged=(), title="设施表", more=()):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for area in merged:
        sheet.merge_cells(area)
    for name in more:
        book.create_sheet(name).append(["说明"])
    book.save(path)
    return path


def test_an_offices_table_is_read_and_told(tmp_path):
    path = workbook(
        tmp_path / "机构.xlsx",
        ["秦皇岛市医疗机构一览表"],
        ["填报单位：卫健委", None, None, None, "2026年3月"],
        HEADINGS,
        *RECORDS,
        [],
        ["003", "抚宁医院", 119.24, 39.88, "—", None],
        ["合 计", None, None, None, 50],
        [],
        ["注：床位为编制床位"],
        merged=["A1:F1"],
        more=["填表说明"],
    )
    found = read_sheet(path)
    assert list(found.table.columns) == HEADINGS
    assert found.table["编号"].tolist() == ["001", "002", "003"]
    assert found.table["启用日期"].tolist() == ["2026-01-02", "", ""]
    assert found.rows == (4, 5, 7)
    said = "\n".join(found.notes)
    assert "sheet 设施表 is read, the first with a table; not read are 填表说明" in said
    assert (
        "headings are in row 3; above them stands: 秦皇岛市医疗机构一览表, 填报单位：卫健委" in said
    )
    assert "sums and no records are left out: 8 (合 计)" in said
    assert "remarks and no records are left out: 10 (注：床位为编制床位)" in said


def test_sites_of_a_workbook_are_those_of_a_table_of_text(tmp_path):
    layer = Layer(
        file=workbook(tmp_path / "a.xlsx", HEADINGS, *RECORDS), columns=MAPPED, crs="EPSG:4326"
    )
    with collected_notes() as notes:
        sites = read_sites(existing=layer, service="clinic")
    (tmp_path / "a.csv").write_text(
        "site_id,name,x,y,capacity\n001,海港一院,119.52,39.91,20\n002,海港二院,119.53,39.92,30\n",
        encoding="utf-8",
    )
    wanted = (
        read_sites(existing=tmp_path / "a.csv", service="clinic")
        if False
        else read_sites(existing=Layer(file=tmp_path / "a.csv", crs="EPSG:4326"), service="clinic")
    )
    assert sites.index.tolist() == wanted.index.tolist()
    assert sites["capacity"].tolist() == [20, 30]
    assert sites.geometry.geom_equals_exact(wanted.geometry, 1e-6).all()
    assert any("1 value of capacity has the unit 张, such as 20张" in note for note in notes)
    assert any("1 value of x is degrees, minutes and seconds" in note for note in notes)


def test_faults_name_the_rows_of_the_sheet(tmp_path):
    rows = [["设施"], HEADINGS, RECORDS[0], [], ["002", "", 119.5, 39.9, "很多", None]]
    path = workbook(tmp_path / "a.xlsx", *rows, merged=["A1:F1"])
    with pytest.raises(InputError) as caught:
        read_sites(existing=Layer(file=path, columns=MAPPED, crs="EPSG:4326"), service="clinic")
    assert (
        str(caught.value).count("a.xlsx, row 5 (site_id 002), capacity = '很多': is not a number")
        == 1
    )


def test_an_unknown_capacity_is_not_without_limit(tmp_path):
    for word in ("—", "无", "\uff0d", "/", "不详", None):
        path = workbook(tmp_path / "a.xlsx", HEADINGS, ["001", "", 119.5, 39.9, word, None])
        with pytest.raises(InputError, match="is not known, and is neither 0 nor without limit"):
            read_sites(existing=Layer(file=path, columns=MAPPED, crs="EPSG:4326"), service="clinic")


def test_headings_over_two_rows(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        ["编号", "坐标", None, "人口", None],
        [None, "经度", "纬度", "总数", "老人"],
        ["a", 119.5, 39.9, 100, 20],
        merged=["A1:A2", "B1:C1", "D1:E1"],
    )
    found = read_sheet(path)
    assert list(found.table.columns) == ["编号", "经度", "纬度", "总数", "老人"]
    assert found.rows == (3,)
    assert not found.notes


def test_headings_that_two_groups_share_keep_their_group(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        ["编号", "现状", None, "规划", None],
        [None, "床位", "面积", "床位", "面积"],
        ["a", 1, 2, 3, 4],
        merged=["A1:A2", "B1:C1", "D1:E1"],
    )
    assert list(read_sheet(path).table.columns) == [
        "编号",
        "现状 床位",
        "现状 面积",
        "规划 床位",
        "规划 面积",
    ]


def test_columns_without_anything_are_none_and_others_keep_their_letter(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ["id", None, "x", None], ["a", None, 1, "remark"])
    assert list(read_sheet(path).table.columns) == ["id", "x", "D"]


def test_a_merged_value_is_that_of_all_its_rows(tmp_path):
    rows = [["county", "id", "x"], ["海港", "a", 1], [None, "b", 2], ["山海关", "c", 3]]
    found = read_sheet(workbook(tmp_path / "a.xlsx", *rows, merged=["A2:A3"]))
    assert found.table["county"].tolist() == ["海港", "海港", "山海关"]
    assert "1 record has values of cells that are merged" in found.notes[0]


@pytest.mark.parametrize("word", ["合计", "总 计", "合计：", "Total", "小计", "TOTAL"])
def test_sums_at_the_end_only(tmp_path, word):
    rows = [["id", "x", "n"], [word, 1, 1], ["b", 2, 2], [word, None, 3], ["7", word, 3]]
    found = read_sheet(workbook(tmp_path / "a.xlsx", *rows))
    assert found.table["id"].tolist() == [word, "b"]


def test_the_sheet_that_is_named(tmp_path):
    path = workbook(tmp_path / "a.xlsx", ["id", "x"], ["a", 1], more=["b"])
    with pytest.raises(InputError, match="there is no such sheet; the file has 设施表, b"):
        read_sheet(path, sheet="c")
    with pytest.raises(InputError, match="sheet b has no table"):
        read_sheet(path, sheet="b")
    assert read_sheet(path, sheet="设施表").notes == ()


def test_a_sheet_of_headings_alone_has_no_table(tmp_path):
    with pytest.raises(InputError, match="sheet 设施表 has no table"):
        read_sheet(workbook(tmp_path / "a.xlsx", HEADINGS))


def test_old_workbooks_are_read_too(tmp_path):
    path = write_xls(
        tmp_path / "a.xls", [["cell_id", "lon", "lat", "residents"], ["001", 119.5, 39.9, 12.5]]
    )
    demand = read_population(path)
    assert demand["residents"].to_dict() == {"001": 12.5}


def test_keys_of_text_files_are_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", HEADINGS, *RECORDS)
    with pytest.raises(InputError, match="encoding: is for files of text"):
        read_sites(existing=Layer(file=path, encoding="gbk"), service="clinic")
    (tmp_path / "a.csv").write_text("site_id,x,y\na,1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match="is for workbooks"):
        read_sites(existing=Layer(file=tmp_path / "a.csv", sheet="b"), service="clinic")
