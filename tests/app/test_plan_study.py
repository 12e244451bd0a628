import hashlib
import json
from pathlib import Path

import geopandas as gpd
import jsonschema
import pandas as pd
import pyogrio
import pytest
from halfhour.app.plan_file import PlanFile
from halfhour.app.plan_study import plan_study
from halfhour.geo.errors import InputError

SCHEMA = Path(__file__).parents[2] / "docs" / "plan.schema.json"


@pytest.fixture(scope="module")
def folder(study_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    [written] = plan_study(study_files / "study.yaml", tmp_path_factory.mktemp("out"))
    return written.folder


@pytest.fixture(scope="module")
def plan(folder: Path) -> dict:
    return json.loads((folder / "plan.json").read_text(encoding="utf-8"))


def test_four_files_are_written_and_nothing_else(folder: Path) -> None:
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["plan.html", "plan.json", "results.gpkg", "units.csv"]
    assert [path.name for path in folder.parent.iterdir()] == ["two_clinics"]


def test_plan_json_accounts_for_everybody(plan: dict, study_files: Path) -> None:
    people = pd.read_csv(study_files / "cells.csv")["people"]
    assert plan["people_total"] == people.sum()
    for when in ("before", "after"):
        assert plan[f"served_{when}"] + plan[f"gap_{when}"] == plan["people_total"]
        assert plan[f"unreachable_{when}"] == people.iloc[35]
    assert plan["served_after"] - plan["served_before"] == sum(plan["gains"])
    assert plan["certificate"]["status"] == "optimal"
    assert len(plan["opened"]) == 2
    assert plan["limit_min"] == 12


def test_plan_json_follows_its_published_schema(plan: dict) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert schema == PlanFile.model_json_schema()
    jsonschema.validate(plan, schema)


def test_inputs_are_recorded_by_content(plan: dict, study_files: Path) -> None:
    recorded = {item["name"]: item for item in plan["inputs"]}
    assert set(recorded) == {
        "cells.csv",
        "counties.geojson",
        "roads.gpkg",
        "clinics.csv",
        "sites.csv",
    }
    digest = hashlib.sha256((study_files / "cells.csv").read_bytes()).hexdigest()
    assert recorded["cells.csv"] == {"name": "cells.csv", "sha256": digest, "rows": 36}


def test_every_figure_is_in_the_tables_too(folder: Path, plan: dict) -> None:
    units = pd.read_csv(folder / "units.csv", dtype={"unit_id": str})
    whole = units[units["level"] == "all"].iloc[0]
    counties = units[units["level"] == "county"]
    assert whole["served_after"] == plan["served_after"]
    assert counties["served_after"].sum() == plan["served_after"]
    assert counties["gap_before"].sum() == plan["gap_before"]
    assert {"西县", "东县"} <= set(counties["name"])
    cells = gpd.read_file(folder / "results.gpkg", layer="cells")
    assert cells.loc[cells["served_after"], "people"].sum() == plan["served_after"]
    sites = gpd.read_file(folder / "results.gpkg", layer="sites")
    opened = sites.dropna(subset="build_order").sort_values("build_order")
    assert opened["site_id"].tolist() == plan["opened"]
    assert opened["people_added"].tolist() == plan["gains"]


def test_the_geopackage_has_its_layers_in_the_study_s_crs(folder: Path, plan: dict) -> None:
    layers = set(pyogrio.list_layers(folder / "results.gpkg")[:, 0])
    assert layers == {"cells", "sites", "access_zones", "gap_clusters", "units_county"}
    zones = gpd.read_file(folder / "results.gpkg", layer="access_zones")
    assert zones.crs == plan["parameters"]["crs"]
    before, after = zones.set_index("when").area[["before", "after"]]
    assert after > before


def test_equal_inputs_give_equal_bytes(folder: Path, study_files: Path, tmp_path: Path) -> None:
    [again] = plan_study(study_files / "study.yaml", tmp_path)
    for name in ("plan.html", "results.gpkg", "units.csv"):
        assert (again.folder / name).read_bytes() == (folder / name).read_bytes(), name


def test_an_earlier_result_is_replaced_whole(study_files: Path, tmp_path: Path) -> None:
    old = tmp_path / "two_clinics"
    old.mkdir()
    (old / "stale.txt").write_text("old")
    plan_study(study_files / "study.yaml", tmp_path)
    assert not (old / "stale.txt").exists()


def test_an_unknown_scenario_is_refused(study_files: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such scenario\. name one of two_clinics"):
        plan_study(study_files / "study.yaml", tmp_path, scenario="ten_clinics")
    assert list(tmp_path.iterdir()) == []
