from pathlib import Path

import pytest
from halfhour.app.cli import app
from halfhour.app.plan_limit import plan_limit_min
from halfhour.app.study.file import read_study_file
from towns import place
from typer.testing import CliRunner

TWO = """\
  narrow: {service: clinic, max_new: 1, limit_min: %s}
  other: {service: clinic, max_new: 2, limit_min: %s}
"""


def with_scenarios(folder: Path, scenarios: str) -> Path:
    file = folder / "study.yaml"
    text = file.read_text()
    file.write_text(text[: text.index("scenarios:\n")] + "scenarios:\n" + scenarios)
    return file


@pytest.mark.parametrize(
    ("scenarios", "limit_min"),
    [
        (TWO % (7, 7), 7.0),
        (TWO % (7, 8), None),
        (TWO % (12, 12), None),
        ("  one: {service: clinic, max_new: 1}\n", None),
    ],
)
def test_the_limit_of_all_scenarios(
    study_folder: Path, scenarios: str, limit_min: float | None
) -> None:
    file = read_study_file(with_scenarios(study_folder, scenarios))
    assert plan_limit_min(file, "clinic") == limit_min


def test_a_check_takes_the_limit_of_the_plan_and_says_it(study_folder: Path) -> None:
    file = with_scenarios(study_folder, TWO % (7, 7))
    lon, lat = place(3, 3)
    run = CliRunner().invoke(
        app, ["check", str(file), "--service", "clinic", "--at", f"{lon},{lat}"]
    )
    assert run.exit_code == 0, run.output
    [line] = [line for line in run.output.splitlines() if line.strip("│ ").startswith("limit")]
    assert "7 min" in line
