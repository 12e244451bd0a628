"""Cases in which turn restrictions and access tags of nodes count, from study to plan."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from halfhour.app.study.study import open_study


def nearest_min(folder: Path, service: str) -> tuple[float, float]:
    """Minutes of the one cell to its clinic, and the people within the limit."""
    study = open_study(folder / "study.yaml")
    times = study.times[service]
    [cost_s] = times.nearest(list(times.sites.index))["cost"]
    return cost_s / 60, study.assessments[service].people_served


@pytest.fixture
def case(tmp_path: Path, shared_case: Callable[[str], Path]) -> Callable[[str], Path]:
    def copied(name: str) -> Path:
        return Path(shutil.copytree(shared_case("faults") / name, tmp_path / name))

    return copied


def test_a_left_turn_that_is_forbidden(case: Callable[[str], Path]) -> None:
    minutes, served = nearest_min(case("turn_restriction"), "clinic")
    assert minutes == pytest.approx(36.0, abs=0.1)
    assert served == 0


@pytest.mark.parametrize(
    ("service", "expected_min", "people"), [("by_car", 7.2, 0), ("on_foot", 4.8, 10)]
)
def test_a_node_that_is_closed_to_cars(
    case: Callable[[str], Path], service: str, expected_min: float, people: float
) -> None:
    minutes, served = nearest_min(case("node_access"), service)
    assert minutes == pytest.approx(expected_min, abs=0.1)
    assert served == people
