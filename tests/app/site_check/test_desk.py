import json
from pathlib import Path

import halfhour as hh
import numpy as np
import pytest
from halfhour.app.example_study import street_study
from halfhour.app.site_check.check_json import CheckFile
from halfhour.app.site_check.desk import SiteDesk, site_desk
from study_fixtures import study_files, study_folder
from towns import place

__all__ = ["study_files", "study_folder"]

THRESHOLDS = """
site_check:
  within_m: 1500
  recommended: {newly_served: 500}
  acceptable: {newly_served: 10}
"""


@pytest.fixture(scope="module")
def desk(study_files: Path) -> SiteDesk:
    return site_desk(study_files / "study.yaml", "clinic")


def test_a_report_has_the_figures_of_check_site_and_compare_site(desk: SiteDesk) -> None:
    report = desk.report(at=place(3, 3))
    today = desk.study.assessments["clinic"]
    check = hh.check_site(today, at=place(3, 3))
    comparison = hh.compare_site(check, today)
    assert report.check.to_dict() == check.to_dict()
    assert report.comparison.better_than == comparison.better_than
    assert report.comparison.better.equals(comparison.better)
    assert report.verdict.step is None


def test_at_another_limit_all_figures_are_of_that_limit(desk: SiteDesk) -> None:
    report = desk.report(at=place(3, 3), limit_min=6)
    within = hh.assess(desk.study.times["clinic"], limit_min=6)
    check = hh.check_site(within, at=place(3, 3))
    assert (report.check.limit_min, report.check.newly_served) == (6, check.newly_served)
    assert report.comparison.best == hh.compare_site(check, within).best
    with pytest.raises(hh.InputError, match="limit_min"):
        desk.report(at=place(3, 3), limit_min=600)


def test_the_same_question_on_the_same_data_has_the_same_hash(
    desk: SiteDesk, study_files: Path, study_folder: Path
) -> None:
    report = desk.report(at=place(3, 3))
    whole = hh.open_study(study_files / "study.yaml")
    assert site_desk(whole, "clinic").report(at=place(3, 3)).hash == report.hash
    assert desk.report(at=place(3, 3), limit_min=12).hash == report.hash
    others = [
        desk.report(at=place(3, 3.01)),
        desk.report(at=place(3, 3), limit_min=6),
        desk.report(at=place(3, 3), crs="gcj02"),
    ]
    cells = (study_folder / "cells.csv").read_text()
    (study_folder / "cells.csv").write_text(cells + "\n")
    others.append(site_desk(study_folder / "study.yaml", "clinic").report(at=place(3, 3)))
    assert len({report.hash, *(one.hash for one in others)}) == len(others) + 1
    assert report.id == f"{report.date:%Y%m%d}-{report.hash[:8]}"


def test_the_study_names_thresholds_and_how_far_better_sites_are_looked_for(
    study_folder: Path,
) -> None:
    file = study_folder / "study.yaml"
    file.write_text(file.read_text(encoding="utf-8") + THRESHOLDS, encoding="utf-8")
    report = site_desk(file, "clinic").report(at=place(3, 3))
    assert report.comparison.within_m == 1500
    assert report.verdict.step == "acceptable"
    assert report.parameters["recommended"]["newly_served"] == 500


def test_the_best_plan_of_several_sites_is_that_of_the_optimiser(desk: SiteDesk) -> None:
    best = desk.best_plan(2)
    plan = hh.solve(desk.study.scenarios["two_clinics"])
    assert best is not None
    assert best.newly_served == pytest.approx(plan.after.people_served - plan.before.people_served)


def test_a_second_desk_computes_no_figures_of_candidates(
    study_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("halfhour.common.prepared.LEAST_S", 0.0)
    first = site_desk(study_files / "study.yaml", "clinic")
    best = first.best_plan(2)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("halfhour.app.site_check.candidate_state.candidate_gains", refuse)
    monkeypatch.setattr("halfhour.app.site_check.candidate_state.best_plan", refuse)
    second = site_desk(study_files / "study.yaml", "clinic")
    assert second.candidates.gains.equals(first.candidates.gains)
    assert second.best_plan(2) == best


def test_a_report_is_plain_values_for_json(desk: SiteDesk) -> None:
    found = desk.report(at=place(3, 3)).to_dict()
    text = json.dumps(found, allow_nan=False)
    assert json.loads(text)["comparison"]["of"] == len(desk.candidates.gains)
    assert found["verdict"]["reasons"][0]["zh"].startswith("该选址新增服务")
    assert np.isfinite(found["newly_served"])


def test_the_schema_of_the_documents_is_that_of_the_file() -> None:
    schema = Path(hh.__file__).parent / "docs" / "check.schema.json"
    assert json.loads(schema.read_text(encoding="utf-8")) == CheckFile.model_json_schema()


def test_a_site_is_held_against_the_limit_that_the_plan_asks_with(study_folder: Path) -> None:
    file = study_folder / "study.yaml"
    text = file.read_text(encoding="utf-8").replace("max_new: 2}", "max_new: 2, limit_min: 6}")
    file.write_text(text, encoding="utf-8")
    desk = site_desk(file, "clinic")
    report = desk.report(at=place(3, 3))
    within = hh.assess(desk.study.times["clinic"], limit_min=6)
    assert report.check.limit_min == 6
    assert report.check.newly_served == hh.check_site(within, at=place(3, 3)).newly_served
    assert report.comparison.best == hh.compare_site(report.check, within).best
    assert desk.report(at=place(3, 3), limit_min=12).check.limit_min == 12


def test_a_desk_keeps_the_last_limits_alone(tmp_path: Path) -> None:
    desk = hh.site_desk(street_study(tmp_path), "clinic")
    for limit_min in [*range(1, 15), 14]:
        report = desk.report(at=(120.03, 40.0), limit_min=limit_min)
        assert report.check.limit_min == limit_min
    assert sorted(limit / 60 for limit in desk._at_limits) == list(range(7, 15))
