"""Results that somebody changed or cut are refused with a reason, whatever became of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from halfhour.app.compare_results.read_results import read_results
from halfhour.common.errors import InputError
from halfhour.maps.wording.fault_words import fault_translator

HEAD = "level,unit_id,name,people,served_before,served_after,gap_before,gap_after\n"
ROW = "county,W,West,400,400,400,0,0\n"


def both(text: str) -> dict[str, str]:
    return {"en": text, "zh": text}


WORDS = {name: both(name) for name in ("study", "scenario", "notice", "money_unit")}
SAID = {name: both(name) for name in ("service", "group", "limit", "proof")}
PEOPLE = (
    *("people_total", "served_before", "served_after", "within_reach_before", "within_reach_after"),
    *("no_place_before", "no_place_after", "gap_before", "gap_after", "unreachable_after"),
)
CERTIFICATE = {
    "status": "optimal",
    "objective_value": 400,
    "bound": 400,
    "optimality_gap": 0,
    "measure": "people",
}
PLAN = dict.fromkeys(PEOPLE, 400) | {
    "study": "Street",
    "scenario": "one",
    "service": "clinic",
    "words": WORDS,
    "said": SAID,
    "group": "residents",
    "year": None,
    "mode": "walk",
    "limit_min": 15,
    "version": "0.1.0",
    "opened": [],
    "cost": None,
    "inputs": [],
    "certificate": CERTIFICATE,
    "parameters": {"objective": "maximal_covering", "direction": "to_site", "unit": "s"},
}


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Return a folder with a plan.json alone."""
    (tmp_path / "plan.json").write_text(json.dumps(PLAN), encoding="utf-8")
    return tmp_path


def test_units_are_read(plan: Path) -> None:
    (plan / "units.csv").write_text(HEAD + ROW, encoding="utf-8")
    [one] = read_results(plan)
    assert one.units["served_after"].tolist() == [400]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"\xff\xfe\x00\x01",
        (HEAD + ROW.replace("400", "many")).encode(),
        (HEAD + ROW + ROW).encode(),
        (HEAD + ROW + 'county,E,"East').encode(),
        (HEAD + ROW[:-1] + ",1,2,3\n" + ROW[:-1] + ",1,2,3,4,5\n").encode(),
        (HEAD + ROW).encode("utf-16"),
    ],
)
def test_units_that_no_run_wrote_are_refused(plan: Path, content: bytes) -> None:
    (plan / "units.csv").write_bytes(content)
    with pytest.raises(InputError, match=r"units\.csv"):
        read_results(plan)


@pytest.mark.parametrize("services", [[], [1], "clinic", {"clinic": 3}, {"clinic": None}])
def test_a_joint_plan_without_its_services_is_refused(plan: Path, services: Any) -> None:
    values = {**PLAN, "kind": "joint", "services": services}
    (plan / "plan.json").write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(InputError, match=r"plan\.json"):
        read_results(plan)


def test_layers_that_cannot_be_read_are_refused(plan: Path) -> None:
    values = {**PLAN, "kind": "joint", "services": {"clinic": PLAN}}
    (plan / "plan.json").write_text(json.dumps(values), encoding="utf-8")
    (plan / "results.gpkg").write_bytes(b"nothing of a database")
    with pytest.raises(InputError, match=r"results\.gpkg"):
        read_results(plan)


def test_a_picture_in_another_encoding_is_no_reason_to_fail(plan: Path) -> None:
    (plan / "map.svg").write_bytes(b"<svg>\xff</svg>")
    [one] = read_results(plan)
    assert one.picture.startswith("<svg>")


def test_a_file_that_is_no_plan_is_told_from_a_missing_folder(plan: Path) -> None:
    (plan / "map.svg").write_text("<svg/>", encoding="utf-8")
    with pytest.raises(InputError, match="is a file and no folder"):
        read_results(plan / "map.svg")


@pytest.mark.parametrize(
    ("cause", "chinese"),
    [
        ("there is no such folder", "没有这个文件夹"),
        ("is not as a run writes it: field required", "与运行所写的不符：缺少此项"),
    ],
)
def test_faults_are_told_in_chinese(cause: str, chinese: str) -> None:
    assert fault_translator("zh")(cause) == chinese
