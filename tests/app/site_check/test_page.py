"""What the memo of a report takes from it."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from halfhour.app.site_check.desk import site_desk
from halfhour.app.site_check.page import page_of
from halfhour.app.site_check.report import SiteReport
from halfhour.common.sentences import Sentence
from study_fixtures import study_files
from towns import place

__all__ = ["study_files"]


@pytest.fixture(scope="module")
def report(study_files: Path) -> SiteReport:
    report = site_desk(study_files / "study.yaml", "clinic").report(at=place(3, 3))
    notes = (
        Sentence("{service}: {count} sites have no place", service="shelter", count=2),
        Sentence("{service}: {count} sites have no place", service="clinic", count=3),
        "all roads count",
    )
    return dataclasses.replace(report, project="A <b>bold</b> clinic", applicant="甲", notes=notes)


def test_a_memo_has_the_number_the_files_and_the_question(report: SiteReport) -> None:
    page = page_of(report, lang="en")
    for said in (report.id, report.hash, "A &lt;b&gt;bold&lt;/b&gt; clinic", "甲"):
        assert said in page.content
    for one in report.inputs:
        assert one.name in page.content
        assert one.sha256[:8] in page.content
    assert re.search(r"Better sites looked for within: [\d.]+ km", page.content)


def test_notes_of_other_services_stay_out(report: SiteReport) -> None:
    page = page_of(report, lang="en")
    assert "3 sites have no place" in page.content
    assert "all roads count" in page.content
    assert "2 sites have no place" not in page.content


def test_the_memo_is_saved_with_the_other_files(report: SiteReport, tmp_path: Path) -> None:
    written = {path.name: path for path in report.save(tmp_path, lang="zh")}
    assert written["check.html"].read_text(encoding="utf-8") == page_of(report, lang="zh").content
