"""Questions about several services in a study file: answered, written, and told where they are wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import openpyxl
import pyogrio
import pytest
from halfhour.app.example_study import street_study
from halfhour.app.plan.plan_study import StudyPlans, plan_study
from halfhour.app.results.joint.joint_json import JointPlanFile
from halfhour.app.study.validation.validate_study import validate_study
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import assess

SCHEMA = Path(__file__).parents[4] / "docs" / "joint-plan.schema.json"

REHAB = """\
  rehab:
    mode: walk
    group: residents
    limit_min: 15
    candidates: {file: rooms.csv, columns: {host: host}}
"""
JOINT = """\
joint:
  both:
    services: {clinic: {}, rehab: {weight: 2}}
    max_new: 2
    rules:
      - {kind: hosted_by, service: rehab, host_service: clinic}
"""


def joint_study(folder: Path, joint: str = JOINT) -> Path:
    """The street's study with a room that is only possible in the new clinic at the east end."""
    file = street_study(folder)
    head, _, _ = file.read_text(encoding="utf-8").partition("scenarios:")
    (folder / "rooms.csv").write_text("site_id,lon,lat,host\nroom,120.036,40.0,last\n")
    file.write_text(head + REHAB + joint, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> StudyPlans:
    folder = tmp_path_factory.mktemp("joint")
    return plan_study(joint_study(folder), folder / "out")


def test_a_study_of_joint_questions_alone_has_their_plans_alone(written: StudyPlans) -> None:
    assert list(written) == []
    [found] = written.joint
    assert {path.name for path in found.folder.parent.iterdir()} == {"both", "index.html"}
    names = {"plan.html", "plan.json", "tables.xlsx", "results.gpkg", "map.svg"}
    assert {path.name for path in found.folder.iterdir()} == names


def test_plan_json_adds_up_and_follows_its_published_schema(written: StudyPlans) -> None:
    [found] = written.joint
    plan = json.loads((found.folder / "plan.json").read_text(encoding="utf-8"))
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert schema == JointPlanFile.model_json_schema()
    jsonschema.validate(plan, schema)
    parts = plan["services"]
    # By hand: 500 people reach a clinic once the one in the east stands, 100 of them the room in it.
    assert (parts["clinic"]["served_after"], parts["rehab"]["served_after"]) == (500, 100)
    assert plan["certificate"]["objective_value"] == 500 + 2 * 100
    assert plan["opened"] == 2
    assert plan["cost"] == sum(part["cost"] for part in parts.values())
    for service, one in found.plan.plans.items():
        times = one.scenario.times
        again = assess(times, open_sites=[*one.before.open_sites, *one.opened], group="residents")
        assert parts[service]["served_after"] == again.people_served


def test_page_tables_layers_and_overview_have_both_services(written: StudyPlans) -> None:
    [found] = written.joint
    page = (found.folder / "plan.html").read_text(encoding="utf-8")
    assert "2 of at most 2" in page
    assert 'data-service="1"' in page
    book = openpyxl.load_workbook(found.folder / "tables.xlsx")
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0][0] == "Service"
    assert [row[1] for row in rows[1:5]] == [1, 1, 2, 2]
    layers = {name for name, _ in pyogrio.list_layers(found.folder / "results.gpkg")}
    assert {"clinic_cells", "rehab_cells", "clinic_sites", "rehab_sites"} <= layers
    index = (found.folder.parent / "index.html").read_text(encoding="utf-8")
    text = " ".join(re.sub(r'<span lang="zh">.*?</span>|<[^>]*>', " ", index).split())
    assert "New sites: 2" in text
    assert "80.0% → 100.0%" in text
    assert "0.0% → 20.0%" in text


WRONG = {
    "clinic: {}, rehab: {weight: 2}": {
        "clinic: {}, rehabs: {}": "which the study does not have; did you mean 'rehab'",
        "clinic: {}": "at least 2",
        "clinic: {}, rehab: {weight: -1}": "weight",
        "clinic: {}, rehab: {must_open: [roam]}": r"joint\.both\.services\.rehab\.must_open.*roam.*room",
        "clinic: {limit_min: 90}, rehab: {}": "above what the service computes",
        "clinic: {}, rehab: {group: martians}": r"services\.rehab\.martians: there is no such group",
    },
    "max_new: 2": {
        "name: x": "name",
        "max_new: yes": "max_new",
        "time_limit_s: 5": "needs `max_new:`",
    },
    "host_service: clinic": {
        "host_service: clinics": r"joint\.both\.rules.*clinics.*clinic",
        "host_service: clinic, column: hosts": r"joint\.both.*hosts.*host",
        "host_services: clinic": "host_service",
    },
    "kind: hosted_by": {"kind: hosted": "hosted_by"},
}


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [(right, wrong, told) for right, all_ in WRONG.items() for wrong, told in all_.items()],
)
def test_what_is_wrong_with_a_question_is_told_before_anything_is_computed(
    right: str, wrong: str, told: str, tmp_path: Path
) -> None:
    assert right in JOINT
    with pytest.raises(InputError) as error:
        validate_study(joint_study(tmp_path, JOINT.replace(right, wrong)))
    assert re.search(told, str(error.value))


def test_a_name_of_a_scenario_is_refused_and_one_question_can_be_asked_alone(
    tmp_path: Path,
) -> None:
    both = JOINT + "scenarios:\n  both: {service: clinic, max_new: 1}\n"
    with pytest.raises(InputError, match="has the name of a scenario"):
        validate_study(joint_study(tmp_path, both))
    file = joint_study(tmp_path, JOINT + "scenarios:\n  one: {service: clinic, max_new: 1}\n")
    found = plan_study(file, tmp_path / "out", scenario="both")
    assert (len(found), len(found.joint)) == (0, 1)
    with pytest.raises(InputError, match="name one of one, both"):
        plan_study(file, tmp_path / "out", scenario="neither")
    (tmp_path / "choice.json").write_text("{}")
    with pytest.raises(InputError):
        plan_study(file, tmp_path / "out", scenario="both", open_sites=tmp_path / "choice.json")


def sheets_of(plans: StudyPlans) -> list[str]:
    book = openpyxl.load_workbook(plans.joint[0].folder / "tables.xlsx", read_only=True)
    return list(book.sheetnames)


def test_services_of_one_title_have_sheets_of_their_own(
    written: StudyPlans, tmp_path: Path
) -> None:
    study = joint_study(tmp_path, JOINT)
    text = study.read_text(encoding="utf-8")
    for service in ("clinic", "rehab"):
        text = text.replace(f"  {service}:\n    mode", f"  {service}:\n    title: Rooms\n    mode")
    study.write_text(text, encoding="utf-8")
    sheets = sheets_of(plan_study(study, tmp_path / "out"))
    assert len(sheets) == len(sheets_of(written))
    for service in ("clinic", "rehab"):
        assert sum(f"Rooms ({service})" in name for name in sheets) > 1
