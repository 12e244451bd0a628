import numpy as np
import pandas as pd
import pytest
from halfhour.common.errors import InputError
from ten_cells import evidence, facilities, only, standards

CARE = facilities(
    [
        ("s1", "甲院", True, "A", True, 1, 100, 30),
        ("s2", "乙院", True, "A", False, 3, 60, 0),
        ("s3", "丙院", True, "B", True, 4, 40, 16),
        ("s4", "丁院", False, "B", True, 2, 500, 500),
        ("s5", "", True, "B", None, np.nan, 20, np.nan),
    ],
    "id name working county linked grade beds nursing_beds",
)
BASE = "kind: attribute_share\nservice: care\n"


def verdicts(tmp_path, rule, care=CARE, year=2020):
    plan = standards(tmp_path, BASE + rule)
    return plan.rules[0].evaluate(evidence(year, facilities={"care": care}), plan)


def test_working_facilities_with_a_mark(tmp_path) -> None:
    table = verdicts(tmp_path, "attribute: linked\ntarget: 60 %\n")
    whole = only(table, "all")
    assert (whole["figure"], whole["target"], whole["shortfall"]) == (0.5, 0.6, 1)
    assert whole["detail"] == "2 of 4 facilities; without: 乙院, s5"
    assert not whole["passed"]
    assert only(table, "A")["figure"] == 0.5
    assert only(table, "B")["shortfall"] == 1


def test_beds_are_weighed_and_missing_numbers_left_out(tmp_path) -> None:
    table = verdicts(
        tmp_path, "part: nursing_beds\nwhole: beds\ntargets: {2018: 23 %, 2020: 30 %}\n"
    )
    whole = only(table, "all")
    # 46 nursing beds of 200; a mean of facilities would be (0.3 + 0 + 0.4) / 3.
    assert whole["figure"] == pytest.approx(0.23)
    assert (whole["shortfall"], whole["shortfall_unit"]) == (pytest.approx(14), "nursing_beds")
    assert "left out, numbers missing: s5" in whole["detail"]
    assert (only(table, "A")["figure"], only(table, "B")["figure"]) == (30 / 160, 0.4)
    earlier = verdicts(
        tmp_path, "part: nursing_beds\nwhole: beds\ntargets: {2018: 23 %, 2020: 30 %}\n", year=2019
    )
    assert only(earlier, "all")["passed"]


def test_grades_are_compared_with_bounds(tmp_path) -> None:
    table = verdicts(tmp_path, "attribute: grade\nat_most: 3\ntarget: 50 %\n")
    assert only(table, "all")["figure"] == 0.5
    assert only(table, "all")["passed"]
    assert only(verdicts(tmp_path, "attribute: grade\nat_least: 4\n"), "all")["figure"] == 0.25


def test_no_working_facility_is_no_verdict(tmp_path) -> None:
    table = verdicts(tmp_path, "attribute: linked\ntarget: 1\n", care=CARE.assign(working=False))
    assert table["passed"].isna().all()
    assert only(table, "all")["detail"] == "no facility is in working order here"


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (
            "part: nursing_bed\nwhole: beds\n",
            (
                r"beds.csv \(line 20, rule rule.r0 of standards.yaml\), nursing_bed: .*care have no such "
                r"column. did you mean nursing_beds"
            ),
        ),
        ("attribute: beds\n", "beds: does not hold marks.*at_least"),
        ("part: name\nwhole: beds\n", "name: holds no numbers"),
    ],
)
def test_a_column_that_cannot_serve_is_named_with_rule_and_file(tmp_path, rule, message) -> None:
    care = CARE.copy()
    care.attrs["file"] = "beds.csv"
    with pytest.raises(InputError, match=message):
        verdicts(tmp_path, rule, care)


def test_no_number_in_a_column_is_no_verdict(tmp_path) -> None:
    care = CARE.assign(nursing_beds=None)
    table = verdicts(tmp_path, "part: nursing_beds\nwhole: beds\ntarget: 30 %\n", care)
    assert pd.isna(only(table, "all")["passed"])
