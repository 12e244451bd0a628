import pandas as pd
import pytest
from ten_cells import evidence, facilities, only, standards

RULE = "kind: count\nservice: clinic\ntiers: [room]\ntargets: {2018: 2, 2020: 4}\n"
CLINICS = facilities(
    [
        ("s1", "甲", "room", True),
        ("s2", "乙", "room", False),
        ("s3", "丙", "room", True),
        ("s4", "丁", "centre", True),
    ],
    "id name tier working",
)


@pytest.mark.parametrize(
    ("year", "target", "passed", "shortfall"),
    [(2017, None, None, None), (2019, 2, True, 0), (2020, 4, False, 2)],
)
def test_only_what_works_is_counted(tmp_path, year, target, passed, shortfall) -> None:
    plan = standards(tmp_path, RULE)
    table = plan.rules[0].evaluate(evidence(year, facilities={"clinic": CLINICS}), plan)
    row = only(table, "all")
    assert row["figure"] == 2
    assert row["detail"] == "not working: 乙"
    if passed is None:
        assert pd.isna(row["passed"])
    else:
        assert (row["target"], row["passed"], row["shortfall"]) == (target, passed, shortfall)
