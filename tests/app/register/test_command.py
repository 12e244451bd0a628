"""`halfhour approve` and `halfhour register`, and the files that they write."""

import json
import math
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from halfhour.app.cli import app
from halfhour.app.example_study import street_study
from halfhour.common.errors import InputError
from halfhour.data.register.append import append_checks, approve
from halfhour.data.register.read import read_decisions, read_register
from register_rows import entry
from rich.cells import cell_len
from typer.testing import CliRunner, Result

PARCEL = shapely.box(119.49, 39.89, 119.51, 39.91)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    study = street_study(tmp_path)
    rows = [
        entry("c1", applicant="Seaside Ltd", share_after=0.8125, verdict="recommended"),
        entry("c2", time="2026-12-24T10:00:00Z", applicant="=cmd|' /C calc'!A0", note="@SUM(A1)"),
        entry("s1", service="school", capacity=math.inf, parcel_wkb=shapely.to_wkb(PARCEL)),
    ]
    append_checks(study.parent / "register.gpkg", rows)
    approve(study.parent / "register.gpkg", "c1", "refused", reason="too small")
    approve(study.parent / "register.gpkg", "c1", reason="-2+3 larger", opens_year=2028)
    return study


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)])


def listed(study: Path, *arguments: object) -> list[dict]:
    done = run("register", study, *arguments, "--json")
    assert done.exit_code == 0, done.exception
    return json.loads(done.stdout)


def refused(*arguments: object) -> str:
    done = run(*arguments)
    assert isinstance(done.exception, InputError), done.output
    return str(done.exception)


def test_a_decision_is_recorded_and_the_history_shown(study: Path) -> None:
    done = run(
        *("approve", study, "s1", "--decision", "refused", "--reason", "flood plain"),
        *("--date", "2026-03-01"),
    )
    assert done.exit_code == 0, done.exception
    last = read_decisions(study.parent / "register.gpkg").iloc[-1]
    assert last[["check_id", "decision", "reason", "date"]].tolist() == [
        *("s1", "refused", "flood plain", "2026-03-01")
    ]
    again = run(
        "approve", study, "s1", "--decision", "approved", "--reason", "dyke", "--lang", "zh"
    )
    lines = again.output.splitlines()
    before, after = (
        next(number for number, line in enumerate(lines) if word in line)
        for word in ("flood plain", "dyke")
    )
    assert before < after
    third = run("approve", study, "s1", "--decision", "refused", "--reason", "flood", "--json")
    told = json.loads(third.stdout)
    assert told["check_id"] == "s1"
    assert [one["decision"] for one in told["history"]][-3:] == ["refused", "approved", "refused"]
    assert "未批准" in lines[before]
    assert "已批准" in lines[after]


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (["c9", "--decision", "approved", "--reason", "x"], "no such check"),
        (["c1", "--decision", "perhaps", "--reason", "x"], "is no decision"),
        (["c1", "--decision", "approved", "--reason", " "], "is empty"),
        (["c1", "--decision", "approved", "--reason", "x", "--date", "1.3.2026"], "is not a date"),
        (["c1", "--decision", "approved", "--reason", "x", "--opens-year", "28"], "is not a year"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(study: Path, arguments: list, cause: str) -> None:
    assert cause in refused("approve", study, *arguments)
    assert len(read_decisions(study.parent / "register.gpkg")) == 2


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        ([], ["c1", "c2", "s1"]),
        (["--service", "clinic"], ["c1", "c2"]),
        (["--decision", "approved"], ["c1"]),
        (["--decision", "refused"], []),
        (["--decision", "open"], ["c2", "s1"]),
        (["--since", "2026-12-01"], ["c2"]),
        (["--applicant", "SEASIDE"], ["c1"]),
        (["--applicant", "=cmd|' /C"], ["c2"]),
        (["--service", "clinic", "--decision", "open"], ["c2"]),
    ],
)
def test_checks_are_filtered(study: Path, arguments: list, ids: list) -> None:
    assert [row["check_id"] for row in listed(study, *arguments)] == ids


def test_json_has_figures_history_and_no_infinite_numbers(study: Path) -> None:
    first, _, last = listed(study)
    assert (first["decision"], first["opens_year"], first["share_after"]) == (
        "approved",
        2028,
        0.8125,
    )
    assert [one["decision"] for one in first["history"]] == ["refused", "approved"]
    assert last["capacity"] is None
    assert shapely.from_wkt(last["parcel"]).equals(PARCEL)


