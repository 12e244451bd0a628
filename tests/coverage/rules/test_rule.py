"""What rules of every kind say before they are due."""

import dataclasses

import pandas as pd
import pytest
from ten_cells import ALL_CLINICS, access, evidence, facilities, only, standards

CLINICS = {"clinic": facilities([("s1", True, 3.0)], "id working beds")}
STATE = {"facilities": CLINICS, "access": {ALL_CLINICS: access(["c0", "c9"])}}
RULES = {
    "access": "kind: access\nservice: clinic\ngroup: residents\nminutes: 30\ntarget: 100 %\n",
    "count": "kind: count\nservice: clinic\ntarget: 4\n",
    "supply": "kind: supply\nservice: clinic\ncolumn: beds\ngroup: residents\nper: 55\ntarget: 1\n",
    "indicator": "kind: indicator\nindicator: share\ntarget: 90\n",
    "ratio": "kind: ratio\nservice: clinic\nlevel: all\nlow: 50\nhigh: 110\n",
}
REPORTED = pd.DataFrame({"indicator": "share", "unit": "9", "year": [2016, 2020], "value": 80.0})
# Of 550 people 110 are served; one of four clinics stands; 3 of 10 beds; 80 of 90 %; one of five clinics.
TO_GO = {"access": 440, "count": 3, "supply": 7, "indicator": 10, "ratio": 4}


def verdicts(tmp_path, rule, year, due=2020):
    plan = standards(tmp_path, rule)
    plan = dataclasses.replace(plan, header=plan.header.model_copy(update={"due": due}))
    return plan.rules[0].evaluate(evidence(year, reported=REPORTED, **STATE), plan)


@pytest.mark.parametrize("kind", RULES)
def test_without_a_date_a_rule_is_due_in_the_plan_s_last_year(tmp_path, kind) -> None:
    before, then = (only(verdicts(tmp_path, RULES[kind], year), "all") for year in (2016, 2020))
    assert pd.isna(before["passed"])
    assert pd.isna(before["target"])
    assert before["figure"] == then["figure"]
    assert (before["due"], before["due_target"]) == (2020, then["target"])
    assert (before["to_go"], before["to_go_a_year"]) == pytest.approx(
        (TO_GO[kind], TO_GO[kind] / 4)
    )
    assert not then["passed"]
    assert then["shortfall"] == pytest.approx(TO_GO[kind])
    assert pd.isna(then["due"])


def test_a_file_without_a_last_year_asks_at_once(tmp_path) -> None:
    row = only(verdicts(tmp_path, RULES["count"], 2016, due=None), "all")
    assert not row["passed"]
    assert row["shortfall"] == 3


def test_what_is_met_early_has_nothing_to_go(tmp_path) -> None:
    row = only(verdicts(tmp_path, RULES["count"].replace("4", "1"), 2018), "all")
    assert pd.isna(row["passed"])
    assert (row["to_go"], row["to_go_a_year"]) == (0, 0)


def test_who_answers_for_a_rule_stands_in_its_rows(tmp_path) -> None:
    table = verdicts(tmp_path, RULES["count"] + "responsible: 市民政局\n", 2020)
    assert set(table["responsible"]) == {"市民政局"}
    assert set(verdicts(tmp_path, RULES["count"], 2020)["responsible"]) == {""}
