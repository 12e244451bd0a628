"""Scenarios are checked before any travel time is known: what can be answered along roads is not refused."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from halfhour.app.study import questions
from halfhour.app.study import study as study_module
from halfhour.app.study.schema import ScenarioEntry
from halfhour.app.study.study import open_study
from halfhour.app.study.validation.validate_study import validate_study
from halfhour.common.errors import InputError

OPTIONS: dict[str, dict[str, Any]] = {
    "capacitated_facility_location": {"cost_per_person_min": 1},
    "gradual_covering": {"full_min": 5, "none_min": 60},
    "multi_period_covering": {"years": [{"year": 2027, "max_new": 1}]},
}
"""What a kind cannot do without."""


def kinds() -> list[str]:
    schema = ScenarioEntry.model_json_schema()
    return sorted(schema["properties"]["objective"]["discriminator"]["mapping"])


def ask(folder: Path, **scenario: Any) -> Path:
    path = folder / "study.yaml"
    study = yaml.safe_load(path.read_text(encoding="utf-8"))
    study["scenarios"] = {"asked": {"service": "clinic", **scenario}}
    path.write_text(yaml.safe_dump(study, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", kinds())
def test_every_objective_can_be_asked_along_roads(study_folder: Path, kind: str) -> None:
    objective = {"kind": kind, **OPTIONS.get(kind, {})}
    path = ask(study_folder, max_new=1, by="county", objective=objective)
    assert list(validate_study(path).file.scenarios) == ["asked"]


def test_a_question_that_nothing_can_answer_is_still_refused(study_folder: Path) -> None:
    path = ask(study_folder, max_new=1, objective={"kind": "p_median"}, must_open=["nowhere"])
    with pytest.raises(InputError, match=r"study\.yaml, scenarios\.asked\.must_open = 'nowhere'"):
        validate_study(path)


def test_a_question_over_a_table_of_times_is_not_searched_to_its_end(
    study_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells, sites = (pd.read_csv(study_folder / f"{name}.csv")["id"] for name in ("cells", "sites"))
    pairs = pd.MultiIndex.from_product([cells, [*sites, "e000"]], names=["cell_id", "site_id"])
    pd.DataFrame({"minutes": 5.0}, index=pairs).to_csv(study_folder / "bus.csv")
    path = study_folder / "study.yaml"
    study = path.read_text(encoding="utf-8").replace(
        "    mode: walk\n", "    mode: walk\n    times: {file: bus.csv}\n"
    )
    path.write_text(study, encoding="utf-8")
    limits_s = []
    monkeypatch.setattr(questions, "solve", lambda scenario: limits_s.append(scenario.time_limit_s))
    validate_study(path)
    assert limits_s == [1.0]


def with_needs(folder: Path, need: dict[str, float], *, second: dict[str, float] | None) -> Path:
    """Give the clinic needs, and perhaps a second service, which no scenario names, others."""
    path = folder / "study.yaml"
    study = yaml.safe_load(path.read_text(encoding="utf-8"))
    study["people"]["groups"] = {"elderly": 0.2}
    clinic = study["services"]["clinic"]
    study["services"]["clinic"] = {**clinic, "capacity": {"need": need}}
    if second is not None:
        study["services"]["school"] = {**clinic, "capacity": {"need": second}}
    study["scenarios"] = {"asked": {"service": "clinic", "max_new": 1, "group": next(iter(need))}}
    path.write_text(yaml.safe_dump(study, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("need", "second", "service"),
    [
        # Today is assessed for residents, the scenario for the elderly.
        ({"elderly": 0.5}, None, "clinic"),
        # No scenario is about the school, whose coverage of today is told all the same.
        ({"residents": 0.5}, {"elderly": 0.5}, "school"),
    ],
)
def test_what_today_cannot_be_assessed_without_is_missed_before_any_travel_time(
    study_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    need: dict[str, float],
    second: dict[str, float] | None,
    service: str,
) -> None:
    path = with_needs(study_folder, need, second=second)
    named = rf"study\.yaml, services\.{service}\.capacity\.need = 'residents': has no need"
    with pytest.raises(InputError, match=named) as validated:
        validate_study(path)
    monkeypatch.setattr(study_module, "service_times", None)
    with pytest.raises(InputError, match=named) as opened:
        open_study(path)
    assert validated.value.faults == opened.value.faults


def test_a_scenario_without_a_need_names_the_service_that_has_none(study_folder: Path) -> None:
    path = with_needs(study_folder, {"residents": 0.5}, second=None)
    text = path.read_text(encoding="utf-8").replace("group: residents\n", "group: elderly\n")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"services\.clinic\.capacity\.need = 'elderly'"):
        validate_study(path)


def test_a_need_of_nobody_is_refused(study_folder: Path) -> None:
    path = with_needs(study_folder, {"residents": 0.5, "elderli": 0.5}, second=None)
    with pytest.raises(InputError, match=r"services\.clinic\.capacity\.need\.elderli = 'elderli'"):
        validate_study(path)
