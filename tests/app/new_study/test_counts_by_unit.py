"""Official counts beside people and units are proposed for `calibrate:`, and nothing is changed unasked."""

from __future__ import annotations

import io
import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
import yaml
from halfhour.app.cli import app
from halfhour.app.new_study.new_study import new_study
from halfhour.app.study.validation.validate_study import validate_study
from raw_town import write_raw_town
from towns import place
from typer.testing import CliRunner

CENSUS = {"130302": 900, "130303": 1200}


@pytest.fixture
def raw(tmp_path: Path) -> list[Path]:
    """Roads, facilities, a raster of people, and two counties west and east of the middle."""
    folder = tmp_path / "raw"
    folder.mkdir()
    files = write_raw_town(folder)
    (west, south), (middle, _), (east, north) = place(-1, -1), place(2.5, 0), place(6, 6)
    boxes = [shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)]
    columns = {"区划代码": list(CENSUS), "名称": ["西县", "东县"]}
    gpd.GeoDataFrame(columns, geometry=boxes, crs=4326).to_file(folder / "区县.geojson")
    return [*files, folder / "区县.geojson"]


def written(raw: list[Path], text: str, suffix: str = ".csv") -> Path:
    path = (raw[0].parent / "普查").with_suffix(suffix)
    if suffix == ".csv":
        path.write_text(text, encoding="utf-8")
    else:
        pd.read_csv(io.StringIO(text)).to_excel(path, index=False)
    return path


def uncommented(path: Path) -> str:
    """The study file as somebody would write it who follows the comment."""
    text = path.read_text(encoding="utf-8")
    assert text.count("  # calibrate: ") == 1
    assert "calibrate" not in yaml.safe_load(text)["people"]
    path.write_text(text.replace("  # calibrate: ", "  calibrate: "), encoding="utf-8")
    return text


@pytest.mark.parametrize(
    ("text", "suffix", "unit"),
    [
        ("区划代码,县区,常住人口\n130302,甲,900\n130303,乙,1200\n", ".csv", "区划代码"),
        ("序号,县,常住人口\n1,西县,900\n2,东县,1200\n合计,,2100\n", ".xlsx", "县"),
    ],
    ids=["ids", "names"],
)
def test_a_table_of_counts_is_proposed_and_works(
    raw: list[Path], tmp_path: Path, text: str, suffix: str, unit: str
) -> None:
    study = new_study(tmp_path / "study", [*raw, written(raw, text, suffix)])
    said = uncommented(study.path)
    assert f"普查{suffix} counts people by county." in said
    assert "Not used" not in said
    people = yaml.safe_load(study.path.read_text(encoding="utf-8"))["people"]
    wanted = {"file": f"../raw/普查{suffix}", "columns": {"unit": unit, "residents": "常住人口"}}
    assert people["calibrate"] == wanted
    layers = validate_study(study.path)
    assert layers.demand["residents"].sum() == pytest.approx(2100)
    by_county = layers.demand.groupby("county")["residents"].sum()
    assert by_county.to_dict() == pytest.approx(CENSUS)


def test_counts_in_the_units_own_file_are_proposed(raw: list[Path], tmp_path: Path) -> None:
    units = gpd.read_file(raw[-1])
    units.assign(常住人口=list(CENSUS.values())).to_file(raw[-1])
    study = new_study(tmp_path / "study", raw)
    uncommented(study.path)
    assert validate_study(study.path).demand["residents"].sum() == pytest.approx(2100)


@pytest.mark.parametrize(
    "text", ["县,常住人口\n南县,900\n东县,1200\n", "县,面积\n西县,9\n东县,12\n"]
)
def test_a_table_of_something_else_is_not(raw: list[Path], tmp_path: Path, text: str) -> None:
    study = new_study(tmp_path / "study", [*raw, written(raw, text)])
    said = study.path.read_text(encoding="utf-8")
    assert "calibrate" not in said
    assert "Not used: 普查.csv" in said


def test_without_units_or_people_there_is_nothing_to_fit(raw: list[Path], tmp_path: Path) -> None:
    census = written(raw, "县,常住人口\n西县,900\n东县,1200\n")
    for number, files in enumerate(([*raw[:3], census], [*raw[:2], raw[3], census])):
        study = new_study(tmp_path / f"study{number}", files)
        assert "calibrate" not in study.path.read_text(encoding="utf-8")


def test_inspect_says_it_of_the_files_it_sees_together(raw: list[Path]) -> None:
    census = written(raw, "县,常住人口\n西县,900\n东县,1200\n")
    command = ["inspect", "--json", str(census)]
    alone = CliRunner().invoke(app, command)
    assert alone.exit_code != 0
    together = CliRunner().invoke(app, [*command, str(raw[2]), str(raw[3])])
    assert together.exit_code == 0, together.output
    [layer] = json.loads(together.stdout)[0]["layers"]
    assert layer["problems"] == []
    [note] = [one for one in layer["notes"] if "calibrate" in one]
    key = note.split("below `people:` with ")[1]
    columns = {"unit": "县", "residents": "常住人口"}
    assert yaml.safe_load(key) == {"calibrate": {"file": "普查.csv", "columns": columns}}
    chinese = CliRunner().invoke(
        app, ["inspect", "--lang", "zh", str(census), str(raw[2]), str(raw[3])]
    )
    assert "按区县统计人口" in chinese.output.replace("\n", "").replace(" ", "")
