import pickle

import numpy as np
import pytest
from halfhour.common.errors import FAULTS_SHOWN, Fault, InputError, fault_lines, reason_of


def test_a_fault_names_file_row_key_column_value_cause_and_fix() -> None:
    fault = Fault(
        file="clinics.csv",
        row=17,
        key="site_id C17",
        column="lat",
        value=139.9,
        cause="is not a latitude",
        fix="exchange x and y",
    )
    # The heading is row 1 of a spreadsheet.
    assert str(fault) == (
        "clinics.csv, row 18 (site_id C17), lat = 139.9: is not a latitude. exchange x and y."
    )


def test_a_fix_that_asks_ends_with_its_own_mark() -> None:
    fault = Fault(file="study.yaml", cause="unknown key", fix="did you mean limit_min?")
    assert str(fault) == "study.yaml: unknown key. did you mean limit_min?"


def test_an_error_shows_many_faults_and_carries_all() -> None:
    faults = [Fault(file="f", row=i, cause="bad", fix="mend it") for i in range(FAULTS_SHOWN + 5)]
    error = InputError(*faults)
    assert len(error.faults) == FAULTS_SHOWN + 5
    assert "... and 5 more faults." in str(error)


def test_an_error_survives_pickling() -> None:
    error = InputError(Fault(file="f", cause="bad", fix="mend it"))
    assert pickle.loads(pickle.dumps(error)).faults == error.faults  # noqa: S301 - our own bytes


def test_no_fault_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="at least one"):
        InputError()


def test_only_tables_of_text_have_a_heading_row() -> None:
    told = {
        file: str(Fault(file=file, row=1, cause="bad", fix="mend it")).split(":")[0]
        for file in ("a.csv", "a.TSV", "a.geojson", "study.yaml")
    }
    assert [text.rpartition(" ")[2] for text in told.values()] == ["2", "2", "1", "1"]


def test_the_first_faults_of_every_file_are_shown() -> None:
    faults = [
        Fault(file=file, row=row, cause="bad", fix="mend it")
        for row in range(FAULTS_SHOWN + 2)
        for file in ("a", "b")
    ]
    lines = str(InputError(*faults)).split("\n")
    assert [line.split(",")[0].split(":")[0] for line in lines] == (
        ["a"] * (FAULTS_SHOWN + 1) + ["b"] * (FAULTS_SHOWN + 1)
    )
    assert lines[FAULTS_SHOWN] == "a: ... and 2 more faults."
    assert len(list(fault_lines(faults, shown=None))) == 2 * (FAULTS_SHOWN + 2)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (np.float64(-1.0), "-1.0"),
        (np.int64(3), "3"),
        ("x" * 5000, "(5,000 letters)"),
        pytest.param(10**5000, "a number of very many digits", id="5,000 digits"),
        ("a\nb", r"'a\nb'"),
        ("\x1b[31m", r"'\x1b[31m'"),
        ("\ud800", r"'\ud800'"),
    ],
)
def test_a_value_is_shown_in_one_short_line(value: object, said: str) -> None:
    told = str(Fault(file="f\x1b", value=value, cause="is\nbad" * 1000, fix="mend it"))
    assert said in told
    assert told.isprintable()
    assert len(told) < 1000
    told.encode()


def test_a_reason_is_that_of_the_innermost_error() -> None:
    outer = RuntimeError("Read failed. See previous exception for details.")
    outer.__cause__ = ValueError("block 3 is damaged")
    assert reason_of(outer) == "block 3 is damaged"
    assert reason_of(OSError(28, "No space left on device")) == "No space left on device"
    assert reason_of(RuntimeError()) == "for a reason that it does not say"
