"""People in coarser cells, layers in the coordinates of Chinese maps, and the services that plans are about."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from halfhour.app.cli import app
from halfhour.app.plan.plan_study import plan_study
from halfhour.app.study.layers import read_layers
from halfhour.app.study.study import open_study
from halfhour.app.study.validation.validate_study import validate_study
from halfhour.common.errors import InputError
from halfhour.geo.datums.datums import from_wgs84, shapes_from_wgs84
from typer.testing import CliRunner


def study_with(folder: Path, people: str, more: str = "") -> Path:
    """The small study with further keys of its people layer."""
    file = folder / "study.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("  file: cells.csv\n", f"  file: cells.csv\n  {people}\n") + more
    file.write_text(text, encoding="utf-8")
    return file


def test_people_are_the_same_in_fewer_cells(study_folder: Path) -> None:
    whole = read_layers(study_folder / "study.yaml")
    layers = read_layers(study_with(study_folder, "cell_m: 1500"))
    assert 1 < len(layers.demand) < len(whole.demand)
    assert layers.demand["residents"].sum() == whole.demand["residents"].sum()
    assert set(layers.demand["county"]) <= set(whole.demand["county"])
    [note] = [note for note in layers.notes if "were added up" in note]
    assert note.startswith(f"36 cells were added up to {len(layers.demand)} squares of 1,500 m")
    [record] = [record for record in layers.inputs if record.name == "cells.csv"]
    assert record.rows == 36


def test_a_study_of_coarser_cells_is_planned(study_folder: Path) -> None:
    study = open_study(study_with(study_folder, "cell_m: 1500"))
    assert study.assessments["clinic"].people_total == study.layers.demand["residents"].sum()


@pytest.mark.parametrize("wrong", ["0", "-5", "9.99", ".inf", "big"])
def test_sides_that_make_no_sense_are_refused(study_folder: Path, wrong: str) -> None:
    with pytest.raises(InputError) as refused:
        read_layers(study_with(study_folder, f"cell_m: {wrong}"))
    assert refused.value.faults[0].column == "people.cell_m"


def test_a_table_of_times_names_cells_that_would_be_gone(study_folder: Path) -> None:
    file = study_with(study_folder, "cell_m: 1500")
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("    limit_min: 12\n", "    limit_min: 12\n    times: {file: times.csv}\n"),
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="`cell_m:`, and service 'clinic' has `times:`"):
        read_layers(file)


def test_validate_tells_that_alone_of_a_table_that_names_the_cells(study_folder: Path) -> None:
    file = study_with(study_folder, "cell_m: 1500")
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("    limit_min: 12\n", "    limit_min: 12\n    times: {file: times.csv}\n"),
        encoding="utf-8",
    )
    (study_folder / "times.csv").write_text("cell_id,site_id,minutes\nc000,e000,5\n", "utf-8")
    with pytest.raises(InputError) as refused:
        validate_study(file)
    [fault] = refused.value.faults
    assert "`cell_m:`" in fault.cause


SCHOOL = """\
  school:
    mode: walk
    limit_min: 12
    existing: {file: schools.csv, crs: EPSG:4326, columns: {site_id: id, x: lon, y: lat}}
scenarios:
  schools_today: {service: school, max_new: 0}
