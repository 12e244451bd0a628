"""Plans and checks read what they are about; a study is validated, and checked by standards, as a whole."""

import json
from pathlib import Path

import pytest
from halfhour.app.cli import app
from halfhour.app.plan_study import plan_study
from halfhour.app.study.study import validate_study
from halfhour.common.errors import InputError
from typer.testing import CliRunner

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
