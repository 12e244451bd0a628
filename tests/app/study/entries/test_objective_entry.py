"""Every question that a study file may ask, from the file to its plan."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from halfhour.app.plan.plan_study import plan_study
from halfhour.app.study.study import open_study
from halfhour.common.errors import InputError

SCHEMA = Path(__file__).parents[4] / "docs" / "plan.schema.json"

QUESTIONS = {
    "most": "max_new: 2, forbidden: [p004]",
    "cost": "budget: 2, must_open: [p000]",
    "share": "objective: {kind: set_covering, share: 0.6}",
    "fair": "objective: maximin_covering, by: county, max_new: 3",
    "floor": "objective: {kind: maximin_covering, floor: {东县: 0.5}}, by: county, max_new: 3",
    "gradual": "objective: {kind: gradual_covering, full_min: 4, none_min: 12}, max_new: 2",
    "room": "objective: {kind: capacitated_covering}, max_new: 2",
    "money": "objective: {kind: capacitated_facility_location, cost_per_person_min: 0.01}",
    "places": "objective: {kind: capacitated_p_median, whole_cells: true}, max_new: 9",
    "average": "objective: p_median, max_new: 2",
    "worst": "objective: p_center, max_new: 2",
    "years": "objective: {kind: multi_period_covering, "
    "years: [{year: 2027, max_new: 1}, {year: 2028, max_new: 2}]}",
    "weighted": "max_new: 1, by: county, unit_weights: {西县: 3}",
    "too_much": "objective: {kind: maximin_covering, floor: 1.0}, by: county, max_new: 1",
}


@pytest.fixture(scope="module")
def plans(study_files: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    study = (study_files / "study.yaml").read_text(encoding="utf-8").split("scenarios:")[0]
    study += "scenarios:\n" + "".join(
        f"  {name}: {{service: clinic, {asked}}}\n" for name, asked in QUESTIONS.items()
    )
    path = study_files / "questions.yaml"
    path.write_text(study, encoding="utf-8")
    written = plan_study(path, tmp_path_factory.mktemp("questions"))
    return {
        one.folder.name: json.loads((one.folder / "plan.json").read_text(encoding="utf-8"))
        for one in written
    }


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_question_is_answered_and_proven(plans: dict[str, dict], name: str) -> None:
    plan = plans[name]
    jsonschema.validate(plan, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert plan["certificate"]["status"] == ("infeasible" if name == "too_much" else "optimal")
    assert plan["served_after"] - plan["served_before"] == pytest.approx(sum(plan["gains"]))
    assert len(plan["gains"]) == len(plan["opened"])


def test_what_is_counted_is_said(plans: dict[str, dict]) -> None:
    measures = {name: plan["certificate"]["measure"] for name, plan in plans.items()}
    assert measures["most"] == measures["cost"] == measures["floor"] == "people"
    assert measures["share"] == "sites"
    assert measures["fair"] == "share"
    assert (measures["average"], measures["worst"]) == ("average", "worst")


def test_must_open_and_forbidden_are_kept(plans: dict[str, dict]) -> None:
    assert "p000" in plans["cost"]["opened"]
    assert len(plans["cost"]["opened"]) == 2
    assert "p004" not in plans["most"]["opened"]


def test_a_share_is_reached_with_no_site_too_many(plans: dict[str, dict]) -> None:
    plan = plans["share"]
    assert plan["served_after"] >= 0.6 * plan["people_total"]
    assert plan["certificate"]["objective_value"] == len(plan["opened"])
    most = plans["most"]
    if most["served_after"] < 0.6 * plan["people_total"]:
        assert len(plan["opened"]) > len(most["opened"])


def test_years_are_kept_apart_and_in_order(plans: dict[str, dict]) -> None:
    years = plans["years"]["years"]
    assert years == sorted(years)
    assert years.count(2027) == 1
    assert len(years) == 3


def test_a_floor_costs_people_and_the_price_is_said(plans: dict[str, dict]) -> None:
    assert plans["floor"]["figures"]["price of fairness"] >= 0


def test_what_cannot_be_is_explained(plans: dict[str, dict]) -> None:
    plan = plans["too_much"]
    assert plan["opened"] == []
    assert plan["certificate"]["objective_value"] is None
    assert plan["conflicts"]
    assert any("floor" in conflict for conflict in plan["conflicts"])
    assert plan["served_after"] == plan["served_before"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("group: residents", "needs `max_new:`"),
        ("max_new: 1, budget: -1", "budget"),
        ("max_new: 1, maximise: residents", "has another name now. write group: instead"),
        ("max_new: 1, question: p_median", "has another name now. write objective: instead"),
        ("objective: {kind: serve_share}", "has another name now. write set_covering instead"),
        ("max_new: 1, objective: shorten_worst", "has another name now. write p_center instead"),
        ("objective: {kind: set_covering, least: sites}", "write minimise: instead"),
        ("max_new: 1, limit_min: 900", "above what service"),
        ("max_new: 1, limit_min: 9000", "is beyond a day"),
        ("max_new: 1, limit_min: 0.5", "is below one minute"),
        ("max_new: 1, must_open: [p000], forbidden: [p000]", "is forbidden, too"),
        (
            "max_new: 1, must_open: [p00]",
            "is no candidate. name candidates only; did you mean 'p00",
        ),
        ("max_new: 1, must_open: [e000]", "stands already"),
        ("max_new: 1, by: village", "no such level"),
        ("max_new: 1, by: county, unit_weights: {西: 2}", "is no unit of level county"),
        ("max_new: 1, objective: {kind: serve_best}", "serve_best"),
        ("max_new: 1, objective: {kind: set_covering, share: 1.5}", "share"),
        (
            "max_new: 1, forbidden: [p000, p001, p002, p003, p004, p005, p006, p007, p008]",
            "no eligible candidate",
        ),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    study_folder: Path, asked: str, message: str
) -> None:
    path = study_folder / "study.yaml"
    study = path.read_text(encoding="utf-8").split("scenarios:")[0]
    path.write_text(f"{study}scenarios:\n  odd: {{service: clinic, {asked}}}\n", encoding="utf-8")
    with pytest.raises(InputError) as error:
        open_study(path)
    assert message in str(error.value)
