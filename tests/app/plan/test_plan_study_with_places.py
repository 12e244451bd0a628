"""One number of people served, wherever a plan with places tells it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import geopandas as gpd
import halfhour as hh
import openpyxl
import pandas as pd
import pytest
import yaml
from halfhour.app.plan.plan_study import PlanFolder, plan_study
from halfhour.app.plan.plan_text import plans_tables

CITY = hh.sample_study().parent
KINDS = ("home city", "system", "closest")


def _home_city(folder: Path) -> Path:
    """Write the home city's study with its shelters alone, which are the quickest to plan."""
    study = yaml.safe_load((CITY / "study.yaml").read_text(encoding="utf-8"))
    kept = {"services": ["shelter"], "scenarios": ["shelters_8"]}
    study |= {part: {name: study[part][name] for name in names} for part, names in kept.items()}
    study["units"] = study["units"][:1]
    for path in (*CITY.glob("*.csv"), *CITY.glob("*.geojson"), CITY / "roads.osm.pbf"):
        shutil.copy(path, folder)
    path = folder / "study.yaml"
    path.write_text(yaml.safe_dump(study, allow_unicode=True), encoding="utf-8")
    return path


def _grid_town(files: Path, folder: Path, assignment: str) -> Path:
    """Write the grid town with places for a part of the people; each person takes half a place."""
    shutil.copytree(files, folder, dirs_exist_ok=True)
    for name, places in (("clinics.csv", 10), ("sites.csv", 15)):
        table = pd.read_csv(folder / name).assign(places=places)
        table.to_csv(folder / name, index=False)
    path = folder / "study.yaml"
    study = yaml.safe_load(path.read_text(encoding="utf-8"))
    study["services"]["clinic"]["capacity"] = {
        "column": "places",
        "assignment": assignment,
        "need": {"residents": 0.5},
    }
    path.write_text(yaml.safe_dump(study, allow_unicode=True), encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=KINDS)
def written(
    request: pytest.FixtureRequest, study_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> PlanFolder:
    folder = tmp_path_factory.mktemp("study")
    kind = request.param
    path = _home_city(folder) if kind == KINDS[0] else _grid_town(study_files, folder, kind)
    [one] = plan_study(path, tmp_path_factory.mktemp("out"))
    return one


@pytest.fixture(scope="module")
def told(written: PlanFolder) -> dict[str, Any]:
    return json.loads((written.folder / "plan.json").read_text(encoding="utf-8"))


def sheet(written: PlanFolder, name: str) -> pd.DataFrame:
    book = openpyxl.load_workbook(written.folder / "tables.xlsx")
    head, *rows = book[name].iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=list(head))


