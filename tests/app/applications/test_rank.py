"""Applications ranked: each figure is that of the check of its site alone, and bad rows stop nobody."""

from __future__ import annotations

import json
from pathlib import Path

import halfhour as hh
import numpy as np
import openpyxl
import pandas as pd
import pytest
from halfhour.app import cli
from halfhour.app.applications import files
from halfhour.app.applications.application_ranking import ApplicationRanking
from halfhour.data.register.read import read_register
from halfhour.geo.crs import from_degrees
from study_fixtures import study_files, study_folder
from towns import place
from typer.testing import CliRunner

__all__ = ["study_files", "study_folder"]

GOOD = {
    "a": place(3, 3),
    "b": place(5, 5),
    "c": place(0, 0),
    "d": place(4, 1),
    "e": place(2.4, 3),
}
THRESHOLDS = "site_check: {recommended: {newly_served: 100}, acceptable: {better_than: 0.2}}\n"


def table_of(path: Path, rows: list[dict[str, object]]) -> Path:
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


def good_rows() -> list[dict[str, object]]:
    return [
        {"id": key, "name": f"Clinic {key}", "applicant": "Co.", "lon": lon, "lat": lat}
        for key, (lon, lat) in GOOD.items()
    ]


@pytest.fixture(scope="module")
def ranking(
    study_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[hh.SiteDesk, ApplicationRanking]:
    folder = tmp_path_factory.mktemp("list")
    file = study_files / "judged.yaml"
    file.write_text((study_files / "study.yaml").read_text() + THRESHOLDS, encoding="utf-8")
    desk = hh.site_desk(file, "clinic")
    far = place(40, 40)
    rows = [
        *good_rows(),
        {"id": "nowhere", "lon": None, "lat": 39.9},
        {"id": "far", "lon": far[0], "lat": far[1]},
        {"id": "again", "name": "Again", "lon": GOOD["a"][0], "lat": GOOD["a"][1]},
        {"id": "school", "service": "schol", "lon": GOOD["b"][0], "lat": GOOD["a"][1]},
        {"id": "tiered", "tier": "III", "lon": GOOD["b"][0], "lat": GOOD["d"][1]},
        {"id": "less", "capacity": -5, "lon": GOOD["d"][0], "lat": GOOD["c"][1]},
        {"id": "lake", "lon": place(15, 15)[0], "lat": place(2, 2)[1]},
    ]
    return desk, hh.rank_applications(
        desk, table_of(folder / "list.csv", rows), service="clinic", max_approved=2
    )


def test_each_figure_is_that_of_the_site_alone(
    ranking: tuple[hh.SiteDesk, ApplicationRanking],
) -> None:
    desk, ranked = ranking
    assert set(GOOD) <= set(ranked.table.index)
    for key, row in ranked.table.iterrows():
        report = desk.report(at=GOOD.get(str(key), (row["lon"], row["lat"])))
        check, comparison = report.check, report.comparison
        for name in ("newly_served", "people_in_reach", "time_falls", "share_before"):
            assert row[name] == pytest.approx(getattr(check, name), abs=1e-9)
        assert row["share_after"] == pytest.approx(check.share_after, abs=1e-12)
        assert row["regret"] == pytest.approx(comparison.regret_people, abs=1e-9)
        assert (row["better_than"], row["of"]) == (comparison.better_than, comparison.of)
        assert row["verdict"] == report.verdict.step
        assert row["forbidden"] == check.forbidden
        assert row["obstacles"] == " ".join(str(one.said) for one in check.obstacles)
        assert row["check_id"] == report.id


def test_the_order_is_by_people_newly_served(
    ranking: tuple[hh.SiteDesk, ApplicationRanking],
) -> None:
    table = ranking[1].table
    free = table[~table["forbidden"]]
    assert free["newly_served"].is_monotonic_decreasing
    assert table["rank"].tolist() == list(range(1, len(table) + 1))
    assert table["forbidden"].is_monotonic_increasing


def test_what_each_adds_is_what_all_before_leave(
    ranking: tuple[hh.SiteDesk, ApplicationRanking],
) -> None:
    desk, ranked = ranking
    today = desk.state().today
    served = today.cells["served"].to_numpy()
    people = today.cells["people"].to_numpy()
    times = desk.study.times["clinic"]
    to_metres = from_degrees(times.demand.crs)
    for _, row in ranked.table.iterrows():
        if row["forbidden"]:
            assert pd.isna(row["adds_in_order"])
            continue
        xy = np.array(to_metres.transform(row["lon"], row["lat"]))
        cells, _, _ = times.search.at(xy, today.limit)
        new = served.copy()
        new[cells] = True
        assert row["adds_in_order"] == pytest.approx(float(people @ (new & ~served)), abs=1e-9)
        served = new


def test_bad_rows_are_listed_with_row_and_reason(
    ranking: tuple[hh.SiteDesk, ApplicationRanking],
) -> None:
    told = {one.id: (one.row, str(one.reason)) for one in ranking[1].refused}
    assert told["nowhere"] == (7, "x: is missing.")
    assert told["far"][0] == 8
    assert "outside the study area" in told["far"][1]
    assert told["again"][0] == 9
    assert "same place as row 2 (a)" in told["again"][1]
    assert told["school"][1].startswith("The study has no service schol")
    assert "It is no tier of the service: III." in told["tiered"][1]
    assert told["less"] == (12, "capacity = -5.0: is negative.")
    assert set(told) == {"nowhere", "far", "again", "school", "tiered", "less", "lake"}


def test_the_best_set_is_the_best_pair(ranking: tuple[hh.SiteDesk, ApplicationRanking]) -> None:
    ranked = ranking[1]
    best = ranked.together["clinic"]
    assert best.proven
    assert best.newly_served == pytest.approx(best.bound)
    assert len(best.chosen) <= 2
    assert ranked.table["in_best_set"].sum() == len(best.chosen)
    assert sum(best.adds) == pytest.approx(best.newly_served)


def test_files_are_written_and_not_over_others(
    ranking: tuple[hh.SiteDesk, ApplicationRanking], tmp_path: Path
) -> None:
    ranked = ranking[1]
    written = ranked.save(tmp_path / "out")
    names = {path.name for path in written}
    assert {"applications.html", "applications.xlsx", "applications.json", *GOOD} == names
    for key in GOOD:
        files = {path.name for path in (tmp_path / "out" / key).iterdir()}
        assert files == {"check.html", "check.json"}
    told = json.loads((tmp_path / "out" / "applications.json").read_text(encoding="utf-8"))
    assert [one["application_id"] for one in told["applications"]] == list(ranked.table.index)
    assert {one["id"] for one in told["refused"]} == {one.id for one in ranked.refused}
    ranked.save(tmp_path / "out", lang="zh")
    left = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert left == sorted(names)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "applications.html").write_text("mine")
    with pytest.raises(hh.InputError, match="left as it is"):
        ranked.save(tmp_path / "other")
    (tmp_path / "third" / "a").mkdir(parents=True)
    (tmp_path / "third" / "a" / "check.html").write_text("mine")
    with pytest.raises(hh.InputError, match="left as it is"):
        ranked.save(tmp_path / "third")
    assert (tmp_path / "third" / "a" / "check.html").read_text() == "mine"


