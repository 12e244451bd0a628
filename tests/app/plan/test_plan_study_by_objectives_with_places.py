"""A study whose service has capacities: objectives that count places, refused ones, and reach alone."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from halfhour.app.study.study import open_study
from halfhour.common.errors import InputError
from halfhour.optimize.solve import solve

YEARS = {"kind": "multi_period_covering", "years": [{"year": 2027, "max_new": 1}]}


def study_with(folder: Path, objective: dict[str, Any], capacity: Any) -> Path:
    for name, places in (("clinics", 20), ("sites", 15)):
        table = pd.read_csv(folder / f"{name}.csv")
        table["beds"] = places
        table.to_csv(folder / f"{name}.csv", index=False)
    path = folder / "study.yaml"
    study = yaml.safe_load(path.read_text(encoding="utf-8"))
    study["services"]["clinic"]["capacity"] = capacity
    asked = {"service": "clinic", "by": "county", "objective": objective}
    if objective["kind"] != "set_covering":
        asked["max_new"] = 2
    study["scenarios"] = {"asked": asked}
    path.write_text(yaml.safe_dump(study, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize("assignment", ["system", "closest"])
@pytest.mark.parametrize(
    "objective", [{"kind": "set_covering", "share": 0.15}, {"kind": "maximin_covering"}, YEARS]
)
def test_an_objective_of_a_study_counts_places(
    study_folder: Path, objective: dict[str, Any], assignment: str
) -> None:
    capacity = {"column": "beds", "assignment": assignment}
    path = study_with(study_folder, objective, capacity)
    plan = solve(open_study(path).scenarios["asked"])
    assert plan.certificate.status == "optimal"
    assert plan.after.people_served < plan.after.people_within_reach
    assert plan.after.people_served <= 20 + 15 * len(plan.opened) + 1e-6
    assert plan.before.people_served + sum(plan.gains) == pytest.approx(plan.after.people_served)


def test_one_that_does_not_is_refused_unless_capacity_is_ignored(study_folder: Path) -> None:
    path = study_with(study_folder, {"kind": "p_median"}, {"column": "beds"})
    with pytest.raises(InputError, match=r"p_median.*does not count places"):
        open_study(path)
    path = study_with(study_folder, {"kind": "set_covering", "share": 0.15}, "ignore")
    plan = solve(open_study(path).scenarios["asked"])
    assert plan.after.people_served == plan.after.people_within_reach
