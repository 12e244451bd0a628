"""From raw files to a plan: `halfhour new`, `validate`, `plan`."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest
import rasterio
import shapely
import yaml
from halfhour.app.cli import app
from halfhour.app.new_study.new_study import new_study
from halfhour.app.study.validation.validate_study import validate_study
from halfhour.common.errors import InputError
from raw_town import FACILITIES, write_raw_town
from towns import place
from typer.testing import CliRunner


@pytest.fixture
def raw(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "raw"
    folder.mkdir()
    return write_raw_town(folder)


def run(*words: object) -> str:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.output


def test_raw_files_become_a_plan_in_three_commands(raw: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "study"
    said = run("new", folder, *raw)
    file = folder / "study.yaml"
    assert f"halfhour plan {file}" in said
    run("validate", file)
    run("plan", file, "--scenario", "clinic_3", "--out", tmp_path / "results")
    plan = json.loads((tmp_path / "results/clinic_3/plan.json").read_text(encoding="utf-8"))
    with rasterio.open(raw[2]) as raster:
        everybody = float(raster.read(1).sum())
    assert plan["people_total"] == pytest.approx(everybody)
    assert len(plan["opened"]) <= 3
    assert plan["served_after"] >= plan["served_before"]


def test_what_is_written_names_all_that_the_list_holds(raw: list[Path], tmp_path: Path) -> None:
    study = new_study(tmp_path / "study", raw)
    text = study.path.read_text(encoding="utf-8")
    said = yaml.safe_load(text)
    assert said["people"] == {"file": "../raw/population.tif"}
    assert said["roads"] == {"file": "../raw/roads.osm.pbf"}
    assert study.services == ("clinic", "elderly_care")
    layers = validate_study(study.path)
    found = {service: layers.sites[service] for service in study.services}
    names = {
        service: set(table["name"][table["status"] == "existing"])
        for service, table in found.items()
    }
    every = {name: kind for _, name, kind, *_ in FACILITIES}
    assert names["clinic"] | names["elderly_care"] == set(every)
    assert names["elderly_care"] == {name for name, kind in every.items() if kind == "养老院"}
    tiers = found["clinic"].set_index("name")["tier"]
    assert all(tiers[name] == every[name] for name in names["clinic"])
    # One facility does not say its beds, so that none are read; the file says which, and what to do.
    said_once = " ".join(text.replace("#", " ").split())
    assert "column 床位数 would be capacity; it is left out" in said_once
    assert "since its value in row 5 is not known" in said_once
    assert "to have it read, fill it in, or leave the site out" in said_once
    assert all((table["status"] == "candidate").any() for table in found.values())


def test_a_list_of_two_services_is_counted_as_a_whole(raw: list[Path], tmp_path: Path) -> None:
    study = new_study(tmp_path / "study", raw)
    [rows] = [one.rows for one in validate_study(study.path).inputs if one.name == "设施清单.xlsx"]
    assert rows == len(FACILITIES)


def test_nothing_is_written_over(raw: list[Path], tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="nothing is written over"):
        new_study(tmp_path, raw)
    assert (tmp_path / "study.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_template_is_a_study_file(tmp_path: Path, lang: str) -> None:
    study = new_study(tmp_path / "new", lang=lang)
    text = study.path.read_text(encoding="utf-8")
    with pytest.raises(InputError) as refused:
        validate_study(study.path)
    # Its keys are right; only the files are not there.
    assert all(fault.file != "study.yaml" for fault in refused.value.faults)
    # So are those that stand in comments.
    for line in text.splitlines():
        key = line.lstrip("# ").split(":")[0]
        if line.startswith("# ") and key in ("area", "water", "land", "title"):
            assert yaml.safe_load(line.lstrip("# "))
    assert ("每" in text) == (lang == "zh")


def test_comments_are_chinese_where_asked(raw: list[Path], tmp_path: Path) -> None:
    text = new_study(tmp_path / "study", raw, lang="zh").path.read_text(encoding="utf-8")
    comments = [line.strip("# ") for line in text.splitlines() if line.strip().startswith("#")]
    assert any("候选点按网格生成" in line for line in comments)


def test_units_candidates_and_water_find_their_keys(raw: list[Path], tmp_path: Path) -> None:
    folder = raw[0].parent
    halves = [
        shapely.box(*place(-1, -1), *place(2.5, 9)),
        shapely.box(*place(2.5, -1), *place(9, 9)),
    ]
    counties = gpd.GeoDataFrame({"代码": ["01", "02"], "名称": ["西县", "东县"]}, geometry=halves)
    counties.set_crs(4326).to_file(folder / "区县.geojson")
    lake = gpd.GeoDataFrame(geometry=[shapely.box(*place(3.2, 3.2), *place(3.8, 3.8))], crs=4326)
    lake.to_file(folder / "水系.geojson")
    parcels = [shapely.box(*place(c, 3), *place(c + 0.2, 3.2)) for c in (1, 2, 4)]
    gpd.GeoDataFrame({"地块编号": ["A", "B", "C"]}, geometry=parcels, crs=4326).to_file(
        folder / "备选地块.gpkg"
    )
    study = new_study(tmp_path / "study", [folder])
    layers = validate_study(study.path)
    assert layers.units["county"]["name"].to_dict() == {"01": "西县", "02": "东县"}
    assert layers.water is not None
    sites = layers.sites["clinic"]
    assert set(sites.index[sites["status"] == "candidate"]) == {"A", "B", "C"}


def test_a_file_that_is_none_is_told_and_left_out(raw: list[Path], tmp_path: Path) -> None:
    (tmp_path / "notes.docx").write_bytes(b"no data")
    study = new_study(tmp_path / "study", [*raw, tmp_path / "notes.docx"])
    assert "Not used: notes.docx is of no kind" in study.path.read_text(encoding="utf-8")
    validate_study(study.path)


def test_faults_are_told_with_the_next_command(tmp_path: Path) -> None:
    file = tmp_path / "clinics.csv"
    file.write_text("id,lon,lat\n1,119.5,39.9\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["new", str(tmp_path / "study"), str(file)])
    assert result.exit_code == 2
    assert "halfhour validate" in result.output
    other = CliRunner().invoke(app, ["new", str(tmp_path / "other"), str(file), "--json", "-q"])
    assert other.exit_code == 2
    told = json.loads(other.stdout)
    assert told["written"] == [str(tmp_path / "other" / "study.yaml")]
    assert told["faults"]


def test_what_was_written_is_told_as_json(raw: list[Path], tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["new", str(tmp_path / "s"), *map(str, raw), "--json", "-q"])
    told = json.loads(result.stdout)
    assert (result.exit_code, told["faults"]) == (0, [])
    assert told["written"][0] == str(tmp_path / "s" / "study.yaml")
    assert {"file", "records"} == set(told["inputs"][0])
    assert {one["file"] for one in told["inputs"]} <= {one.name for one in raw}
    template = CliRunner().invoke(app, ["new", str(tmp_path / "empty"), "--json", "-q"])
    assert json.loads(template.stdout)["inputs"] == []


def test_two_lists_that_count_from_one_have_distinct_ids(raw: list[Path], tmp_path: Path) -> None:
    lines = [
        "序号,地块,经度,纬度",
        *(f"{n},P{n},{place(n, 3)[0]},{place(n, 3)[1]}" for n in (1, 2, 3)),
    ]
    (tmp_path / "备选地块.csv").write_text("\n".join(lines), encoding="gbk")
    study = new_study(tmp_path / "study", [*raw, tmp_path / "备选地块.csv"])
    sites = validate_study(study.path).sites["clinic"]
    assert set(sites.index[sites["status"] == "candidate"]) == {"P1", "P2", "P3"}
