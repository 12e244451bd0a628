import numpy as np
import pandas as pd
import pytest
from ten_cells import cells, evidence, facilities, only, standards

RULE = """
kind: supply
service: clinic
column: doctors
group: elderly
per: 100
targets: {2020: 3}
"""
# Elderly: 105 in A, 170 in B, 275 in all; B2 has 95 of them.
CLINICS = facilities(
    [
        ("s1", True, "A", "A1", 4),
        ("s2", False, "A", "A2", 9),
        ("s3", True, "B", "B1", 1),
        ("s4", True, "B", "B2", 2),
        ("s5", True, "B", "B2", np.nan),
    ],
    "id working county township doctors",
)


def verdicts(tmp_path, clinics=CLINICS, **changes):
    plan = standards(tmp_path, RULE)
    return plan.rules[0].evaluate(evidence(facilities={"clinic": clinics}, **changes), plan)


def test_figures_by_hand(tmp_path) -> None:
    table = verdicts(tmp_path)
    expected = {"all": (7, 275), "A": (4, 105), "B": (3, 170), "Z": (2, 95)}
    for unit, (doctors, people) in expected.items():
        row = only(table, unit)
        assert row["figure"] == pytest.approx(100 * doctors / people)
        assert row["shortfall"] == pytest.approx(max(0, 3 * people / 100 - doctors))
        assert row["passed"] == (unit == "A")
    assert only(table, "all")["figure_unit"] == "doctors per 100 elderly"
    assert "1 facility without a number counts as none" in only(table, "B")["detail"]


def test_nobody_is_no_verdict(tmp_path) -> None:
    table = verdicts(tmp_path, cells=cells().assign(elderly=0.0))
    assert table["passed"].isna().all()


def test_facilities_that_are_in_no_unit_count_for_the_whole(tmp_path) -> None:
    table = verdicts(tmp_path, CLINICS[["working", "doctors"]])
    assert table["unit"].tolist() == ["all"]
    assert only(table, "all")["figure"] == pytest.approx(700 / 275)


def test_a_group_that_the_study_lacks(tmp_path) -> None:
    table = verdicts(tmp_path, cells=cells().drop(columns="elderly"))
    assert pd.isna(only(table, "all")["passed"])
    assert only(table, "all")["detail"] == "the study has no group elderly"
