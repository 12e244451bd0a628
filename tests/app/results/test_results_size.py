from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from halfhour.app.plan import plan_study as module
from halfhour.app.plan.plan_study import plan_study
from halfhour.app.results.results_size import (
    PlanSize,
    files_estimate,
    page_estimate,
    search_estimate,
)
from halfhour.common import large_work
from halfhour.common.errors import InputError
from halfhour.maps.plan_page import shown
from halfhour.maps.plan_page.shown import PageSize

STAGES = {
    "choosing sites": search_estimate,
    "writing plan.html": page_estimate,
    "writing results.gpkg": files_estimate,
}


@pytest.mark.parametrize("stage", STAGES)
def test_what_does_not_fit_is_refused_before_its_stage(
    study_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    lines = []

    def free_mb() -> float:
        return 0.0 if lines[-1] == f"two_clinics: {stage}" else 1e6

    monkeypatch.setattr(large_work, "free_mb", free_mb)
    with pytest.raises(InputError) as refused:
        plan_study(study_files / "study.yaml", tmp_path, report=lines.append)
    [fault] = refused.value.faults
    assert fault.file == "scenario two_clinics"
    assert fault.cause.startswith(f"{stage} does not fit into memory: 36 cells, ")
    assert "cell_m" in fault.fix
    assert "area" in fault.fix
    assert list(tmp_path.iterdir()) == []


def test_results_that_cannot_be_written_are_refused_before_travel_times(
    study_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = []
    # More than reading the cells takes, less than the page needs.
    monkeypatch.setattr(
        large_work, "free_mb", lambda: 0.0 if lines[-1].endswith("reading sites") else 1e6
    )
    with pytest.raises(InputError) as refused:
        plan_study(study_files / "study.yaml", tmp_path, report=lines.append)
    [fault] = refused.value.faults
    assert fault.cause.startswith("writing plan.html does not fit into memory: 36 cells, ")
    assert not any("travel times" in line for line in lines)


@pytest.mark.parametrize("estimate", STAGES.values())
def test_twice_as_much_takes_twice_as_much(estimate) -> None:
    size = PlanSize(scenario="five", cells=10**6, sites=10**5, pairs=10**8)
    twice = PlanSize(scenario="five", cells=2 * 10**6, sites=2 * 10**5, pairs=2 * 10**8)
    small, large = estimate(size), estimate(twice)
    assert small.counts == {"cells": 10**6, "sites": 10**5, "pairs": 10**8}
    assert 1.8 < large.memory_mb / small.memory_mb <= 2
    assert large.seconds == pytest.approx(2 * small.seconds)


def test_a_search_that_was_never_measured_is_not_refused() -> None:
    size = PlanSize(scenario="five", cells=10**6, sites=10**5, pairs=10**8)
    assert not search_estimate(size, "maximal_covering").is_guess
    guess = search_estimate(size, "p_median")
    assert guess.is_guess
    assert guess.memory_mb == search_estimate(size).memory_mb


def test_large_stages_are_announced_by_scenario(
    study_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = []
    monkeypatch.setattr(large_work, "SECONDS_SAID", 0.0)
    plan_study(study_files / "study.yaml", tmp_path, report=lines.append)
    told = [line for line in lines if "it takes about" in line]
    assert [line.split(":")[:2] for line in told if line.startswith("two_clinics")] == [
        ["two_clinics", f" {stage}"] for stage in STAGES
    ]
    assert any(line.startswith("clinic: snapping to roads: 36 cells") for line in told)


def test_a_smaller_page_is_told_in_the_results(
    study_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown, "LARGEST", PageSize(cells=25, pairs=10**6, sites=10**4))
    [written] = module.plan_study(study_files / "study.yaml", tmp_path)
    [note] = [note for note in written.notes if "coarser cells" in note]
    plan = json.loads((written.folder / "plan.json").read_text(encoding="utf-8"))
    assert str(note) in plan["notes"]
    assert str(note) in (written.folder / "plan.html").read_text(encoding="utf-8")
    sheet = openpyxl.load_workbook(written.folder / "tables.xlsx")["Notes"]
    assert str(note) in [row[1] for row in sheet.iter_rows(values_only=True)]
    assert plan["people_total"] == written.plan.before.people_total
