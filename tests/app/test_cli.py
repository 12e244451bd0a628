import json
import os
import subprocess
import sys
from pathlib import Path

import halfhour as hh
import pandas as pd
import pytest
from command_line import halfhour
from halfhour.app import cli
from halfhour.app.cache_text import cleared
from halfhour.app.cli import app
from halfhour.app.console import console
from halfhour.app.plan.plan_output import plans_values, print_plans
from halfhour.app.plan_limit import plan_limit_min
from halfhour.app.study.file import read_study_file
from halfhour.common.kept.kept_parts import KeptParts, kept_parts
from halfhour.maps.wording.messages import Lang
from halfhour.optimize.example_street import street_times
from rich.cells import cell_len
from towns import place
from typer.testing import CliRunner


def in_its_own_process(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "halfhour", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_plan_prints_progress_apart_from_the_summary(study_files: Path, tmp_path: Path) -> None:
    done = in_its_own_process("plan", study_files / "study.yaml", "--out", tmp_path)
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
    assert {unit["unit_id"] for unit in figures["units"]} == {"all", "", "001", "002"}


def test_check_prints_a_table(study_files: Path) -> None:
    lon, lat = place(3, 3)
    done = halfhour(
        "check", study_files / "study.yaml", "--service", "clinic", "--at", f"{lon},{lat}"
    )
    assert done.returncode == 0, done.stderr
    assert "newly served" in done.stdout


def test_check_tells_nothing_of_units_where_nobody_lives(
    study_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # County 002 and the land outside both counties are empty.
    cells = pd.read_csv(study_folder / "cells.csv")
    cells.loc[(cells["lon"] > place(2.5, 0)[0]), "people"] = 0
    cells.to_csv(study_folder / "cells.csv", index=False)
    lon, lat = place(2, 3)
    cli.check(study_folder / "study.yaml", service=["clinic"], at=f"{lon},{lat}")
    told = capsys.readouterr().out
    assert "county 西县" in told
    assert "nan" not in told


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("plan", "nowhere.yaml", "--out", "x"), "there is no such file"),
        (("validate", "{study}", "--max"), "No such option"),
        (("check", "{study}", "--service", "clinik", "--at", "119,39"), "no such service"),
        (
            ("check", "{study}", "--service", "clinic", "--at", "here"),
            "is not one longitude and one latitude",
        ),
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


def test_a_mistake_ends_the_process_with_a_message_and_no_traceback() -> None:
    done = in_its_own_process("plan", "nowhere.yaml", "--out", "x")
    assert done.returncode == 2
    assert "there is no such file" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_package_is_importable_without_loading_geopandas() -> None:
    code = "import sys, halfhour; sys.exit('geopandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_help_waits_for_no_large_library() -> None:
    heavy = ["numpy", "pandas", "geopandas", "numba", "folium", "matplotlib", "pydantic"]
    code = f"import sys, halfhour.app.cli; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_notes_on_layers_are_printed_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    street = (
        '{"type": "Feature", "properties": {"highway": "%s", "maxspeed": "%s"}, "geometry": %s}'
    )
    line = '{"type": "LineString", "coordinates": [[119.5, 39.9], [119.52, 39.9]]}'
    roads = ",".join(street % row for row in [("primary", "50", line)] * 3 + [("alley", "x", line)])
    text = f'{{"type": "FeatureCollection", "features": [{roads}]}}'
    (tmp_path / "roads.geojson").write_text(text, encoding="utf-8")
    (tmp_path / "cells.csv").write_text("cell_id,lon,lat,residents\na,119.5,39.9,10\n")
    (tmp_path / "clinics.csv").write_text("site_id,lon,lat\nk,119.51,39.9\n")
    study = tmp_path / "study.yaml"
    study.write_text(
        "name: Notes\nroads: {file: roads.geojson}\npeople: {file: cells.csv}\n"
        "services: {clinic: {mode: walk, existing: {file: clinics.csv}}}\n"
    )
    said = (
        "roads.geojson, maxspeed: 1 of 4 values is not understood and counts as none: x (1)",
        "roads.geojson: nobody travels 1 of 4 lines, whose class has no speed: alley (1)",
    )
    cli.validate(study)
    printed = capsys.readouterr().out
    assert all(f"note: {note}" in printed for note in said)
    cli.plan(study, tmp_path / "out")
    printed = capsys.readouterr().out
    assert all(printed.count(f"note: {note}") == 1 for note in said)
    kept = json.loads((tmp_path / "out" / "clinic_today" / "plan.json").read_text(encoding="utf-8"))
    assert [note.startswith(begin) for note, begin in zip(kept["notes"], said, strict=False)] == [
        True
    ] * 2


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KeptParts:
    monkeypatch.setenv("HALFHOUR_CACHE", str(tmp_path))
    parts = kept_parts()
    assert parts is not None
    parts.write("sites clinics.csv 0123", ["a"] * 300_000)
    return parts