def test_the_terminal_shows_a_line_for_each_check_in_both_languages(study: Path) -> None:
    english, chinese = run("register", study), run("register", study, "--lang", "zh")
    for text in ("c1", "Seaside Ltd", "81.25%", "recommended", "approved", "checks: 3"):
        assert text in english.stdout
    for text in ("核查编号", "推荐", "已批准", "核查数"):
        assert text in chinese.stdout


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_list_fits_80_columns(study: Path, lang: str) -> None:
    shown = run("register", study, "--lang", lang).stdout
    assert max(map(cell_len, shown.splitlines())) <= 80
    # No name of this register is so long that it would have to be broken.
    assert "2028" in shown


def test_no_register_is_no_error(tmp_path: Path) -> None:
    study = street_study(tmp_path)
    done = run("register", study)
    assert "there is no register yet" in done.stdout
    assert listed(study) == []


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (["--decision", "maybe"], "is no decision"),
        (["--service", "hospital"], "no check of such a service"),
        (["--since", "yesterday"], "is not a date"),
        (["--out", "list.docx"], "no list can be written"),
        (["--lang", "fr"], "no messages in this language"),
    ],
)
def test_a_list_that_cannot_be_is_refused(study: Path, arguments: list, cause: str) -> None:
    assert cause in refused("register", study, *arguments)


def test_no_text_of_a_list_is_a_formula(study: Path, tmp_path: Path) -> None:
    for name in ("list.csv", "list.xlsx"):
        assert run("register", study, "--out", tmp_path / name).exit_code == 0
    table = pd.read_csv(tmp_path / "list.csv", dtype=str, keep_default_na=False)
    assert table["applicant"].tolist() == ["Seaside Ltd", "'=cmd|' /C calc'!A0", ""]
    assert table["note"].tolist() == ["", "'@SUM(A1)", ""]
    assert table["reason"].tolist() == ["'-2+3 larger", "", ""]
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx")["checks"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert "=cmd|' /C calc'!A0" in {cell.value for cell in cells}


def test_a_workbook_has_headings_in_its_language(study: Path, tmp_path: Path) -> None:
    run("register", study, "--out", tmp_path / "list.xlsx", "--lang", "zh")
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx")["checks"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    first = dict(zip(rows[0], rows[1], strict=True))
    assert first["核查编号"] == "c1"
    assert first["申请单位"] == "Seaside Ltd"
    assert (first["结论"], first["审批结果"]) == ("推荐", "已批准")


@pytest.mark.parametrize("name", ["list.gpkg", "list.geojson"])
def test_layers_hold_points_and_parcels(study: Path, tmp_path: Path, name: str) -> None:
    for _ in range(2):
        # The second time it replaces its own file.
        assert run("register", study, "--out", tmp_path / name).exit_code == 0
    table = gpd.read_file(tmp_path / name, layer=0)
    assert table["check_id"].tolist() == ["c1", "c2", "s1"]
    assert table.geometry.iloc[0].equals(shapely.Point(119.5, 39.9))
    if name.endswith(".gpkg"):
        parcels = gpd.read_file(tmp_path / name, layer="parcels")
        assert parcels["check_id"].tolist() == ["s1"]


@pytest.mark.parametrize("name", ["register.gpkg", "old.gpkg", "clinics.csv", "link.gpkg"])
def test_a_list_replaces_no_register_and_no_input(study: Path, name: str) -> None:
    folder = study.parent
    append_checks(folder / "old.gpkg", [entry("x")])
    (folder / "link.gpkg").symlink_to(folder / "register.gpkg")
    before = (folder / name).read_bytes()
    assert "which no list may replace" in refused("register", study, "--out", folder / name)
    assert (folder / name).read_bytes() == before


def test_an_empty_list_is_written(study: Path, tmp_path: Path) -> None:
    for name in ("a.csv", "a.xlsx", "a.gpkg", "a.geojson"):
        done = run("register", study, "--decision", "refused", "--out", tmp_path / name)
        assert done.exit_code == 0, done.exception
        assert (tmp_path / name).is_file()


def test_the_study_says_which_register(study: Path) -> None:
    register = study.parent / "register.gpkg"
    register.rename(study.parent / "ours.gpkg")
    assert listed(study) == []
    study.write_text(study.read_text() + "register: ours.gpkg\n")
    assert len(listed(study)) == 3
    assert len(read_register(study.parent / "ours.gpkg")) == 3


@pytest.mark.parametrize(("since", "count"), [("0001-01-01", 3), ("9999-12-31", 0)])
def test_any_day_of_the_calendar_may_be_asked_for(study: Path, since: str, count: int) -> None:
    assert len(listed(study, "--since", since)) == count


def test_a_reason_that_is_not_in_utf_8_is_recorded(study: Path) -> None:
    file = study.parent / "register.gpkg"
    approve(file, "s1", "refused", reason="\udcce too near")
    assert read_decisions(file).iloc[-1]["reason"] == "? too near"
    with pytest.raises(InputError, match="is empty"):
        approve(file, "s1", "refused", reason=" \0 ")
