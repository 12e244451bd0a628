"""Studies whose answers are replayed: the street of `malformed_kinds` with questions of many kinds."""

from __future__ import annotations

from pathlib import Path

import yaml
from malformed_kinds import write_study

QUESTIONS = {
    "most": {"max_new": 1},
    "share": {"objective": {"kind": "set_covering", "share": 0.8}},
    "average": {"objective": "p_median", "max_new": 1},
    "years": {
        "objective": {
            "kind": "multi_period_covering",
            "years": [{"year": 2020, "max_new": 1}, {"year": 2021, "max_new": 2}],
        }
    },
    "too_much": {
        "objective": {"kind": "maximin_covering", "floor": 1.0},
        "by": "county",
        "max_new": 0,
    },
    "places": {"objective": "capacitated_covering", "max_new": 1},
}


def write_questions(folder: Path) -> Path:
    """Write a study with a scenario of each kind and a joint question; return its file."""
    folder.mkdir(parents=True, exist_ok=True)
    write_study(folder)
    file = folder / "study.yaml"
    study = yaml.safe_load(file.read_text(encoding="utf-8"))
    services = study["services"]
    services["school"] = {**services["clinic"], "limit_min": 10}
    study["scenarios"] = {name: {"service": "clinic", **one} for name, one in QUESTIONS.items()}
    study["joint"] = {"both": {"services": {"clinic": {}, "school": {}}, "max_new": 1}}
    file.write_text(yaml.safe_dump(study), encoding="utf-8")
    return file
