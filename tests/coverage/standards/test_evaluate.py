import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.rules.verdicts import VERDICT_COLUMNS
from halfhour.coverage.standards.evaluate import evaluate
from halfhour.coverage.standards.file import read_standards
from halfhour.coverage.standards.shipped import shipped_standards
from ten_cells import ALL_CLINICS, access, evidence, facilities, only, standards

ACCESS = "kind: access\nservice: clinic\ngroup: residents\nminutes: 30\ntarget: 40 %\n"
LIBRARY = "kind: presence\nservice: kite_library\nlevel: county\ntarget: 100 %\n"
GRADE = "kind: attribute_share\nservice: kite_library\nattribute: roof\ntarget: 50 %\n"
CLINICS = facilities([("s1", "room")], "id tier")
SERVED = {ALL_CLINICS: access(["c0", "c1", "c4", "c6", "c8"])}


def test_a_network_that_the_code_has_never_heard_of_is_added_by_yaml_alone(tmp_path) -> None:
    plan = standards(tmp_path, ACCESS, LIBRARY, GRADE)
    libraries = facilities(
        [("k1", True, "A", True), ("k2", False, "B", True)], "id working county roof"
    )
    state = evidence(facilities={"clinic": CLINICS, "kite_library": libraries}, access=SERVED)
    found = evaluate(plan, state)
    assert tuple(found.table.columns) == VERDICT_COLUMNS
    assert found.counts() == {"rules": 3, "met": 2, "failed": 1, "open": 0}
    assert only(found.table, "B", "rule.r1")["shortfall"] == 1
    failing = found.failing()
    assert set(zip(failing["rule"], failing["unit"], strict=True)) == {
        ("rule.r0", "A"),
        ("rule.r1", "all"),
        ("rule.r1", "B"),
    }
    by_county = found.by("county")
    assert by_county["unit"].tolist() == ["A"] * 3 + ["B"] * 3
    assert "3 rules: 2 met, 1 failed, 0 without a verdict" in found._repr_html_()


def test_a_missing_layer_is_counted_and_listed_and_stops_nothing(tmp_path) -> None:
    plan = standards(tmp_path, LIBRARY, ACCESS)
    found = evaluate(plan, evidence(facilities={"clinic": CLINICS}, access=SERVED))
    assert found.counts() == {"rules": 2, "met": 1, "failed": 0, "open": 1}
    assert only(found.table, "all", "rule.r0")["detail"] == "the study has no service kite_library"
    assert set(found.without_verdict()["unit"]) == {"all", "A", "B"}


def test_wrong_columns_of_several_rules_are_told_at_once(tmp_path) -> None:
    plan = standards(tmp_path, GRADE, GRADE.replace("roof", "wall"), ACCESS)
    libraries = facilities([("k1", True)], "id working")
    state = evidence(facilities={"clinic": CLINICS, "kite_library": libraries}, access=SERVED)
    with pytest.raises(InputError) as caught:
        evaluate(plan, state)
    assert [fault.column for fault in caught.value.faults] == ["roof", "wall"]


def test_every_shipped_rule_answers_a_study_that_has_nothing() -> None:
    plan = read_standards(shipped_standards())
    names = ["海港区", "卢龙县", "青龙满族自治县", "昌黎县"]
    counties = pd.DataFrame({"name": names, "class": ["区", "县", "县", "县"]}, index=list("ABCD"))
    units = {**evidence().units, "county": counties}
    found = evaluate(plan, evidence(units=units))
    assert found.table["passed"].isna().all()
    assert (found.table["detail"] != "").all()
    answered = set(found.overall()["rule"])
    assert {rule.id for rule in plan.rules} <= answered
