"""Checks of sites are run again from what they recorded: points, shifted points and parcels."""

from __future__ import annotations

import json
from typing import Any

import pytest
import shapely
from halfhour.app.replay.replay import replay
from halfhour.app.site_check.desk import SiteDesk, site_desk
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
