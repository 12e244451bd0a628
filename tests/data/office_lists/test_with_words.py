"""One list of an office feeds several services by its words."""

from pathlib import Path

import halfhour as hh
import pytest
from halfhour.data.office_lists.listed_notes import listed_records

LIST = """机构编号,机构名称,类别,经度,纬度,床位數
1,第一医院,医院,119.50,39.90,120
2,北镇卫生院,乡镇卫生院,119.52,39.90,
3,东村卫生室,村卫生室,119.54,39.90,—
4,夕阳红,养老院,119.56,39.90,50
5,百姓大药房,药店,119.58,39.90,
6,仓库,其他,119.60,39.90,
"""
MAPPING = """
columns: {site_id: 机构编号, name: 机构名称, x: 经度, y: 纬度, capacity: 床位数}
words:
  类别:
    医院: {service: clinic, tier: 1}
    鄉鎮衛生院: {service: clinic, tier: 2, capacity: 30}
    村卫生室: {service: clinic, tier: 3, capacity: 5}
    养老院: elderly_care
    药店: ignore
    疗养院: {service: clinic, tier: 4}
"""


@pytest.fixture
def layer(tmp_path: Path) -> hh.Layer:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "words.yaml").write_text(MAPPING, encoding="utf-8")
    return hh.Layer(file=tmp_path / "list.csv", mapping=tmp_path / "words.yaml", crs="EPSG:4326")


def test_a_list_is_split_by_its_words(layer: hh.Layer) -> None:
    clinics = hh.read_sites(existing=layer, service="clinic")
    care = hh.read_sites(existing=layer, service="elderly_care")
    assert clinics["tier"].to_dict() == {"1": "1", "2": "2", "3": "3"}
    assert clinics["capacity"].to_dict() == {"1": 120.0, "2": 30.0, "3": 5.0}
    assert clinics["name"].tolist() == ["第一医院", "北镇卫生院", "东村卫生室"]
    assert care["capacity"].to_dict() == {"4": 50.0}


def test_what_no_rule_knows_is_listed(layer: hh.Layer) -> None:
    with hh.collected_notes() as notes:
        hh.read_sites(existing=layer, service="clinic")
        hh.read_sites(existing=layer, service="elderly_care")
    words = [one for one in listed_records(notes) if "word" in str(one["finding"])]
    assert [(one["value"], one["count"]) for one in words] == [("其他", 1)]
    rules = [one["value"] for one in listed_records(notes) if "rule that" in str(one["finding"])]
    assert rules == ["疗养院"]
    assert sum("no rule knows" in note for note in notes) == 1
    assert any("2 sites of clinic give no number of places" in note for note in notes)


def test_notes_on_numbers_count_the_records_that_are_kept(tmp_path: Path) -> None:
    """Neither those that `only:` leaves out, nor those listed twice, nor those of another service."""
    text = (
        "机构编号,机构名称,类别,经度,纬度,床位数,区\n"
        "1,第一医院,医院,119.50,39.90,120张,东\n"
        "2,北镇卫生院,乡镇卫生院,119.52,39.90,,东\n"
        "3,北镇 卫生院,乡镇卫生院,119.5201,39.90,,东\n"
        "4,南镇卫生院,乡镇卫生院,119.54,39.90,—,西\n"
        "5,西医院,医院,119.56,39.90,约80,西\n"
        "6,夕阳红,养老院,119.58,39.90,50张,东\n"
    )
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    (tmp_path / "words.yaml").write_text(MAPPING, encoding="utf-8")
    layer = hh.Layer(
        file=tmp_path / "list.csv",
        mapping=tmp_path / "words.yaml",
        crs="EPSG:4326",
        only={"区": "东"},
        duplicates="leave_out",
    )
    with hh.collected_notes() as notes:
        clinics = hh.read_sites(existing=layer, service="clinic")
    assert clinics["capacity"].to_dict() == {"1": 120.0, "2": 30.0}
    told = [note for note in notes if "capacity" in note or "places" in note]
    assert [note.values["count"] for note in told] == [1, 1]
    assert told[0].values["unit"] == "张"
    assert "give no number of places" in told[1].template


def test_rules_in_the_layer_do_the_same(layer: hh.Layer) -> None:
    rules = {"类别": {"*卫生*": {"service": "clinic", "tier": "2"}, "医院": "clinic"}}
    columns = {"site_id": "机构编号", "x": "经度", "y": "纬度"}
    own = hh.Layer.model_validate(
        {"file": layer.file, "crs": "EPSG:4326", "columns": columns, "words": rules}
    )
    sites = hh.read_sites(existing=own, service="clinic")
    assert sites["tier"].to_dict() == {"1": "", "2": "2", "3": "2"}


def test_words_of_tiers_alone_leave_no_record_out(layer: hh.Layer) -> None:
    rules = {"类别": {"医院": {"tier": "1"}, "药店": "ignore"}}
    own = hh.Layer.model_validate(
        {
            "file": layer.file,
            "crs": "EPSG:4326",
            "columns": {"site_id": "机构编号", "x": "经度", "y": "纬度"},
            "words": rules,
        }
    )
    sites = hh.read_sites(existing=own, service="clinic")
    assert sites["tier"].to_dict() == {"1": "1", "2": "", "3": "", "4": "", "6": ""}


def test_faults_name_the_rows_of_the_whole_file(layer: hh.Layer) -> None:
    text = LIST.replace("119.56,39.90,50", "119.56,39.90,viele")
    layer.file.write_text(text, encoding="utf-8")
    with pytest.raises(hh.InputError, match=r"list.csv, row 5 \(site_id 4\), capacity = 'viele'"):
        hh.read_sites(existing=layer, service="elderly_care")


def test_a_site_without_places_beside_others_with_some_is_told(layer: hh.Layer) -> None:
    text = layer.mapping.read_text(encoding="utf-8").replace(", capacity: 5", "")
    layer.mapping.write_text(text, encoding="utf-8")
    with pytest.raises(hh.InputError, match=r"row 4 \(site_id 3\), capacity: is not known"):
        hh.read_sites(existing=layer, service="clinic")


@pytest.mark.parametrize(
    ("service", "said"),
    [("school", "no rule means this service; rules mean clinic, elderly_care")],
)
def test_a_service_without_rules_is_told(layer: hh.Layer, service: str, said: str) -> None:
    with pytest.raises(hh.InputError, match=said):
        hh.read_sites(existing=layer, service=service)


def test_a_missing_column_of_words_is_told(layer: hh.Layer) -> None:
    layer.file.write_text(LIST.replace("类别", "种类"), encoding="utf-8")
    with pytest.raises(hh.InputError, match="there is no such column; the file has 机构编号"):
        hh.read_sites(existing=layer, service="clinic")
