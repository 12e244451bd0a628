"""Scenarios are checked before any travel time is known: what can be answered along roads is not refused."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from halfhour.app.study import questions
from halfhour.app.study.schema import ScenarioEntry
from halfhour.app.study.study import validate_study
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
