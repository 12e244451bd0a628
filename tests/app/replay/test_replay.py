"""Replays: the same of what nobody changed, and what was changed by name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import halfhour as hh
import pytest
import yaml
from halfhour.app.plan.plan_study import plan_study
from halfhour.app.replay.replay import replay
from halfhour.common.errors import InputError
from malformed_kinds import CHOICE, write_study

QUESTIONS = {
    "most": {"max_new": 1},
    "share": {"objective": {"kind": "set_covering", "share": 0.8}},
    "average": {"objective": "p_median", "max_new": 1},
    "years": {
        "objective": {
            "kind": "multi_period_covering",
            "years": [{"year": 2020, "max_new": 1}, {"year": 2021, "max_new": 2}],
        }
    },
    "too_much": {
        "objective": {"kind": "maximin_covering", "floor": 1.0},
        "by": "county",
        "max_new": 0,
    },
    "places": {"objective": "capacitated_covering", "max_new": 1},
}


def write_questions(folder: Path) -> Path:
    """Write a study with a scenario of each kind and a joint question; return its file."""
    folder.mkdir(parents=True, exist_ok=True)
    write_study(folder)
    file = folder / "study.yaml"
    study = yaml.safe_load(file.read_text(encoding="utf-8"))
    services = study["services"]
    services["school"] = {**services["clinic"], "limit_min": 10}
    study["scenarios"] = {name: {"service": "clinic", **one} for name, one in QUESTIONS.items()}
    study["joint"] = {"both": {"services": {"clinic": {}, "school": {}}, "max_new": 1}}
    file.write_text(yaml.safe_dump(study), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a study and, in `out`, the answers to its questions."""
    folder = tmp_path_factory.mktemp("town")
    study = write_questions(folder / "data")
    plan_study(study, folder / "out", jobs=1)
    return folder


