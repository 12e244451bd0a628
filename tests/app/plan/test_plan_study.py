import hashlib
import json
import shutil
from pathlib import Path

import geopandas as gpd
import jsonschema
import numpy as np
import pandas as pd
import pyogrio
import pytest
import rasterio
import shapely
from halfhour.app.plan.plan_study import plan_study
from halfhour.app.results.plan_json import PlanFile
from halfhour.common.errors import InputError
from towns import place

SCHEMA = Path(__file__).parents[3] / "docs" / "plan.schema.json"


@pytest.fixture(scope="module")
def folder(study_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    [written] = plan_study(study_files / "study.yaml", tmp_path_factory.mktemp("out"))
    return written.folder


@pytest.fixture(scope="module")
def plan(folder: Path) -> dict:
    return json.loads((folder / "plan.json").read_text(encoding="utf-8"))


def test_all_files_and_the_overview_are_written_and_nothing_else(folder: Path) -> None:
    names = sorted(path.name for path in folder.iterdir())
    assert names == [
        "map.svg",
        "map_today.svg",
        "plan.html",
        "plan.json",
        "results.gpkg",
        "tables.xlsx",
        "travel_time.tif",
        "units.csv",
    ]
    assert {path.name for path in folder.parent.iterdir()} == {"index.html", "two_clinics"}


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
    assert recorded["cells.csv"] == {
        "name": "cells.csv",
        "path": "cells.csv",
        "format": "CSV",
        "size_bytes": (study_files / "cells.csv").stat().st_size,
        "sha256": digest,
        "rows": 36,
        "beside": [],
        "readings": [
            {
                "layer": "",
                "encoding": "utf-8",
                "separator": ",",
                "crs_from": "EPSG:4326",
                "crs_to": plan["parameters"]["crs"],
                "rows_read": 36,
                "left_out": {},
            }
        ],
    }


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
    tables = {"cells", "sites", "access_zones", "gap_clusters", "units_county"}
    assert layers == {*tables, "layer_styles"}
    zones = gpd.read_file(folder / "results.gpkg", layer="access_zones")
    assert zones.crs == plan["parameters"]["crs"]
    before, after = zones.set_index("when").area[["before", "after"]]
    assert after > before


def test_the_travel_time_raster_is_of_the_plan(folder: Path, plan: dict) -> None:
    sites = gpd.read_file(folder / "results.gpkg", layer="sites").set_index("site_id")
    cells = gpd.read_file(folder / "results.gpkg", layer="cells")
    with rasterio.open(folder / "travel_time.tif") as raster:
        assert raster.crs == plan["parameters"]["crs"]
        opened = sites.loc[plan["opened"]].geometry
        assert all(value <= 1 for [value] in raster.sample(zip(opened.x, opened.y, strict=True)))
        places = cells.geometry.representative_point()
        minutes = np.array([m for [m] in raster.sample(zip(places.x, places.y, strict=True))])
    # A pixel is as near as the nearest road around it, a cell walks to its own road besides.
    known = (minutes >= 0) & cells["minutes_after"].notna()
    assert known.sum() > 10
    assert (minutes[known] <= cells["minutes_after"][known] + 1).all()


def test_equal_inputs_give_equal_bytes(folder: Path, study_files: Path, tmp_path: Path) -> None:
    [again] = plan_study(study_files / "study.yaml", tmp_path)
    for name in ("plan.html", "results.gpkg", "tables.xlsx", "travel_time.tif", "units.csv"):
        assert (again.folder / name).read_bytes() == (folder / name).read_bytes(), name


def test_an_earlier_result_is_replaced_and_the_files_of_others_stay(
    folder: Path, study_files: Path, tmp_path: Path
) -> None:
    old = tmp_path / "two_clinics"
    shutil.copytree(folder, old)
    (old / "plan.html").write_text("old")
    (old / "frontier.csv").write_text("of a run that asked for more")
    (old / "notes.txt").write_text("mine")
    plan_study(study_files / "study.yaml", tmp_path)
    assert (old / "plan.html").read_bytes() == (folder / "plan.html").read_bytes()
    assert (old / "notes.txt").read_text() == "mine"
    assert not (old / "frontier.csv").exists()


def test_a_folder_that_no_run_wrote_is_left_as_it_is(study_files: Path, tmp_path: Path) -> None:
    (tmp_path / "two_clinics").mkdir()
    (tmp_path / "two_clinics" / "precious.txt").write_text("mine")
    with pytest.raises(InputError, match="holds files that no earlier run wrote"):
        plan_study(study_files / "study.yaml", tmp_path)
    assert [path.name for path in (tmp_path / "two_clinics").iterdir()] == ["precious.txt"]


def test_an_unknown_scenario_is_refused(study_files: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such scenario\. name one of two_clinics"):
        plan_study(study_files / "study.yaml", tmp_path, scenario="ten_clinics")
    assert list(tmp_path.iterdir()) == []


def test_access_zones_do_not_cross_the_study_s_water(
    folder: Path, study_folder: Path, tmp_path: Path
) -> None:
    # A river from west to east beyond the first row of streets, under the streets that run north.
    river = shapely.box(*place(-3, 0.2), *place(9, 0.24))
    gpd.GeoDataFrame(geometry=[river], crs="EPSG:4326").to_file(study_folder / "river.geojson")
    path = study_folder / "study.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("units:\n", "water: {file: river.geojson}\nunits:\n"), encoding="utf-8"
    )
    [written] = plan_study(path, tmp_path / "out")
    dry, wet = (
        gpd.read_file(where / "results.gpkg", layer="access_zones").set_index("when")
        for where in (folder, written.folder)
    )
    # Its banks are straight in degrees, which is the layer's CRS.
    water = gpd.GeoSeries([river.segmentize(0.001)], crs="EPSG:4326").to_crs(wet.crs).iloc[0]
    assert (dry.intersection(water).area > 10_000).all()
    assert not wet.intersects(water.buffer(-0.01)).any()
    # The same sites, another map.
    assert written.plan.opened
    assert (written.folder / "plan.html").read_bytes() != (folder / "plan.html").read_bytes()
    inputs = json.loads((written.folder / "plan.json").read_text(encoding="utf-8"))["inputs"]
    assert {"name": "river.geojson", "rows": 1}.items() <= next(
        item for item in inputs if item["name"] == "river.geojson"
    ).items()


def test_a_mode_for_each_tier_reaches_the_plan_and_the_map(
    study_files: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "study"
    shutil.copytree(study_files, folder)
    study = (folder / "study.yaml").read_text(encoding="utf-8")
    study = study.replace("mode: walk", "mode: {village: walk, township: drive}")
    study = study.replace("y: lat}}", "y: lat, tier: tier}}")
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    for name, tier in (("clinics.csv", "village"), ("sites.csv", "township")):
        pd.read_csv(folder / name).assign(tier=tier).to_csv(folder / name, index=False)
    [written] = plan_study(folder / "study.yaml", tmp_path / "out")
    plan = json.loads((written.folder / "plan.json").read_text(encoding="utf-8"))
    assert plan["mode"] == {"village": "walk", "township": "drive"}
    jsonschema.validate(plan, json.loads(SCHEMA.read_text(encoding="utf-8")))
    # A car from the new sites reaches farther than a walk in twelve minutes.
    walked = plan_study(study_files / "study.yaml", tmp_path / "walked")[0].plan
    assert plan["served_before"] == walked.before.people_served
    assert plan["served_after"] > walked.after.people_served
    page = (written.folder / "plan.html").read_text(encoding="utf-8")
    assert "on foot or by car, by tier" in page
