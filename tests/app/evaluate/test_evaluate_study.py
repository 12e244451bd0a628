"""A study against its standards, from Python."""

from pathlib import Path

import halfhour as hh
import numpy as np
import openpyxl
import pandas as pd
import pytest
from halfhour.app.evaluate import evaluate_study, year_verdicts
from halfhour.app.evaluate.evaluate_study import Compliance
from halfhour.app.example_study import street_study
from halfhour.coverage.rules.verdicts import VERDICT_COLUMNS, Verdicts
from line_town import RULES, write_line_town, write_standards
from pandas.testing import assert_frame_equal
from verdict_rows import row


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_line_town(tmp_path_factory.mktemp("line"))


@pytest.fixture(scope="module")
def in_2020(town: Path) -> Verdicts:
    return hh.evaluate(town, year=2020)


@pytest.fixture(scope="module")
def compared(town: Path) -> Compliance:
    return hh.check_compliance(town, year=2022, compare=2020)


@pytest.mark.parametrize(
    ("rule", "figure", "verdict", "shortfall"),
    [
        # k1 serves c0 and c1: 30 of 210; half are 105.
        ("clinics", 30 / 210, False, 75),
        ("rooms.elderly", 15 / 105, True, 0),
        # 90 of 210 find room, 45 % are 94.5.
        ("shelters", 90 / 210, False, 4.5),
        # v1 has a room, the small v2 is served by it, the small v3 and v4 with a centre are not.
        ("village", 0.5, False, 2),
        ("library", 0.5, False, 1),
        # One each for A1 (30) and A2 (70), two for B1 (110); only A1 has one.
        ("rooms.ratio", 1, False, 3),
        # k1 is standardised from 2021 on, k3 does not work.
        ("standardised", 0, False, 1),
        # 4 beds of k1 for 210 people; 5 per 100 are 10.5.
        ("beds", 400 / 210, False, 6.5),
        ("rooms.count", 1, False, 1),
        ("reading", 89.5, False, 0.5),
    ],
)
def test_every_kind_of_rule(
    in_2020: Verdicts, rule: str, figure: float, verdict: object, shortfall: float
) -> None:
    found = row(in_2020.table, rule)
    assert found["figure"] == pytest.approx(figure)
    assert bool(found["passed"]) is verdict
    assert found["shortfall"] == pytest.approx(shortfall)
    assert found["year"] == 2020


def test_figures_without_a_verdict(in_2020: Verdicts) -> None:
    siting = row(in_2020.table, "rooms.siting")
    # Whom no room reaches: c2 to c5.
    assert siting["figure"] == 180
    assert pd.isna(siting["passed"])
    with_or_without = row(in_2020.table, "shelters.uncapacitated")
    assert with_or_without["figure"] == pytest.approx(100 / 210)
    assert set(in_2020.without_verdict()["rule"]) >= {"rooms.siting", "shelters.uncapacitated"}


def test_what_fails_and_what_a_county_has(in_2020: Verdicts) -> None:
    failing = in_2020.failing()
    assert not failing["passed"].any()
    assert "rooms.elderly" not in set(failing[failing["unit"] == "all"]["rule"])
    assert set(failing[failing["rule"] == "village"]["unit"]) == {"all", "A", "B", "Z", "v3", "v4"}
    county = in_2020.by("county")
    assert set(county["unit"]) == {"A", "B"}
    assert county["unit"].is_monotonic_increasing
    assert row(county, "clinics", "A")["figure"] == pytest.approx(0.3)
    assert row(county, "clinics", "A")["unit_name"] == "乡A"
    assert row(county, "clinics", "B")["shortfall"] == 55
    # The library stands on the land of A, but is of B.
    assert row(county, "library", "A")["figure"] == 0
    assert bool(row(county, "library", "B")["passed"])
    assert row(county, "reading", "A")["figure"] == 95
    # A2 reports to the committee Z.
    assert row(in_2020.table, "clinics", "Z")["level"] == "committee"


