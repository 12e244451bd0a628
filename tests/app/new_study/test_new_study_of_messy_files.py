"""Files as offices have them go from raw to a plan with `halfhour new`."""

import sqlite3
import struct
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import halfhour as hh
import openpyxl
import pandas as pd
import pytest
import shapely
from raw_town import write_raw_town
from towns import place

from tests.data.sheets.xls_files import write_xls

HEADINGS = ["序号", "机构名称", "机构类别", "经度", "纬度", "床位数"]
RECORDS = [
    (1, "第一医院", "医院", (0, 0), "120张"),
    (2, "东村卫生院", "乡镇卫生院", (4, 1), "约30"),
    (3, "北镇卫生院", "乡镇卫生院", (1, 4), "\uff14\uff15"),
]
ROWS = [[number, name, kind, *place(*at), beds] for number, name, kind, at, beds in RECORDS]
CAPACITY = {"第一医院": 120.0, "东村卫生院": 30.0, "北镇卫生院": 45.0}


def title_rows(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["某市卫生机构一览表"])
    sheet.merge_cells("A1:F1")
    sheet.append(["填表单位：卫健局"])
    sheet.append(HEADINGS)
    for row in ROWS:
        sheet.append(row)
    sheet.append(["合计", None, None, None, None, 195])
    book.save(folder / "机构.xlsx")
    return folder / "机构.xlsx"


def merged_headings(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["序号", "机构名称", "机构类别", "位置", None, "床位数"])
    sheet.append([None, None, None, "经度", "纬度", None])
    for cells in ("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:F2"):
        sheet.merge_cells(cells)
    for row in ROWS:
        sheet.append(row)
    book.save(folder / "机构.xlsx")
    return folder / "机构.xlsx"


def excel_97(folder: Path) -> Path:
    return write_xls(folder / "机构.xls", [["机构一览表"], HEADINGS, *ROWS])


def text_in(encoding: str) -> Callable[[Path], Path]:
    def written(folder: Path) -> Path:
        table = pd.DataFrame(ROWS, columns=HEADINGS)
        table.to_csv(folder / "机构.csv", index=False, encoding=encoding)
        return folder / "机构.csv"

    return written


def full_width(folder: Path) -> Path:
    wide = {ord(sign): chr(ord(sign) + 0xFEE0) for sign in "0123456789."}
    table = pd.DataFrame(ROWS, columns=HEADINGS).astype(str)
    table[["经度", "纬度"]] = table[["经度", "纬度"]].map(lambda text: text.translate(wide))
    table.to_csv(folder / "机构.csv", index=False, encoding="utf-8-sig")
    return folder / "机构.csv"


def frame(*, z: bool = False) -> gpd.GeoDataFrame:
    points = [shapely.Point(*row[3:5], *([7.0] if z else [])) for row in ROWS]
    table = pd.DataFrame(ROWS, columns=HEADINGS).drop(columns=["经度", "纬度"])
    return gpd.GeoDataFrame(table, geometry=points, crs="EPSG:4326")


def bare_shapefile(folder: Path) -> Path:
    """A Shapefile in GBK whose names end after ten bytes, amid a letter, with neither .cpg nor .prj."""
    path = folder / "机构.shp"
    frame().rename(columns={"机构类别": "KIND_FIELD"}).to_file(path, encoding="GBK")
    table = path.with_suffix(".dbf")
    cut = "机构类别(按性质分)".encode("gbk")[:10]
    table.write_bytes(table.read_bytes().replace(b"KIND_FIELD", cut))
    path.with_suffix(".cpg").unlink()
    path.with_suffix(".prj").unlink()
    return path


def with_heights(folder: Path) -> Path:
    frame(z=True).to_file(folder / "机构.gpkg")
    return folder / "机构.gpkg"


def with_measures(folder: Path) -> Path:
    """Points with heights and measures, which no library at hand writes: the blobs are mended."""
    path = folder / "机构.gpkg"
    frame(z=True).to_file(path, layer="list", SPATIAL_INDEX="NO")
    with closing(sqlite3.connect(path)) as database:
        for number, blob in database.execute("SELECT fid, geom FROM list").fetchall():
            begin = blob.rindex(struct.pack("<BI", 1, 1001))
            measured = blob[:begin] + struct.pack("<BI", 1, 3001) + blob[begin + 5 :]
            measured += struct.pack("<d", 3.0)
            database.execute("UPDATE list SET geom = ? WHERE fid = ?", (measured, number))
        database.execute("UPDATE gpkg_geometry_columns SET m = 1")
        database.commit()
    return path


MESSY = {
    "title rows, merged title, units, about, full width, total": title_rows,
    "merged headings": merged_headings,
    "Excel 97": excel_97,
    "GB 18030": text_in("gb18030"),
    "UTF-16": text_in("utf-16"),
    "byte order mark": text_in("utf-8-sig"),
    "full width": full_width,
    "bare Shapefile in GBK": bare_shapefile,
    "Z": with_heights,
    "ZM": with_measures,
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("town")
    write_raw_town(folder)
    return folder


@pytest.mark.parametrize("kind", MESSY)
def test_a_messy_list_becomes_a_study_that_runs(kind: str, town: Path, tmp_path: Path) -> None:
    file = MESSY[kind](tmp_path)
    roads, people = town / "roads.osm.pbf", town / "population.tif"
    study = hh.new_study(tmp_path / "study", [roads, people, file])
    sites = hh.validate_study(study.path).sites[study.services[0]]
    facilities = sites[sites["status"] == "existing"]
    assert facilities.set_index("name")["capacity"].to_dict() == CAPACITY
    places = facilities.to_crs("EPSG:4326").set_index("name").geometry
    for _, name, _, at, _ in RECORDS:
        assert places[name].distance(shapely.Point(place(*at))) < 1e-6
    assert set(facilities["tier"]) == {"医院", "乡镇卫生院"}


@pytest.mark.parametrize("kind", ["Excel 97", "bare Shapefile in GBK"])
def test_and_a_plan(kind: str, town: Path, tmp_path: Path) -> None:
    file = MESSY[kind](tmp_path)
    roads, people = town / "roads.osm.pbf", town / "population.tif"
    study = hh.new_study(tmp_path / "study", [roads, people, file])
    [found] = hh.plan_study(study.path, tmp_path / "out", scenario=f"{study.services[0]}_3", jobs=1)
    assert found.plan.after.share >= found.plan.before.share > 0
