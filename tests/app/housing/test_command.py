import json
from pathlib import Path

import pytest
from halfhour.app.cli import app
from study_fixtures import study_files
from towns import place
from typer.testing import CliRunner

__all__ = ["study_files"]

LON, LAT = place(5, 4.9)
WHERE = f"{LON},{LAT}"


def run(*arguments: str):
    return CliRunner().invoke(app, ["check", *arguments])


def test_new_housing_is_asked_about_without_a_service(study_files: Path, tmp_path: Path) -> None:
    study = str(study_files / "study.yaml")
    asked = ["--new-people", "90", "--at", WHERE, "--year", "2028"]
    shown = run(study, *asked, "--out", str(tmp_path))
    assert shown.exit_code == 0, shown.output
    assert max(map(len, shown.output.splitlines()[:-2])) <= 80
    assert "Nearest candidates" in shown.output
    assert {path.name for path in tmp_path.iterdir()} == {"housing.json", "housing.xlsx"}
    as_json = run(study, *asked, "--json", "--service", "clinic")
    found = json.loads(as_json.stdout)
    assert found == json.loads((tmp_path / "housing.json").read_text(encoding="utf-8"))
    assert found["services"][0]["short"] == 90
    assert not (study_files / "register.gpkg").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--new-people", "many"], "--new-people = 'many': is no number of people"),
        (["--new-people", "-9"], "is negative"),
        (["--new-people", "9", "--capacity", "5"], "--capacity = 5.0: has no meaning with"),
        (["--new-people", "9", "--service", "school"], "school"),
        ([], "--service: is missing"),
        (["--service", "clinic", "--service", "shelter"], "names several services"),
    ],
)
def test_bad_options_are_told(study_files: Path, options: list[str], said: str) -> None:
    shown = run(str(study_files / "study.yaml"), "--at", WHERE, "--year", "2028", *options)
    assert shown.exit_code != 0
    assert said in " ".join((str(shown.exception) + shown.output).split())
