import json
import subprocess
import sys
from pathlib import Path

import pytest
from towns import place


def halfhour(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "halfhour", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_plan_prints_progress_apart_from_the_summary(study_files: Path, tmp_path: Path) -> None:
    done = halfhour("plan", study_files / "study.yaml", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "travel times" in done.stderr
    assert "two_clinics" in done.stdout
    assert "optimal: " in done.stdout
    assert f"map: {tmp_path / 'two_clinics' / 'plan.html'}" in done.stdout


def test_validate_lists_the_layers(study_files: Path) -> None:
    done = halfhour("validate", study_files / "study.yaml")
    assert done.returncode == 0, done.stderr
    assert "no faults" in done.stdout
    assert "counties.geojson" in done.stdout


def test_check_prints_json_alone(study_files: Path) -> None:
    lon, lat = place(3, 3)
    done = halfhour(
        "check", study_files / "study.yaml", "--service", "clinic", "--at", f"{lon},{lat}", "--json"
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["newly_served"] > 0
    assert figures["share_after"] > figures["share_before"]
    assert {unit["unit_id"] for unit in figures["units"]} == {"", "001", "002"}


def test_check_prints_a_table(study_files: Path) -> None:
    lon, lat = place(3, 3)
    done = halfhour(
        "check", study_files / "study.yaml", "--service", "clinic", "--at", f"{lon},{lat}"
    )
    assert done.returncode == 0, done.stderr
    assert "newly served" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("plan", "nowhere.yaml", "--out", "x"), "there is no such file"),
        (("validate", "{study}", "--max"), "No such option"),
        (("check", "{study}", "--service", "clinik", "--at", "119,39"), "no such service"),
        (("check", "{study}", "--service", "clinic", "--at", "here"), "is not LON,LAT"),
        (("plan", "{study}", "--out", "{tmp}", "--scenario", "none"), "no such scenario"),
    ],
)
def test_a_mistake_ends_with_a_message_and_no_traceback(
    arguments: tuple[str, ...], message: str, study_files: Path, tmp_path: Path
) -> None:
    names = {"study": study_files / "study.yaml", "tmp": tmp_path}
    done = halfhour(*(argument.format(**names) for argument in arguments))
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_the_package_is_importable_without_loading_geopandas() -> None:
    code = "import sys, halfhour; sys.exit('geopandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
