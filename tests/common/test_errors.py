import pickle

import pytest
from halfhour.common.errors import FAULTS_SHOWN, Fault, InputError


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
    assert str(fault) == (
        "clinics.csv, row 17 (site_id C17), lat = 139.9: is not a latitude. exchange x and y."
    )


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
