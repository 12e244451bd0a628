from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import pytest
from halfhour.coverage.rules.verdicts import Verdicts, verdict_table
from halfhour.coverage.standards.file import read_standards
from halfhour.maps.notebook.answers import compliance_html, frontier_html, joint_plan_html
from halfhour.optimize.frontier import frontier
from halfhour.optimize.joint.scenario import JointScenario
from halfhour.optimize.joint.solve import solve_together
from html_reader import read
from line_town import RULES, write_standards


def test_a_frontier_shows_every_point(town) -> None:
    curve = frontier(town.plan.scenario, up_to=3)
    page = read(frontier_html(curve))
    assert [row[0] for row in page.rows[1:]] == ["0", "1", "2", "3"]
    objective = page.rows[0].index("objective value")
    assert [row[objective].replace(" ", "") for row in page.rows[1:]] == [
        f"{people:.0f}" for people in curve.points["objective_value"]
    ]
    assert page.text[0] == ("" if curve.knee is None else f"knee: {curve.knee:g}")
    assert read(frontier_html(curve, lang="zh")).rows[0][1] == "目标值"


def test_a_joint_plan_shows_each_service_and_what_is_proven(town) -> None:
    scenario = town.plan.scenario.replace(max_new=None)
    plan = solve_together(JointScenario({"clinic": scenario}, max_new=2, name="both <b>"))
    page = read(joint_plan_html(plan))
    assert page.text[0] == "both <b>"
    assert page.rows[1][:3] == ["clinic", "residents", "2"]
    assert str(plan.certificate) in page.text
    told = dataclasses.replace(plan, conflicts=("a < b",))
    assert "a < b" in read(joint_plan_html(told)).text


@pytest.fixture
def checked(tmp_path) -> SimpleNamespace:
    same = {"kind": "access", "level": "all", "unit": "all", "unit_name": "all", "year": 2020}
    rows = [
        {"rule": "a", "title_en": "<i>", "title_zh": "甲", "figure": 0.25, "figure_unit": "share"}
        | {"target": 0.5, "passed": False, "shortfall": 1234, "shortfall_unit": "nursing_beds"},
        {"rule": "b", "title_en": "B", "title_zh": "乙", "figure": 3.0, "figure_unit": "facilities"}
        | {"target": 2.0, "passed": True, "shortfall": 0, "shortfall_unit": "facilities"},
        {"rule": "c", "title_en": "C", "title_zh": "丙", "passed": None},
    ]
    standards = read_standards(write_standards(tmp_path / "s.yaml", {"clinics": RULES["clinics"]}))
    verdicts = Verdicts(verdict_table([{**same, **row} for row in rows]))
    return SimpleNamespace(standards=standards, verdicts=verdicts)


def test_a_check_shows_counts_and_what_falls_short(checked) -> None:
    page = read(compliance_html(checked))
    assert page.text == ["一路镇标准: 1 met, 1 short, 1 without a verdict"]
    assert page.rows == [
        ["Standard", "Figure", "Target", "Missing"],
        ["<i>", "25.0%", "50.0%", "1 234 nursing beds"],
    ]
    chinese = read(compliance_html(checked, lang="zh"))
    assert chinese.rows[1] == ["甲", "25.0%", "50.0%", "1,234 护理型床位"]
