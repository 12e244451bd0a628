"""The command: exit codes, text of 80 letters, and JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from halfhour.app.cli import app
from halfhour.app.plan.plan_study import plan_study
from malformed_kinds import write_study
from typer.testing import CliRunner


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    folder = tmp_path / "a-folder-with-a-rather-long-name-so-that-lines-are-broken" / "data"
    folder.mkdir(parents=True)
    write_study(folder)
    [written] = plan_study(folder / "study.yaml", folder / "out")
    return written.folder / "plan.json"


def test_the_same_ends_with_0_and_an_edit_with_3(plan: Path) -> None:
    same = CliRunner().invoke(app, ["replay", str(plan)])
    assert same.exit_code == 0, same.output
    assert "the same inputs give the same figures" in same.stdout
    plan.write_text(plan.read_text(encoding="utf-8").replace('"gap_before": ', '"gap_before": 1'))
    other = CliRunner().invoke(app, ["replay", str(plan), "--lang", "zh"])
    assert other.exit_code == 3
    assert "不一致" in other.stdout
    assert "gap_before" in other.stdout
    assert max(map(len, other.stdout.splitlines())) <= 80


def test_changed_inputs_end_with_4_as_json(plan: Path) -> None:
    cells = plan.parents[2] / "cells.csv"
    cells.write_text(cells.read_text(encoding="utf-8").replace(",400", ",40"), encoding="utf-8")
    found = CliRunner().invoke(app, ["replay", str(plan), "--json"])
    assert found.exit_code == 4
    told = json.loads(found.stdout)
    assert told["verdict"] == "inputs changed"
    assert {one["name"]: one["state"] for one in told["inputs"]}["cells.csv"] == "changed"
    assert {"key": "people_total", "recorded": 550.0, "now": 190.0, "kind": "figure"} in told[
        "differences"
    ]