def test_the_cache_is_shown_and_cleared(kept: KeptParts, tmp_path: Path) -> None:
    shown = CliRunner().invoke(app, ["cache"])
    # The path may be broken anywhere.
    assert "1 part, 2.1 MB" in " ".join(shown.stdout.split())
    assert "sites clinics.csv" in shown.stdout
    told = json.loads(CliRunner().invoke(app, ["cache", "--json"]).stdout)
    assert (told["folder"], len(told["parts"]), told["deleted"]) == (str(tmp_path), 1, False)
    assert f"{tmp_path}: 1 part deleted" in CliRunner().invoke(app, ["cache", "--clear"]).stdout
    assert kept.read("sites clinics.csv 0123") is None
    assert "0 parts" in cleared()


def test_no_cache_holds_for_one_command(kept: KeptParts, tmp_path: Path) -> None:
    shown = CliRunner().invoke(app, ["--no-cache", "cache", "--clear"])
    assert "the cache is disabled" in shown.stdout
    assert os.environ["HALFHOUR_CACHE"] == str(tmp_path)
    assert kept.read("sites clinics.csv 0123") is not None


def test_notes_of_joint_plans_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    services = {name: hh.Scenario(street_times(), limit_min=15) for name in ("clinic", "rehab")}
    plan = hh.solve_together(hh.JointScenario(services, max_new=1))
    joint = hh.JointFolder(plan=plan, folder=Path("out/both"), notes=("2 cells were left out",))
    print_plans(hh.StudyPlans([], [joint]), console(), "en")
    assert "note: 2 cells were left out" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("lang", "said"), [("en", ["served today", "optimal: "]), ("zh", ["现状已覆盖", "最优"])]
)
def test_joint_plans_have_their_figures_in_both_languages(
    capsys: pytest.CaptureFixture[str], lang: Lang, said: list[str]
) -> None:
    services = {name: hh.Scenario(street_times(), limit_min=15) for name in ("clinic", "rehab")}
    plan = hh.solve_together(hh.JointScenario(services, max_new=1))
    joint = hh.StudyPlans([], [hh.JointFolder(plan=plan, folder=Path("out/both"))])
    print_plans(joint, console(width=80), lang)
    shown = capsys.readouterr().out
    assert all(word in shown for word in said)
    assert max(map(cell_len, shown.splitlines())) <= 80
    assert ("JointPlan" in shown) is False
    [record] = plans_values(joint)["joint"]  # type: ignore[misc]
    assert [one["served_after"] for one in record["services"]] == [
        one.after.people_served for one in plan.plans.values()
    ]
    assert record["status"] == "optimal"


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


@pytest.mark.parametrize(
    ("own", "joint", "limit_min"), [("", 7, 7.0), ("narrow", 7, 7.0), ("narrow", 8, None)]
)
def test_joint_questions_have_a_limit_too(
    study_folder: Path, own: str, joint: int, limit_min: float | None
) -> None:
    scenario = "  narrow: {service: clinic, max_new: 1, limit_min: 7}\n" if own else ""
    both = f"joint:\n  both: {{services: {{clinic: {{limit_min: {joint}}}, post: {{}}}}, max_new: 1}}\n"
    post = "  post: {mode: walk, limit_min: 12, existing: {file: clinics.csv}, candidates: {file: sites.csv}}\n"
    path = study_folder / "study.yaml"
    before = path.read_text(encoding="utf-8").partition("scenarios:\n")[0]
    scenarios = f"scenarios:\n{scenario}" if scenario else ""
    path.write_text(before + post + scenarios + both, encoding="utf-8")
    assert plan_limit_min(read_study_file(path), "clinic") == limit_min


def test_a_check_takes_the_limit_of_the_plan_and_says_it(study_folder: Path) -> None:
    file = with_scenarios(study_folder, TWO % (7, 7))
    lon, lat = place(3, 3)
    run = CliRunner().invoke(
        app, ["check", str(file), "--service", "clinic", "--at", f"{lon},{lat}"]
    )
    assert run.exit_code == 0, run.output
    [line] = [line for line in run.output.splitlines() if line.strip("│ ").startswith("limit")]
    assert "7 min" in line
