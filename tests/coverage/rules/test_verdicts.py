import pandas as pd
from halfhour.coverage.rules.verdicts import VERDICT_COLUMNS, Verdicts, listed, verdict_table


def record(rule, level, unit, *, passed):
    plain = dict.fromkeys(VERDICT_COLUMNS, "")
    numbers = {"year": 2020, "figure": 0.5, "target": None, "shortfall": 3.0}
    numbers |= dict.fromkeys(("due", "due_target", "to_go", "to_go_a_year"))
    return plain | numbers | {"rule": rule, "level": level, "unit": unit, "passed": passed}


TABLE = verdict_table(
    [
        record("a", "all", "all", passed=False),
        record("a", "county", "B", passed=True),
        record("a", "county", "A", passed=None),
        record("b", "all", "all", passed=None),
        record("b", "county", "A", passed=False),
    ]
)


def test_columns_and_their_types() -> None:
    assert tuple(TABLE.columns) == VERDICT_COLUMNS
    assert TABLE["passed"].dtype == "boolean"
    assert TABLE["target"].dtype == "float64"
    assert verdict_table([]).dtypes.equals(TABLE.dtypes)


def test_what_is_asked_of_them() -> None:
    found = Verdicts(TABLE)
    assert found.counts() == {"rules": 2, "met": 0, "failed": 1, "open": 1}
    assert found.failing()[["rule", "unit"]].to_numpy().tolist() == [["a", "all"], ["b", "A"]]
    assert found.without_verdict()[["rule", "unit"]].to_numpy().tolist() == [
        ["a", "A"],
        ["b", "all"],
    ]
    assert found.by("county")["unit"].tolist() == ["A", "A", "B"]
    assert found.by("village").empty
    assert repr(found) == "<Verdicts on 2 rules: 0 met, 1 failed, 1 without a verdict>"


def test_rows_that_are_not_due_yet() -> None:
    later = record("c", "all", "all", passed=None) | {"due": 2022, "to_go": 4.0}
    found = Verdicts(verdict_table([record("a", "all", "all", passed=None), later]))
    assert found.not_due()[["rule", "due", "to_go"]].to_numpy().tolist() == [["c", 2022, 4.0]]
    assert found.counts()["open"] == 2
    assert repr(found).endswith("2 without a verdict, of which 1 not due yet>")


def test_text_from_files_is_escaped_in_notebooks() -> None:
    strange = TABLE.assign(detail="<script>")
    html = Verdicts(pd.DataFrame(strange))._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_long_lists_say_how_many_more_there_are() -> None:
    assert listed(["a", "b"]) == "a, b"
    assert (
        listed([str(number) for number in range(12)]) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more"
    )


def test_rows_beside_a_rule_s_own_are_no_rules() -> None:
    rows = [
        record(rule, "all", "all", passed=passed)
        for rule, passed in (("a.b", False), ("a.b.uncapacitated", None), ("a.b.reported", None))
    ]
    found = Verdicts(verdict_table(rows))
    assert found.counts() == {"rules": 1, "met": 0, "failed": 1, "open": 0}
