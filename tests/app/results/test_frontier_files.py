"""A study file that asks for every number of sites, or for several budgets."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd
import pytest
from halfhour.app.plan.plan_study import plan_study
from halfhour.app.study.study import open_study
from halfhour.common.errors import InputError
from halfhour.optimize.solve import solve
from PIL import Image


def study_with(study_files: Path, asked: str) -> Path:
    study = (study_files / "study.yaml").read_text(encoding="utf-8").split("scenarios:")[0]
    path = study_files / "curves.yaml"
    path.write_text(f"{study}scenarios:\n  curve: {{service: clinic, {asked}}}\n", encoding="utf-8")
    return path


def folder_of(study_files: Path, out: Path, asked: str) -> Path:
    [written] = plan_study(study_with(study_files, asked), out)
    return written.folder


def test_every_number_of_sites_has_the_plan_that_it_would_have_alone(
    study_files: Path, tmp_path: Path
) -> None:
    folder = folder_of(study_files, tmp_path, "max_new: 3, frontier: sites")
    points = pd.read_csv(folder / "frontier.csv")
    assert points["max_new"].tolist() == [0, 1, 2, 3]
    scenario = open_study(study_files / "curves.yaml").scenarios["curve"]
    for number, point in points.set_index("max_new").iterrows():
        plan = solve(scenario.replace(max_new=number))
        assert point["objective_value"] == plan.certificate.objective_value == point["bound"]
        assert point["status"] == "optimal"
        opened = [] if pd.isna(point["opened"]) else point["opened"].split(";")
        assert len(opened) == point["sites"] <= number
    assert (points["knee"] == "yes").sum() <= 1
    order = pd.read_csv(folder / "build_order.csv")
    last = points["opened"].iloc[-1].split(";")
    assert sorted(order["site_id"]) == sorted(last)
    assert (
        order["adds"].sum()
        == points["objective_value"].iloc[-1] - points["objective_value"].iloc[0]
    )
    with Image.open(folder / "frontier.png") as chart:
        assert chart.width > chart.height > 100


def test_budgets_give_a_point_each(study_files: Path, tmp_path: Path) -> None:
    folder = folder_of(study_files, tmp_path, "budget: 4, frontier: [0, 1, 2.5]")
    points = pd.read_csv(folder / "frontier.csv")
    assert points["budget"].tolist() == [0, 1, 2.5]
    assert points["objective_value"].is_monotonic_increasing
    assert (points["cost"] <= points["budget"]).all()


def test_without_it_no_file_is_written(study_files: Path, tmp_path: Path) -> None:
    folder = folder_of(study_files, tmp_path, "max_new: 1")
    assert not [*folder.glob("*frontier*"), *folder.glob("build_order*")]


def test_a_curve_without_any_answer_has_no_chart(study_files: Path, tmp_path: Path) -> None:
    asked = (
        "objective: {kind: maximin_covering, floor: 1.0}, by: county, max_new: 1, frontier: sites"
    )
    folder = folder_of(study_files, tmp_path, asked)
    assert set(pd.read_csv(folder / "frontier.csv")["status"]) == {"infeasible"}
    assert not (folder / "frontier.png").exists()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("max_new: 2, frontier: money", "sites"),
        ("budget: 2, frontier: sites", "needs `max_new:`"),
        ("budget: 2, frontier: [2, 1]", "ascending"),
        ("budget: 2, frontier: []", "frontier"),
        ("budget: 2, frontier: [-1]", "frontier"),
        (
            "objective: {kind: multi_period_covering, years: [{year: 2027, max_new: 1}]}, frontier: [1]",
            "years",
        ),
    ],
)
def test_what_makes_no_curve_is_refused(study_files: Path, asked: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        open_study(study_with(study_files, asked))


def test_without_matplotlib_the_tables_are_written_and_a_note_says_what_the_chart_needs(
    study_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    [written] = plan_study(study_with(study_files, "max_new: 1, frontier: sites"), tmp_path, jobs=1)
    assert len(pd.read_csv(written.folder / "frontier.csv")) == 2
    assert not (written.folder / "frontier.png").exists()
    [note] = [note for note in written.notes if "frontier.png" in note]
    assert 'pip install "halfhour[pictures]"' in note
    kept = json.loads((written.folder / "plan.json").read_text(encoding="utf-8"))
    assert note in kept["notes"]