@pytest.fixture(scope="module")
def of_two_services(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a study whose services read files of their own, and in `out` all its answers."""
    folder = tmp_path_factory.mktemp("services")
    file = write_questions(folder / "data")
    study = yaml.safe_load(file.read_text(encoding="utf-8"))
    school = study["services"]["school"]
    listed = folder / "data" / school["existing"]["file"]
    shutil.copy(listed, listed.with_name(f"schools{listed.suffix}"))
    school["existing"] = {**school["existing"], "file": f"schools{listed.suffix}"}
    study["scenarios"] = {
        "clinics": {"service": "clinic", "max_new": 1},
        "schools": {"service": "school", "max_new": 1},
    }
    file.write_text(yaml.safe_dump(study), encoding="utf-8")
    plan_study(file, folder / "out", jobs=1)
    return folder


@pytest.fixture
def moved(town: Path, tmp_path: Path) -> Path:
    """Return a copy of it elsewhere, that may be changed."""
    shutil.copytree(town, tmp_path / "moved")
    return tmp_path / "moved"


def with_values(file: Path, **values: object) -> None:
    plan: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**plan, **values}), encoding="utf-8")


@pytest.mark.parametrize("name", [*QUESTIONS, "both"])
def test_what_nobody_changed_is_the_same(town: Path, name: str) -> None:
    found = replay(town / "out" / name)
    assert (found.verdict, found.exit_code) == ("same", 0)
    assert found.differences == found.not_counted == found.versions == ()
    assert found.compared > 100
    assert found.kind == ("joint" if name == "both" else "plan")


@pytest.mark.parametrize("name", ["clinics", "schools", "both"])
def test_a_plan_of_a_run_of_several_services_is_the_same(of_two_services: Path, name: str) -> None:
    # Inputs and notes of each plan speak of all services of the run.
    found = replay(of_two_services / "out" / name)
    assert (found.verdict, found.differences) == ("same", ())


def test_a_plan_of_a_run_of_one_service_is_the_same(of_two_services: Path) -> None:
    study = of_two_services / "data/study.yaml"
    plan_study(study, of_two_services / "alone", scenario="clinics")
    assert replay(of_two_services / "alone/clinics").verdict == "same"


def test_a_changed_row_order_changes_inputs_and_no_figure(moved: Path) -> None:
    cells = moved / "data" / "cells.csv"
    header, *rows = cells.read_text(encoding="utf-8").splitlines()
    cells.write_text("\n".join([header, *reversed(rows), ""]), encoding="utf-8")
    found = replay(moved / "out" / "most" / "plan.json")
    assert (found.verdict, found.exit_code, found.differences) == ("inputs changed", 4, ())
    [changed] = [one for one in found.inputs if one.state != "same"]
    assert (changed.name, changed.state) == ("cells.csv", "changed")
    assert changed.sha256 != changed.sha256_now
    assert changed.size_bytes == changed.size_now_bytes


def test_a_changed_cell_changes_the_figures_that_depend_on_it(moved: Path) -> None:
    cells = moved / "data" / "cells.csv"
    cells.write_text(cells.read_text(encoding="utf-8").replace(",400", ",410"), encoding="utf-8")
    found = replay(moved / "out" / "most")
    assert found.verdict == "inputs changed"
    differences = {one.key: (one.recorded, one.now) for one in found.differences}
    assert differences["people_total"] == (550.0, 560.0)
    assert differences["served_before"][1] == differences["served_before"][0] + 10
    assert not {key for key in differences if key.startswith("inputs")}


def test_a_missing_file_is_named_and_nothing_is_run(moved: Path) -> None:
    (moved / "data" / "places.csv").unlink()
    found = replay(moved / "out" / "most")
    assert (found.verdict, found.exit_code, found.compared) == ("inputs missing", 4, 0)
    assert [one.name for one in found.inputs if one.state == "missing"] == ["places.csv"]


def test_a_file_that_cannot_be_read_any_more_is_told_with_its_fault(moved: Path) -> None:
    (moved / "data" / "cells.csv").write_text("cell_id,lon,lat\na,120,40\n", encoding="utf-8")
    found = replay(moved / "out" / "most")
    assert (found.verdict, found.compared) == ("inputs changed", 0)
    assert "residents" in found.fault


def test_an_edited_figure_is_found(moved: Path) -> None:
    file = moved / "out" / "most" / "plan.json"
    with_values(file, served_after=551.0)
    found = replay(file)
    assert (found.verdict, found.exit_code) == ("figures differ", 3)
    assert [(one.key, one.recorded, one.now) for one in found.differences] == [
        ("served_after", 551.0, 550.0)
    ]


def test_another_version_is_told_and_its_words_do_not_count(moved: Path) -> None:
    file = moved / "out" / "most" / "plan.json"
    with_values(file, version="0.0.9", notes=["said otherwise then"], an_old_key=1)
    found = replay(file)
    assert found.verdict == "same"
    [version] = found.versions
    assert (version.name, version.recorded, version.now) == ("halfhour", "0.0.9", hh.__version__)
    assert {one.key.partition(".")[0] for one in found.not_counted} == {"notes", "an_old_key"}


def test_a_study_file_elsewhere_is_found_by_its_content_or_named(
    town: Path, tmp_path: Path
) -> None:
    # Not where it lay from the results, but the same one in a folder above them.
    shutil.copytree(town / "data", tmp_path / "other")
    shutil.copytree(town / "out" / "most", tmp_path / "other" / "results" / "a" / "most")
    found = replay(tmp_path / "other" / "results" / "a" / "most")
    assert (found.verdict, found.study) == ("same", tmp_path / "other" / "study.yaml")
    shutil.copytree(town / "out" / "most", tmp_path / "alone")
    lost = replay(tmp_path / "alone")
    assert (lost.verdict, lost.study, lost.compared) == ("inputs missing", None, 0)
    assert [(one.name, one.state) for one in lost.inputs] == [("study.yaml", "missing")]
    assert replay(tmp_path / "alone", study=town / "data" / "study.yaml").verdict == "same"


@pytest.mark.parametrize(
    ("name", "said"), [("study.yml", "did you mean study.yaml"), (".", "is a folder")]
)
def test_a_study_file_that_is_named_and_not_there_is_an_error(
    town: Path, name: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        replay(town / "out" / "most", study=town / "data" / name)


def test_an_exported_choice_is_opened_again(moved: Path) -> None:
    choice = moved / "choice.json"
    choice.write_text(json.dumps(CHOICE), encoding="utf-8")
    study = moved / "data" / "study.yaml"
    plan_study(study, moved / "chosen", scenario="most", open_sites=choice)
    choice.unlink()
    found = replay(moved / "chosen" / "most")
    assert found.verdict == "same"
    written = json.loads((moved / "chosen" / "most" / "plan.json").read_text(encoding="utf-8"))
    assert written["run"]["choice"]["open_sites"] == written["parameters"]["must_open"] == ["last"]


def test_what_was_stopped_is_held_against_the_bound(moved: Path) -> None:
    file = moved / "out" / "most" / "plan.json"
    plan = json.loads(file.read_text(encoding="utf-8"))
    stopped = {
        **plan["certificate"],
        "status": "stopped by time",
        "objective_value": 500.0,
        "bound": 560.0,
    }
    with_values(file, certificate=stopped, served_after=500.0, opened=["middle"])
    found = replay(file)
    assert (found.verdict, found.stopped) == ("same", True)
    assert {"served_after", "opened.0", "certificate.status"} <= {
        one.key for one in found.not_counted
    }
    with_values(file, certificate={**stopped, "bound": 540.0}, people_total=551.0)
    wrong = replay(file)
    assert wrong.verdict == "figures differ"
    assert [(one.key, one.recorded, one.now) for one in wrong.differences] == [
        ("certificate.bound", 540.0, 550.0),
        ("people_total", 551.0, 550.0),
    ]


def test_nothing_that_earlier_runs_kept_is_used(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HALFHOUR_CACHE", str(tmp_path / "cache"))
    assert replay(town / "out" / "most").verdict == "same"
    assert not (tmp_path / "cache").exists()


def test_the_same_inputs_that_cannot_be_used_are_an_error(
    town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise InputError(hh.Fault(file="cells.csv", cause="is refused since", fix="mend it"))

    monkeypatch.setattr("halfhour.app.replay.replay.run_again", refused)
    with pytest.raises(InputError, match="is refused since"):
        replay(town / "out" / "most")