"""


@pytest.fixture
def study(study_folder: Path) -> Path:
    """The small study with a second service whose sites have a fault: two of one id."""
    file = study_folder / "study.yaml"
    text = file.read_text(encoding="utf-8").replace("scenarios:\n", SCHOOL)
    file.write_text(text, encoding="utf-8")
    rows = (study_folder / "clinics.csv").read_text(encoding="utf-8").splitlines()
    schools = "\n".join([rows[0], rows[1], rows[1], ""])
    (study_folder / "schools.csv").write_text(schools, encoding="utf-8")
    return file


def test_a_plan_reads_the_sites_of_its_own_service(study: Path, tmp_path: Path) -> None:
    stages: list[str] = []
    [written] = plan_study(study, tmp_path, scenario="two_clinics", report=stages.append)
    plan = json.loads((written.folder / "plan.json").read_text(encoding="utf-8"))
    names = {record["name"] for record in plan["inputs"]}
    assert {"clinics.csv", "sites.csv", "cells.csv", "roads.gpkg"} <= names
    assert "schools.csv" not in names
    assert not [stage for stage in stages if "school" in stage]


def test_a_check_reads_the_sites_of_its_own_service(study: Path) -> None:
    arguments = ["check", str(study), "--service", "clinic", "--at", "119.6,39.9", "--json"]
    answer = CliRunner().invoke(app, arguments)
    assert answer.exit_code == 0, answer.output
    assert "newly_served" in answer.stdout


def test_what_is_asked_of_all_services_reads_all(study: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"schools\.csv"):
        plan_study(study, tmp_path)
    with pytest.raises(InputError, match=r"schools\.csv"):
        validate_study(study)


def test_a_scenario_that_is_not_there_is_told_before_anything_is_read(
    study: Path, tmp_path: Path
) -> None:
    stages: list[str] = []
    with pytest.raises(InputError, match="name one of schools_today, two_clinics"):
        plan_study(study, tmp_path, scenario="three", report=stages.append)
    assert not stages


def test_plans_that_share_their_parts_are_those_that_do_not(study: Path, tmp_path: Path) -> None:
    rows = study.with_name("clinics.csv").read_text(encoding="utf-8")
    study.with_name("schools.csv").write_text(rows, encoding="utf-8")
    together = plan_study(study, tmp_path / "together")
    for one in together:
        [alone] = plan_study(study, tmp_path / "alone", scenario=one.folder.name)
        for name in ("plan.html", "results.gpkg", "travel_time.tif", "units.csv"):
            assert (one.folder / name).read_bytes() == (alone.folder / name).read_bytes(), name


def test_files_of_services_that_are_not_read_are_never_replaced(
    study: Path, tmp_path: Path
) -> None:
    [first] = plan_study(study, tmp_path / "out", scenario="two_clinics")
    inside = first.folder / "schools.csv"
    inside.write_bytes(study.with_name("schools.csv").read_bytes())
    text = study.read_text(encoding="utf-8").replace("schools.csv", inside.as_posix())
    study.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="holds an input of the study"):
        plan_study(study, tmp_path / "out", scenario="two_clinics")


NAMES = {"gcj02": "GCJ-02", "bd09": "百度坐标系"}


def shift_files(folder: Path, datum: str) -> None:
    """Shift every file of the study, without telling what a vector file states."""
    for path in folder.glob("*.csv"):
        table = pd.read_csv(path)
        table["lon"], table["lat"] = from_wgs84(table["lon"], table["lat"], datum)
        table.to_csv(path, index=False)
    for name in ("roads.gpkg", "counties.geojson"):
        table = gpd.read_file(folder / name)
        shapes = shapes_from_wgs84(table.geometry.to_numpy(), datum)
        (folder / name).unlink()
        table.set_geometry(gpd.GeoSeries(shapes, crs=4326)).to_file(folder / name)


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_every_layer_is_read_where_it_is(study_files: Path, tmp_path: Path, datum: str) -> None:
    folder = tmp_path / "shifted"
    shutil.copytree(study_files, folder)
    shift_files(folder, datum)
    said = (folder / "study.yaml").read_text(encoding="utf-8")
    said = said.replace("crs: EPSG:4326", f"crs: {NAMES[datum]}")
    said = said.replace("roads.gpkg,", f"roads.gpkg, crs: {datum.upper()},")
    said = said.replace("counties.geojson,", f"counties.geojson, crs: {datum},")
    (folder / "study.yaml").write_text(said, encoding="utf-8")
    known, found = read_layers(study_files / "study.yaml"), read_layers(folder / "study.yaml")
    assert known.roads is not None
    assert found.roads is not None
    assert found.roads.length_m == pytest.approx(known.roads.length_m, abs=0.01)
    for one, other in (
        (known.demand, found.demand),
        (known.sites["clinic"], found.sites["clinic"]),
        (known.units["county"], found.units["county"]),
    ):
        assert list(one.index) == list(other.index)
        away = shapely.get_coordinates(one.geometry) - shapely.get_coordinates(other.geometry)
        assert np.abs(away).max() < 0.1
    assert (known.demand["county"] == found.demand["county"]).all()
    title = {"gcj02": "GCJ-02", "bd09": "BD-09"}[datum]
    told = [note for note in found.notes if title in note]
    files = ["roads.gpkg", "cells.csv", "counties.geojson", "clinics.csv", "sites.csv"]
    assert sorted(told) == sorted(
        f"{file}: its coordinates were converted from {title} to WGS 84, vertex by vertex."
        for file in files
    )
    assert not [note for note in known.notes if "converted" in note]


@pytest.mark.parametrize(
    "keys",
    [
        "water: {file: lake.gpkg}",
        "land: {forbid: [{file: lake.gpkg, within_m: 5, clause: Plan}]}",
        "land: {classes: [{file: lake.gpkg, columns: {class: kind}, allow: [a], clause: Plan}]}",
        "estates: {file: estates.csv}",
    ],
)
def test_people_with_faults_leave_layers_that_need_a_crs(study_folder: Path, keys: str) -> None:
    lake = shapely.box(119.5, 39.9, 119.6, 39.95)
    gpd.GeoDataFrame({"kind": ["a"]}, geometry=[lake], crs=4326).to_file(study_folder / "lake.gpkg")
    (study_folder / "estates.csv").write_text(
        "cell_id,lon,lat,year,residents\nnew,119.5,39.9,2030,5\n", encoding="utf-8"
    )
    path = study_folder / "study.yaml"
    text = path.read_text(encoding="utf-8").replace("cells.csv\n", "none.csv\n  year: 2020\n")
    path.write_text(f"{text}{keys}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"none\.csv") as refused:
        read_layers(path)
    assert len(refused.value.faults) == 1


def test_people_inside_several_units_are_told(study_folder: Path) -> None:
    counties = gpd.read_file(study_folder / "counties.geojson")
    plain = read_layers(study_folder / "study.yaml")
    assert not [note for note in plain.notes if "overlap" in note]
    whole = counties.dissolve().assign(code="city", name="Whole city")
    both = pd.concat([whole, counties.iloc[1:]])[list(counties.columns)]
    both.to_file(study_folder / "counties.geojson", driver="GeoJSON")
    layers = read_layers(study_folder / "study.yaml")
    again = plain.demand["county"].isin(both["code"])
    assert set(layers.demand.loc[again, "county"]) == {"city"}
    people = plain.demand["residents"][again].sum()
    assert (
        f"counties.geojson: units of level county overlap; {again.sum():,} cells with {people:,.0f} people "
        f"(residents) lie inside several and count in the first one alone, such as in Whole city and not in "
        f"{both['name'].iloc[1]}."
    ) in layers.notes
