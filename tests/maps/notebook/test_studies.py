"""What notebooks show of studies and questions; hostile names stay text."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from halfhour.app.plan.plan_study import StudyPlans
from halfhour.app.results.joint.joint_folder import JointFolder
from halfhour.app.results.plan_folder import PlanFolder
from halfhour.app.study.study import Study, open_study
from halfhour.common.errors import InputError
from halfhour.coverage.limit_sensitivity import limit_sensitivity
from halfhour.maps.notebook.studies import (
    folder_html,
    joint_scenario_html,
    limit_sensitivity_html,
    plans_html,
    scenario_html,
    study_html,
)
from halfhour.maps.wording.words import count, percent
from halfhour.optimize.example_street import street_times
from halfhour.optimize.joint.scenario import JointScenario
from halfhour.optimize.joint.solve import solve_together
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.sensitivity.sensitivity import sensitivity
from halfhour.optimize.solve import solve
from halfhour.optimize.sweep import sweep
from html_reader import read
from study_fixtures import study_files

__all__ = ["study_files"]

ATTACK = '"><img src=x onerror=alert(1)><script>{{7*7}}</script>'


@pytest.fixture(scope="module")
def study(study_files: Path) -> Study:
    return open_study(study_files / "study.yaml")


@pytest.fixture(scope="module")
def hostile() -> Scenario:
    """A scenario whose every name is an attack."""
    times = street_times(ATTACK, name=ATTACK, tier=ATTACK)
    demand = times.demand.assign(**{ATTACK: times.demand["residents"], "township_name": ATTACK})
    return Scenario(
        dataclasses.replace(times, demand=demand),
        group=ATTACK,
        max_new=1,
        limit_min=15,
        name=ATTACK,
    )


def test_a_study_tells_today_by_service_and_what_it_asks(study: Study) -> None:
    page = read(study_html(study))
    today = study.assessments["clinic"]
    assert page.rows[1] == [
        "clinic",
        "residents",
        count(today.people_total),
        count(today.people_served),
        percent(today.share),
        count(today.gap_people),
    ]
    assert page.rows[-1][0] == "two_clinics"
    assert study._repr_html_() == study_html(study)


def test_a_scenario_tells_what_it_asks(study: Study) -> None:
    rows = dict(read(scenario_html(study.scenarios["two_clinics"])).rows)
    assert rows == {
        "Objective": "maximal_covering",
        "Group": "residents",
        "Limit, minutes": "12",
        "New sites": "2",
        "Candidates": "9",
    }


def test_written_plans_are_listed_with_their_folders(hostile: Scenario) -> None:
    plan, both = solve(hostile), solve_together(JointScenario({"a": hostile}, max_new=1))
    one = PlanFolder(plan=plan, service="clinic", folder=Path("out/<b>"))
    plans = StudyPlans([one], [JointFolder(plan=both, folder=Path("out/both"))])
    assert [row[0] for row in read(plans_html(plans)).rows] == ["Folder", "out/<b>", "out/both"]
    assert folder_html(one) == one._repr_html_()
    assert plans._repr_html_() == plans_html(plans)


def test_every_display_of_hostile_names_is_text(hostile: Scenario) -> None:
    plan = solve(hostile)
    joint = JointScenario({ATTACK: hostile}, max_new=1, name=ATTACK)
    both = solve_together(joint)
    shown = [
        *(hostile.times, plan, plan.before, plan.certificate, hostile, joint, both),
        limit_sensitivity(plan.after),
        sweep(hostile, max_new=[1], name=[ATTACK]),
        sensitivity(plan),
        PlanFolder(plan=plan, service=ATTACK, folder=Path(ATTACK)),
        StudyPlans([], [JointFolder(plan=both, folder=Path(ATTACK))]),
    ]
    for one in shown:
        html = one._repr_html_()
        # It raises at tags that displays do not have, and at those that are not closed.
        read(html)
        assert not re.search(r"<(script|img|b)\b", html)
        assert "\n" not in repr(one)[:60]


def test_near_limit_figures_and_languages(hostile: Scenario, study: Study) -> None:
    near = limit_sensitivity(solve(hostile).after)
    rows = dict(read(limit_sensitivity_html(near)).rows)
    assert rows["Within reach"] == count(near.reach)
    for writer, shown in (
        (study_html, study),
        (scenario_html, hostile),
        (joint_scenario_html, JointScenario({"a": hostile}, max_new=1)),
        (limit_sensitivity_html, near),
        (plans_html, StudyPlans([])),
    ):
        assert read(writer(shown, lang="zh"))
        with pytest.raises(InputError, match="lang"):
            writer(shown, lang="xx")
