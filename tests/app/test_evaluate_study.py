"""A study against its standards, from Python and from the command line."""

import shutil
import subprocess
import sys
from pathlib import Path

import halfhour as hh
import numpy as np
import openpyxl
import pandas as pd
import pytest
from halfhour.app import evaluate_study
from halfhour.app.evaluate_study import Compliance
from halfhour.coverage.rules.verdicts import VERDICT_COLUMNS, Verdicts
from line_town import RULES, STUDY, write_line_town, write_standards


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_line_town(tmp_path_factory.mktemp("line"))


@pytest.fixture(scope="module")
def in_2020(town: Path) -> Verdicts:
    return hh.evaluate(town, year=2020)


@pytest.fixture(scope="module")
def compared(town: Path) -> Compliance:
    return hh.check_compliance(town, year=2022, compare=2020)


def halfhour(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "halfhour", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def row(table: pd.DataFrame, rule: str, unit: str = "all") -> pd.Series:
    rows = table[(table["rule"] == rule) & (table["unit"] == unit)]
    assert len(rows) == 1
    return rows.iloc[0]


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
    csv, xlsx, page = compared.save(tmp_path / "new" / "out")
    assert sorted(path.name for path in csv.parent.iterdir()) == [
        "compliance.csv",
        "compliance.html",
        "compliance.xlsx",
    ]
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
    _, xlsx, _ = compared.save(tmp_path)
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
    with pytest.raises(OSError, match="No space left"):
        compared.save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["compliance.csv"]
    assert (tmp_path / "compliance.csv").read_text(encoding="utf-8") == "yesterday"


def test_evaluate_from_the_command_line(town: Path, compared: Compliance, tmp_path: Path) -> None:
    done = halfhour("evaluate", town, "--year", 2022, "--compare", 2020, "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "2022: who reaches what" in done.stderr
    assert "2020: who reaches what" in done.stderr
    assert "一路镇标准, 2022" in done.stdout
    assert "earlier" in done.stdout
    line = next(line for line in done.stdout.splitlines() if "clinics" in line)
    # The figure, the earlier one, the target and the verdict.
    assert [part.strip() for part in line.split("│")[3:7]] == ["78.4%", "14.3%", "50.0%", "met"]
    counts = compared.verdicts.counts()
    assert f"{counts['rules']} rules: {counts['met']} met, {counts['failed']} failed" in done.stdout
    assert f"written: {tmp_path / 'compliance.csv'}" in done.stdout
    here = tmp_path / "here"
    assert (tmp_path / "compliance.csv").read_bytes() == compared.save(here)[0].read_bytes()


def test_standards_and_year_of_the_command_line(town: Path, tmp_path: Path) -> None:
    other = write_standards(tmp_path / "other.yaml", {"beds": RULES["beds"]})
    done = halfhour("evaluate", town, "--standards", other, "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(tmp_path / "compliance.csv")
    assert set(table["rule"]) == {"beds"}
    assert set(table["year"]) == {2020}
    assert "earlier_year" not in table
    assert "earlier" not in done.stdout


WITHOUT_YEARS = (
    STUDY.replace("  year: 2020\n", "")
    .replace("growth: {file: growth.csv}\n", "")
    .replace(STUDY[STUDY.index("estates:\n") : STUDY.index("indicators:")], "")
)


def spoiled(folder: Path, study: str) -> Path:
    assert study != STUDY
    return write_line_town(folder, study=study)


@pytest.mark.parametrize(
    ("study", "arguments", "messages"),
    [
        (
            WITHOUT_YEARS,
            (),
            ("people.year: nothing says which year is meant", "name it (--year 2020"),
        ),
        (
            STUDY + "scenarios:\n  more: {service: library, max_new: 1}\n",
            ("--year", "2020"),
            ("scenario 'more' names service 'library', which has `travel: false`",),
        ),
        (
            STUDY + "scenarios:\n  more: {service: libary, max_new: 1}\n",
            (),
            ("scenario 'more' names service 'libary'", "did you mean 'library'?"),
        ),
        (
            STUDY.replace("standards.yaml", "standard.yaml"),
            (),
            ("standard.yaml: there is no such file", "did you mean standards.yaml?"),
        ),
        (
            STUDY + "# as it is\n",
            ("--standards", "nowhere/rules.yaml"),
            ("nowhere/rules.yaml: there is no such file", "give the path of a standards file"),
        ),
        (
            STUDY.replace("{file: standards.yaml}", "{fill: standards.yaml}"),
            (),
            ("standards.fill: unknown key. did you mean file?",),
        ),
        (
            STUDY.replace("only: {network: library}", "only: {network: libary}"),
            (),
            ("networks.csv, network = 'libary': no record has this value", "did you mean library?"),
        ),
        (
            STUDY.replace("beds: beds, ", ""),
            (),
            ("clinics.csv", "rule beds of standards.yaml", "have no such column"),
        ),
    ],
)
def test_a_mistake_ends_with_a_message_and_no_traceback(
    study: str, arguments: tuple[str, ...], messages: tuple[str, ...], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = halfhour("evaluate", spoiled(tmp_path, study), *arguments, "--out", out)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    for message in messages:
        assert message in done.stderr
    assert not out.exists()


def test_a_year_named_is_enough(tmp_path: Path) -> None:
    path = spoiled(tmp_path, WITHOUT_YEARS)
    assert row(hh.evaluate(path, year=2021).table, "clinics")["figure"] == pytest.approx(100 / 210)
    with pytest.raises(hh.InputError, match="nothing says which year is meant"):
        hh.evaluate(path)


CITY = hh.sample_study().parent


@pytest.fixture(scope="module")
def city() -> Compliance:
    return hh.check_compliance(hh.sample_study(), year=2020)


def test_the_embedded_city_meets_some_rules_and_falls_short_of_others(city: Compliance) -> None:
    overall = city.verdicts.overall()
    own = overall[overall["rule"].isin([rule.id for rule in city.standards.rules])]
    assert len(own) == len(city.standards.rules) == 85
    passed = own["passed"]
    assert (passed.eq(other=True).sum(), passed.eq(other=False).sum()) == (29, 43)
    assert passed.isna().sum() == 13
    # Every rule has a figure: the study has all that the plan asks for.
    assert own["figure"].notna().all()


def test_shelters_of_the_city_with_room_and_without(city: Compliance) -> None:
    table = city.table
    with_room = row(table, "shelter.access")
    without = row(table, "shelter.access.uncapacitated")
    assert 0 < with_room["figure"] < without["figure"] < 1
    assert pd.isna(without["passed"])
    shelters = pd.read_csv(CITY / "shelters.csv")
    stands = ~(shelters["opened_year"] > 2020) & (shelters["working"] != "no")
    assert row(table, "shelter.count")["figure"] == stands.sum()
    residents = pd.read_csv(CITY / "people.csv")["residents"].sum()
    # Nobody finds room beyond the places that there are.
    assert with_room["figure"] * residents <= shelters["capacity"][stands].sum()


def test_villages_of_the_city_without_a_clinic_may_be_exempt(city: Compliance) -> None:
    rows = city.table[city.table["rule"] == "health.village"].set_index("unit")
    villages = pd.read_csv(CITY / "villages.csv", dtype={"code": str}).set_index("code")
    rural = villages[villages["class"] == "village"]
    asked = rows[rows["level"] == "village"]
    assert set(asked.index) == set(rural.index)
    exempt = asked[asked["detail"].str.contains("exempt, served by")]
    assert len(exempt) > 0
    small = rural.loc[exempt.index, "residents"] < 300
    hosts = rural.loc[exempt.index, "hosts_centre"].astype(str).str.lower().isin(["yes", "true"])
    assert (small | hosts).all()
    assert exempt["passed"].all()
    assert (exempt["figure"] == 0).all()
    met = asked["figure"] >= 1
    assert rows.loc["all", "figure"] == pytest.approx((met.sum() + len(exempt)) / len(rural))


def test_committees_of_the_city_have_rows_of_their_own(city: Compliance) -> None:
    rows = city.table[city.table["level"] == "committee"]
    assert set(rows["unit"]) == {"130371", "130372"}
    assert set(rows[rows["unit"] == "130372"]["unit_name"]) == {"北戴河新区"}
    assert {"health.access", "health.village", "shelter.access"} <= set(rows["rule"])


def test_the_city_without_its_growth_keeps_its_figures_of_the_counted_year(
    city: Compliance, tmp_path: Path
) -> None:
    folder = shutil.copytree(CITY, tmp_path / "city")
    path = folder / "study.yaml"
    kept = [
        line
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True)
        if not line.startswith("growth:")
    ]
    path.write_text("".join(kept), encoding="utf-8")
    layers = hh.validate_study(path)
    assert layers.years.growth is None
    people = layers.years.people(layers.demand, 2020)["residents"].sum()
    beds = row(city.table, "health.gp")
    assert f"{people:,.0f} residents" in beds["detail"]


def test_a_later_year_is_nothing_to_compare_with() -> None:
    with pytest.raises(hh.InputError, match="compare = 2020: is not earlier than 2020"):
        hh.check_compliance(hh.sample_study(), year=2020, compare=2020)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    checked = hh.check_compliance(hh.sample_study(), year=2020)
    (tmp_path / "taken").write_text("", encoding="utf-8")
    for folder in (tmp_path / "taken", tmp_path / "taken" / "inside"):
        with pytest.raises(hh.InputError, match="is a file, or lies in one"):
            checked.save(folder)
