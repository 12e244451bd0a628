"""A list with many words of its own brings a proposed mapping file; records without a place are listed."""

from pathlib import Path

import halfhour as hh
import pandas as pd
import pytest
import yaml
from halfhour.app.cli import app
from raw_town import write_raw_town
from towns import place
from typer.testing import CliRunner

KINDS = [
    "综合医院",
    "中医医院",
    "乡镇卫生院",
    "村卫生室",
    "诊所",
    "养老院",
    "敬老院",
    "药店",
    "超市",
    "其他",
]


@pytest.fixture
def study(tmp_path: Path) -> hh.NewStudy:
    rows = [
        [number, f"机构{number}号", KINDS[number % len(KINDS)], *place(number % 5, number // 5), 10]
        for number in range(25)
    ]
    rows[7][3] = rows[7][4] = ""
    table = pd.DataFrame(rows, columns=["编号", "机构名称", "机构类别", "经度", "纬度", "床位数"])
    (tmp_path / "raw").mkdir()
    files = write_raw_town(tmp_path / "raw")
    table.to_csv(tmp_path / "raw/机构.csv", index=False)
    return hh.new_study(tmp_path / "study", [files[0], files[2], tmp_path / "raw/机构.csv"])


def test_the_mapping_names_what_is_recognised(study: hh.NewStudy) -> None:
    text = (study.path.parent / "机构.words.yaml").read_text(encoding="utf-8")
    words = yaml.safe_load(text)["words"]["机构类别"]
    clinics = {word for word, rule in words.items() if isinstance(rule, dict)}
    assert {"综合医院", "中医医院", "乡镇卫生院", "村卫生室", "诊所"} <= clinics
    assert set(words) - clinics == {"超市"}
    assert "# 药店: ignore  # 2" in text or "# 药店: ignore  # 3" in text
    assert words["超市"] == "market"
    assert words["敬老院"] == {"service": "elderly_care", "tier": "敬老院"}
    assert set(study.services) >= {"clinic", "elderly_care"}


def test_the_study_runs_and_lists_what_is_to_be_checked(study: hh.NewStudy) -> None:
    layers = hh.validate_study(study.path)
    clinics = layers.sites["clinic"]
    assert int((clinics["status"] == "existing").sum()) == 15
    assert any("no rule knows" in note and "其他" in note for note in layers.notes)
    text = study.path.read_text(encoding="utf-8")
    assert "mapping: 机构.words.yaml" in text
    assert "unplaced: leave_out" in text


def test_the_command_writes_the_list_beside_the_study(tmp_path: Path) -> None:
    files = write_raw_town(tmp_path)
    lines = ["编号,机构名称,经度,纬度", "1,甲医院,{},{}".format(*place(1, 1)), "2,乙医院,,"]
    (tmp_path / "医院.csv").write_text("\n".join(lines), encoding="utf-8")
    arguments = [tmp_path / "study", files[0], files[2], tmp_path / "医院.csv"]
    result = CliRunner().invoke(app, ["new", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    listed = pd.read_csv(tmp_path / "study" / "to_check.csv")
    assert listed[["finding", "row", "name"]].to_numpy().tolist() == [
        ["has no coordinates", 3, "乙医院"]
    ]


def test_a_mapping_that_is_there_is_not_written_over(study: hh.NewStudy, tmp_path: Path) -> None:
    study.path.unlink()
    files = [tmp_path / "raw/roads.osm.pbf", tmp_path / "raw/机构.csv"]
    with pytest.raises(hh.InputError, match="nothing is written over"):
        hh.new_study(study.path.parent, files)
    assert not study.path.exists()
