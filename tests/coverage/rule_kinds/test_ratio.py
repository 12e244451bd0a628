import pandas as pd
import pytest
from ten_cells import cells, evidence, facilities, only, standards

RULE = """
kind: ratio
service: clinic
tiers: [centre]
level: township
low: 30
high: 100
from: 2018
"""
# A1 has 60 people, A2 150, B1 150, B2 190.
CLINICS = facilities(
    [
        ("s1", "centre", True, "A1"),
        ("s2", "centre", True, "A2"),
        ("s3", "centre", False, "A2"),
        ("s4", "hospital", True, "B1"),
        ("s5", "centre", True, "B1"),
        ("s6", "centre", True, "B1"),
        ("s7", "room", True, "B2"),
    ],
    "id tier working township",
)


def verdicts(tmp_path, rule=RULE, year=2020, **changes):
    plan = standards(tmp_path, rule)
    return plan.rules[0].evaluate(evidence(year, facilities={"clinic": CLINICS}, **changes), plan)


def test_required_numbers_and_shortfalls_by_hand(tmp_path) -> None:
    table = verdicts(tmp_path)
    required = {"A1": (1, 1, 0), "A2": (1, 2, 1), "B1": (3, 2, 0), "B2": (0, 2, 2)}
    for unit, expected in required.items():
        row = only(table, unit)
        assert (row["figure"], row["target"], row["shortfall"]) == expected
        assert row["passed"] == (expected[2] == 0)
    assert only(table, "A2")["detail"] == "2 to 5 required for 150 residents"
    assert only(table, "B2")["detail"] == "2 to 7 required for 190 residents"
    whole = only(table, "all")
    # The surplus of B1 does not make up for A2 and B2.
    assert (whole["figure"], whole["target"], whole["shortfall"]) == (4, 7, 3)
    assert "5 stand, 1 of them beyond what their own unit requires" in whole["detail"]
    assert not whole["passed"]
    assert only(table, "A")["shortfall"] == 1
    assert only(table, "Z")["shortfall"] == 2


def test_enough_in_all_is_not_enough_if_a_unit_is_short(tmp_path) -> None:
    plan = standards(tmp_path, RULE)
    more = pd.concat([CLINICS, *[CLINICS.loc[["s5"]].rename({"s5": f"t{n}"}) for n in range(5)]])
    whole = only(plan.rules[0].evaluate(evidence(facilities={"clinic": more}), plan), "all")
    # What is counted and what is missing make up the target.
    assert (whole["figure"], whole["target"], whole["shortfall"]) == (4, 7, 3)
    assert "10 stand, 6 of them beyond" in whole["detail"]
    assert not whole["passed"]


def test_one_is_required_wherever_people_live_and_none_where_nobody_does(tmp_path) -> None:
    few = cells().assign(residents=[1.0] + [0.0] * 8 + [100.0])
    table = verdicts(tmp_path, cells=few)
    targets = {unit: only(table, unit)["target"] for unit in ("A1", "A2", "B1", "B2")}
    # 100 people are exactly one facility's worth.
    assert targets == {"A1": 1, "A2": 0, "B1": 0, "B2": 1}


def test_years_before_the_first_and_unknown_residents_have_no_verdict(tmp_path) -> None:
    assert verdicts(tmp_path, year=2017)["passed"].isna().all()
    unknown = verdicts(tmp_path, cells=cells().drop(columns="township"))
    assert unknown["passed"].isna().all()
    assert "how many residents live in each township" in unknown["detail"].iloc[0]


def test_units_own_residents_serve_where_cells_do_not_say(tmp_path) -> None:
    units = dict(evidence().units)
    units["township"] = units["township"].assign(residents=[60.0, 150.0, 150.0, 190.0])
    table = verdicts(tmp_path, cells=cells().drop(columns="township"), units=units)
    assert only(table, "all")["shortfall"] == 3


def test_people_of_new_estates_alone_and_everybody_s_figure_beside(tmp_path) -> None:
    # 40 move to A1, 120 to A2, and 5 to B1, of which the rule does not speak.
    new = pd.DataFrame({"residents": [40.0, 120.0, 5.0]}, index=["c0", "c5", "c6"])
    rule = RULE + "people: new\nunits: {names: [甲一, 甲二]}\n"
    table = verdicts(tmp_path, rule, estates=new)
    required = {"A1": (1, 1, 0), "A2": (1, 2, 1), "all": (2, 3, 1)}
    for unit, expected in required.items():
        row = only(table, unit)
        assert (row["figure"], row["target"], row["shortfall"]) == expected
        assert row["passed"] == (unit == "A1")
    assert "1 to 2 required for 40 residents" in only(table, "A1")["detail"]
    assert "new estates of 5 lie in units" in only(table, "all")["detail"]
    beside = only(table, "A2", "rule.r0.standing")
    assert pd.isna(beside["passed"])
    assert pd.isna(beside["target"])
    assert "2 to 5 required for 150 residents" in beside["detail"]


def test_a_study_without_estates_has_no_verdict_on_new_communities(tmp_path) -> None:
    table = verdicts(tmp_path, RULE + "people: new\n")
    assert table["passed"].isna().all()
    assert table["detail"].iloc[0] == "the study has no new estates with residents"


def test_a_class_of_units(tmp_path) -> None:
    table = verdicts(tmp_path, RULE + "units: {classes: [subdistrict]}\n")
    assert only(table, "all")["target"] == pytest.approx(2)
    assert table["unit"].tolist() == ["all", "A", "A2"]
    assert not pd.isna(only(table, "A2")["passed"])
