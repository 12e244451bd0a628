"""Checks of sites and of standards are run again from what they recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from halfhour.app.evaluate.evaluate_study import check_compliance
from halfhour.app.replay.replay import replay
from halfhour.app.site_check.desk import SiteDesk, site_desk
from halfhour.app.site_check.registered import add_to_register
from malformed_kinds import write_study

AT: dict[str, dict[str, Any]] = {
    "point": {"at": (120.0301, 40.0001)},
    "shifted": {"at": (120.0331, 40.0011), "crs": "gcj02"},
    "parcel": {"at": shapely.box(120.03, 40.0001, 120.0311, 40.0007)},
    "limit": {"at": (120.0301, 40.0001), "limit_min": 7},
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> SiteDesk:
    folder = tmp_path_factory.mktemp("study")
    write_study(folder)
    return site_desk(folder / "study.yaml", "clinic", standards=folder / "standards.yaml")


@pytest.mark.parametrize("name", AT)
def test_a_check_that_nobody_changed_is_the_same(desk: SiteDesk, name: str) -> None:
    out = desk.study.layers.path.parent / "checks" / name
    desk.report(**AT[name]).save(out)
    found = replay(out)
    assert (found.verdict, found.kind, found.differences) == ("same", "check", ())
    assert found.compared > 60


def test_a_check_is_the_same_after_it_was_filed(tmp_path: Path) -> None:
    write_study(tmp_path)
    desk = site_desk(tmp_path / "study.yaml", "clinic")
    report = desk.report(**AT["point"])
    report.save(tmp_path / "check")
    add_to_register(desk, report, lang="en")
    found = replay(tmp_path / "check")
    assert (found.verdict, found.differences) == ("same", ())


def test_an_edited_check_is_found(desk: SiteDesk) -> None:
    folder = desk.study.layers.path.parent
    desk.report(at=(120.0301, 40.0001)).save(folder / "edited")
    file = folder / "edited" / "check.json"
    values = json.loads(file.read_text(encoding="utf-8"))
    values["comparison"]["regret_people"] += 1
    file.write_text(json.dumps(values), encoding="utf-8")
    found = replay(file)
    assert found.verdict == "figures differ"
    assert [one.key for one in found.differences] == ["comparison.regret_people"]


@pytest.mark.parametrize("given", [True, False])
def test_verdicts_are_the_same_until_standards_change(tmp_path: Path, *, given: bool) -> None:
    data = tmp_path / "data"
    data.mkdir()
    write_study(data)
    study, rules = data / "study.yaml", data / "standards.yaml"
    if not given:
        text = study.read_text(encoding="utf-8") + "standards: {file: standards.yaml}\n"
        study.write_text(text, encoding="utf-8")
    check_compliance(study, rules if given else None).save(tmp_path / "out")
    found = replay(tmp_path / "out")
    assert (found.verdict, found.kind, found.differences) == ("same", "compliance", ())
    assert [one.name for one in found.inputs][-1] == "standards.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("90 %", "95 %"), encoding="utf-8")
    changed = replay(tmp_path / "out" / "compliance.json")
    assert changed.verdict == "inputs changed"
    assert [one.name for one in changed.inputs if one.state == "changed"] == ["standards.yaml"]
    assert {one.key for one in changed.differences} >= {"verdicts.0.target"}


def test_an_edited_verdict_is_found(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    write_study(data)
    found = check_compliance(data / "study.yaml", data / "standards.yaml")
    found.save(tmp_path / "out")
    file = tmp_path / "out" / "compliance.json"
    values = json.loads(file.read_text(encoding="utf-8"))
    values["verdicts"][0]["figure"] += 0.01
    file.write_text(json.dumps(values), encoding="utf-8")
    edited = replay(file)
    assert edited.verdict == "figures differ"
    assert [one.key for one in edited.differences] == ["verdicts.0.figure"]
