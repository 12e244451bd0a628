import pandas as pd
import pytest
from ten_cells import evidence, only, standards

REPORTED = pd.DataFrame(
    [
        ("share", "9", 2019, 60.0),
        ("share", "9", 2020, 70.0),
        ("share", "A", 2020, 50.0),
        ("share", "B", 2020, 80.0),
        ("share", "province", 2020, 65.0),
        ("deaths", "9", 2020, 9.0),
        ("homes", "9", 2018, 8000.0),
        ("homes", "9", 2019, 10000.0),
        ("homes", "9", 2020, 5000.0),
    ],
    columns=["indicator", "unit", "year", "value"],
)


def verdicts(tmp_path, rule, year=2020):
    plan = standards(tmp_path, "kind: indicator\n" + rule)
    return plan.rules[0].evaluate(evidence(year, reported=REPORTED), plan)


def test_values_are_compared_with_the_targets_of_their_year(tmp_path) -> None:
    rule = 'indicator: share\nunit: "%"\ntargets: {2019: 65, 2020: 75 %}\n'
    table = verdicts(tmp_path, rule)
    figures = {row["unit"]: (row["figure"], row["shortfall"]) for _, row in table.iterrows()}
    assert figures == {"all": (70, 5), "A": (50, 25), "B": (80, 0)}
    assert only(table, "B")["passed"]
    # Counties that reported nothing in 2019 have no row.
    assert verdicts(tmp_path, rule, 2019)["unit"].tolist() == ["all"]
    assert only(verdicts(tmp_path, rule, 2019), "all")["shortfall"] == 5


def test_a_missing_value_is_said(tmp_path) -> None:
    row = only(verdicts(tmp_path, "indicator: share\ntarget: 1\n", 2018), "all")
    assert pd.isna(row["passed"])
    assert row["detail"] == "no value is reported for 2018"


@pytest.mark.parametrize(
    ("comparison", "target", "passed"),
    [
        ("at_most", 8, False),
        ("at_most", 9, True),
        ("above", 9, False),
        ("above", 8.9, True),
        ("at_least", 9, True),
    ],
)
def test_comparisons(tmp_path, comparison, target, passed) -> None:
    rule = f"indicator: deaths\ncomparison: {comparison}\ntarget: {target}\n"
    row = only(verdicts(tmp_path, rule), "all")
    assert row["passed"] == passed
    assert row["shortfall"] == pytest.approx(0 if passed else abs(9 - target))


def test_years_may_be_summed_and_targets_end(tmp_path) -> None:
    rule = "indicator: homes\nsince: 2018\ntargets: {2020: 24000}\n"
    row = only(verdicts(tmp_path, rule), "all")
    assert (row["figure"], row["shortfall"], row["passed"]) == (23000, 1000, False)
    assert pd.isna(only(verdicts(tmp_path, rule.replace("2018", "2017")), "all")["figure"])
    ended = "indicator: homes\ntargets: {2018: 8000, 2020: none}\n"
    assert only(verdicts(tmp_path, ended, 2019), "all")["passed"]
    assert pd.isna(only(verdicts(tmp_path, ended), "all")["passed"])


def test_poor_units_against_the_province(tmp_path) -> None:
    rule = "indicator: share\nreference: province\nlevel: county\nunits: {poor: true}\n"
    table = verdicts(tmp_path, rule)
    assert table["unit"].tolist() == ["all", "A"]
    assert (only(table, "A")["target"], only(table, "A")["shortfall"]) == (65, 15)
    assert not only(table, "all")["passed"]
    assert only(table, "all")["detail"] == "0 of 1 unit; short: 甲县"
    unknown = verdicts(tmp_path, rule, 2019)
    assert unknown["passed"].isna().all()
    assert "no value is reported for 2019" in only(unknown, "A")["detail"]