@pytest.mark.parametrize(
    ("year", "clinics", "villages"),
    [
        (2018, 1.0, 1.0),  # the hospital is open, and everybody may drive there
        (2020, 30 / 210, 0.5),
        (2021, 100 / 210, 0.75),  # k2 has opened
        (2022, 200 / 255, 0.75),  # 100 people at the new estate, county B halved
    ],
)
def test_another_year(town: Path, year: int, clinics: float, villages: float) -> None:
    table = hh.evaluate(town, year=year).table
    assert row(table, "clinics")["figure"] == pytest.approx(clinics)
    assert row(table, "village")["figure"] == pytest.approx(villages)


def test_who_exempts_a_village(town: Path) -> None:
    table = hh.evaluate(town, year=2018).by("village").set_index("unit")
    assert table["detail"].to_dict() == {
        "v1": "",
        "v2": "exempt, served by k1",
        "v3": "exempt, served by h",
        "v4": "exempt, served by h",
    }


def test_the_year_of_the_people_is_the_default_and_a_study_may_be_open(
    town: Path, in_2020: Verdicts
) -> None:
    opened = hh.open_study(town)
    pd.testing.assert_frame_equal(hh.evaluate(opened).table, in_2020.table)


def test_other_standards(town: Path, tmp_path: Path) -> None:
    other = write_standards(tmp_path / "other.yaml", {"clinics": RULES["clinics"]})
    found = hh.evaluate(town, other)
    assert found.counts() == {"rules": 1, "met": 0, "failed": 1, "open": 0}


def test_an_earlier_year_stands_beside(compared: Compliance, in_2020: Verdicts) -> None:
    assert compared.earlier is not None
    pd.testing.assert_frame_equal(compared.earlier.table, in_2020.table)
    added = ["earlier_year", "earlier_figure", "earlier_passed", "change"]
    assert list(compared.table.columns) == [*VERDICT_COLUMNS, *added]
    found = row(compared.table, "clinics")
    assert found["earlier_year"] == 2020
    assert found["earlier_figure"] == pytest.approx(30 / 210)
    assert found["change"] == pytest.approx(200 / 255 - 30 / 210)
    assert (bool(found["passed"]), bool(found["earlier_passed"])) == (True, False)
    # Nothing is reported of A in 2022, so it has no row; of the whole there is one without a figure.
    assert pd.isna(row(compared.table, "reading")["change"])
    assert len(compared.table) == len(compared.verdicts.table)


def test_a_unit_that_the_earlier_year_does_not_tell_of(town: Path) -> None:
    table = hh.check_compliance(town, year=2020, compare=2018).table
    found = row(table, "reading", "A")
    assert found["figure"] == 95
    assert pd.isna(found["earlier_year"])
    assert pd.isna(found["change"])
    assert row(table, "reading")["change"] == pytest.approx(9.5)


def test_the_csv_has_a_byte_order_mark_and_the_workbook_the_same_numbers(
    compared: Compliance, tmp_path: Path
) -> None:
    csv, xlsx, record, page = compared.save(tmp_path / "new" / "out")
    assert sorted(path.name for path in csv.parent.iterdir()) == [
        "compliance.csv",
        "compliance.html",
        "compliance.json",
        "compliance.xlsx",
    ]
    assert record.name == "compliance.json"
    assert page.name == "compliance.html"
    assert csv.read_bytes().startswith(b"\xef\xbb\xbfrule,")
    assert b"\r" not in csv.read_bytes()
    table = pd.read_csv(csv, keep_default_na=False)
    assert "乡A" in set(table["unit_name"])
    book = openpyxl.load_workbook(xlsx)
    assert book.sheetnames == ["compliance", "contrasts"]
    header, *lines = book["compliance"].iter_rows(values_only=True)
    assert list(header) == list(table.columns) == list(compared.table.columns)
    assert len(lines) == len(table)
    for name in ("figure", "target", "shortfall", "earlier_figure", "change"):
        column = list(header).index(name)
        cells = [np.nan if line[column] is None else line[column] for line in lines]
        written = pd.to_numeric(table[name]).to_numpy()
        np.testing.assert_allclose(cells, written, rtol=1e-12)
        np.testing.assert_allclose(cells, compared.table[name].astype("float64"), rtol=1e-12)
    passed = list(header).index("passed")
    words = {True: "True", False: "False", None: ""}
    assert [words[line[passed]] for line in lines] == table["passed"].tolist()
    assert set(words.values()) == set(table["passed"])


