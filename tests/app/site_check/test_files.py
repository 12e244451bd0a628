import json
from dataclasses import replace
from pathlib import Path

import halfhour as hh
import openpyxl
import pytest
import shapely
from halfhour.app.site_check.desk import site_desk
from halfhour.app.site_check.report import SiteReport
from study_fixtures import study_files
from towns import place

__all__ = ["study_files"]


@pytest.fixture(scope="module")
def report(study_files: Path) -> SiteReport:
    return site_desk(study_files / "study.yaml", "clinic").report(at=place(3, 3))


def test_the_files_say_what_the_report_says(report: SiteReport, tmp_path: Path) -> None:
    written = report.save(tmp_path / "out", lang="zh")
    assert {path.name for path in written} == {"check.json", "check.xlsx", "check.html"}
    assert json.loads(written[0].read_text(encoding="utf-8")) == json.loads(
        json.dumps(report.to_dict())
    )
    page = (tmp_path / "out" / "check.html").read_text(encoding="utf-8")
    assert report.id in page
    assert report.hash[:8] in page
    book = openpyxl.load_workbook(written[1], read_only=True)
    assert book.sheetnames == ["指标", "人群", "行政区", "服务重叠", "候选站点", "标准", "数据"]
    figures = {row[0]: row[1] for row in book["指标"].iter_rows(values_only=True)}
    assert figures["新增服务人口"] == report.check.newly_served
    units = list(book["行政区"].iter_rows(values_only=True))
    assert len(units) == 1 + len(report.check.units)
    assert len(list(book["候选站点"].iter_rows())) == 1 + report.comparison.of


def test_an_earlier_check_is_replaced_and_other_files_stay(
    report: SiteReport, tmp_path: Path
) -> None:
    report.save(tmp_path)
    (tmp_path / "check.pdf").write_text("of the earlier check")
    (tmp_path / "mine.txt").write_text("mine")
    names = {path.name for path in report.save(tmp_path, lang="zh")}
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert {path.name for path in tmp_path.iterdir()} == names | {"mine.txt"}


@pytest.mark.parametrize("name", ["check.json", "check.xlsx", "check.pdf"])
def test_what_no_check_wrote_is_left_as_it_is(
    report: SiteReport, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("{}")
    with pytest.raises(hh.InputError, match=f"{name}: is not of an earlier check"):
        report.save(tmp_path)
    assert (tmp_path / name).read_text() == "{}"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_is_a_file_and_a_language_without_words_are_refused(
    report: SiteReport, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(hh.InputError, match="is a file"):
        report.save(tmp_path / "file")
    with pytest.raises(hh.InputError, match="no messages in this language"):
        report.save(tmp_path / "out", lang="fr")


@pytest.mark.parametrize(
    "asked",
    [
        {"at": (0.0, 90.0)},
        {"at": (-60.0, -40.0)},
        {"at": (29.6, 0.0)},
        {"parcel": shapely.box(-179, -89, 179, 89)},
    ],
)
def test_places_anywhere_on_earth_are_filed(
    study_files: Path, tmp_path: Path, asked: dict[str, object]
) -> None:
    report = site_desk(study_files / "study.yaml", "clinic").report(**asked)
    assert [path.name for path in report.save(tmp_path)][-1] == "check.html"


def test_halves_of_characters_are_no_hindrance(report: SiteReport, tmp_path: Path) -> None:
    own = replace(report, applicant="\udcce\udcf5 \0", project="\ud800")
    assert (own.applicant, own.project) == ("?? ", "?")
    assert own.save(tmp_path)
