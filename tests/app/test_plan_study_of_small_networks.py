"""Small studies in which places are easily attached to the wrong road; times follow from lengths and speeds."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from halfhour.app.plan_study import plan_study
from halfhour.optimize.plan import Plan


@pytest.fixture
def planned(shared_case: Callable[[str], Path], tmp_path: Path) -> Callable[[str], Plan]:
    def plan(case: str) -> Plan:
        shutil.copytree(shared_case("faults") / case, tmp_path / case)
        (written,) = plan_study(tmp_path / case / "study.yaml", tmp_path / "out")
        return written.plan

    return plan


def minutes(plan: Plan) -> pd.Series:
    return plan.after.cells["cost"] / 60


def test_each_of_two_streets_has_its_own_clinic(planned: Callable[[str], Plan]) -> None:
    plan = planned("two_components")
    assert minutes(plan).to_dict() == pytest.approx({"main": 12.0, "isle": 9.6}, abs=0.1)
    assert (plan.after.people_served, plan.after.people_total) == (30, 30)
    assert plan.notes == (
        "1 cell and 1 site are attached to parts of the road network other than the largest",
    )


def test_nobody_leaves_the_own_street_for_another_one(planned: Callable[[str], Plan]) -> None:
    plan = planned("two_islands_near")
    assert minutes(plan).to_dict() == pytest.approx({"south": 6.0, "north": 7.2}, abs=0.1)
    assert plan.after.cells["site_id"].to_dict() == {"south": "ks", "north": "kn"}
    assert (plan.after.people_served, plan.after.people_total) == (1000, 1000)


def test_no_leg_crosses_a_river(planned: Callable[[str], Plan]) -> None:
    plan = planned("snap_across_water")
    assert minutes(plan)["main"] == pytest.approx(4.8, abs=0.1)
    assert plan.after.cells["reason"].to_dict() == {"main": "", "isle": "island"}
    assert (plan.after.people_served, plan.after.people_total) == (10, 30)


def test_nobody_steps_into_a_tunnel(planned: Callable[[str], Plan]) -> None:
    assert minutes(planned("snap_tunnel")).to_dict() == pytest.approx({"a": 15.3}, abs=0.1)