def test_an_interruption_leaves_nothing_half_written(
    ranking: tuple[hh.SiteDesk, ApplicationRanking],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = []

    def interrupted(*args: object, **kwargs: object) -> object:
        calls.append(args)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return written(*args, **kwargs)

    written = files.page_of
    monkeypatch.setattr(files, "page_of", interrupted)
    with pytest.raises(KeyboardInterrupt):
        ranking[1].save(tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_texts_of_a_table_are_no_formulas(study_files: Path, tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://x","y")'
    lon, lat = GOOD["a"]
    rows = [
        {"id": "=1+1", "name": evil, "applicant": "@SUM(1)", "lon": lon, "lat": lat},
        {"id": "+2", "name": "<script>alert(1)</script>", "lon": None, "lat": lat},
    ]
    ranked = hh.rank_applications(
        study_files / "study.yaml", table_of(tmp_path / "list.csv", rows), service="clinic"
    )
    ranked.save(tmp_path / "out")
    book = openpyxl.load_workbook(tmp_path / "out" / "applications.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert evil in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} & {"f"} == set()
    page = (tmp_path / "out" / "applications.html").read_text(encoding="utf-8")
    assert "<script" not in page


def test_tables_that_are_refused_as_a_whole(study_files: Path, tmp_path: Path) -> None:
    study = study_files / "study.yaml"
    (tmp_path / "empty.csv").write_text("id,lon,lat\n")
    with pytest.raises(hh.InputError, match="has no records"):
        hh.rank_applications(study, tmp_path / "empty.csv", service="clinic")
    lines = "\n".join(f"{number},119.5,39.9" for number in range(100_000))
    (tmp_path / "many.csv").write_text(f"id,lon,lat\n{lines}\n")
    with pytest.raises(hh.InputError, match="100,000 applications; at most 10,000"):
        hh.rank_applications(study, tmp_path / "many.csv", service="clinic")
    good = table_of(tmp_path / "list.csv", good_rows())
    with pytest.raises(hh.InputError, match="there is no such service"):
        hh.rank_applications(study, good, service="school")
    with pytest.raises(hh.InputError, match="names no service, and none is given"):
        hh.rank_applications(study, good)
    with pytest.raises(hh.InputError, match="no number of applications"):
        hh.rank_applications(study, good, service="clinic", max_approved=0)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_command_ranks_writes_and_registers(
    study_folder: Path, tmp_path: Path, lang: str
) -> None:
    good = table_of(tmp_path / "list.csv", good_rows())
    told = CliRunner().invoke(
        cli.app,
        [
            "check",
            str(study_folder / "study.yaml"),
            *("--applications", str(good), "--service", "clinic", "--max-approved", "2"),
            *("--out", str(tmp_path / "out"), "--lang", lang),
        ],
        catch_exceptions=False,
    )
    assert told.exit_code == 0
    assert ("Best set" if lang == "en" else "最佳组合") in told.stdout
    entries = read_register(study_folder / "register.gpkg")
    table = json.loads((tmp_path / "out" / "applications.json").read_text(encoding="utf-8"))
    ids = [one["check_id"] for one in table["applications"]]
    assert sorted(entries["check_id"]) == sorted(ids)
    memos = [
        json.loads((tmp_path / "out" / key / "check.json").read_text(encoding="utf-8"))["id"]
        for key in GOOD
    ]
    assert sorted(memos) == sorted(ids)
    assert set(entries["applicant"]) == {"Co."}
