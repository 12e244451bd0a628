"""A study whose coarse cell has two villages, from files to plan; figures worked out by hand."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from halfhour.app.plan.plan_study import plan_study
from halfhour.app.study.study import open_study
from halfhour.common.errors import InputError
from halfhour.geo.entry_points import merged_cells
from halfhour.maps.plan_page.cells import cell_table, populated_cells
from page_fixtures import packed_text
from towns import place

# The clinic stands at the west end of a street of five steps of 427 m; people walk 5 km/h, 83.3 m a minute.
# Near village: one step, 5.1 min. Far village: four steps, 20.5 min. The limit is 12 min.
STUDY = """\
name: Two villages
roads: {file: roads.gpkg, columns: {class: highway}}
people: {file: cells.gpkg}
entries: {file: villages.csv, crs: EPSG:4326}
units:
  - {level: county, file: counties.geojson, columns: {unit_id: code, name: name}}
services:
  clinic:
    limit_min: 12
    existing: {file: clinics.csv, crs: EPSG:4326}
    candidates: {file: sites.csv, crs: EPSG:4326}
scenarios:
  one_more: {service: clinic, max_new: 1}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    street = shapely.LineString([place(c, 0) for c in range(6)])
    gpd.GeoDataFrame({"highway": ["residential"]}, geometry=[street], crs="EPSG:4326").to_file(
        tmp_path / "roads.gpkg"
    )
    gpd.GeoDataFrame(
        {"cell_id": ["coarse", "whole"], "residents": [1000, 50]},
        geometry=[
            shapely.box(*place(0.5, -0.5), *place(4.5, 0.5)),
            shapely.box(*place(-0.5, -0.5), *place(0.5, 0.5)),
        ],
        crs="EPSG:4326",
    ).to_file(tmp_path / "cells.gpkg")
    rows = [("coarse", *place(1, 0), 0.7), ("coarse", *place(4, 0), 0.3)]
    villages = pd.DataFrame(rows, columns=["cell_id", "x", "y", "share"])
    villages.to_csv(tmp_path / "villages.csv", index=False)
    for name, site in (("clinics", ("e0", *place(0, 0))), ("sites", ("p0", *place(5, 0)))):
        table = pd.DataFrame([site], columns=["site_id", "x", "y"])
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    gpd.GeoDataFrame(
        {"code": ["1", "2"], "name": ["West", "East"]},
        geometry=[
            shapely.box(*place(-1, -1), *place(3, 1)),
            shapely.box(*place(3, -1), *place(6, 1)),
        ],
        crs="EPSG:4326",
    ).to_file(tmp_path / "counties.geojson")
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    return tmp_path


def test_a_cell_is_served_in_the_part_that_lives_in_reach(folder: Path) -> None:
    study = open_study(folder / "study.yaml")
    today = study.assessments["clinic"]
    assert today.cells["served"].to_dict() == {"coarse/1": True, "coarse/2": False, "whole": True}
    assert (today.people_total, today.people_served) == (1050, 750)
    minutes = today.cells["cost"] / 60
    assert minutes["coarse/1"] == pytest.approx(427 / 83.33, abs=0.1)
    assert minutes["coarse/2"] == pytest.approx(4 * 427 / 83.33, abs=0.1)
    merged = merged_cells(today.cells, study.layers.demand["part_of"])
    assert merged.loc["coarse", ["people", "served", "share"]].tolist() == [1000, 700, 0.7]
    mean = 0.7 * minutes["coarse/1"] + 0.3 * minutes["coarse/2"]
    assert merged["cost"]["coarse"] / 60 == pytest.approx(mean)
    assert study.layers.notes == (
        "1 of 2 cells is split into 2 entry points (1,000 of 1,050 residents)",
    )


def test_people_count_in_the_unit_and_the_area_where_they_live(folder: Path) -> None:
    counties = open_study(folder / "study.yaml").assessments["clinic"].summary(by="county")
    assert counties["people"].to_dict() == {"1": 750, "2": 300}
    text = STUDY.replace("name: Two villages", "name: Two villages\narea: east.geojson")
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    east = gpd.read_file(folder / "counties.geojson").iloc[1:]
    east.to_file(folder / "east.geojson")
    study = open_study(folder / "study.yaml")
    assert study.layers.demand["residents"].to_dict() == {"coarse/2": 300}
    assert study.layers.notes[1] == "750 people outside the area are not counted"


def test_plan_map_and_tables_know_the_villages(folder: Path, tmp_path: Path) -> None:
    [result] = plan_study(folder / "study.yaml", tmp_path / "out")
    plan = json.loads((result.folder / "plan.json").read_text(encoding="utf-8"))
    assert (plan["served_before"], plan["served_after"], plan["people_total"]) == (750, 1050, 1050)
    assert "1 of 2 cells is split into 2 entry points" in plan["notes"][0]
    recorded = {item["name"]: item["rows"] for item in plan["inputs"]}
    assert (recorded["cells.gpkg"], recorded["villages.csv"]) == (2, 2)
    cells = gpd.read_file(result.folder / "results.gpkg", layer="cells").set_index("cell_id")
    assert cells["people"].to_dict() == {"coarse/1": 700, "coarse/2": 300, "whole": 50}
    assert cells.geom_type.to_dict() == {
        "coarse/1": "Point",
        "coarse/2": "Point",
        "whole": "Polygon",
    }
    before, after = result.plan.before, result.plan.after
    drawn = cell_table(before, after, populated_cells(before))
    lon, people, served = (
        np.frombuffer(packed_text(column["data"]), dtype=f"<{column['type']}").tolist()
        for column in (drawn["lon"], drawn["people"]["residents"], drawn["served_now"])
    )
    west, east = (round(place(column, 0)[0] * 1e6) for column in (1, 4))
    where, today = (dict(zip(people, column, strict=True)) for column in (lon, served))
    assert (where[700], where[300]) == (pytest.approx(west, abs=1), pytest.approx(east, abs=1))
    assert (today[700], today[300]) == (1, 0)


def test_shares_that_do_not_add_up_are_refused_by_file_and_cell(folder: Path) -> None:
    path = folder / "villages.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("0.3\n", "0.2\n"), encoding="utf-8")
    with pytest.raises(InputError, match=r"villages\.csv \(cell_id coarse\), share = 0\.9"):
        open_study(folder / "study.yaml")


def test_a_misspelt_key_is_refused(folder: Path) -> None:
    text = STUDY.replace("entries:", "entrys:")
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"entrys: unknown key\. did you mean entries"):
        open_study(folder / "study.yaml")


def test_a_table_of_times_names_entry_points(folder: Path) -> None:
    rows = [("coarse/1", "e0", 5), ("coarse/2", "e0", 30), ("whole", "e0", 1)]
    table = pd.DataFrame(rows, columns=["cell_id", "site_id", "minutes"])
    table.to_csv(folder / "bus.csv", index=False)
    text = STUDY.replace("    limit_min: 12\n", "    limit_min: 12\n    times: {file: bus.csv}\n")
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    today = open_study(folder / "study.yaml").assessments["clinic"]
    assert today.people_served == 750
    assert today.cells["cost"].to_dict() == {"coarse/1": 300, "coarse/2": 1800, "whole": 60}
