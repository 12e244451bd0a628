"""What can be replayed, and what is said of all else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from halfhour.app.replay.recorded import read_recorded
from halfhour.common.errors import InputError

SUM = "0" * 64
PLAN: dict[str, Any] = {
    "scenario": "One",
    "certificate": {},
    "version": "0.1.0",
    "inputs": [{"name": "a.csv", "path": "in/a.csv", "sha256": SUM, "size_bytes": 3}],
    "run": {
        "scenario": "one",
        "study": {"name": "study.yaml", "path": "../study.yaml", "sha256": SUM},
        "libraries": {"numpy": "2"},
    },
}


def write(folder: Path, values: object, name: str = "plan.json") -> Path:
    file = folder / name
    file.write_text(json.dumps(values), encoding="utf-8")
    return file


def test_a_plan_says_what_it_was_made_from(tmp_path: Path) -> None:
    write(tmp_path, PLAN)
    found = read_recorded(tmp_path)
    assert (found.kind, found.scenario, found.study.path) == ("plan", "one", "../study.yaml")
    assert [one.path for one in found.inputs] == ["in/a.csv"]
    assert (found.versions["halfhour"], found.versions["numpy"]) == ("0.1.0", "2")


def test_inputs_of_all_services_of_a_joint_plan_count_once(tmp_path: Path) -> None:
    part = {"inputs": PLAN["inputs"]}
    other = {"inputs": [*PLAN["inputs"], {"name": "b.csv", "sha256": SUM}]}
    joint = {**PLAN, "kind": "joint", "services": {"clinic": part, "school": other}}
    found = read_recorded(write(tmp_path, joint))
    assert (found.kind, [one.name for one in found.inputs]) == ("joint", ["a.csv", "b.csv"])


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({**PLAN, "run": None}, "run: does not say which study it was made from"),
        ({key: one for key, one in PLAN.items() if key != "run"}, "does not say which study"),
        ({**PLAN, "run": {"scenario": "one"}}, "study: is not as a run writes it"),
        ({**PLAN, "inputs": []}, "inputs: is not as a run writes it"),
        ({**PLAN, "inputs": [{"name": "a.csv"}]}, "inputs.0.sha256: is not as a run writes it"),
        ([PLAN], r"is no plan.json, check.json or compliance.json"),
        ({"rules": []}, "rankings of applications, new housing and registers cannot"),
        (None, r"is no plan.json"),
        ({**PLAN, "kind": "compliance"}, "is not as a run writes it"),
    ],
)
def test_what_cannot_be_replayed_is_refused(tmp_path: Path, values: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_recorded(write(tmp_path, values))


def test_a_file_that_is_no_json_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_bytes(b"\xff\xfe{")
    with pytest.raises(InputError, match=r"is no plan.json, check.json or compliance.json"):
        read_recorded(tmp_path / "plan.json")
    with pytest.raises(InputError, match="there is no such file"):
        read_recorded(tmp_path / "other.json")


def test_a_folder_of_plans_names_them(tmp_path: Path) -> None:
    for name in ("five", "three"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, PLAN)
    with pytest.raises(InputError, match="name one of the folders in it: five, three"):
        read_recorded(tmp_path)