def test_contrasts_of_poor_and_other_units(compared: Compliance, tmp_path: Path) -> None:
    _, xlsx, *_ = compared.save(tmp_path)
    rows = list(openpyxl.load_workbook(xlsx)["contrasts"].iter_rows(values_only=True))
    assert rows[0] == tuple(compared.contrasts.columns)
    assert len(rows) - 1 == len(compared.contrasts) > 0


def test_the_same_bytes_twice(town: Path, compared: Compliance, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in compared.save(tmp_path / "first")]
    again = hh.check_compliance(town, year=2022, compare=2020)
    assert [path.read_bytes() for path in again.save(tmp_path / "second")] == first
    # Written over what is there.
    assert [path.read_bytes() for path in again.save(tmp_path / "first")] == first


def test_nothing_is_left_half_written(
    compared: Compliance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "compliance.csv").write_text("yesterday", encoding="utf-8")

    def fails(path: Path, sheets: object) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(evaluate_study, "write_workbook", fails)
    with pytest.raises(hh.InputError, match="No space left"):
        compared.save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["compliance.csv"]
    assert (tmp_path / "compliance.csv").read_text(encoding="utf-8") == "yesterday"


def test_a_later_year_is_nothing_to_compare_with(town: Path) -> None:
    with pytest.raises(hh.InputError, match="compare = 2020: is not earlier than 2020"):
        hh.check_compliance(town, year=2020, compare=2020)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    checked = hh.check_compliance(street_study(tmp_path), year=2020)
    (tmp_path / "taken").write_text("", encoding="utf-8")
    for folder in (tmp_path / "taken", tmp_path / "taken" / "inside"):
        with pytest.raises(hh.InputError, match="is a file, or lies in one"):
            checked.save(folder)


@pytest.fixture
def kept_street(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study with a cache of its own that also keeps what is made at once."""
    monkeypatch.setattr("halfhour.common.prepared.LEAST_S", 0.0)
    monkeypatch.setenv("HALFHOUR_CACHE", str(tmp_path / "cache"))
    return street_study(tmp_path)


def uncached(kept_street: Path, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    with monkeypatch.context() as patch:
        patch.setenv("HALFHOUR_CACHE", "off")
        return hh.evaluate(kept_street).table


def test_a_second_run_has_the_same_verdicts_without_asking_again(
    kept_street: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = hh.evaluate(kept_street).table
    assert_frame_equal(first, uncached(kept_street, monkeypatch))
    for name in ("evaluate", "year_evidence", "contrasts"):
        monkeypatch.setattr(year_verdicts, name, lambda *_, **__: pytest.fail("asked again"))
    assert_frame_equal(hh.evaluate(kept_street).table, first)


def test_other_targets_are_judged_on_the_same_evidence(
    kept_street: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hh.evaluate(kept_street).table["passed"][0] == False  # noqa: E712 - a missing verdict would pass `not`
    file = kept_street.parent / "standards.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("90 %", "70 %"), encoding="utf-8")
    assert file.read_text(encoding="utf-8") != text
    monkeypatch.setattr(
        year_verdicts, "year_evidence", lambda *_, **__: pytest.fail("gathered again")
    )
    assert hh.evaluate(kept_street).table["passed"][0] == True  # noqa: E712


CHANGES = {
    "cells.csv": ("400", "300"),
    "clinics.csv": ("120.012", "120.03"),
    "counties.geojson": ('"E"', '"East"'),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_row_of_any_file_is_judged_anew(
    name: str, kept_street: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = hh.evaluate(kept_street).table
    file = kept_street.parent / name
    text = file.read_text(encoding="utf-8")
    changed = text.replace(*CHANGES[name])
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    found = hh.evaluate(kept_street).table
    assert_frame_equal(found, uncached(kept_street, monkeypatch))
    assert not found.equals(before)


def test_tables_that_were_changed_in_python_are_judged_as_they_are(kept_street: Path) -> None:
    hh.evaluate(kept_street)
    opened = hh.open_study(kept_street)
    assert opened.layers.content_key
    opened.layers.demand["residents"] = [400.0, 0.0]
    assert hh.evaluate(opened).table["figure"][0] != hh.evaluate(kept_street).table["figure"][0]