def layer(written: PlanFolder, name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(written.folder / "results.gpkg", layer=name)


def test_people_served_are_one_number(written: PlanFolder, told: dict[str, Any]) -> None:
    served = told["served_after"]
    assert 0 < told["served_before"] < told["within_reach_before"]
    assert told["served_before"] < served <= told["within_reach_after"]
    units = pd.read_csv(written.folder / "units.csv").set_index("unit_id")
    whole = units[units["level"] == "all"].iloc[0]
    cells, sites = layer(written, "cells"), layer(written, "sites")
    figures = sheet(written, "Key figures").set_index("Figure")["With the plan"]
    numbers = {
        "certificate": told["certificate"]["objective_value"],
        "gains": told["served_before"] + sum(told["gains"]),
        "units.csv, all": whole["served_after"],
        "units.csv, county": units.loc[units["level"] == "county", "served_after"].sum(),
        "gpkg, cells": cells["people_served_after"].sum(),
        "gpkg, sites": sites["people_served_after"].sum(),
        "gpkg, units": layer(written, "units_county")["served_after"].sum(),
        "xlsx, figures": figures["Served"],
        "xlsx, proposed": sheet(written, "Proposed sites")["Served once open"].iloc[-1],
        "xlsx, places": sheet(written, "Places")["People served"].sum(),
        "xlsx, units": sheet(written, "Units")["Served with the plan"].iloc[0],
        "plan.json, sites": sum(site["people"] for site in told["sites"]),
        "catchments": hh.catchments(written.plan.after)["people"].sum(),
        "compare": hh.compare([written.plan])["served_after"].iloc[0],
    }
    outside = units.index.isna() & (units["level"] == "county")
    assert outside.sum() <= 1
    inside = served - units.loc[outside, "served_after"].sum()
    wanted = dict.fromkeys(numbers, served) | {"gpkg, units": inside}
    assert numbers == pytest.approx(wanted)
    assert written.plan.certificate.status == "optimal"
    assert told["certificate"]["bound"] == pytest.approx(served)


def test_who_is_without_a_place_is_one_number(written: PlanFolder, told: dict[str, Any]) -> None:
    units = pd.read_csv(written.folder / "units.csv")
    cells = layer(written, "cells")
    assert told["no_place_before"] > 0
    for when in ("before", "after"):
        without = told[f"no_place_{when}"]
        reached = told[f"within_reach_{when}"]
        assert told[f"served_{when}"] + told[f"gap_{when}"] == pytest.approx(told["people_total"])
        assert reached - told[f"served_{when}"] == pytest.approx(without)
        whole = units[units["level"] == "all"].iloc[0]
        assert whole[f"no_place_{when}"] == pytest.approx(without)
        assert whole[f"within_reach_{when}"] == pytest.approx(reached)
        in_reach = cells[cells[f"within_reach_{when}"]]
        assert in_reach["people"].sum() == pytest.approx(reached)
        lacking = in_reach["people"] - in_reach[f"people_served_{when}"]
        assert lacking.sum() == pytest.approx(without)
        assert set(in_reach.loc[lacking > 1e-6, f"reason_{when}"]) <= {"no_place"}
    figures = sheet(written, "Key figures").set_index("Figure")
    assert figures.loc["of it without a place", "With the plan"] == pytest.approx(without)
    clusters = layer(written, "gap_clusters")
    left = clusters.loc[clusters["when"] == "after", "people"].sum()
    assert left == pytest.approx(told["gap_after"])


def test_no_site_gives_more_places_than_it_has(written: PlanFolder, told: dict[str, Any]) -> None:
    need = told["capacity"]["need"][told["group"]]
    sites = pd.DataFrame(told["sites"]).set_index("site_id")
    assert list(sites.index[: len(told["opened"])]) == told["opened"]
    assert (sites["used"] <= sites["places"] * (1 + 1e-9)).all()
    assert sites["used"].to_numpy() == pytest.approx(sites["people"].to_numpy() * need)
    assert (sites["places"] - sites["used"]).to_numpy() == pytest.approx(
        sites["free"].to_numpy(), abs=1e-6
    )
    in_layer = layer(written, "sites").set_index("site_id").loc[sites.index]
    assert in_layer["places_used_after"].to_numpy() == pytest.approx(sites["used"].to_numpy())
    assert in_layer["capacity"].to_numpy() == pytest.approx(sites["places"].to_numpy())
    in_book = sheet(written, "Places").set_index("Id").loc[sites.index]
    assert in_book["People turned away"].to_numpy(float) == pytest.approx(
        sites["turned_away"].to_numpy()
    )


def test_the_terminal_and_the_page_say_the_same(written: PlanFolder, told: dict[str, Any]) -> None:
    [table] = plans_tables([written])
    names, figures = (column.cells for column in table.columns)
    line = dict(zip(names, figures, strict=True))
    share = told["served_after"] / told["people_total"]
    assert line["with plan"] == f"{told['served_after']:,.0f} ({share:.1%})"
    assert line["in reach"] == f"{told['within_reach_after']:,.0f}"
    assert line["without a place"] == f"{told['no_place_after']:,.0f}"
    assert line["gap left"] == f"{told['gap_after']:,.0f}"
    page = (written.folder / "plan.html").read_text(encoding="utf-8")
    assert f"{told['served_after']:,.0f}".replace(",", " ") in page
