"""One list of an office, in its own words, becomes a plan for two services."""

from pathlib import Path

import halfhour as hh
import pandas as pd
import pytest
import yaml
from study_fixtures import STUDY
from towns import place

LIST = (
    ("1", "第一医院", "医院", (0, 0), "120"),
    ("2", "北镇卫生院", "乡镇卫生院", (4, 1), "30"),
    ("3", "北镇衛生院", "乡镇卫生院", (4, 1), "30"),
    ("4", "夕阳红", "养老院", (2, 2), "50"),
    ("5", "百姓大药房", "药店", (3, 3), ""),
    ("6", "仓库", "其他", (3, 4), ""),
    ("7", "流动点", "乡镇卫生院", None, "10"),
)
WORDS = {
    "columns": {"site_id": "编号", "name": "名称", "x": "经度", "y": "纬度", "capacity": "床位數"},
    "words": {
        "类别": {
            "医院": {"service": "clinic", "tier": 1},
            "乡镇卫生院": {"service": "clinic", "tier": 2},
            "养老院": "elderly_care",
            "药店": "ignore",
        }
    },
}


@pytest.fixture
def study(study_folder: Path) -> Path:
    rows = [
        [number, name, kind, *(("", "") if at is None else place(*at)), beds]
        for number, name, kind, at, beds in LIST
    ]
    table = pd.DataFrame(rows, columns=["编号", "名称", "类别", "经度", "纬度", "床位数"])
    table.to_csv(study_folder / "list.csv", index=False, encoding="gb18030")
    text = yaml.safe_dump(WORDS, allow_unicode=True)
    (study_folder / "words.yaml").write_text(text, encoding="utf-8")
    data = yaml.safe_load(STUDY)
    layer = {"file": "list.csv", "mapping": "words.yaml", "crs": "EPSG:4326"}
    layer |= {"unplaced": "leave_out", "duplicates": "leave_out"}
    clinic = data["services"]["clinic"]
    clinic["existing"] = layer
    care = {**clinic, "group": "residents", "existing": layer}
    data["services"]["elderly_care"] = care
    path = study_folder / "study.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return path


def test_one_list_feeds_two_services_and_lists_what_is_to_be_checked(
    study: Path, tmp_path: Path
) -> None:
    [found] = hh.plan_study(study, tmp_path / "out", scenario="two_clinics")
    existing = found.plan.scenario.times.sites.query("status == 'existing'")
    assert existing["tier"].to_dict() == {"1": "1", "2": "2"}
    table = pd.read_csv(tmp_path / "out" / "to_check.csv", dtype={"row": "Int64"})
    said = dict(zip(table["finding"], table["row"].fillna(0), strict=True))
    assert said == {
        "word that no rule knows": 0,
        "perhaps listed twice": 4,
        "has no coordinates": 8,
    }
    written = (found.folder / "plan.json").read_text(encoding="utf-8")
    assert "no rule knows" in written
    assert "其他 (1)" in written
    assert "words.yaml" in written


def test_both_services_are_read_of_one_list(study: Path) -> None:
    layers = hh.validate_study(study)
    counts = {
        service: int((table["status"] == "existing").sum())
        for service, table in layers.sites.items()
    }
    assert counts == {"clinic": 2, "elderly_care": 1}
    assert sum("no rule knows" in note for note in layers.notes) == 1


def test_words_of_another_layer_than_sites_are_refused(study: Path) -> None:
    data = yaml.safe_load(study.read_text(encoding="utf-8"))
    data["people"]["mapping"] = "words.yaml"
    study.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    with pytest.raises(hh.InputError, match="people has `mapping:`, which is for lists of sites"):
        hh.validate_study(study)
