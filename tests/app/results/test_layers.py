"""Tables of a plan in Python, in its files and on its page are the same figures."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from halfhour.app.plan.plan_study import plan_study
from halfhour.app.results.plan_folder import PlanFolder
from halfhour.maps.plan_page.map import plan_map
from halfhour.maps.wording.words import count


@pytest.fixture(scope="module")
def written(study_files: Path, tmp_path_factory: pytest.TempPathFactory) -> PlanFolder:
    (one,) = plan_study(study_files / "study.yaml", tmp_path_factory.mktemp("layers") / "out")
    return one


@pytest.mark.parametrize(("name", "index"), [("cells", "cell_id"), ("sites", "site_id")])
def test_layers_of_the_file_are_the_tables(written: PlanFolder, name: str, index: str) -> None:
    read = gpd.read_file(written.folder / "results.gpkg", layer=name).set_index(index)
    own = getattr(written.plan, name)
    assert list(read.columns) == [*own.columns.drop("geometry"), "geometry"]
    for column in own.columns.drop("geometry"):
        assert read[column].dropna().tolist() == own[column].dropna().tolist()
    assert read.geometry.geom_equals_exact(own.geometry, 1e-6).all()


def test_units_are_those_of_the_file_and_of_units_csv(written: PlanFolder) -> None:
    units = written.plan.units.loc["county"]
    layer = gpd.read_file(written.folder / "results.gpkg", layer="units_county")
    listed = pd.read_csv(written.folder / "units.csv", dtype={"unit_id": str}, encoding="utf-8-sig")
    listed = listed[listed["level"] == "county"].set_index("unit_id")
    inside = units.drop(index="", errors="ignore")
    assert layer.set_index("unit_id")["name"].to_dict() == inside["name"].to_dict()
    for column in ("people", "served_before", "served_after", "gap_after", "unreachable"):
        assert layer.set_index("unit_id")[column].to_dict() == inside[column].to_dict()
        own = units[column].rename(index={"": None}).dropna()
        assert sorted(listed[column]) == pytest.approx(sorted(own))
    assert inside.geometry.geom_equals(layer.set_index("unit_id").geometry, align=True).all()


def test_their_sums_stand_in_plan_json_and_on_the_page(written: PlanFolder) -> None:
    plan = written.plan
    said = json.loads((written.folder / "plan.json").read_text(encoding="utf-8"))
    page = plan_map(plan).content
    for when in ("before", "after"):
        served = plan.cells[f"people_served_{when}"].sum()
        assert plan.units[f"served_{when}"].sum() == served
        assert said[f"served_{when}"] == served
        assert count(served) in page
    order = plan.sites["build_order"].dropna().sort_values()
    assert said["opened"] == order.index.tolist()
