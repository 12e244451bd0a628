"""A study against its standards from the command line, and what it says of mistakes."""

from pathlib import Path

import halfhour as hh
import pandas as pd
import pytest
from command_line import halfhour
from halfhour.app.console import out_console
from halfhour.app.evaluate.compliance_text import print_compliance
from halfhour.app.evaluate.evaluate_study import Compliance
from line_town import RULES, STUDY, write_line_town, write_standards
from verdict_rows import row


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_line_town(tmp_path_factory.mktemp("line"))


@pytest.fixture(scope="module")
def compared(town: Path) -> Compliance:
    return hh.check_compliance(town, year=2022, compare=2020)


def test_evaluate_from_the_command_line(town: Path, compared: Compliance, tmp_path: Path) -> None:
    done = halfhour(
        *("--no-cache", "evaluate", town, "--year", 2022, "--compare", 2020, "--out", tmp_path)
    )
    assert done.returncode == 0, done.stderr
    assert "2022: who reaches what" in done.stderr
    assert "2020: who reaches what" in done.stderr
    assert "一路镇标准, 2022" in done.stdout
    assert "earlier" in done.stdout
    line = next(line for line in done.stdout.splitlines() if "clinics" in line)
    # The figure, the earlier one, the target and the verdict.
    assert [part.strip() for part in line.split("│")[2:6]] == ["78.4%", "14.3%", "50.0%", "met"]
    counts = compared.verdicts.counts()
    assert f"{counts['rules']} rules: {counts['met']} met, {counts['failed']} failed" in done.stdout
    assert f"written: {tmp_path / 'compliance.csv'}" in done.stdout
    here = tmp_path / "here"
    assert (tmp_path / "compliance.csv").read_bytes() == compared.save(here)[0].read_bytes()


def test_the_summary_is_chinese_where_that_is_asked_for(
    compared: Compliance, capsys: pytest.CaptureFixture[str]
) -> None:
    print_compliance(compared, [], out_console(), "zh")
    counts = compared.verdicts.counts()
    shown = capsys.readouterr().out
    assert f"达标 {counts['met']} 项，不达标 {counts['failed']} 项" in shown
    assert "Verdicts" not in shown


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
            ("standard.yaml: there is no such file", "did you mean standards.yaml"),
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
