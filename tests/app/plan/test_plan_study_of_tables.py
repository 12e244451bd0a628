"""Planning a study of tables in memory: results as of files of the same content, and what is recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import halfhour as hh
import pandas as pd
import pyogrio
import pytest
from geopandas.testing import assert_geodataframe_equal
from study_fixtures import keys_of_tables

OF_THE_RUN = ("run", "inputs", "notes")


@pytest.fixture
def keys(study_folder: Path) -> dict[str, Any]:
    return keys_of_tables(study_folder)


def plan_json(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    found["certificate"]["seconds"] = 0
    return found


def test_results_are_those_of_the_files(
    study_folder: Path, keys: dict[str, Any], tmp_path: Path
) -> None:
    [of_files] = hh.plan_study(study_folder / "study.yaml", tmp_path / "files")
    [of_tables] = hh.plan_study(keys, tmp_path / "tables")
    assert of_tables.plan.opened == of_files.plan.opened
    ours, theirs = plan_json(of_tables.folder), plan_json(of_files.folder)
    assert ours.keys() == theirs.keys()
    differ = [key for key in ours if key not in OF_THE_RUN and ours[key] != theirs[key]]
    assert differ == []
    names = {path.name for path in of_files.folder.iterdir()}
    assert names == {path.name for path in of_tables.folder.iterdir()}
    for name in ("units.csv", "travel_time.tif", "map.svg"):
        assert (of_tables.folder / name).read_bytes() == (of_files.folder / name).read_bytes()
    layers = [folder.folder / "results.gpkg" for folder in (of_tables, of_files)]
    for layer, _ in pyogrio.list_layers(layers[0]):
        if layer != "layer_styles":
            assert_geodataframe_equal(*(gpd.read_file(path, layer=layer) for path in layers))


def test_what_was_given_is_recorded_and_cannot_be_replayed(
    keys: dict[str, Any], tmp_path: Path
) -> None:
    [found] = hh.plan_study(keys, tmp_path)
    recorded = plan_json(found.folder)
    study = recorded["run"]["study"]
    assert (study["path"], study["in_memory"]) == (None, True)
    assert "table in memory: 36 records, columns id, lon, lat, people" in study["text"]
    by_name = {one["name"]: one for one in recorded["inputs"]}
    people, other = by_name["people"], by_name["services.clinic.existing"]
    assert (people["format"], people["path"], people["rows"]) == ("table in memory", None, 36)
    assert people["sha256"] != other["sha256"]
    keys["people"]["file"] = keys["people"]["file"].assign(people=1)
    [changed] = hh.plan_study(keys, tmp_path)
    again = {one["name"]: one["sha256"] for one in plan_json(changed.folder)["inputs"]}
    assert again["people"] != people["sha256"]
    assert again["roads"] == by_name["roads"]["sha256"]
    with pytest.raises(hh.InputError, match="was given in Python and not as a file"):
        hh.replay(found.folder)


def test_names_of_tables_are_no_files_that_results_might_replace(
    keys: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    keys["scenarios"] = {"roads": keys["scenarios"]["two_clinics"]}
    [found] = hh.plan_study(keys, ".")
    assert found.folder.name == "roads"


def test_plans_of_other_services_stay_in_the_overview(keys: dict[str, Any], tmp_path: Path) -> None:
    clinic = keys["services"]["clinic"]
    moved = clinic["existing"].assign(lon=lambda table: table["lon"] + 0.001)
    keys["services"]["school"] = {**clinic, "existing": moved}
    keys["scenarios"] = {
        name: {"service": name, "group": "residents", "max_new": 1} for name in ("clinic", "school")
    }
    out = tmp_path / "out"
    hh.plan_study(keys, out, scenario="clinic")
    hh.plan_study(keys, out, scenario="school")
    page = (out / "index.html").read_text(encoding="utf-8")
    assert "hold no plan of this study" not in page
    assert 'href="clinic/' in page


def test_faults_are_told_by_the_keys_of_the_table(keys: dict[str, Any], tmp_path: Path) -> None:
    keys["people"]["file"] = pd.DataFrame({"id": ["a"], "lon": [0.0], "lat": [0.0], "people": [-1]})
    with pytest.raises(hh.InputError, match=r"people, row 1 \(cell_id a\), residents = -1"):
        hh.plan_study(keys, tmp_path / "out")
